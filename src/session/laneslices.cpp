// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/laneslices.h"

#include "trace/axislanes.h"

namespace session {

const trace::Lane *slicesOf(const trace::Trace &trace, LaneId id)
{
    switch (id.kind) {
    case LaneKind::Loop:
        return &trace.loopLane();
    case LaneKind::Task:
        return id.number - 1 < trace.tasks().size() ? &trace.taskLane(id.task()) : nullptr;
    case LaneKind::Worker:
        return id.number - 1 < trace.workers().size() ? &trace.workerLane(id.worker()) : nullptr;
    case LaneKind::Queue:
        break;
    }
    return nullptr;
}

const trace::Counter *depthOf(const trace::Trace &trace, LaneId id)
{
    return id.kind == LaneKind::Queue && id.number - 1 < trace.queues().size() ? &trace.queueDepth(id.queue()) : nullptr;
}

quint64 sliceCount(const trace::Trace &trace, LaneId id)
{
    if (const trace::Lane *lane = slicesOf(trace, id))
        return lane->count();
    const trace::Counter *counter = depthOf(trace, id);
    return counter ? counter->count() : 0;
}

std::optional<quint64> sliceAt(const trace::Trace &trace, LaneId id, trace::Timestamp t)
{
    if (const trace::Lane *lane = slicesOf(trace, id))
        return lane->indexAt(t);
    const trace::Counter *counter = depthOf(trace, id);
    return counter ? counter->indexAt(t) : std::nullopt;
}

std::optional<quint64> sliceAfter(const trace::Trace &trace, LaneId id, quint64 events)
{
    if (const trace::Lane *lane = slicesOf(trace, id))
        return trace::indexAfter(*lane, events);
    const trace::Counter *counter = depthOf(trace, id);
    return counter ? trace::indexAfter(*counter, events) : std::nullopt;
}

std::optional<quint64> sliceAt(const trace::Axis &axis, LaneId id, trace::Position p)
{
    return axis.isTime() ? sliceAt(axis.trace(), id, trace::Timestamp { p.units }) : sliceAfter(axis.trace(), id, axis.eventsAt(p));
}

std::optional<SliceSpan> spanOf(const trace::Trace &trace, SliceRef ref)
{
    const trace::Timestamp end = trace.range().end;
    if (ref.index >= sliceCount(trace, ref.lane))
        return std::nullopt;
    if (const trace::Lane *lane = slicesOf(trace, ref.lane)) {
        const trace::Slice slice = lane->slice(ref.index, end);
        return SliceSpan { slice.range, slice.event };
    }
    const trace::Counter *counter = depthOf(trace, ref.lane);
    const trace::Counter::Step step = counter->step(ref.index);
    const bool isLast = ref.index + 1 == counter->count();
    return SliceSpan { { step.time, isLast ? end : counter->step(ref.index + 1).time }, step.event };
}

std::optional<trace::Span> spanOf(const trace::Axis &axis, SliceRef ref)
{
    if (ref.index >= sliceCount(axis.trace(), ref.lane))
        return std::nullopt;
    if (const trace::Lane *lane = slicesOf(axis.trace(), ref.lane))
        return trace::spanOf(axis, *lane, ref.index);
    return trace::spanOf(axis, *depthOf(axis.trace(), ref.lane), ref.index);
}

} // namespace session
