// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/slicefacts.h"

#include "panels/statetext.h"
#include "session/laneslices.h"
#include "session/wakechain.h"

namespace panels {

using trace::Event;
using trace::EventKind;
using trace::SliceState;

namespace {

/// The event that says where the task stood in this slice: the one that began an Awaiting slice; for others the last suspend before it.
trace::SiteId siteOfSlice(const trace::Trace &trace, session::SliceRef ref)
{
    const trace::Lane *lane = session::slicesOf(trace, ref.lane);
    if (!lane || ref.lane.kind != session::LaneKind::Task)
        return trace::SiteId::None;
    const trace::Timestamp end = trace.range().end;
    for (quint64 n = ref.index + 1; n-- > 0;) {
        const trace::Slice slice = lane->slice(n, end);
        if (slice.state == SliceState::Awaiting || slice.state == SliceState::Created)
            return trace.event(slice.event).site;
        if (ref.index - n > 4)
            break;
    }
    return trace::SiteId::None;
}

QString stateName(SliceState state, trace::Outcome outcome)
{
    switch (state) {
    case SliceState::Idle:
        return StateModel::tr("idle: the loop sleeps");
    case SliceState::Created:
        return StateModel::tr("created, not started yet");
    case SliceState::Ready:
        return StateModel::tr("ready");
    case SliceState::Running:
        return StateModel::tr("running");
    case SliceState::Awaiting:
        return StateModel::tr("awaiting");
    case SliceState::Finished:
        return QString::fromLatin1(trace::nameOf(outcome).toByteArray());
    case SliceState::Unknown:
        break;
    }
    return StateModel::tr("not known");
}

void addSite(std::vector<Fact> &facts, const trace::Trace &trace, trace::SiteId site)
{
    if (const QString at = siteText(trace, site); !at.isEmpty())
        facts.push_back({ StateModel::tr("at"), at, true });
    if (const QString stack = stackText(trace, site); !stack.isEmpty())
        facts.push_back({ StateModel::tr("in"), stack });
}

std::vector<Fact> queueFacts(const trace::Trace &trace, session::SliceRef ref)
{
    std::vector<Fact> facts;
    const trace::Counter *depth = session::depthOf(trace, ref.lane);
    if (!depth || ref.index >= depth->count())
        return facts;
    const trace::Counter::Step step = depth->step(ref.index);
    const Event event = trace.event(step.event);
    facts.push_back({ StateModel::tr("queue"), queueName(trace, ref.lane.queue()) });
    facts.push_back({ StateModel::tr("depth"), QString::number(step.value) });
    facts.push_back({ StateModel::tr("from"), momentText(step.time) });
    if (event.kind == EventKind::QueuePut || event.kind == EventKind::QueueGet) {
        const QString item = trace.text(event.text);
        facts.push_back({ event.kind == EventKind::QueuePut ? StateModel::tr("put by") : StateModel::tr("taken by"),
            item.isEmpty() ? taskName(trace, event.task) : StateModel::tr("%1, item %2").arg(taskName(trace, event.task), item) });
    }
    return facts;
}

} // namespace

std::vector<Fact> sliceFacts(const session::Session &session)
{
    const std::optional<session::SliceRef> ref = session.selection().sliceRef();
    if (!ref)
        return {};
    const trace::Trace &trace = session.trace();
    if (ref->lane.kind == session::LaneKind::Queue)
        return queueFacts(trace, *ref);
    const trace::Lane *lane = session::slicesOf(trace, ref->lane);
    if (!lane || ref->index >= lane->count())
        return {};

    std::vector<Fact> facts;
    const trace::Slice slice = lane->slice(ref->index, trace.range().end);
    const Event event = trace.event(slice.event);
    facts.push_back({ StateModel::tr("lane"), session::laneName(trace, ref->lane) });
    if (slice.state == SliceState::Awaiting)
        facts.push_back({ StateModel::tr("awaits"), awaitedText(trace, slice.reason, event.object) });
    else
        facts.push_back({ StateModel::tr("state"), stateName(slice.state, slice.outcome) });
    facts.push_back({ StateModel::tr("from"), slice.isOpen ? momentText(slice.range.begin) : StateModel::tr("%1 to %2").arg(momentText(slice.range.begin), momentText(slice.range.end)) });
    if (!slice.range.isEmpty())
        facts.push_back({ StateModel::tr("lasts"), slice.isOpen ? StateModel::tr("%1 so far").arg(spanText(slice.range.length())) : spanText(slice.range.length()) });
    if (event.kind == EventKind::TaskResumed)
        facts.push_back({ StateModel::tr("iteration"), QString::number(event.value) });
    if (const auto wake = session::wakeBehind(trace, *ref))
        facts.push_back({ StateModel::tr("woken"), wokenText(trace, wake->cause, wake->wakerTask, wake->object) });
    if (ref->lane.kind == session::LaneKind::Worker && event.kind == EventKind::JobStarted)
        facts.push_back({ StateModel::tr("job of"), taskName(trace, event.task) });
    addSite(facts, trace, siteOfSlice(trace, *ref));
    return facts;
}

trace::SiteId selectedSite(const session::Session &session)
{
    if (const auto ref = session.selection().sliceRef()) {
        const trace::SiteId site = siteOfSlice(session.trace(), *ref);
        if (site != trace::SiteId::None)
            return site;
    }
    const trace::State &state = session.stateAtPlayhead();
    if (const trace::TaskStatus *task = state.task(session.selectedTask()))
        return task->site;
    return trace::SiteId::None;
}

} // namespace panels
