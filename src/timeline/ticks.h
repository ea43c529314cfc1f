// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "timeline/coordinates.h"

#include <QString>

#include <vector>

namespace timeline {

/// One mark of the ruler.
struct Tick
{
    trace::Position position;
    bool isMajor = false; ///< carries a label
    QString label; ///< "5 s", "+250 us"; empty for a minor one
};

/// The marks of a ruler.
struct Ticks
{
    std::vector<Tick> ticks; ///< in order, none before 0
    trace::Duration step; ///< of a time axis: between labelled marks, 1-2-5 times a power of ten up to a minute, then 2, 5, 10, 30 min, hours, days
    /// What "+..." labels count from, where the times themselves would have too many digits to be read; else 0.
    trace::Timestamp base;
    bool isRelative = false;
};

/// The smallest step of the table that is at least this long; the greatest for more. Steps: 1-2-5 ns..10 s, 20, 30 s, 1, 2, 5, 10, 30 min, 1, 2, 6, 12 h, 1 d and on.
[[nodiscard]] trace::Duration tickStep(trace::Duration least);

/// The marks of a scale of time whose labels have at least `spacing` pixels each, with minor marks between them. At most a few thousand.
[[nodiscard]] Ticks ticksFor(const Scale &scale, double spacing);

/// The marks of a scale of steps or events: a minor mark at each of 1-2-5 times a power of ten of them, as many as fit, and one with the time as its
/// label where the time changes, `spacing` pixels from the next at least. Where none is in sight the left edge is labelled. Labels stay at their
/// steps while the scale is shifted. Asks the log a few times a label.
[[nodiscard]] Ticks stepTicksFor(const trace::Axis &axis, const Scale &scale, double spacing);

/// A moment as the ruler, playhead and read-out write it: seconds with as many decimals as the scale can tell apart, at least three: "7.000 s".
[[nodiscard]] QString momentText(trace::Timestamp t, double nsPerPixel);

/// A moment with the digits that it has, between three and six decimals: "3.204 s", "0.004108 s".
[[nodiscard]] QString exactMomentText(trace::Timestamp t);

/// A length for people, four significant digits at most: "1.25 s", "980 ms", "12.4 us", "0 s".
[[nodiscard]] QString lengthText(trace::Duration d);

/// Ticks of a counter's axis: 0 and one or two round values up to the greatest that fits; `limit` >= 1.
[[nodiscard]] std::vector<qint64> counterTicks(qint64 limit, int most);

} // namespace timeline
