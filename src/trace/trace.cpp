// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/trace.h"

#include "trace/checkpoints.h"
#include "trace/eventlog.h"

#include <algorithm>
#include <array>
#include <deque>
#include <vector>

namespace trace {

namespace {

constexpr std::array<const char *, 4> ClockKindNames { "virtual", "real", "scaled", "unknown" };

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

QByteArrayView nameOf(ClockKind kind)
{
    const auto row = static_cast<std::size_t>(kind);
    return row < ClockKindNames.size() ? QByteArrayView(ClockKindNames[row]) : QByteArrayView("?");
}

std::optional<ClockKind> clockKindNamed(QByteArrayView name)
{
    for (std::size_t row = 0; row < ClockKindNames.size(); ++row) {
        if (name == QByteArrayView(ClockKindNames[row]))
            return static_cast<ClockKind>(row);
    }
    return std::nullopt;
}

struct Trace::Private
{
    TraceInfo info;
    std::shared_ptr<TextTable> texts;
    Timestamp end;
    quint64 clamped = 0;
    EventLog log;
    Checkpoints checkpoints;
    State state;
    std::vector<TaskRow> tasks;
    std::vector<QueueRow> queues;
    std::vector<WorkerRow> workers;
    std::vector<TimeRange> losses;
    EventIndex resumes;
    Lane loopLane;
    std::deque<Lane> taskLanes;
    std::deque<Lane> workerLanes;
    std::deque<Counter> queueDepths;
    Counter readyDepth;
    std::optional<SliceState> loopState;
    quint64 lastReady = 0;

    /// What of a task's status its lane shows, before an event.
    struct Before
    {
        TaskId id = TaskId::None;
        TaskState state = TaskState::Created;
        AwaitReason reason = AwaitReason::None;
        Timestamp since;
    };
    std::vector<Before> before; ///< of the event that is being appended, beside its own task

    [[nodiscard]] Before statusOf(TaskId id) const;
    void growTables();
    void followTask(const Event &event, const Before &was, quint64 index);
    void followQueue(const Event &event, quint64 index);
    void followWorker(const Event &event, quint64 index);
    void followLoop(quint64 index);
};

Trace::Private::Before Trace::Private::statusOf(TaskId id) const
{
    const TaskStatus *known = state.task(id);
    return known ? Before { id, known->state, known->reason, known->since } : Before { id, {}, {}, {} };
}

void Trace::Private::growTables()
{
    checkpoints.grow(state.tasks.size());
    while (tasks.size() < state.tasks.size()) {
        tasks.emplace_back();
        taskLanes.emplace_back();
        taskLanes.back().setLosses(&losses);
    }
}

/// Brings the task's row and lane to what the state says after the event.
void Trace::Private::followTask(const Event &event, const Before &was, quint64 index)
{
    const TaskStatus *known = state.task(was.id);
    if (!known)
        return;
    const TaskStatus &now = *known;
    TaskRow &row = tasks[rowOf(now.id)];
    const bool isNew = row.id == TaskId::None;
    if (isNew) {
        row.id = now.id;
        row.created = event.time;
    }
    row.resumes = now.resumes;
    if (event.kind == EventKind::TaskCreated) {
        row.parent = now.parent;
        row.name = now.name;
        if (row.site == SiteId::None)
            row.site = event.site;
    }
    if (now.state == TaskState::Finished && was.state != TaskState::Finished) {
        row.finished = event.time;
        row.outcome = now.outcome;
        checkpoints.finished(now.id);
    }
    const bool isAwaitingAnew = now.state == TaskState::Awaiting && (now.since != was.since || now.reason != was.reason);
    if (isNew || now.state != was.state || isAwaitingAnew)
        taskLanes[rowOf(now.id)].append(event.time, sliceStateOf(now.state), now.reason, now.outcome, index);
}

void Trace::Private::followQueue(const Event &event, quint64 index)
{
    if (event.kind != EventKind::QueueCreated && event.kind != EventKind::QueuePut && event.kind != EventKind::QueueGet
        && event.kind != EventKind::CounterSet)
        return;
    const QueueStatus *now = state.queue(event.queue());
    if (!now)
        return;
    while (queues.size() < state.queues.size()) {
        queues.emplace_back();
        queueDepths.emplace_back();
    }
    QueueRow &row = queues[rowOf(now->id)];
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
    while (workers.size() <= rowOf(id)) {
        workers.emplace_back();
        workerLanes.emplace_back();
        workerLanes.back().setLosses(&losses);
    }
    WorkerRow &row = workers[rowOf(id)];
    row.id = id;
    if (event.kind == EventKind::WorkerCreated)
        row.name = event.text;
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

Trace::Trace(TraceInfo info, std::shared_ptr<TextTable> texts) : d(std::make_unique<Private>())
{
    d->info = std::move(info);
    d->texts = std::move(texts);
    d->loopLane.setLosses(&d->losses);
}

Trace::~Trace() = default;

const TraceInfo &Trace::info() const
{
    return d->info;
}

void Trace::setInfo(TraceInfo info)
{
    d->info = std::move(info);
}

const std::shared_ptr<TextTable> &Trace::texts() const
{
    return d->texts;
}

void Trace::append(const Event &given)
{
    Event event = given;
    if (event.time < d->state.time) {
        event.time = d->state.time;
        ++d->clamped;
    }
    const quint64 index = d->log.count();
    d->checkpoints.beforeEvent(d->state);
    if (event.kind == EventKind::TaskResumed)
        d->resumes.append(index);
    if (event.kind == EventKind::Lost)
        d->losses.push_back({ d->state.time, event.time });

    // An event changes the status of its own task, and where it begins or ends an iteration, of those that seem to run across the bound.
    const Private::Before own = d->statusOf(event.task);
    d->before.clear();
    if (d->state.running != TaskId::None && (event.kind == EventKind::IterationBegun || event.kind == EventKind::IterationEnded)) {
        for (const TaskId id : d->state.outer)
            d->before.push_back(d->statusOf(id));
        d->before.push_back(d->statusOf(d->state.running));
    }
    d->state.apply(event);
    d->log.append(event);
    d->end = std::max(d->end, event.time);
    if (d->tasks.size() < d->state.tasks.size())
        d->growTables();
    if (own.id != TaskId::None)
        d->followTask(event, own, index);
    for (const Private::Before &was : d->before)
        d->followTask(event, was, index);
    d->followQueue(event, index);
    d->followWorker(event, index);
    d->followLoop(index);
}

void Trace::advanceTo(Timestamp t)
{
    d->end = std::max(d->end, t);
}

quint64 Trace::eventCount() const
{
    return d->log.count();
}

quint64 Trace::clampedCount() const
{
    return d->clamped;
}

quint64 Trace::lostCount() const
{
    return d->state.lost;
}

TimeRange Trace::range() const
{
    return { Timestamp(), d->end };
}

Event Trace::event(quint64 n) const
{
    return d->log.event(n);
}

void Trace::forEach(quint64 first, quint64 last, const std::function<bool(quint64, const Event &)> &visit) const
{
    last = std::min(last, eventCount());
    if (first >= last)
        return;
    EventLog::Reader reader(d->log, first);
    Event event;
    for (quint64 n = first; n < last; ++n) {
        reader.next(event);
        if (!visit(n, event))
            return;
    }
}

quint64 Trace::countBefore(Timestamp t) const
{
    return d->log.countBefore(t);
}

quint64 Trace::countUpTo(Timestamp t) const
{
    return d->log.countBefore(t + Duration(1));
}

const EventIndex &Trace::resumes() const
{
    return d->resumes;
}

std::span<const TimeRange> Trace::losses() const
{
    return d->losses;
}

State Trace::stateAfter(quint64 n) const
{
    State state;
    moveState(state, n);
    return state;
}

void Trace::moveState(State &state, quint64 n) const
{
    n = std::min(n, eventCount());
    if (n == eventCount()) {
        state = d->state;
        return;
    }
    d->checkpoints.approach(state, n, d->state);
    if (state.events == n)
        return;
    EventLog::Reader reader(d->log, state.events);
    Event event;
    while (state.events < n) {
        reader.next(event);
        state.apply(event);
    }
}

const State &Trace::latest() const
{
    return d->state;
}

std::span<const TaskRow> Trace::tasks() const
{
    return d->tasks;
}

std::span<const QueueRow> Trace::queues() const
{
    return d->queues;
}

std::span<const WorkerRow> Trace::workers() const
{
    return d->workers;
}

const Lane &Trace::loopLane() const
{
    return d->loopLane;
}

const Lane &Trace::taskLane(TaskId id) const
{
    return d->taskLanes[rowOf(id)];
}

const Lane &Trace::workerLane(WorkerId id) const
{
    return d->workerLanes[rowOf(id)];
}

const Counter &Trace::queueDepth(QueueId id) const
{
    return d->queueDepths[rowOf(id)];
}

const Counter &Trace::readyDepth() const
{
    return d->readyDepth;
}

Trace::Bytes Trace::bytes() const
{
    Bytes bytes;
    bytes.log = d->log.bytes() + d->resumes.bytes();
    bytes.lanes = d->loopLane.bytes() + d->readyDepth.bytes();
    for (const Lane &lane : d->taskLanes)
        bytes.lanes += lane.bytes();
    for (const Lane &lane : d->workerLanes)
        bytes.lanes += lane.bytes();
    for (const Counter &counter : d->queueDepths)
        bytes.lanes += counter.bytes();
    bytes.checkpoints = d->checkpoints.bytes();
    return bytes;
}

} // namespace trace
