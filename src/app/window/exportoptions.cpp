// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/exportoptions.h"

#include "trace/timetext.h"

#include <QCoreApplication>
#include <QSaveFile>

namespace app {

using timeline::PictureFormat;
using timeline::PictureOptions;
using trace::Error;
using trace::Result;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ExportOptions", text);
}

Result<trace::TimeRange> customRange(const ExportChoice &choice)
{
    const auto begin = trace::parseDuration(choice.customBegin.trimmed());
    const auto end = trace::parseDuration(choice.customEnd.trimmed());
    if (!begin)
        return Error { tr("From"), tr("\u201c%1\u201d is not a time like 1.25, 980ms or 12us").arg(choice.customBegin.left(40)) };
    if (!end)
        return Error { tr("To"), tr("\u201c%1\u201d is not a time like 1.25, 980ms or 12us").arg(choice.customEnd.left(40)) };
    if (*end <= *begin)
        return Error { tr("Range"), tr("it has to end after it begins") };
    return trace::TimeRange { { begin->count() }, { end->count() } };
}

} // namespace

Result<PictureOptions> pictureOptions(const session::Session &session, const ExportChoice &choice)
{
    PictureOptions options = timeline::optionsOf(session);
    const session::Theme *theme = session::Theme::named(choice.theme);
    options.theme = theme ? theme : &session::Theme::light();
    options.size = QSize(choice.width, choice.height);
    options.scale = choice.format == PictureFormat::Png ? choice.scale : 1;
    options.title = choice.title;
    options.caption = choice.caption;
    options.hasLegend = choice.hasLegend;
    if (!choice.hasPlayhead)
        options.cursor.reset();
    if (choice.range != ExportChoice::Range::Visible)
        options.span.reset();
    if (choice.range == ExportChoice::Range::Custom) {
        const Result<trace::TimeRange> range = customRange(choice);
        if (!range)
            return range.error();
        options.range = range.value();
    }
    return options;
}

Result<> exportPicture(const session::Session &session, const ExportChoice &choice, const QString &path)
{
    const Result<PictureOptions> options = pictureOptions(session, choice);
    if (!options)
        return options.error();
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return Error { path, file.errorString() };
    if (const Result<> drawn = timeline::renderPicture(session.trace(), options.value(), choice.format, file); !drawn) {
        file.cancelWriting();
        return Error { drawn.error().what.isEmpty() ? path : drawn.error().what, drawn.error().why };
    }
    if (!file.commit())
        return Error { path, file.errorString() };
    return {};
}

QString suffixOf(PictureFormat format)
{
    switch (format) {
    case PictureFormat::Png:
        return QStringLiteral(".png");
    case PictureFormat::Svg:
        return QStringLiteral(".svg");
    case PictureFormat::Pdf:
        return QStringLiteral(".pdf");
    }
    Q_UNREACHABLE();
}

} // namespace app
