// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/trace.h"

#include <optional>
#include <vector>

namespace app {

// A step goes from a task's resume to its next suspend or end. Steps of a trace are places in its log: a number of events.

/// The place just before the last resume among the first `events` events; nothing where there is none. O(log n).
[[nodiscard]] std::optional<quint64> stepBefore(const trace::Trace &trace, quint64 events);

/// The place just after the first task that is resumed at or after `events` has suspended or ended; the end of the trace where it holds the loop
/// still; nothing where no task is resumed any more.
[[nodiscard]] std::optional<quint64> stepAfter(const trace::Trace &trace, quint64 events);

/// The same for the next resume of this task.
[[nodiscard]] std::optional<quint64> stepAfter(const trace::Trace &trace, quint64 events, trace::TaskId task);

/// The place just after the next end of a loop iteration at or after `events`; nothing where no iteration ends any more. O(events until then).
[[nodiscard]] std::optional<quint64> iterationAfter(const trace::Trace &trace, quint64 events);

/// One step of a trace.
struct Step
{
    quint64 number = 0; ///< from 1
    quint64 resumed = 0; ///< index of the event that began it
    quint64 events = 0; ///< the place just after it
    trace::TaskId task = trace::TaskId::None;
    trace::Timestamp end; ///< time of the event that ended it, of the trace where none did
};

/// The steps number `first` to `last` in order, fewer where the trace has fewer. O(events of these steps).
[[nodiscard]] std::vector<Step> stepsBetween(const trace::Trace &trace, quint64 first, quint64 last);

} // namespace app
