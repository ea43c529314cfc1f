// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/canvas.h"

#include "timeline/boundedhash.h"

#include <QFontMetricsF>

#include <array>

namespace timeline {

using session::FontRole;

namespace {

/// Metrics and widths that have been asked for; texts repeat from frame to frame and shaping one costs microseconds.
class Measures
{
public:
    static Measures &instance()
    {
        static thread_local Measures measures; // pictures may be drawn on a worker
        return measures;
    }
    const QFontMetricsF &metrics(FontRole role)
    {
        auto &slot = m_metrics[size_t(role)];
        if (!slot)
            slot.emplace(session::font(role));
        return *slot;
    }
    double capHeight(FontRole role)
    {
        double &height = m_capHeights[size_t(role)];
        if (height == 0)
            height = metrics(role).capHeight();
        return height;
    }
    double width(const QString &text, FontRole role)
    {
        auto &widths = m_widths[size_t(role)];
        if (const double *known = widths.find(text))
            return *known;
        return widths.insert(text, metrics(role).horizontalAdvance(text));
    }

private:
    static constexpr qsizetype MostTexts = 8192;
    using Widths = BoundedHash<QString, double>;
    static_assert(session::FontRoleCount == 6);
    std::array<std::optional<QFontMetricsF>, session::FontRoleCount> m_metrics;
    std::array<double, session::FontRoleCount> m_capHeights {};
    std::array<Widths, session::FontRoleCount> m_widths { Widths(MostTexts), Widths(MostTexts), Widths(MostTexts), Widths(MostTexts), Widths(MostTexts), Widths(MostTexts) };
};

} // namespace

double textWidth(const QString &text, FontRole role)
{
    return Measures::instance().width(text, role);
}

double capHeight(FontRole role)
{
    return Measures::instance().capHeight(role);
}

QColor legibleOn(const QColor &colour, const QColor &ground)
{
    static thread_local QHash<quint64, QRgb> known;
    if (known.size() >= 1024)
        known.clear();
    const quint64 key = quint64(colour.rgba()) << 32 | ground.rgba();
    auto found = known.constFind(key);
    if (found == known.constEnd())
        found = known.insert(key, session::legible(colour, ground).rgba());
    return QColor::fromRgba(*found);
}

QString elided(const QString &text, FontRole role, double width)
{
    if (textWidth(text, role) <= width)
        return text;
    const QString dots = QStringLiteral("\u2026");
    qsizetype low = 0; // characters that are known to fit
    qsizetype high = text.size();
    const QFontMetricsF &metrics = Measures::instance().metrics(role);
    while (low + 1 < high) {
        const qsizetype middle = (low + high) / 2;
        (metrics.horizontalAdvance(text.left(middle) + dots) <= width ? low : high) = middle;
    }
    // Half a surrogate pair is no character.
    if (low > 0 && text[low - 1].isHighSurrogate())
        --low;
    return low > 0 ? text.left(low) + dots : QString();
}

QString elidedName(const QString &name, FontRole role, double width)
{
    qsizetype number = name.size();
    while (number > 0 && name[number - 1].isDigit())
        --number;
    const bool hasNumber = number > 1 && number < name.size() && name[number - 1] == u'-';
    if (!hasNumber || textWidth(name, role) <= width)
        return elided(name, role, width);
    const QString end = name.mid(number - 1);
    const QString begin = elided(name.left(number - 1), role, width - textWidth(end, role));
    return begin.isEmpty() ? elided(name, role, width) : begin + end;
}

} // namespace timeline
