// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/instant.h"

namespace analysis {

/// What a task waits for, seen from who could end the wait.
enum class WaitKind : quint8 {
    Task, ///< a join: that task has to finish
    Gather, ///< that task has to finish, with all others of the gather
    Item, ///< a get: one of those tasks has to put
    Room, ///< a put: one of those tasks has to get
    Timer,
    Job,
    Io,
    Turn, ///< it is ready: only its turn is missing
    Lock,
    Event,
    Outside,
    Unknown,
};

/// One task waits for another, or for something that is no task.
struct WaitEdge
{
    trace::TaskId waiter = trace::TaskId::None;
    trace::TaskId on = trace::TaskId::None; ///< None: no task, or it is not known which
    WaitKind kind = WaitKind::Unknown;
    bool isOneOf = false; ///< any one of the waiter's edges would do; they are those that have put (or got) before, others may come
    bool isInCycle = false; ///< part of a circle in which nobody can be the first to go on

    bool operator==(const WaitEdge &) const = default;
};

/// Who waits for whom.
struct WaitGraph
{
    std::vector<trace::TaskId> tasks; ///< those asked about first, then as they were reached
    std::vector<WaitEdge> edges; ///< by waiter, in the order of `tasks`
    bool isCutOff = false; ///< there are more tasks than were asked for
};

/// What a task waits for, what that waits for and so on, `limit` tasks at most. O(limit squared) at worst, and for each queue in it a look
/// at the last 20 000 events.
[[nodiscard]] WaitGraph waitGraph(const Instant &instant, trace::TaskId task, std::size_t limit = 256);
/// The same for all tasks that have not finished.
[[nodiscard]] WaitGraph deadlockGraph(const Instant &instant, std::size_t limit = 256);

/// A shortest circle of tasks each of which waits for the next, from the one that was created first; empty where there is none.
[[nodiscard]] std::vector<trace::TaskId> waitCycle(const WaitGraph &graph);
/// "they wait in a circle: a for b, b for c, c for a"; empty for an empty cycle.
[[nodiscard]] LinkedText cycleText(const trace::Trace &trace, const std::vector<trace::TaskId> &cycle);

/// One line of the graph written as a tree.
struct WaitLine
{
    int depth = 0;
    trace::TaskId task = trace::TaskId::None;
    LinkedText text; ///< "worker-1 waits for main-1 to finish"
    bool closesCycle = false; ///< the task stands above already, and waits there for this one
};
/// The graph from its first task on (of deadlockGraph(): from each task that none has reached); every task is told once, at most 1 000 lines.
[[nodiscard]] std::vector<WaitLine> waitLines(const Instant &instant, const WaitGraph &graph);

/// Tasks that have not finished although nothing in `state` can ever wake one: all of them await a queue, a task, a lock or an event,
/// none is ready or running, and no timer, job or I/O is under way. Empty where any of that is not so, also where the trace does not
/// say (events lost, an await of unknown kind). In order of creation.
[[nodiscard]] std::vector<trace::TaskId> deadlockedTasks(const trace::State &state);
/// Whether tasks are left that nothing can ever wake: all of them await a queue, a task, a lock or an event, nothing is ready, armed or under
/// way, and none of them is about to be told that what it awaits has finished. False where the trace does not tell enough.
[[nodiscard]] bool isDeadlock(const Instant &instant);
/// A task that awaits the end of tasks all of which have finished: the loop tells it in its next iteration, which no event shows beforehand.
[[nodiscard]] std::optional<trace::TaskId> taskAboutToWake(const Instant &instant);

} // namespace analysis
