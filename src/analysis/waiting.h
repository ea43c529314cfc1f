// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/trace.h"

#include <vector>

namespace analysis {

/// Tasks that have not finished although nothing in `state` can ever wake one: all of them await a queue, a task, a lock or an event,
/// none is ready or running, and no timer, job or I/O is under way. Empty where any of that is not so, also where the trace does not
/// say (events lost, an await of unknown kind). In order of creation.
[[nodiscard]] std::vector<trace::TaskId> deadlockedTasks(const trace::State &state);

} // namespace analysis
