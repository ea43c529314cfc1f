// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/wakechain.h"

#include "analysis/history.h"
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

/// What the lane was running when event number `event`, at t, happened, or had just stopped to run: who wakes another by its end has ended by then.
std::optional<SliceRef> runningAt(const trace::Trace &trace, LaneId id, trace::Timestamp t, quint64 event)
{
    const trace::Lane *lane = slicesOf(trace, id);
    auto index = lane ? analysis::lastSlice(*lane, event) : std::nullopt;
    while (index) {
        const Slice slice = lane->slice(*index, t);
        if (slice.state == SliceState::Running)
            return SliceRef { id, *index };
        if (slice.range.begin < t || *index == 0)
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
        wake.waker = runningAt(trace, LaneId::of(wake.wakerTask), event.time, slice.event);
    } else if (wake.cause == trace::ReadyCause::Job) {
        for (size_t n = 0; n < trace.workers().size() && !wake.waker; ++n) {
            const LaneId id = LaneId::of(trace::WorkerId(quint32(n + 1)));
            const auto job = runningAt(trace, id, event.time, slice.event);
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
    const auto index = analysis::lastSlice(*woken, found->first + 1);
    if (!index || woken->slice(*index, end).event != found->first)
        return std::nullopt;
    return wakeFrom(trace, { LaneId::of(found->second), *index });
}

} // namespace session
