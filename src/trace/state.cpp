// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/state.h"

#include <algorithm>

namespace trace {

const TaskStatus *State::task(TaskId id) const
{
    if (id == TaskId::None || rowOf(id) >= tasks.size() || tasks[rowOf(id)].id == TaskId::None)
        return nullptr;
    return &tasks[rowOf(id)];
}

const QueueStatus *State::queue(QueueId id) const
{
    if (id == QueueId::None || rowOf(id) >= queues.size() || queues[rowOf(id)].id == QueueId::None)
        return nullptr;
    return &queues[rowOf(id)];
}

bool State::admits(quint32 number) const
{
    constexpr quint64 Ahead = 1u << 16;
    return number != 0 && number <= MaxRows && number <= Ahead + 4 * events;
}

TaskStatus *State::editTask(TaskId id)
{
    // A row that is there has been admitted before: what is admitted only grows.
    if (rowOf(id) >= tasks.size()) {
        if (!admits(number(id)))
            return nullptr;
        tasks.growTo(rowOf(id) + 1);
    }
    return &tasks.edit(rowOf(id));
}

QueueStatus *State::editQueue(QueueId id)
{
    if (!admits(number(id)))
        return nullptr;
    if (queues.size() <= rowOf(id))
        queues.resize(rowOf(id) + 1);
    QueueStatus &queue = queues[rowOf(id)];
    queue.id = id;
    return &queue;
}

void State::enter(TaskStatus &task, TaskState state)
{
    if (task.state == state)
        return;
    task.state = state;
    task.since = time;
}

void State::leaveWaiters(const TaskStatus &task)
{
    if (task.state != TaskState::Awaiting || (task.reason != AwaitReason::QueueGet && task.reason != AwaitReason::QueuePut))
        return;
    if (QueueStatus *queue = editQueue(static_cast<QueueId>(task.object)))
        (task.reason == AwaitReason::QueueGet ? queue->getters : queue->putters).removeOne(task.id);
}

void State::leaveRunning(TaskId id)
{
    if (running == id) {
        running = TaskId::None;
        if (!outer.empty()) {
            running = outer.back();
            outer.pop_back();
        }
    } else {
        std::erase(outer, id);
    }
}

/// No task runs across the bounds of an iteration: one that seems to has lost its suspend, and what it waits for is not known.
void State::settleRunning()
{
    while (running != TaskId::None) {
        TaskStatus &task = tasks.edit(rowOf(running));
        leaveRunning(running);
        if (task.isQueued) {
            enter(task, TaskState::Ready);
        } else {
            enter(task, TaskState::Awaiting);
            task.reason = AwaitReason::Unknown;
        }
    }
}

void State::created(TaskStatus &task, const Event &event)
{
    if (task.isDeclared) {
        ++ignored;
        return;
    }
    task.isDeclared = true;
    task.name = event.text;
    task.parent = static_cast<TaskId>(event.other);
    if (task.site == SiteId::None)
        task.site = event.site;
}

void State::readied(TaskStatus &task, const Event &event)
{
    // A task that is queued already keeps its place and its first waker, as in every event loop.
    if (task.isQueued)
        return;
    task.waker = event.waker();
    task.cause = event.detail < ReadyCauseCount ? event.cause() : ReadyCause::Unknown;
    task.isQueued = true;
    ready.push_back(task.id);
    if (task.state == TaskState::Running)
        return;
    leaveWaiters(task);
    task.reason = AwaitReason::None;
    task.object = 0;
    enter(task, TaskState::Ready);
}

void State::resumed(TaskStatus &task, const Event &event)
{
    if (event.value > 0)
        iteration = static_cast<quint64>(event.value);
    ++task.resumes;
    task.isCancelRequested = false;
    if (task.isQueued && task.state != TaskState::Running) {
        ready.removeOne(task.id);
        task.isQueued = false;
    }
    if (task.state == TaskState::Running)
        return;
    leaveWaiters(task);
    task.reason = AwaitReason::None;
    task.object = 0;
    enter(task, TaskState::Running);
    if (running != TaskId::None)
        outer.push_back(running);
    running = task.id;
}

void State::suspended(TaskStatus &task, const Event &event)
{
    const bool wasRunning = task.state == TaskState::Running;
    leaveWaiters(task);
    leaveRunning(task.id);
    task.site = event.site;
    if (task.isQueued && wasRunning) {
        enter(task, TaskState::Ready);
        return;
    }
    if (task.isQueued) {
        // It can only suspend after a resume that the recording has lost, and that resume took it out of the queue.
        ready.removeOne(task.id);
        task.isQueued = false;
    }
    enter(task, TaskState::Awaiting);
    task.since = time;
    task.reason = event.detail < AwaitReasonCount ? event.reason() : AwaitReason::Unknown;
    task.object = event.object;
    if (task.reason != AwaitReason::QueueGet && task.reason != AwaitReason::QueuePut)
        return;
    if (QueueStatus *queue = editQueue(event.queue()))
        (task.reason == AwaitReason::QueueGet ? queue->getters : queue->putters).push_back(task.id);
}

void State::finished(TaskStatus &task, const Event &event)
{
    leaveWaiters(task);
    leaveRunning(task.id);
    if (task.isQueued)
        ready.removeOne(task.id);
    task.isQueued = false;
    task.isCancelRequested = false;
    task.reason = AwaitReason::None;
    task.object = 0;
    task.outcome = event.detail < OutcomeCount ? event.outcome() : Outcome::None;
    enter(task, TaskState::Finished);
}

/// The task of an event to change, and what it is before that in `step`; null where the event makes no sense. Fills `step` field by field: a copy of
/// it would wait for what has just been written.
TaskStatus *State::begin(const Event &event, TaskStep &step)
{
    TaskStatus *const task = editTask(event.task);
    if (!task || task->state == TaskState::Finished) [[unlikely]] {
        ++ignored;
        return nullptr;
    }
    step.task = task;
    step.since = task->since;
    step.state = task->state;
    step.reason = task->reason;
    step.isNew = task->id == TaskId::None;
    if (step.isNew) {
        task->id = event.task;
        task->since = time;
    }
    return task;
}

void State::applyToTimers(const Event &event)
{
    bool isDone = false;
    if (event.timer() != TimerId::None) {
        isDone = event.kind == EventKind::TimerArmed ? timers.insert({ event.timer(), event.task, Timestamp { event.value } })
                                                     : timers.remove(event.timer());
    }
    if (!isDone)
        ++ignored;
}

void State::applyToQueue(const Event &event)
{
    QueueStatus *queue = editQueue(event.queue());
    if (!queue) {
        ++ignored;
        return;
    }
    if (event.kind == EventKind::QueueCreated) {
        queue->name = event.text;
        queue->maxsize = event.value;
        return;
    }
    if (event.kind == EventKind::CounterSet) {
        queue->depth = event.value;
        return;
    }
    if (event.kind == EventKind::QueuePut) {
        ++queue->puts;
        queue->items.push_back(event.text);
    } else {
        ++queue->gets;
        // Not every queue is first in, first out: the text says which item left, where it is known.
        if (event.text == TextId::None || !queue->items.removeOne(event.text)) {
            if (!queue->items.empty())
                queue->items.pop_front();
        }
    }
    queue->depth = std::max<qint64>(event.value, 0);
    while (static_cast<qint64>(queue->items.size()) > queue->depth)
        queue->items.pop_front();
}

void State::applyToJobs(const Event &event)
{
    if (event.job() == JobId::None) {
        ++ignored;
        return;
    }
    if (event.kind == EventKind::JobFinished) {
        if (!jobs.remove(event.job()))
            ++ignored;
        return;
    }
    const bool isStarted = event.kind == EventKind::JobStarted;
    JobStatus *const job = jobs.edit(event.job());
    if (!job) {
        jobs.insert({ event.job(), event.task, isStarted ? event.worker() : WorkerId::None, event.text, time });
    } else if (isStarted) {
        job->worker = event.worker();
        job->since = time;
    }
}

void State::applyToIos(const Event &event)
{
    const bool isDone = event.io() != IoId::None
        && (event.kind == EventKind::IoBegun ? ios.insert({ event.io(), event.task, event.text, time }) : ios.remove(event.io()));
    if (!isDone)
        ++ignored;
}

State::TaskStep State::apply(const Event &event)
{
    TaskStep step;
    time = std::max(time, event.time);
    switch (event.kind) {
    case EventKind::TaskCreated:
        if (TaskStatus *const task = begin(event, step))
            created(*task, event);
        break;
    case EventKind::TaskReady:
        if (TaskStatus *const task = begin(event, step))
            readied(*task, event);
        break;
    case EventKind::TaskResumed:
        if (TaskStatus *const task = begin(event, step))
            resumed(*task, event);
        break;
    case EventKind::TaskSuspended:
        if (TaskStatus *const task = begin(event, step))
            suspended(*task, event);
        break;
    case EventKind::TaskFinished:
        if (TaskStatus *const task = begin(event, step))
            finished(*task, event);
        break;
    case EventKind::TaskCancelRequested:
        if (TaskStatus *const task = begin(event, step))
            task->isCancelRequested = true;
        break;
    case EventKind::IterationBegun:
    case EventKind::IterationEnded:
        settleRunning();
        isInIteration = event.kind == EventKind::IterationBegun;
        if (event.value > 0)
            iteration = static_cast<quint64>(event.value);
        break;
    case EventKind::TimerArmed:
    case EventKind::TimerFired:
    case EventKind::TimerCancelled:
        applyToTimers(event);
        break;
    case EventKind::QueueCreated:
    case EventKind::QueuePut:
    case EventKind::QueueGet:
    case EventKind::CounterSet:
        applyToQueue(event);
        break;
    case EventKind::JobQueued:
    case EventKind::JobStarted:
    case EventKind::JobFinished:
        applyToJobs(event);
        break;
    case EventKind::IoBegun:
    case EventKind::IoEnded:
        applyToIos(event);
        break;
    case EventKind::Lost:
        lost += static_cast<quint64>(std::max<qint64>(event.value, 0));
        break;
    case EventKind::WorkerCreated:
    case EventKind::Log:
    case EventKind::Mark:
    case EventKind::FlowBegun:
    case EventKind::FlowEnded:
        break;
    }
    ++events;
    return step;
}

} // namespace trace
