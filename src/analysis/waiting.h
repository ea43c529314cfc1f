// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/trace.h"

#include <vector>

namespace analysis {

/// What an awaiting task waits for, as the rest of a sentence: "waits to get from queue data, which is empty", "sleeps until 3.9 s",
/// "waits for worker-2 to finish". For a task in another state that state: "is ready".
[[nodiscard]] QString waitPhrase(const trace::Trace &trace, const trace::State &state, const trace::TaskStatus &task);

/// Tasks that have not finished although nothing in `state` can ever wake one: all of them await a queue, a task, a lock or an event,
/// none is ready or running, and no timer, job or I/O is under way. Empty where any of that is not so, also where the trace does not
/// say (events lost, an await of unknown kind). In order of creation.
[[nodiscard]] std::vector<trace::TaskId> deadlockedTasks(const trace::State &state);

/// A circle of tasks each of which joins the next, beginning with the one that was created first; empty where there is none.
[[nodiscard]] std::vector<trace::TaskId> joinCycle(const trace::State &state);

/// "a, b and c"; the first `most` and "12 more" where there are more.
[[nodiscard]] QString enumerate(const QStringList &items, qsizetype most);

} // namespace analysis
