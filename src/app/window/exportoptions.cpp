// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/exportoptions.h"

#include "trace/timetext.h"

#include <QCoreApplication>
#include <QSaveFile>

#include <algorithm>
#include <cmath>

namespace app {

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

std::chrono::milliseconds shownFor(double seconds, std::chrono::milliseconds least, std::chrono::milliseconds most)
{
    return std::clamp(std::chrono::milliseconds(std::llround(seconds * 1000)), least, most);
}

} // namespace

Result<Figure> figureOf(const session::Session &session, const ExportChoice &choice)
{
    using Show = ExportChoice::Show;
    Figure figure;
    PictureOptions &options = figure.picture;
    options = timeline::optionsOf(session);
    const session::Theme *theme = session::Theme::named(choice.theme);
    options.theme = theme ? theme : &session::Theme::light();
    options.size = QSize(choice.width, choice.height);
    options.scale = hasPixels(choice.format) ? choice.scale : 1;
    options.title = choice.title;
    options.caption = choice.caption;
    options.hasLegend = choice.hasLegend;
    figure.stepTime = shownFor(choice.stepSeconds, Figure::LeastStepTime, Figure::MostStepTime);
    figure.length = shownFor(choice.lengthSeconds, Figure::LeastLength, Figure::MostLength);
    if (!choice.hasMarks)
        options.marks.clear();
    if (!choice.hasArrows)
        options.selection = {};
    if (choice.show == Show::Loop || (choice.show == Show::Storyboard && choice.frames == ExportChoice::Frames::Loop))
        figure.view = FigureView::Loop;
    if (choice.show == Show::Loop)
        figure.events = session.playhead().events;
    if (!choice.hasPlayhead && choice.show == Show::Timeline)
        options.cursor.reset();
    // A storyboard shows the range of its steps.
    if (choice.range != ExportChoice::Range::Visible || choice.show != Show::Timeline)
        options.span.reset();
    if (choice.range == ExportChoice::Range::Custom && choice.show == Show::Timeline) {
        const Result<trace::TimeRange> range = customRange(choice);
        if (!range)
            return range.error();
        options.range = range.value();
    }
    if (choice.show == Show::Storyboard) {
        figure.steps = StepSpan { quint64(std::max(choice.firstStep, 0)), quint64(std::max(choice.lastStep, 0)) };
        figure.columns = choice.columns;
        options.axis = choice.frames == ExportChoice::Frames::Time ? trace::AxisKind::Time : trace::AxisKind::Steps;
    }
    if (const Result<> checked = checkFigure(session.trace(), figure); !checked)
        return checked.error();
    return figure;
}

Result<QStringList> exportFigure(const trace::Trace &trace, const Figure &figure, FigureFormat format, const QString &path, const DrawProgress &progress)
{
    QStringList paths;
    const Result<> drawn = drawFigure(trace, figure, format, [&](const QString &infix, const QByteArray &bytes) -> Result<> {
        QString name = path;
        name.insert(name.endsWith(suffixOf(format), Qt::CaseInsensitive) ? name.size() - suffixOf(format).size() : name.size(), infix);
        QSaveFile file(name);
        if (!file.open(QIODevice::WriteOnly))
            return Error { name, file.errorString() };
        if (file.write(bytes) != bytes.size() || !file.commit())
            return Error { name, file.errorString() };
        paths << name;
        return {};
    }, progress);
    if (!drawn)
        return Error { drawn.error().what.isEmpty() ? path : drawn.error().what, drawn.error().why };
    return paths;
}

} // namespace app
