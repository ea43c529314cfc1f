// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pictures/stepnavigation.h"

#include "trace/axislanes.h"

#include <algorithm>

namespace app {

using trace::EventKind;

namespace {

/// The place just after the task that event `resume` resumes has suspended or ended.
quint64 endOfStep(const trace::Trace &trace, quint64 resume)
{
    quint64 place = trace.eventCount();
    trace::TaskId resumed = trace::TaskId::None;
    trace.forEach(resume, trace.eventCount(), [&](quint64 index, const trace::Event &event) {
        if (index == resume)
            resumed = event.task;
        const bool isEnd = event.task == resumed && (event.kind == EventKind::TaskSuspended || event.kind == EventKind::TaskFinished);
        if (isEnd)
            place = index + 1;
        return !isEnd;
    });
    return place;
}

} // namespace

std::optional<quint64> stepBefore(const trace::Trace &trace, quint64 events)
{
    const quint64 resumes = trace.resumes().countBefore(events);
    return resumes > 0 ? std::optional(trace.resumes().at(resumes - 1)) : std::nullopt;
}

std::optional<quint64> stepAfter(const trace::Trace &trace, quint64 events)
{
    const quint64 next = trace.resumes().countBefore(events);
    return next < trace.resumes().count() ? std::optional(endOfStep(trace, trace.resumes().at(next))) : std::nullopt;
}

std::optional<quint64> stepAfter(const trace::Trace &trace, quint64 events, trace::TaskId task)
{
    if (task == trace::TaskId::None || trace::number(task) > trace.tasks().size())
        return {};
    const trace::Lane &lane = trace.taskLane(task);
    const std::optional<quint64> before = trace::indexAfter(lane, events);
    for (quint64 n = before ? *before + 1 : 0; n < lane.count(); ++n) {
        const trace::Slice slice = lane.slice(n, {});
        if (slice.state == trace::SliceState::Running)
            return endOfStep(trace, slice.event);
    }
    return {};
}

std::optional<quint64> iterationAfter(const trace::Trace &trace, quint64 events)
{
    std::optional<quint64> place;
    trace.forEach(events, trace.eventCount(), [&](quint64 index, const trace::Event &event) {
        if (event.kind == EventKind::IterationEnded)
            place = index + 1;
        return !place;
    });
    return place;
}

std::vector<Step> stepsBetween(const trace::Trace &trace, quint64 first, quint64 last)
{
    std::vector<Step> steps;
    for (quint64 number = std::max<quint64>(first, 1); number <= std::min(last, trace.resumes().count()); ++number) {
        const quint64 resumed = trace.resumes().at(number - 1);
        const quint64 events = endOfStep(trace, resumed);
        const bool isOpen = events == trace.eventCount(); // or its end is the last event, whose time is that of the trace
        steps.push_back({ number, resumed, events, trace.event(resumed).task, isOpen ? trace.range().end : trace.event(events - 1).time });
    }
    return steps;
}

} // namespace app
