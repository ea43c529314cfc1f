// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/event.h"

#include <array>
#include <cstddef>

namespace trace {

namespace {

template<typename Enum, std::size_t Count>
QByteArrayView nameIn(const std::array<const char *, Count> &names, Enum value)
{
    const auto row = static_cast<std::size_t>(value);
    return row < Count ? QByteArrayView(names[row]) : QByteArrayView("?");
}

template<typename Enum, std::size_t Count>
std::optional<Enum> valueIn(const std::array<const char *, Count> &names, QByteArrayView name)
{
    for (std::size_t row = 0; row < Count; ++row) {
        if (name == QByteArrayView(names[row]))
            return static_cast<Enum>(row);
    }
    return std::nullopt;
}

constexpr std::array<const char *, EventKindCount> EventKindNames {
    "task-created", "task-ready", "task-resumed", "task-suspended", "task-finished", "task-cancel-requested",
    "iteration-begun", "iteration-ended", "timer-armed", "timer-fired", "timer-cancelled",
    "queue-created", "queue-put", "queue-get", "worker-created", "job-queued", "job-started", "job-finished",
    "io-begun", "io-ended", "log", "mark", "lost", "counter-set", "flow-begun", "flow-ended"
};

constexpr std::array<const char *, AwaitReasonCount> AwaitReasonNames {
    "none", "sleep", "yield", "queue-get", "queue-put", "join", "gather", "job", "io", "lock", "event", "foreign", "unknown"
};

constexpr std::array<const char *, ReadyCauseCount> ReadyCauseNames {
    "unknown", "started", "timer", "queue", "task", "job", "io", "yield", "cancel", "lock", "event", "foreign"
};

constexpr std::array<const char *, OutcomeCount> OutcomeNames { "none", "returned", "raised", "cancelled" };

constexpr std::array<const char *, TaskStateCount> TaskStateNames { "created", "ready", "running", "awaiting", "finished" };

constexpr std::array<EventShape, EventKindCount> Shapes { {
    { .hasTask = true, .other = "parent", .text = "name", .hasSite = true }, // TaskCreated
    { .hasTask = true, .other = "waker", .object = "object", .detail = "cause" }, // TaskReady
    { .hasTask = true, .value = "iteration" }, // TaskResumed
    { .hasTask = true, .object = "object", .detail = "reason", .hasSite = true }, // TaskSuspended
    { .hasTask = true, .detail = "outcome", .text = "error" }, // TaskFinished
    { .hasTask = true, .other = "by" }, // TaskCancelRequested
    { .object = "entries", .value = "iteration" }, // IterationBegun
    { .value = "iteration" }, // IterationEnded
    { .hasTask = true, .object = "timer", .value = "due_ns" }, // TimerArmed
    { .hasTask = true, .object = "timer" }, // TimerFired
    { .hasTask = true, .object = "timer" }, // TimerCancelled
    { .object = "queue", .value = "maxsize", .text = "name" }, // QueueCreated
    { .hasTask = true, .object = "queue", .value = "depth", .text = "item" }, // QueuePut
    { .hasTask = true, .object = "queue", .value = "depth", .text = "item" }, // QueueGet
    { .object = "worker", .text = "name" }, // WorkerCreated
    { .hasTask = true, .object = "job", .text = "name", .hasSite = true }, // JobQueued
    { .hasTask = true, .other = "worker", .object = "job", .args = "args", .text = "name", .hasSite = true }, // JobStarted
    { .hasTask = true, .other = "worker", .object = "job", .detail = "outcome" }, // JobFinished
    { .hasTask = true, .object = "io", .text = "text" }, // IoBegun
    { .hasTask = true, .object = "io", .detail = "outcome", .text = "text" }, // IoEnded
    { .hasTask = true, .args = "args", .text = "text" }, // Log
    { .args = "args", .text = "text" }, // Mark
    { .value = "count" }, // Lost
    { .object = "queue", .value = "value" }, // CounterSet
    { .object = "job", .value = "flow", .text = "name" }, // FlowBegun
    { .object = "job", .value = "flow", .text = "name" }, // FlowEnded
} };

} // namespace

QByteArrayView nameOf(EventKind kind)
{
    return nameIn(EventKindNames, kind);
}

QByteArrayView nameOf(AwaitReason reason)
{
    return nameIn(AwaitReasonNames, reason);
}

QByteArrayView nameOf(ReadyCause cause)
{
    return nameIn(ReadyCauseNames, cause);
}

QByteArrayView nameOf(Outcome outcome)
{
    return nameIn(OutcomeNames, outcome);
}

QByteArrayView nameOf(TaskState state)
{
    return nameIn(TaskStateNames, state);
}

std::optional<EventKind> eventKindNamed(QByteArrayView name)
{
    return valueIn<EventKind>(EventKindNames, name);
}

std::optional<AwaitReason> awaitReasonNamed(QByteArrayView name)
{
    return valueIn<AwaitReason>(AwaitReasonNames, name);
}

std::optional<ReadyCause> readyCauseNamed(QByteArrayView name)
{
    return valueIn<ReadyCause>(ReadyCauseNames, name);
}

std::optional<Outcome> outcomeNamed(QByteArrayView name)
{
    return valueIn<Outcome>(OutcomeNames, name);
}

const EventShape &shapeOf(EventKind kind)
{
    static constexpr EventShape Nothing;
    const auto row = static_cast<std::size_t>(kind);
    return row < Shapes.size() ? Shapes[row] : Nothing;
}

} // namespace trace
