// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/axis.h"
#include "trace/lane.h"

#include <vector>

namespace trace {

// Lanes and counters on any axis. On the time axis these are the members of Lane and Counter of the same name.
//
// On the step and event axes a column's ends are turned into numbers of events (O(1) each). A column of at most 8 steps is exact: the slices in
// force at its ends are found by galloping on from the column before, and those between are walked. A column of more steps is measured in events
// (Lane::coverageOverEvents), as if each step had equally many of them, but for the resumes, which are counted: exact on the event axis, near
// enough where 8 steps share a pixel. O(columns log n) a lane either way.

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

/// What a Running slice of a lane is: a resume, which takes one step (loop, tasks), or something else (jobs).
enum class RunKind : quint8 { Resume, Job };

/// Where columns of many steps begin and end in the log, which is the same for all lanes of a picture: finding it out for each of them costs more than
/// the lanes themselves. Kept from one lane to the next by who asks for several; to be thrown away with the trace.
struct StepBorders
{
    const Trace *trace = nullptr;
    quint64 eventCount = 0;
    AxisKind axis = AxisKind::Time;
    Span span;
    std::vector<quint64> events; ///< number of the first event of the step at each border; one more than columns
    std::vector<qint64> steps; ///< in each column
};

/// Fills one Coverage per column for the span cut into columns.size() equal columns. `kept`: of the picture, if there is one; null: found out anew.
void coverage(const Axis &axis, const Lane &lane, Span span, std::span<Coverage> columns, RunKind runs = RunKind::Resume, StepBorders *kept = nullptr);
/// Likewise. In a column of many steps min and max may be those of a few more events than it holds, never of fewer.
void columns(const Axis &axis, const Counter &counter, Span span, std::span<CounterColumn> columns);

} // namespace trace
