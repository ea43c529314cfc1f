// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/outputs.h"

#include "app/commands/outputfile.h"
#include "trace/nearest.h"

#include <QFileInfo>

#include <algorithm>

namespace app {

namespace {

QStringList suffixes(OutputKind kind)
{
    QStringList all;
    if (kind != OutputKind::Picture)
        all << formats::writtenSuffixes();
    if (kind != OutputKind::Trace)
        all << figureSuffixes();
    return all;
}

} // namespace

trace::Result<OutputTarget> outputTarget(const QString &path, OutputKind kind)
{
    if (path.isEmpty())
        return trace::Error { QStringLiteral("-o"), QStringLiteral("the name of the file is empty") };
    if (kind != OutputKind::Picture) {
        if (const std::optional<formats::Format> format = formats::formatOfSuffix(path))
            return OutputTarget { path, *format };
    }
    if (kind != OutputKind::Trace) {
        if (const std::optional<FigureFormat> format = figureFormatOf(path))
            return OutputTarget { path, *format };
    }
    const QStringList known = suffixes(kind);
    const QString suffix = QFileInfo(path).suffix();
    const QString why = suffix.isEmpty() ? QStringLiteral("has no suffix; it has to be one of %1").arg(known.join(u' '))
                                         : QStringLiteral("\".%1\" cannot be written here, only %2; the nearest is %3").arg(suffix, known.join(u' '), trace::nearest(u'.' + suffix, known));
    return trace::Error { QStringLiteral("-o %1").arg(path), why };
}

bool namesPicture(const QStringList &paths)
{
    return std::any_of(paths.begin(), paths.end(), [](const QString &path) { return figureFormatOf(path).has_value(); });
}

trace::Result<> writeTarget(const trace::Trace &trace, const OutputTarget &target, const Figure &figure, const formats::Progress &progress)
{
    if (!target.isPicture()) {
        const auto format = std::get<formats::Format>(target.format);
        return writeOutput(target.path, [&](QIODevice &device) { return formats::write(trace, format, device, progress); });
    }
    // Drawn before a file is opened: a picture is small, and one that fails or is stopped leaves nothing beside its place.
    const auto format = std::get<FigureFormat>(target.format);
    return drawFigure(trace, figure, format, [&](const QString &infix, const QByteArray &bytes) {
        QString path = target.path;
        path.insert(path.size() - suffixOf(format).size(), infix);
        return writeOutput(path, [&bytes](QIODevice &device) -> trace::Result<> {
            if (device.write(bytes) != bytes.size())
                return trace::Error { QString(), device.errorString() };
            return {};
        });
    }, progress);
}

} // namespace app
