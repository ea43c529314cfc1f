// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/trace.h"

#include "trace/traceprivate.h"

#include <algorithm>
#include <array>
#include <vector>

namespace trace {

namespace {

constexpr std::array<const char *, 4> ClockKindNames { "virtual", "real", "scaled", "unknown" };

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

quint64 Trace::lateNameCount() const
{
    return d->lateNames;
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

const EventIndex &Trace::logs() const
{
    return d->logs;
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

/// Applies the events up to the n-th, which exists. Where there are many tasks each event is about another one that is in no cache: events are
/// unpacked some way ahead, and what they are about is asked for.
static void replay(const EventLog &log, State &state, quint64 n)
{
    constexpr std::size_t Ahead = 16;
    constexpr std::size_t ManyTasks = 1024;
    EventLog::Reader reader(log, state.events);
    if (state.tasks.size() < ManyTasks || n - state.events < 2 * Ahead) {
        Event event;
        while (state.events < n) {
            reader.next(event);
            state.apply(event);
        }
        return;
    }
    std::array<Event, Ahead> ring;
    const quint64 first = state.events;
    const auto take = [&](quint64 at) {
        Event &event = ring[at % Ahead];
        reader.next(event);
        state.announce(event);
    };
    for (quint64 at = first; at < first + Ahead; ++at)
        take(at);
    for (quint64 at = first; at < n; ++at) {
        state.apply(ring[at % Ahead]);
        if (at + Ahead < n)
            take(at + Ahead);
    }
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
    replay(d->log, state, n);
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
    bytes.log = d->log.bytes() + d->resumes.bytes() + d->logs.bytes();
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

quint64 Trace::heldBytes() const
{
    return d->arena.bytes() + d->checkpoints.bytes();
}

} // namespace trace
