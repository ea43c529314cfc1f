// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/flows.h"

#include "analysis/history.h"
#include "session/laneslices.h"
#include "trace/trace.h"

#include <algorithm>
#include <optional>

namespace session {

namespace {

using trace::Event;
using trace::EventKind;

constexpr quint64 MostEvents = 100'000; // on either side: less than a millisecond

/// One end of a flow, in the slice that is asked about, and what is known of the other one.
struct HalfFlow
{
    qint64 number = 0;
    trace::TextId name = trace::TextId::None;
    Flow::End here;
    Flow::End other;
    quint32 otherJob = 0; ///< 0: not found, or in no slice
};

/// The slice that a job was computed in when event number `event` happened.
std::optional<SliceRef> sliceOfJob(const trace::Trace &trace, quint32 job, quint64 event)
{
    for (std::size_t row = 0; row < trace.workers().size(); ++row) {
        const auto worker = static_cast<trace::WorkerId>(row + 1);
        const trace::Lane &lane = trace.workerLane(worker);
        const auto index = analysis::lastSlice(lane, event);
        if (!index)
            continue;
        const trace::Slice slice = lane.slice(*index, trace.range().end);
        if (slice.state == trace::SliceState::Running && trace.event(slice.event).object == job)
            return SliceRef { LaneId::of(worker), *index };
    }
    return std::nullopt;
}

HalfFlow *find(std::vector<HalfFlow> &flows, qint64 number)
{
    const auto found = std::find_if(flows.begin(), flows.end(), [number](const HalfFlow &flow) { return flow.number == number && flow.otherJob == 0; });
    return found == flows.end() ? nullptr : &*found;
}

} // namespace

std::vector<Flow> flowsOf(const trace::Trace &trace, SliceRef ref, int limit)
{
    const trace::Lane *lane = ref.lane.kind == LaneKind::Worker && trace.tasks().empty() ? slicesOf(trace, ref.lane) : nullptr;
    if (!lane || ref.index >= lane->count())
        return {};
    const trace::Timestamp end = trace.range().end;
    const trace::Slice slice = lane->slice(ref.index, end);
    if (slice.state != trace::SliceState::Running || slice.event >= trace.eventCount())
        return {};
    const quint32 job = trace.event(slice.event).object;
    const quint64 first = slice.event;
    const quint64 last = std::min(ref.index + 1 < lane->count() ? lane->slice(ref.index + 1, end).event : trace.eventCount(), first + MostEvents);

    std::vector<HalfFlow> arriving;
    std::vector<HalfFlow> leaving;
    const auto isRoom = [&] { return arriving.size() + leaving.size() < static_cast<std::size_t>(limit); };
    std::size_t open = 0; // of those that leave
    trace.forEach(first, std::min(trace.eventCount(), last + MostEvents), [&](quint64 n, const Event &event) {
        if (event.kind == EventKind::FlowEnded) {
            if (HalfFlow *flow = event.object != 0 ? find(leaving, event.value) : nullptr) {
                flow->other = { {}, event.time, n };
                flow->otherJob = event.object;
                --open;
            } else if (event.object == job && n < last && isRoom()) {
                arriving.push_back({ event.value, event.text, { ref, event.time, n }, {}, 0 });
            }
        } else if (event.kind == EventKind::FlowBegun && event.object == job && n < last && isRoom()) {
            leaving.push_back({ event.value, event.text, { ref, event.time, n }, {}, 0 });
            ++open;
        }
        return n + 1 < last || open > 0;
    });
    if (!arriving.empty()) {
        trace.forEach(first > MostEvents ? first - MostEvents : 0, first, [&](quint64 n, const Event &event) {
            if (event.kind != EventKind::FlowBegun || event.object == 0)
                return true;
            if (HalfFlow *flow = find(arriving, event.value)) {
                flow->other = { {}, event.time, n };
                flow->otherJob = event.object;
            }
            return true;
        });
    }

    std::vector<Flow> flows;
    for (const bool isArriving : { true, false }) {
        for (HalfFlow &flow : isArriving ? arriving : leaving) {
            const auto other = flow.otherJob != 0 && flow.otherJob != job ? sliceOfJob(trace, flow.otherJob, flow.other.event) : std::nullopt;
            if (!other)
                continue;
            flow.other.slice = *other;
            flows.push_back(isArriving ? Flow { flow.other, flow.here, flow.name } : Flow { flow.here, flow.other, flow.name });
        }
    }
    return flows;
}

} // namespace session
