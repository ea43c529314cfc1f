// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/cancellation.h"

#include "analysis/history.h"
#include "analysis/wake.h"
#include "analysis/wording.h"

namespace analysis {

using trace::AwaitReason;
using trace::Event;
using trace::EventKind;
using trace::TaskId;
using trace::Trace;

namespace {

/// How far a request may stand from the one that it was passed on from: between them lie those to the other tasks of a gather.
constexpr quint64 Near = 64;

bool awaits(const Trace &trace, TaskId waiter, TaskId awaited, quint64 events)
{
    const Turn turn = turnOf(trace, waiter, events);
    const Event wait = turn.suspended && !turn.readied ? trace.event(*turn.suspended) : Event();
    if (wait.kind != EventKind::TaskSuspended || awaited == TaskId::None)
        return false;
    if (wait.reason() == AwaitReason::Join)
        return wait.object == trace::number(awaited);
    const bool isKnown = trace::rowOf(awaited) < trace.tasks().size();
    return wait.reason() == AwaitReason::Gather && isKnown && trace.tasks()[trace::rowOf(awaited)].parent == waiter;
}

} // namespace

CancelRequest requestAt(const Trace &trace, quint64 index)
{
    const Event event = trace.event(index);
    CancelRequest request { .event = index, .task = event.task, .by = event.waker(), .through = TaskId::None, .isTimeout = false };
    // Whoever awaits a task passes its own cancellation on to it at once: its request stands just before, among those of other tasks it awaits.
    const auto origin = lastEvent(trace, index, Near, [&](const Event &e) {
        return e.kind == EventKind::TaskCancelRequested && e.task != event.task && e.other == event.other && e.time == event.time
            && awaits(trace, e.task, event.task, index);
    });
    if (origin)
        request.through = trace.event(*origin).task;
    const TaskId told = origin ? request.through : event.task;
    const auto before = lastEvent(trace, origin.value_or(index), 4, [told](const Event &e) { return e.task == told; });
    request.isTimeout = request.by == TaskId::None && before && trace.event(*before).kind == EventKind::TimerFired;
    return request;
}

std::optional<CancelRequest> cancelRequest(const Trace &trace, TaskId id, quint64 events, quint64 limit)
{
    const auto found = lastEvent(trace, events, limit, [id](const Event &e) { return e.kind == EventKind::TaskCancelRequested && e.task == id; });
    return found ? std::optional(requestAt(trace, *found)) : std::nullopt;
}

LinkedText causeOf(const Trace &trace, const CancelRequest &request)
{
    LinkedText text;
    const bool isPassedOn = request.through != TaskId::None;
    if (request.by == request.task && !isPassedOn)
        return "it asked for that itself";
    if (request.by != TaskId::None) {
        text << link(trace, request.by) << " asked it to cancel";
        return isPassedOn ? text << " through " << link(trace, request.through) << ", which awaits it," : text;
    }
    if (request.isTimeout && !isPassedOn)
        return "its timeout ran out";
    if (request.isTimeout)
        return text << "the timeout of " << link(trace, request.through) << ", which awaits it, ran out";
    return isPassedOn ? text << link(trace, request.through) << ", which awaits it, was cancelled" : text;
}

LinkedText causeOfCancelledEnd(const Trace &trace, TaskId id, quint64 events)
{
    const auto request = cancelRequest(trace, id, events);
    const Turn turn = turnOf(trace, id, events);
    LinkedText text;
    // What it awaited may have been cancelled, which ends the one who awaits it likewise.
    const auto wake = wakeOf(trace, turn, events);
    const bool isByAwaited = wake && wake->ready.cause() == trace::ReadyCause::Task && wake->act && trace.event(*wake->act).outcome() == trace::Outcome::Cancelled;
    if (isByAwaited && (!request || request->event < turn.suspended.value_or(0)))
        return text << becauseOf(trace, *wake) << " at " << momentOf(trace, *wake->act);
    text = request ? causeOf(trace, *request) : LinkedText();
    return text.isEmpty() ? text : text << " at " << momentOf(trace, request->event);
}

} // namespace analysis
