// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/history.h"

#include <algorithm>

namespace analysis {

using trace::Event;
using trace::EventKind;
using trace::SliceState;
using trace::TaskId;
using trace::Trace;

namespace {

/// How far back the wake-up of a task may lie that was readied while it ran.
constexpr quint64 Far = 4'096;

std::optional<quint64> ofKind(const Trace &trace, std::optional<quint64> event, EventKind kind)
{
    return event && trace.event(*event).kind == kind ? event : std::nullopt;
}

/// The last of 0..count-1 for which the test holds, where it holds for the first ones and for none after them. O(log count).
template<typename Test>
std::optional<quint64> lastOf(quint64 count, Test test)
{
    quint64 low = 0;
    quint64 high = count;
    while (low < high) {
        const quint64 middle = low + (high - low) / 2;
        if (test(middle))
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 ? std::optional(low - 1) : std::nullopt;
}

} // namespace

std::optional<quint64> lastEvent(const Trace &trace, quint64 before, quint64 limit, const std::function<bool(const Event &)> &test)
{
    before = std::min(before, trace.eventCount());
    const quint64 floor = before > limit ? before - limit : 0;
    quint64 block = 16; // what is looked for is nearly always near
    for (quint64 end = before; end > floor; block = std::min<quint64>(block * 4, 4'096)) {
        const quint64 begin = end - floor > block ? end - block : floor;
        std::optional<quint64> found;
        trace.forEach(begin, end, [&](quint64 index, const Event &event) {
            if (test(event))
                found = index;
            return true;
        });
        if (found)
            return found;
        end = begin;
    }
    return std::nullopt;
}

std::optional<quint64> lastSlice(const trace::Lane &lane, quint64 events)
{
    return lastOf(lane.count(), [&](quint64 n) { return lane.slice(n, {}).event < events; });
}

const trace::Lane *laneOf(const Trace &trace, TaskId id)
{
    return id != TaskId::None && trace::rowOf(id) < trace.tasks().size() ? &trace.taskLane(id) : nullptr;
}

Turn turnOf(const Trace &trace, TaskId id, quint64 events)
{
    Turn turn;
    const trace::Lane *lane = laneOf(trace, id);
    const auto last = lane ? lastSlice(*lane, events) : std::nullopt;
    if (!last)
        return turn;
    quint64 next = *last + 1; // slices before this one are yet to be looked at
    const auto takes = [&](SliceState state) { return next > 0 && lane->slice(next - 1, {}).state == state; };
    const auto take = [&] { return lane->slice(--next, {}).event; };
    if (takes(SliceState::Finished))
        take();
    if (takes(SliceState::Running))
        turn.resumed = ofKind(trace, take(), EventKind::TaskResumed);
    if (takes(SliceState::Ready)) {
        const quint64 event = take();
        turn.readied = ofKind(trace, event, EventKind::TaskReady);
        if (!turn.readied) { // it was readied while it ran, so the slice begins with its suspend
            turn.suspended = ofKind(trace, event, EventKind::TaskSuspended);
            turn.readied = lastEvent(trace, event, Far, [id](const Event &e) { return e.kind == EventKind::TaskReady && e.task == id; });
            return turn;
        }
    }
    if (takes(SliceState::Awaiting))
        turn.suspended = ofKind(trace, take(), EventKind::TaskSuspended);
    return turn;
}

std::optional<quint64> putOf(const Trace &trace, quint64 get)
{
    constexpr quint64 MaxSteps = 20'000;
    const Event taken = trace.event(get);
    if (taken.kind != EventKind::QueueGet || taken.queue() == trace::QueueId::None || trace::rowOf(taken.queue()) >= trace.queues().size())
        return std::nullopt;
    const trace::Counter &depth = trace.queueDepth(taken.queue());
    const auto found = lastOf(depth.count(), [&](quint64 n) { return depth.step(n).event <= get; });
    if (!found || depth.step(*found).event != get)
        return std::nullopt;
    quint64 step = *found;
    // The item was the oldest of depth + 1: as many puts back it came in.
    qint64 puts = depth.step(step).value + 1;
    for (quint64 seen = 0; step > 0 && seen < MaxSteps; ++seen) {
        const qint64 after = depth.step(step).value;
        --step;
        const qint64 before = depth.step(step).value;
        // The step from `before` to `after` rose where something was put; it belongs to the later of the two.
        if (after > before && --puts == 0) {
            const quint64 put = depth.step(step + 1).event;
            const Event event = trace.event(put);
            return event.kind == EventKind::QueuePut && event.text == taken.text ? std::optional(put) : std::nullopt;
        }
    }
    return std::nullopt;
}

} // namespace analysis
