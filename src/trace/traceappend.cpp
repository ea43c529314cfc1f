// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/traceprivate.h"

#include <algorithm>
#include <optional>

namespace trace {

namespace {

SliceState sliceStateOf(TaskState state)
{
    switch (state) {
    case TaskState::Created:
        return SliceState::Created;
    case TaskState::Ready:
        return SliceState::Ready;
    case TaskState::Running:
        return SliceState::Running;
    case TaskState::Awaiting:
        return SliceState::Awaiting;
    case TaskState::Finished:
        return SliceState::Finished;
    }
    return SliceState::Unknown;
}

} // namespace

void Trace::Private::growTables()
{
    checkpoints.grow(state.tasks.size());
    tasks.resize(state.tasks.size());
    while (taskLanes.size() < tasks.size()) {
        taskLanes.emplace_back(arena);
        taskLanes.back().setLosses(&losses);
    }
}

/// Brings the task's row and lane to what the state says after the event.
void Trace::Private::followTask(const Event &event, const State::TaskStep &step, quint64 index)
{
    const TaskStatus &now = *step.task;
    const std::size_t at = rowOf(now.id);
    if (step.isNew) {
        tasks[at].id = now.id;
        tasks[at].created = event.time;
    }
    if (event.kind == EventKind::TaskResumed)
        tasks[at].resumes = now.resumes;
    if (now.state == TaskState::Finished) {
        tasks[at].finished = event.time;
        tasks[at].outcome = now.outcome;
        checkpoints.finished(now.id);
    }
    const bool isAwaitingAnew = now.state == TaskState::Awaiting && (now.since != step.since || now.reason != step.reason);
    if (step.isNew || now.state != step.state || isAwaitingAnew)
        taskLanes[at].append(event.time, sliceStateOf(now.state), now.reason, now.outcome, index);
}

/// What a TaskCreated tells of the task, which others may have spoken of before.
void Trace::Private::nameTask(const Event &event, const TaskStatus &now, bool wasKnown)
{
    TaskRow &row = tasks[rowOf(now.id)];
    lateNames += wasKnown && (row.parent != now.parent || row.name != now.name);
    row.parent = now.parent;
    row.name = now.name;
    if (row.site == SiteId::None)
        row.site = event.site;
}

/// The bounds of an iteration, which change the status of tasks that seem to run across them.
void Trace::Private::settleRunning(const Event &event, quint64 index)
{
    std::vector<State::TaskStep> steps;
    const auto note = [&](TaskId id) {
        const TaskStatus *task = state.task(id);
        steps.push_back({ task, task->since, task->state, task->reason, false });
        checkpoints.beforeChange(rowOf(id), *task);
    };
    for (const TaskId id : state.outer)
        note(id);
    note(state.running);
    std::vector<TaskId> ids = state.outer;
    ids.push_back(state.running);
    state.apply(event);
    for (std::size_t n = 0; n < ids.size(); ++n) {
        steps[n].task = state.task(ids[n]); // its row may have been copied
        followTask(event, steps[n], index);
    }
}

void Trace::Private::followQueue(const Event &event, quint64 index)
{
    const QueueStatus *now = state.queue(event.queue());
    if (!now)
        return;
    const bool wasKnown = rowOf(now->id) < queues.size();
    while (queues.size() < state.queues.size()) {
        queues.emplace_back();
        queueDepths.emplace_back(arena);
    }
    QueueRow &row = queues[rowOf(now->id)];
    lateNames += wasKnown && row.name != now->name;
    row = { now->id, now->name, now->maxsize, now->puts, now->gets };
    queueDepths[rowOf(now->id)].append(event.time, now->depth, index);
}

void Trace::Private::followWorker(const Event &event, quint64 index)
{
    WorkerId id = WorkerId::None;
    if (event.kind == EventKind::WorkerCreated)
        id = static_cast<WorkerId>(event.object);
    else if (event.kind == EventKind::JobStarted || event.kind == EventKind::JobFinished)
        id = event.worker();
    constexpr quint32 MaxWorkers = 1u << 16;
    if (id == WorkerId::None || number(id) > MaxWorkers)
        return;
    const bool wasKnown = rowOf(id) < workers.size();
    while (workers.size() <= rowOf(id)) {
        workers.emplace_back();
        workerLanes.emplace_back(arena);
        workerLanes.back().setLosses(&losses);
    }
    WorkerRow &row = workers[rowOf(id)];
    row.id = id;
    if (event.kind == EventKind::WorkerCreated) {
        lateNames += wasKnown && row.name != event.text;
        row.name = event.text;
    }
    if (event.kind == EventKind::JobStarted)
        ++row.jobs;
    workerLanes[rowOf(id)].append(event.time, event.kind == EventKind::JobStarted ? SliceState::Running : SliceState::Idle,
                                  AwaitReason::None, Outcome::None, index);
}

void Trace::Private::followLoop(quint64 index)
{
    const SliceState now = state.running != TaskId::None ? SliceState::Running : state.isInIteration ? SliceState::Ready : SliceState::Idle;
    if (loopState != now) {
        loopState = now;
        loopLane.append(state.time, now, AwaitReason::None, Outcome::None, index);
    }
    if (state.ready.size() != lastReady || readyDepth.count() == 0) {
        lastReady = state.ready.size();
        readyDepth.append(state.time, static_cast<qint64>(lastReady), index);
    }
}

void Trace::Private::append(const Event &event)
{
    // Only what comes late is copied: a copy of an event that has just been written field by field waits for those writes.
    if (event.time < state.time) [[unlikely]] {
        Event late = event;
        late.time = state.time;
        ++clamped;
        return append(late);
    }
    const quint64 index = log.count();
    checkpoints.beforeEvent(state);
    log.append(event);
    end = std::max(end, event.time);
    switch (event.kind) {
    case EventKind::TaskResumed:
        resumes.append(index);
        [[fallthrough]];
    case EventKind::TaskCreated:
    case EventKind::TaskReady:
    case EventKind::TaskSuspended:
    case EventKind::TaskFinished:
    case EventKind::TaskCancelRequested: {
        if (event.task != TaskId::None && rowOf(event.task) < state.tasks.size())
            checkpoints.beforeChange(rowOf(event.task), state.tasks[rowOf(event.task)]);
        const State::TaskStep step = state.apply(event);
        const std::size_t known = tasks.size();
        if (known < state.tasks.size())
            growTables();
        if (step.task)
            followTask(event, step, index);
        if (step.task && event.kind == EventKind::TaskCreated)
            nameTask(event, *step.task, rowOf(step.task->id) < known);
        followLoop(index);
        return;
    }
    case EventKind::IterationBegun:
    case EventKind::IterationEnded:
        if (state.running != TaskId::None)
            settleRunning(event, index);
        else
            state.apply(event);
        followLoop(index);
        return;
    case EventKind::QueueCreated:
    case EventKind::QueuePut:
    case EventKind::QueueGet:
    case EventKind::CounterSet:
        state.apply(event);
        followQueue(event, index);
        break;
    case EventKind::WorkerCreated:
    case EventKind::JobStarted:
    case EventKind::JobFinished:
        state.apply(event);
        followWorker(event, index);
        break;
    case EventKind::Log:
        logs.append(index);
        state.apply(event);
        break;
    case EventKind::Lost:
        losses.push_back({ state.time, event.time });
        [[fallthrough]];
    default:
        state.apply(event);
        break;
    }
    if (index == 0)
        followLoop(index); // so that the loop is known from the first event on, whatever that is
}

void Trace::append(const Event &event)
{
    d->append(event);
}

void Trace::append(std::span<const Event> events)
{
    // Where there are many tasks, each event is about another one, and what it changes is in no cache: it is asked for some events before, in
    // steps, because each step's address stands in what the one before has brought. Where there are few, the asking costs more than it gains.
    constexpr std::size_t Far = 24;
    constexpr std::size_t Near = 8;
    constexpr std::size_t ManyTasks = 256;
    const auto rowAt = [&](std::size_t n) {
        const std::size_t row = n < events.size() ? static_cast<std::size_t>(number(events[n].task)) - 1 : d->taskLanes.size();
        return row < d->taskLanes.size() ? std::optional(row) : std::nullopt;
    };
    for (std::size_t n = 0; n < events.size(); ++n) {
        if (d->taskLanes.size() >= ManyTasks) {
            if (const auto row = rowAt(n + Far)) {
                prefetchAllToWrite(d->state.tasks[*row]);
                prefetchToWrite(d->taskLanes[*row].head());
                prefetchToWrite(&d->tasks[*row].resumes);
            }
            if (const auto row = rowAt(n + Near))
                prefetchToWrite(d->taskLanes[*row].back());
        }
        d->append(events[n]);
    }
}

} // namespace trace
