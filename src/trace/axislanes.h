// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/axis.h"
#include "trace/lane.h"

namespace trace {

// Lanes and counters on any axis. On the time axis these are the members of Lane and Counter of the same name.
//
// On the step and event axes a column's ends are turned into numbers of events (O(1) each), and the slices in force there are found by galloping
// on from the column before: O(columns x log n) a lane. A column that holds few slices is exact. One that holds many is estimated from groups of
// slices in a row, spread over it and weighted by their lengths; a group is longer than a task's cycle of ready, running and awaiting.

/// Where the n-th slice begins and ends, n < lane.count(); an open one ends with the axis.
[[nodiscard]] Span spanOf(const Axis &axis, const Lane &lane, quint64 n);
/// Where the n-th step of a counter begins and the next one does.
[[nodiscard]] Span spanOf(const Axis &axis, const Counter &counter, quint64 n);

/// The last slice begun by the first `events` events; nothing before the first. O(log n).
[[nodiscard]] std::optional<quint64> indexAfter(const Lane &lane, quint64 events);
[[nodiscard]] std::optional<quint64> indexAfter(const Counter &counter, quint64 events);
/// The last slice that begins at or before p.
[[nodiscard]] std::optional<quint64> indexAt(const Axis &axis, const Lane &lane, Position p);
[[nodiscard]] std::optional<quint64> indexAt(const Axis &axis, const Counter &counter, Position p);

/// Fills one Coverage per column for the span cut into columns.size() equal columns.
void coverage(const Axis &axis, const Lane &lane, Span span, std::span<Coverage> columns);
/// Likewise. In a column of many steps min and max may be those of a few more events than it holds, never of fewer.
void columns(const Axis &axis, const Counter &counter, Span span, std::span<CounterColumn> columns);

} // namespace trace
