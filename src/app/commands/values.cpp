// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/values.h"

#include "trace/nearest.h"
#include "trace/timetext.h"

#include <cmath>

namespace app {

namespace {

trace::Error refused(const char *option, const QString &text, const QString &why)
{
    return { dashed(QLatin1String(option)), QStringLiteral("\"%1\" %2").arg(text, why) };
}

const QString TimeForm = QStringLiteral("is not a time; write it like 1.25, 1.25s, 980ms, 12us or 500ns");

} // namespace

trace::Result<std::optional<qint64>> integerOf(const Arguments &arguments, const char *option, qint64 least, qint64 most)
{
    if (!arguments.has(option))
        return std::optional<qint64>();
    const QString text = arguments.value(option);
    bool isNumber = false;
    const qint64 value = text.toLongLong(&isNumber);
    if (!isNumber || value < least || value > most)
        return refused(option, text, QStringLiteral("is not a whole number in %1..%2").arg(least).arg(most));
    return std::optional(value);
}

trace::Result<std::optional<double>> numberOf(const Arguments &arguments, const char *option, double least, double most)
{
    if (!arguments.has(option))
        return std::optional<double>();
    const QString text = arguments.value(option);
    bool isNumber = false;
    const double value = text.toDouble(&isNumber);
    if (!isNumber || !std::isfinite(value) || value < least || value > most)
        return refused(option, text, QStringLiteral("is not a number in %1..%2").arg(least).arg(most));
    return std::optional(value);
}

trace::Result<std::optional<trace::Timestamp>> timeOf(const Arguments &arguments, const char *option)
{
    if (!arguments.has(option))
        return std::optional<trace::Timestamp>();
    const QString text = arguments.value(option);
    const std::optional<trace::Duration> time = trace::parseDuration(text);
    if (!time)
        return refused(option, text, TimeForm);
    return std::optional(trace::Timestamp {} + *time);
}

trace::Result<std::optional<trace::TimeRange>> rangeOf(const Arguments &arguments, const char *option, trace::TimeRange whole)
{
    if (!arguments.has(option))
        return std::optional<trace::TimeRange>();
    const QString text = arguments.value(option);
    const qsizetype dots = text.indexOf(QLatin1String(".."));
    if (dots < 0)
        return refused(option, text, QStringLiteral("is not a range; write it like 2s..3.5s, 2s.. or ..3.5s"));
    trace::TimeRange range = whole;
    const QString first = text.left(dots);
    const QString last = text.mid(dots + 2);
    for (const auto &[part, end] : { std::pair(first, &range.begin), std::pair(last, &range.end) }) {
        if (part.trimmed().isEmpty())
            continue;
        const std::optional<trace::Duration> time = trace::parseDuration(part);
        if (!time)
            return refused(option, part, TimeForm);
        *end = trace::Timestamp {} + *time;
    }
    if (range.end <= range.begin)
        return refused(option, text, QStringLiteral("is empty: it ends at %1, not after its begin at %2")
                                         .arg(trace::formatDuration(range.end - trace::Timestamp {}), trace::formatDuration(range.begin - trace::Timestamp {})));
    return std::optional(range);
}

trace::Result<std::optional<QSize>> sizeOf(const Arguments &arguments, const char *option, int least, int most)
{
    if (!arguments.has(option))
        return std::optional<QSize>();
    const QString text = arguments.value(option);
    const QStringList parts = text.split(u'x', Qt::KeepEmptyParts, Qt::CaseInsensitive);
    bool isWidth = false;
    bool isHeight = false;
    const int width = parts.value(0).toInt(&isWidth);
    const bool isOpen = parts.size() == 1; // the width alone
    const int height = isOpen ? 0 : parts.value(1).toInt(&isHeight);
    const bool isInRange = width >= least && width <= most && (isOpen || (height >= least && height <= most));
    if (parts.size() > 2 || !isWidth || (!isOpen && !isHeight) || !isInRange)
        return refused(option, text, QStringLiteral("is not a size like 1600x900 with sides in %1..%2").arg(least).arg(most));
    return std::optional(QSize(width, height));
}

trace::Result<std::optional<QString>> wordOf(const Arguments &arguments, const char *option, const QStringList &words)
{
    if (!arguments.has(option))
        return std::optional<QString>();
    const QString text = arguments.value(option);
    if (!words.contains(text))
        return refused(option, text, QStringLiteral("is not one of %1; the nearest is %2").arg(words.join(QStringLiteral(", ")), trace::nearest(text, words)));
    return std::optional(text);
}

} // namespace app
