// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/trace.h"

#include <optional>

namespace app {

// A step goes from a task's resume to its next suspend or end. Steps of a trace are places in its log: a number of events.

/// The place just before the last resume among the first `events` events; nothing where there is none.
/// O(events since then).
[[nodiscard]] std::optional<quint64> stepBefore(const trace::Trace &trace, quint64 events);

/// The place just after the first task that is resumed at or after `events` has suspended or ended; the end of the trace where it holds the loop
/// still; nothing where no task is resumed any more.
[[nodiscard]] std::optional<quint64> stepAfter(const trace::Trace &trace, quint64 events);

} // namespace app
