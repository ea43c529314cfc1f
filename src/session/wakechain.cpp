// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/wakechain.h"

#include "session/laneslices.h"
#include "trace/trace.h"

#include <algorithm>

namespace session {

namespace {

using trace::Event;
using trace::EventKind;
using trace::Slice;
using trace::SliceState;
using trace::TaskId;

/// The last slice of the lane in this state that had begun when event number `event` happened: in virtual time many slices share an instant,
/// so the log index decides and not the time.
std::optional<SliceRef> lastBefore(const trace::Trace &trace, LaneId id, trace::Timestamp t, quint64 event, SliceState state)
{
    const trace::Lane *lane = slicesOf(trace, id);
    if (!lane)
        return std::nullopt;
    const trace::Timestamp end = trace.range().end;
    auto index = lane->indexAt(t);
    while (index) {
        const Slice slice = lane->slice(*index, end);
        if (slice.event < event && slice.state == state)
            return SliceRef { id, *index };
        if (slice.range.end < t || *index == 0)
            break;
        --*index;
    }
    return std::nullopt;
}

std::optional<Wake> wakeFrom(const trace::Trace &trace, SliceRef ready)
{
    const Slice slice = trace.taskLane(ready.lane.task()).slice(ready.index, trace.range().end);
    if (slice.event >= trace.eventCount())
        return std::nullopt;
    const Event event = trace.event(slice.event);
    if (event.kind != EventKind::TaskReady)
        return std::nullopt;
    Wake wake { .woken = ready, .waker = std::nullopt, .time = event.time, .cause = event.cause(),
                .wakerTask = event.waker(), .object = event.object };
    if (wake.wakerTask != TaskId::None) {
        wake.waker = lastBefore(trace, LaneId::of(wake.wakerTask), event.time, slice.event, SliceState::Running);
    } else if (wake.cause == trace::ReadyCause::Job) {
        for (size_t n = 0; n < trace.workers().size() && !wake.waker; ++n) {
            const LaneId id = LaneId::of(trace::WorkerId(quint32(n + 1)));
            const auto job = lastBefore(trace, id, event.time, slice.event, SliceState::Running);
            if (!job)
                continue;
            const Event started = trace.event(trace.workerLane(id.worker()).slice(job->index, trace.range().end).event);
            if (started.object == event.object)
                wake.waker = job;
        }
    }
    return wake;
}

} // namespace

std::optional<Wake> wakeBehind(const trace::Trace &trace, SliceRef ref)
{
    const trace::Lane *lane = ref.lane.kind == LaneKind::Task ? slicesOf(trace, ref.lane) : nullptr;
    if (!lane || ref.index >= lane->count())
        return std::nullopt;
    const trace::Timestamp end = trace.range().end;
    const SliceState state = lane->slice(ref.index, end).state;
    quint64 ready = ref.index;
    if (state == SliceState::Running && ready > 0)
        --ready;
    else if (state == SliceState::Awaiting)
        ++ready;
    if (ready >= lane->count() || lane->slice(ready, end).state != SliceState::Ready)
        return std::nullopt;
    return wakeFrom(trace, { ref.lane, ready });
}

std::vector<Wake> wakeChain(const trace::Trace &trace, SliceRef slice, int limit)
{
    std::vector<Wake> chain;
    auto wake = wakeBehind(trace, slice);
    while (wake && int(chain.size()) < limit) {
        chain.push_back(*wake);
        wake = wake->waker && wake->waker->lane.kind == LaneKind::Task ? wakeBehind(trace, *wake->waker) : std::nullopt;
    }
    return chain;
}

std::optional<Wake> firstWokenBy(const trace::Trace &trace, SliceRef ref)
{
    constexpr quint64 MaxEvents = 100'000;
    const trace::Lane *lane = ref.lane.kind == LaneKind::Task ? slicesOf(trace, ref.lane) : nullptr;
    if (!lane || ref.index >= lane->count())
        return std::nullopt;
    const trace::Timestamp end = trace.range().end;
    const Slice slice = lane->slice(ref.index, end);
    if (slice.state != SliceState::Running)
        return std::nullopt;
    quint64 last = ref.index + 1 < lane->count() ? lane->slice(ref.index + 1, end).event : trace.eventCount();
    last = std::min({ last, trace.eventCount(), slice.event + MaxEvents });
    std::optional<std::pair<quint64, TaskId>> found;
    trace.forEach(slice.event, last, [&](quint64 index, const Event &event) {
        if (event.kind == EventKind::TaskReady && event.waker() == ref.lane.task())
            found = { index, event.task };
        return !found;
    });
    if (!found)
        return std::nullopt;
    const trace::Lane *woken = slicesOf(trace, LaneId::of(found->second));
    if (!woken)
        return std::nullopt;
    auto index = woken->indexAt(trace.event(found->first).time);
    while (index && *index > 0 && woken->slice(*index, end).event > found->first)
        --*index;
    if (!index || woken->slice(*index, end).event != found->first)
        return std::nullopt;
    return wakeFrom(trace, { LaneId::of(found->second), *index });
}

} // namespace session
