// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/ticks.h"

#include "trace/trace.h"

#include <QStringList>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

namespace timeline {

using trace::Duration;
using trace::Position;
using trace::Timestamp;

namespace {

constexpr qint64 Second = 1'000'000'000;
constexpr qint64 Minute = 60 * Second;
constexpr qint64 Hour = 60 * Minute;

struct Step
{
    qint64 ns;
    int minors; // parts that minor marks cut it into
};

/// Every step there is: a table, because the jump from 10 s to minutes follows the clock face and no formula.
const std::vector<Step> &steps()
{
    static const std::vector<Step> table = [] {
        std::vector<Step> all;
        for (qint64 power = 1; power <= Second; power *= 10) {
            all.push_back({ power, power == 1 ? 1 : 5 });
            all.push_back({ 2 * power, power == 1 ? 2 : 4 });
            all.push_back({ 5 * power, 5 });
        }
        for (const Step step : { Step { 10 * Second, 5 }, Step { 20 * Second, 4 }, Step { 30 * Second, 3 }, Step { Minute, 6 }, Step { 2 * Minute, 4 },
                                 Step { 5 * Minute, 5 }, Step { 10 * Minute, 5 }, Step { 30 * Minute, 3 }, Step { Hour, 6 }, Step { 2 * Hour, 4 },
                                 Step { 6 * Hour, 6 }, Step { 12 * Hour, 6 } })
            all.push_back(step);
        for (qint64 days = 1; days < 100'000; days *= 10) {
            all.push_back({ days * 24 * Hour, 4 });
            all.push_back({ days * 48 * Hour, 4 });
            all.push_back({ days * 120 * Hour, 5 });
        }
        return all;
    }();
    return table;
}

const Step &stepAtLeast(Duration least)
{
    const auto &table = steps();
    const auto found = std::lower_bound(table.begin(), table.end(), least.count(), [](const Step &step, qint64 ns) { return step.ns < ns; });
    return found == table.end() ? table.back() : *found;
}

struct Unit
{
    qint64 ns;
    const char *name;
};
constexpr std::array<Unit, 4> Units { Unit { Second, "s" }, Unit { 1'000'000, "ms" }, Unit { 1'000, "us" }, Unit { 1, "ns" } };

/// The unit's name as drawn: the micro sign in pictures, where files and commands write "us".
QString unitName(const Unit &unit)
{
    return unit.ns == 1'000 ? QStringLiteral("\u00b5s") : QString::fromLatin1(unit.name);
}

/// Exact decimal text of ns in the unit with this many decimals; ns >= 0.
QString inUnit(qint64 ns, const Unit &unit, int decimals)
{
    QString text = QString::number(ns / unit.ns);
    if (decimals > 0) {
        QString fraction = QString::number(ns % unit.ns).rightJustified(int(std::lround(std::log10(double(unit.ns)))), u'0');
        text += u'.' + fraction.left(decimals);
    }
    return text;
}

/// Decimals that a multiple of the step needs in this unit.
int decimalsFor(qint64 step, const Unit &unit)
{
    int decimals = 0;
    for (qint64 part = unit.ns; part > 1 && step % part != 0; part /= 10)
        ++decimals;
    return decimals;
}

const Unit &unitOf(qint64 greatest)
{
    for (const Unit &unit : Units) {
        if (greatest >= unit.ns)
            return unit;
    }
    return Units.back();
}

/// "1 h 20 min", "3 d": for steps of whole minutes.
QString clockText(qint64 ns)
{
    QStringList parts;
    const qint64 days = ns / (24 * Hour);
    const qint64 hours = ns / Hour % 24;
    const qint64 minutes = ns / Minute % 60;
    if (days > 0)
        parts << QStringLiteral("%1 d").arg(days);
    if (hours > 0)
        parts << QStringLiteral("%1 h").arg(hours);
    if (minutes > 0 || parts.isEmpty())
        parts << QStringLiteral("%1 min").arg(minutes);
    return parts.join(u' ');
}

/// A power of ten, at least a thousand steps, so that the base changes seldom while panning.
qint64 baseGrid(qint64 step)
{
    qint64 grid = 1;
    while (grid < step * 100)
        grid *= 10;
    return grid;
}

} // namespace

Duration tickStep(Duration least)
{
    return Duration(stepAtLeast(least).ns);
}

Ticks ticksFor(const Scale &scale, double spacing)
{
    Ticks result;
    if (scale.width() <= 0 || scale.span().isEmpty() || spacing <= 0)
        return result;
    const Step &step = stepAtLeast(Duration(qint64(std::ceil(spacing * scale.unitsPerPixel()))));
    const qint64 minor = std::max<qint64>(step.ns / step.minors, 1);
    result.step = Duration(step.ns);

    const qint64 begin = std::max<qint64>(scale.span().begin.units, 0);
    const qint64 end = scale.span().end.units;
    const Unit &unit = unitOf(std::max(end, step.ns));
    const bool isByClock = step.ns >= Minute;
    const int decimals = decimalsFor(step.ns, unit);
    if (!isByClock && decimals > 3) {
        result.isRelative = true;
        const qint64 grid = baseGrid(step.ns);
        result.base = { begin / grid * grid };
    }
    const Unit &relativeUnit = unitOf(std::max(end - result.base.ns, step.ns));
    const int relativeDecimals = decimalsFor(step.ns, relativeUnit);

    for (qint64 t = (begin + minor - 1) / minor * minor; t < end; t += minor) {
        Tick tick { .position = { t }, .isMajor = t % step.ns == 0, .label = {} };
        if (tick.isMajor && isByClock)
            tick.label = t == 0 ? QStringLiteral("0") : clockText(t);
        else if (tick.isMajor && result.isRelative)
            tick.label = QStringLiteral("+%1 %2").arg(inUnit(t - result.base.ns, relativeUnit, relativeDecimals), unitName(relativeUnit));
        else if (tick.isMajor)
            tick.label = t == 0 ? QStringLiteral("0 s") : QStringLiteral("%1 %2").arg(inUnit(t, unit, decimals), unitName(unit));
        result.ticks.push_back(std::move(tick));
        if (result.ticks.size() > 4096)
            break;
    }
    return result;
}

namespace {

/// The smallest of 1-2-5 times a power of ten that is at least this; >= 1.
qint64 roundCount(double least)
{
    for (qint64 power = 1;; power *= 10) {
        for (const qint64 factor : { 1, 2, 5 }) {
            if (double(power * factor) >= least || power > std::numeric_limits<qint64>::max() / 100)
                return power * factor;
        }
    }
}

/// The first step in [first, last) whose time is another than that of the step before it; nothing where all happen at one moment.
std::optional<qint64> firstOfAnotherTime(const trace::Axis &axis, qint64 first, qint64 last)
{
    const auto timeOf = [&](qint64 step) { return axis.time({ step * trace::Axis::UnitsPerStep }); };
    if (first == 0 || timeOf(first) != timeOf(first - 1))
        return first;
    const trace::Trace &trace = axis.trace();
    const quint64 next = trace.countUpTo(timeOf(first));
    if (next >= trace.eventCount())
        return std::nullopt;
    const qint64 step = axis.stepOf(next);
    return step < last ? std::optional(step) : std::nullopt;
}

} // namespace

// Labels belong to cells of the axis that are as wide as a label needs, at the first step of the cell at which time has moved on: so they stay where
// they are while the picture scrolls, and at most two searches in the log are made for each.
Ticks stepTicksFor(const trace::Axis &axis, const Scale &scale, double spacing)
{
    constexpr qint64 Unit = trace::Axis::UnitsPerStep;
    constexpr double LeastMinor = 8; // px
    constexpr int MostMinors = 1024;
    Ticks result;
    if (scale.width() <= 0 || scale.span().isEmpty() || spacing <= 0)
        return result;
    const double stepWidth = Unit / scale.unitsPerPixel();
    const qint64 end = std::min(axis.stepCount(), scale.span().end.units / Unit + 1);
    const qint64 begin = std::clamp<qint64>(scale.span().begin.units / Unit, 0, end);
    const qint64 minor = roundCount(LeastMinor / stepWidth);
    const qint64 cell = roundCount(spacing / stepWidth);

    std::vector<Tick> labelled;
    for (qint64 first = begin / cell * cell; first < end; first += cell) {
        const std::optional<qint64> step = firstOfAnotherTime(axis, first, std::min(first + cell, end));
        if (!step)
            continue;
        const Position place { *step * Unit };
        // The last step of one cell and the first of the next may be neighbours.
        if (!labelled.empty() && scale.x(place) - scale.x(labelled.back().position) < spacing * 0.75)
            continue;
        labelled.push_back({ .position = place, .isMajor = true, .label = exactMomentText(axis.time(place)) });
    }
    const bool isEdgeLabelled = std::any_of(labelled.begin(), labelled.end(), [&](const Tick &tick) {
        const double x = scale.x(tick.position);
        return x >= scale.left() && x < scale.left() + spacing;
    });
    if (!isEdgeLabelled && begin < end && scale.x({ begin * Unit }) < scale.right()) {
        const Position edge { std::max(scale.span().begin.units, begin * Unit) };
        labelled.insert(std::upper_bound(labelled.begin(), labelled.end(), edge, [](Position p, const Tick &tick) { return p < tick.position; }),
                        { .position = edge, .isMajor = true, .label = exactMomentText(axis.time(edge)) });
    }

    auto nextLabel = labelled.begin();
    for (qint64 step = (begin + minor - 1) / minor * minor; step <= axis.stepCount() && step <= end && int(result.ticks.size()) < MostMinors; step += minor) {
        const Position place { step * Unit };
        for (; nextLabel != labelled.end() && nextLabel->position <= place; ++nextLabel)
            result.ticks.push_back(*nextLabel);
        if (result.ticks.empty() || result.ticks.back().position != place)
            result.ticks.push_back({ .position = place, .isMajor = false, .label = {} });
    }
    result.ticks.insert(result.ticks.end(), nextLabel, labelled.end());
    return result;
}

QString momentText(Timestamp t, double nsPerPixel)
{
    int decimals = 3;
    for (double resolution = 1e6; resolution > std::max(nsPerPixel, 1.0) * 1.0001 && decimals < 9; resolution /= 10)
        ++decimals;
    const bool isNegative = t.ns < 0;
    // Rounded half up in integers: a double has not the digits of a long run.
    qint64 grid = 1;
    for (int n = decimals; n < 9; ++n)
        grid *= 10;
    const qint64 ns = (std::abs(t.ns) + grid / 2) / grid * grid;
    return (isNegative && ns > 0 ? QStringLiteral("\u2212") : QString()) + inUnit(ns, Units.front(), decimals) + QStringLiteral(" s");
}

QString exactMomentText(Timestamp t)
{
    int decimals = 3;
    for (qint64 part = 1'000'000; t.ns % part != 0 && decimals < 6; part /= 10)
        ++decimals;
    return momentText(t, std::pow(10, 9 - decimals));
}

QString lengthText(Duration d)
{
    const qint64 ns = std::abs(d.count());
    if (ns == 0)
        return QStringLiteral("0 s");
    const Unit &unit = unitOf(ns);
    int decimals = 3;
    for (qint64 whole = ns / unit.ns; whole >= 10 && decimals > 0; whole /= 10)
        --decimals;
    qint64 grid = unit.ns;
    for (int n = 0; n < decimals && grid > 1; ++n)
        grid /= 10;
    const qint64 rounded = (ns + grid / 2) / grid * grid;
    if (rounded >= 1000 * unit.ns && unit.ns < Second)
        return lengthText(Duration(d.count() < 0 ? -rounded : rounded)); // rounding has carried it into the next unit
    QString text = inUnit(rounded, unit, std::min(decimals, decimalsFor(grid, unit)));
    if (text.contains(u'.')) {
        while (text.endsWith(u'0'))
            text.chop(1);
        if (text.endsWith(u'.'))
            text.chop(1);
    }
    return (d.count() < 0 ? QStringLiteral("\u2212") : QString()) + text + u' ' + unitName(unit);
}

std::vector<qint64> counterTicks(qint64 limit, int most)
{
    limit = std::max<qint64>(limit, 1);
    qint64 step = 1;
    for (qint64 power = 1; limit / step + 1 > most; power *= 10) {
        for (const qint64 factor : { 1, 2, 5 }) {
            step = power * factor;
            if (limit / step + 1 <= most)
                break;
        }
        if (power > limit)
            break;
    }
    std::vector<qint64> values;
    for (qint64 value = 0; value <= limit; value += step)
        values.push_back(value);
    return values;
}

} // namespace timeline
