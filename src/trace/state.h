// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/event.h"

#include <deque>
#include <vector>

namespace trace {

/// One task at a moment.
struct TaskStatus
{
    TaskId id = TaskId::None;
    TaskId parent = TaskId::None;
    TaskId waker = TaskId::None; ///< who readied it last; None where a timer, a job or nobody known did
    TextId name = TextId::None;
    SiteId site = SiteId::None; ///< line of the current or last await
    Timestamp since; ///< when it entered this state
    quint32 object = 0; ///< what is awaited, by reason
    quint32 resumes = 0;
    TaskState state = TaskState::Created;
    AwaitReason reason = AwaitReason::None;
    ReadyCause cause = ReadyCause::Unknown; ///< of the last readying
    Outcome outcome = Outcome::None;
    bool isCancelRequested = false;

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
    QueueId id = QueueId::None;
    TextId name = TextId::None;
    qint64 maxsize = 0; ///< 0: unbounded
    std::deque<TextId> items; ///< oldest first
    std::vector<TaskId> getters; ///< suspended in get, in the order they came
    std::vector<TaskId> putters;
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
/// (recordings may begin in the middle) up to MaxRows rows a table; beyond that it is counted in `ignored`.
struct State
{
    static constexpr quint32 MaxRows = 1u << 26;

    Timestamp time; ///< of the last applied event
    quint64 events = 0; ///< how many events have been applied
    quint64 iteration = 0; ///< 1-based number of the current or last iteration
    bool isInIteration = false;
    TaskId running = TaskId::None;
    std::vector<TaskStatus> tasks; ///< row = rowOf(id)
    std::deque<TaskId> ready; ///< in the order in which they will run
    std::vector<TimerStatus> timers; ///< by due time, equal ones in the order they were armed
    std::vector<QueueStatus> queues; ///< row = rowOf(id)
    std::vector<JobStatus> jobs; ///< queued and running ones, in order of queueing
    std::vector<IoStatus> ios; ///< begun and not ended
    quint64 lost = 0;
    quint64 ignored = 0;

    /// Takes the event into account. O(1) amortised but for the tables it changes (timers: O(log n) search plus a move).
    void apply(const Event &event);

    /// The status of a task; null where the id is None or not known yet.
    [[nodiscard]] const TaskStatus *task(TaskId id) const;
    [[nodiscard]] const QueueStatus *queue(QueueId id) const;

    bool operator==(const State &) const = default;
};

} // namespace trace
