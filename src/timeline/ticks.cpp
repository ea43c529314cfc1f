// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/ticks.h"

#include <QStringList>

#include <algorithm>
#include <array>
#include <cmath>

namespace timeline {

using trace::Duration;
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

Ticks ticksFor(const TimeScale &scale, double spacing)
{
    Ticks result;
    if (scale.width() <= 0 || scale.range().isEmpty() || spacing <= 0)
        return result;
    const Step &step = stepAtLeast(Duration(qint64(std::ceil(spacing * scale.nsPerPixel()))));
    const qint64 minor = std::max<qint64>(step.ns / step.minors, 1);
    result.step = Duration(step.ns);

    const qint64 begin = std::max<qint64>(scale.range().begin.ns, 0);
    const qint64 end = scale.range().end.ns;
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
        Tick tick { .time = { t }, .isMajor = t % step.ns == 0, .label = {} };
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
