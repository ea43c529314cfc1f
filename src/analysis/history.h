// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/linkedtext.h"
#include "trace/trace.h"

#include <functional>

namespace analysis {

// What led to a moment, looked up in the trace. Events are named by their index in the log; all searches are bounded, and what lies
// farther away is not known.

/// Index of the last event before `before` that passes the test, among at most `limit` events. O(limit).
[[nodiscard]] std::optional<quint64> lastEvent(const trace::Trace &trace, quint64 before, quint64 limit,
                                               const std::function<bool(const trace::Event &)> &test);

/// Index of the last slice of a lane that had begun after the first `events` events of the trace. In virtual time many slices share one
/// instant, so the log decides and not the time. O(log n).
[[nodiscard]] std::optional<quint64> lastSlice(const trace::Lane &lane, quint64 events);

/// The lane of a task; null for a task that the trace does not know.
[[nodiscard]] const trace::Lane *laneOf(const trace::Trace &trace, trace::TaskId id);

/// One turn of a task: what it waited for, how it became ready, its resume. What has not come yet, or was not recorded, is missing.
struct Turn
{
    std::optional<quint64> suspended; ///< the TaskSuspended that began the wait; a new task has none
    std::optional<quint64> readied;
    std::optional<quint64> resumed;
};

/// The latest turn of a task within the first `events` events: an awaiting task's holds its suspend only, a running one's all three,
/// a finished one's is its last. O(log n).
[[nodiscard]] Turn turnOf(const trace::Trace &trace, trace::TaskId id, quint64 events);

/// When the item that a QueueGet took was put, found by counting puts back from it (first in, first out, checked by the item's text);
/// nothing where it is not clear. O(items put since), at most 20 000.
[[nodiscard]] std::optional<quint64> putOf(const trace::Trace &trace, quint64 get);

} // namespace analysis
