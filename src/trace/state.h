// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/event.h"
#include "trace/fifo.h"
#include "trace/opentable.h"
#include "trace/rows.h"

#include <utility>
#include <vector>

namespace trace {

/// One task at a moment. A row whose id is None belongs to a task that has not been mentioned yet.
struct TaskStatus
{
    TaskId id = TaskId::None;
    TaskId parent = TaskId::None;
    TaskId waker = TaskId::None; ///< who readied it last; None where a timer, a job or nobody known did
    TextId name = TextId::None;
    SiteId site = SiteId::None; ///< line of the current or last await
    Timestamp since; ///< when it entered this state
    quint32 object = 0; ///< what is awaited, by reason; 0 unless Awaiting
    quint32 resumes = 0;
    TaskState state = TaskState::Created;
    AwaitReason reason = AwaitReason::None; ///< None unless Awaiting
    ReadyCause cause = ReadyCause::Unknown; ///< of the last readying
    Outcome outcome = Outcome::None;
    bool isCancelRequested = false; ///< asked for and not delivered yet: its next resume delivers it
    bool isQueued = false; ///< it has a place in the ready queue; also true for a Running task that was readied meanwhile
    bool isDeclared = false; ///< its TaskCreated was seen; else it is known only from what others did to it

    bool operator==(const TaskStatus &) const = default;
};

struct TimerStatus
{
    TimerId id = TimerId::None;
    TaskId task = TaskId::None;
    Timestamp due;
    bool operator==(const TimerStatus &) const = default;
};

struct QueueStatus
{
    QueueId id = QueueId::None; ///< None: not mentioned yet
    TextId name = TextId::None;
    qint64 maxsize = 0; ///< 0: unbounded
    qint64 depth = 0; ///< as the last put or get said; what a counter shows
    Fifo<TextId> items; ///< oldest first; fewer than depth where the recording began later than the queue
    Fifo<TaskId> getters; ///< suspended in get, in the order they came
    Fifo<TaskId> putters;
    quint64 puts = 0;
    quint64 gets = 0;
    bool operator==(const QueueStatus &) const = default;
};

struct JobStatus
{
    JobId id = JobId::None;
    TaskId task = TaskId::None;
    WorkerId worker = WorkerId::None; ///< None while it waits for a worker
    TextId name = TextId::None;
    Timestamp since; ///< of its current state
    bool operator==(const JobStatus &) const = default;
};

struct IoStatus
{
    IoId id = IoId::None;
    TaskId task = TaskId::None;
    TextId text = TextId::None;
    Timestamp since;
    bool operator==(const IoStatus &) const = default;
};

/// Everything at one moment, as the events up to it say. The one place that knows what an event does to the state:
/// the store's checkpoints, the time travel and the live view all apply events to one of these.
/// Input decides the ids, so apply() bounds them: an event about an unknown task, queue or job creates it unnamed
/// (recordings may begin in the middle) while its number is at most 2^16 + 4 * the number of events before it and MaxRows, so that the
/// tables stay proportional to the input; beyond that, and where an event makes no sense (a finished task resumed), it is counted in `ignored`.
struct State
{
    static constexpr quint32 MaxRows = 1u << 26;

    struct ByDue
    {
        bool operator()(const TimerStatus &a, const TimerStatus &b) const { return std::pair(a.due, a.id) < std::pair(b.due, b.id); }
    };
    struct ById
    {
        template<typename T>
        bool operator()(const T &a, const T &b) const
        {
            return a.id < b.id;
        }
    };
    using Timers = OpenTable<TimerStatus, ByDue>;
    using Jobs = OpenTable<JobStatus, ById>;
    using Ios = OpenTable<IoStatus, ById>;

    Timestamp time; ///< of the last applied event
    quint64 events = 0; ///< how many events have been applied
    quint64 iteration = 0; ///< 1-based number of the current or last iteration
    bool isInIteration = false;
    TaskId running = TaskId::None;
    std::vector<TaskId> outer; ///< tasks that started `running` eagerly from their own step, outermost first; nearly always empty
    Rows<TaskStatus> tasks; ///< row = rowOf(id)
    Fifo<TaskId> ready; ///< in the order in which they will run
    Timers timers; ///< armed ones by due time, equal ones by id, which is the order they were armed in
    std::vector<QueueStatus> queues; ///< row = rowOf(id)
    Jobs jobs; ///< queued and running ones by id, which is the order of queueing
    Ios ios; ///< begun and not ended
    quint64 lost = 0;
    quint64 ignored = 0;

    /// What an event about a task has done to it.
    struct TaskStep
    {
        const TaskStatus *task = nullptr; ///< after the event; null for other events and where it was ignored. Valid until the next event.
        Timestamp since; ///< before it, as is the rest
        TaskState state = TaskState::Created;
        AwaitReason reason = AwaitReason::None;
        bool isNew = false; ///< nothing had been heard of the task
    };
    /// Takes the event into account. O(1) in the tables it changes; leaving the middle of the ready queue or of a queue's waiters is
    /// O(distance to the nearer end).
    TaskStep apply(const Event &event);
    /// Says that apply() will be called with this event soon, so that what it is about is in a cache by then. Changes nothing.
    [[gnu::always_inline]] void announce(const Event &event) const
    {
        if (const auto row = static_cast<std::size_t>(number(event.task)) - 1; row < tasks.size())
            prefetchAllToWrite(tasks[row]);
        switch (event.kind) {
        case EventKind::TimerArmed:
        case EventKind::TimerFired:
        case EventKind::TimerCancelled:
            return timers.announce(event.timer());
        case EventKind::JobQueued:
        case EventKind::JobStarted:
        case EventKind::JobFinished:
            return jobs.announce(event.job());
        case EventKind::IoBegun:
        case EventKind::IoEnded:
            return ios.announce(event.io());
        default:
            return;
        }
    }
    /// The status of a task; null where the id is None or not known yet.
    [[nodiscard]] const TaskStatus *task(TaskId id) const;
    [[nodiscard]] const QueueStatus *queue(QueueId id) const;

    bool operator==(const State &) const = default;

private:
    [[nodiscard]] bool admits(quint32 number) const;
    [[nodiscard]] TaskStatus *editTask(TaskId id);
    [[nodiscard]] QueueStatus *editQueue(QueueId id);
    [[nodiscard]] TaskStatus *begin(const Event &event, TaskStep &step);
    void applyToTimers(const Event &event);
    void applyToQueue(const Event &event);
    void applyToJobs(const Event &event);
    void applyToIos(const Event &event);
    void created(TaskStatus &task, const Event &event);
    void readied(TaskStatus &task, const Event &event);
    void resumed(TaskStatus &task, const Event &event);
    void suspended(TaskStatus &task, const Event &event);
    void finished(TaskStatus &task, const Event &event);
    void leaveWaiters(const TaskStatus &task);
    void enter(TaskStatus &task, TaskState state);
    void leaveRunning(TaskId id);
    void settleRunning();
};

} // namespace trace
