// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/ids.h"
#include "trace/time.h"

#include <QByteArrayView>

#include <optional>

namespace trace {

/// What can happen. The numbers are part of the file format: add at the end, never renumber.
enum class EventKind : quint8 {
    TaskCreated, ///< task, other = parent TaskId, text = name, site = where its coroutine is defined
    TaskReady, ///< task enters the ready queue; other = waker TaskId (None: see cause), detail = ReadyCause, object = timer, queue, job or io by cause
    TaskResumed, ///< task; value = 1-based number of the loop iteration
    TaskSuspended, ///< task; detail = AwaitReason, object = what is awaited by reason, site = line of the co_await (its caller chain is the async stack)
    TaskFinished, ///< task; detail = Outcome, text = what was raised
    TaskCancelRequested, ///< task; other = TaskId who asked
    IterationBegun, ///< value = 1-based iteration number, object = number of entries in its snapshot
    IterationEnded, ///< value = 1-based iteration number
    TimerArmed, ///< object = TimerId, task = whom it will wake, value = due time in ns
    TimerFired, ///< object = TimerId, task
    TimerCancelled, ///< object = TimerId, task
    QueueCreated, ///< object = QueueId, text = name, value = maxsize (0: unbounded)
    QueuePut, ///< task; object = QueueId, value = depth after, text = the item as text
    QueueGet, ///< task; object = QueueId, value = depth after, text = the item as text
    WorkerCreated, ///< object = WorkerId, text = name
    JobQueued, ///< task = who awaits it; object = JobId, text = name, site
    JobStarted, ///< task; object = JobId, other = WorkerId; text = name and site where its JobQueued is not part of the recording, value = ArgId likewise
    JobFinished, ///< task; object = JobId, other = WorkerId, detail = Outcome
    IoBegun, ///< task; object = IoId, text = what ("GET /planet/3")
    IoEnded, ///< task; object = IoId, detail = Outcome, text = result ("200", "refused")
    Log, ///< task (None: the loop); text; value = ArgId in another program's recording
    Mark, ///< text; value = ArgId as of a Log
    Lost, ///< value = number of events that were lost just before this moment
    CounterSet, ///< object = QueueId, value = what the counter shows from now on: a counter of another program's recording, declared as a queue is
    FlowBegun, ///< object = JobId it leaves (0: not known), value = number of the flow, text = name: an arrow of another program's recording
    FlowEnded, ///< object = JobId it arrives in (0: not known), value = number of the flow, text = name; a flow may end and begin again on its way
};
inline constexpr int EventKindCount = static_cast<int>(EventKind::FlowEnded) + 1;

/// Why a task is suspended. The numbers are part of the file format.
enum class AwaitReason : quint8 {
    None,
    Sleep, ///< object = TimerId
    Yield, ///< a bare sleep(0): ready again at once
    QueueGet, ///< object = QueueId
    QueuePut, ///< object = QueueId
    Join, ///< object = TaskId that is awaited
    Gather, ///< object = number of tasks that are awaited
    Job, ///< object = JobId
    Io, ///< object = IoId or 0
    Lock,
    Event,
    Foreign, ///< something of Qt or QCoro whose inside is not known
    Unknown, ///< a recording that does not say
};
inline constexpr int AwaitReasonCount = static_cast<int>(AwaitReason::Unknown) + 1;

/// What put a task into the ready queue. The numbers are part of the file format.
enum class ReadyCause : quint8 { Unknown, Started, Timer, Queue, Task, Job, Io, Yield, Cancel, Lock, Event, Foreign };
inline constexpr int ReadyCauseCount = static_cast<int>(ReadyCause::Foreign) + 1;

enum class Outcome : quint8 { None, Returned, Raised, Cancelled };
inline constexpr int OutcomeCount = static_cast<int>(Outcome::Cancelled) + 1;

/// State of a task at a moment (interface.md, `state`).
enum class TaskState : quint8 { Created, Ready, Running, Awaiting, Finished };
inline constexpr int TaskStateCount = static_cast<int>(TaskState::Finished) + 1;

/// One thing that happened. A plain value: what each field means for a kind stands at EventKind; unused fields are 0.
struct Event
{
    Timestamp time = {}; ///< not before the event before it in the same trace
    qint64 value = 0;
    TaskId task = TaskId::None;
    quint32 other = 0;
    quint32 object = 0;
    TextId text = TextId::None;
    SiteId site = SiteId::None;
    EventKind kind = EventKind::Mark;
    quint8 detail = 0;

    bool operator==(const Event &) const = default;

    [[nodiscard]] AwaitReason reason() const { return static_cast<AwaitReason>(detail); }
    [[nodiscard]] ReadyCause cause() const { return static_cast<ReadyCause>(detail); }
    [[nodiscard]] Outcome outcome() const { return static_cast<Outcome>(detail); }
    [[nodiscard]] TaskId waker() const { return static_cast<TaskId>(other); }
    [[nodiscard]] WorkerId worker() const { return static_cast<WorkerId>(other); }
    [[nodiscard]] QueueId queue() const { return static_cast<QueueId>(object); }
    [[nodiscard]] TimerId timer() const { return static_cast<TimerId>(object); }
    [[nodiscard]] JobId job() const { return static_cast<JobId>(object); }
    /// Of a kind whose shape has args.
    [[nodiscard]] ArgId args() const { return value > 0 && value <= 0xffffffff ? static_cast<ArgId>(value) : ArgId::None; }
    [[nodiscard]] IoId io() const { return static_cast<IoId>(object); }
};

// The names of interface.md ("task-created", "sleep", "returned", "awaiting", ...). They never fail for a declared enumerator;
// the inverses return nullopt for any other text.
[[nodiscard]] QByteArrayView nameOf(EventKind kind);
[[nodiscard]] QByteArrayView nameOf(AwaitReason reason);
[[nodiscard]] QByteArrayView nameOf(ReadyCause cause);
[[nodiscard]] QByteArrayView nameOf(Outcome outcome);
[[nodiscard]] QByteArrayView nameOf(TaskState state);
[[nodiscard]] std::optional<EventKind> eventKindNamed(QByteArrayView name);
[[nodiscard]] std::optional<AwaitReason> awaitReasonNamed(QByteArrayView name);
[[nodiscard]] std::optional<ReadyCause> readyCauseNamed(QByteArrayView name);
[[nodiscard]] std::optional<Outcome> outcomeNamed(QByteArrayView name);

/// What the fields of a kind hold; writers of files and tables look it up here instead of switching over kinds.
struct EventShape
{
    bool hasTask = false;
    const char *other = nullptr; ///< JSON name of `other` ("parent", "waker", "worker", "by"), or null where unused
    const char *object = nullptr; ///< JSON name of `object` ("timer", "queue", "job", "io", "object"), or null
    const char *value = nullptr; ///< JSON name of `value` ("iteration", "due_ns", "depth", "maxsize", "count", "value", "flow"), or null
    const char *args = nullptr; ///< JSON name of `value` where it is an ArgId ("args"), or null
    const char *detail = nullptr; ///< JSON name of `detail` ("reason", "cause", "outcome"), or null
    const char *text = nullptr; ///< JSON name of `text` ("name", "text", "item", "error"), or null
    bool hasSite = false;
};
[[nodiscard]] const EventShape &shapeOf(EventKind kind);

} // namespace trace
