// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/laneid.h"
#include "trace/axis.h"
#include "trace/trace.h"

#include <optional>

namespace session {

// What a lane holds, whatever its kind: slices for the loop, tasks and workers, steps of the depth for queues.

/// The slices of the loop, a task or a worker; null for a queue and for a number that the trace does not know.
[[nodiscard]] const trace::Lane *slicesOf(const trace::Trace &trace, LaneId id);
/// The depth of a queue; null for another kind and for a number that the trace does not know.
[[nodiscard]] const trace::Counter *depthOf(const trace::Trace &trace, LaneId id);

/// Number of slices or steps; 0 for an unknown lane.
[[nodiscard]] quint64 sliceCount(const trace::Trace &trace, LaneId id);
/// Index of the last slice or step that begins at or before t. O(log n).
[[nodiscard]] std::optional<quint64> sliceAt(const trace::Trace &trace, LaneId id, trace::Timestamp t);

/// The same for the last that the first `events` events have begun.
[[nodiscard]] std::optional<quint64> sliceAfter(const trace::Trace &trace, LaneId id, quint64 events);
/// The same for the last that begins at or before p.
[[nodiscard]] std::optional<quint64> sliceAt(const trace::Axis &axis, LaneId id, trace::Position p);

/// When a slice or step was, and the event that began it.
struct SliceSpan
{
    trace::TimeRange range; ///< an open one ends with the trace
    quint64 event = 0; ///< index in the log
};
[[nodiscard]] std::optional<SliceSpan> spanOf(const trace::Trace &trace, SliceRef slice);
/// Where it stands on an axis; nothing for an unknown one.
[[nodiscard]] std::optional<trace::Span> spanOf(const trace::Axis &axis, SliceRef slice);

} // namespace session
