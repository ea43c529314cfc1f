// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/slicefacts.h"

#include "analysis/inspect.h"

namespace panels {

namespace {

std::optional<analysis::SliceReport> reportOf(const session::Session &session)
{
    const std::optional<session::SliceRef> ref = session.selection().sliceRef();
    if (!ref)
        return {};
    const trace::Trace &trace = session.trace();
    switch (ref->lane.kind) {
    case session::LaneKind::Loop:
        return analysis::inspectLoop(trace, ref->index);
    case session::LaneKind::Task:
        return analysis::inspectTask(trace, ref->lane.task(), ref->index);
    case session::LaneKind::Queue:
        return analysis::inspectQueue(trace, ref->lane.queue(), ref->index);
    case session::LaneKind::Worker:
        return analysis::inspectWorker(trace, ref->lane.worker(), ref->index);
    }
    Q_UNREACHABLE();
}

trace::SiteId siteOf(const analysis::StackFrame &frame)
{
    const auto *site = std::get_if<trace::SiteId>(&frame.place.target);
    return site ? *site : trace::SiteId::None;
}

} // namespace

std::vector<Fact> sliceFacts(const session::Session &session)
{
    const std::optional<analysis::SliceReport> report = reportOf(session);
    if (!report)
        return {};
    std::vector<Fact> facts;
    facts.push_back({ QString(), report->title });
    for (const analysis::SliceReport::Row &row : report->rows)
        facts.push_back({ row.label, row.value });
    QString label = StateModel::tr("at");
    for (const analysis::StackFrame &frame : report->stack) {
        analysis::LinkedText text;
        text << frame.place;
        if (!frame.function.isEmpty())
            text << (frame.place.text.isEmpty() ? "" : ", ") << frame.function;
        facts.push_back({ std::exchange(label, StateModel::tr("from")), text });
    }
    return facts;
}

trace::SiteId selectedSite(const session::Session &session)
{
    if (const std::optional<analysis::SliceReport> report = reportOf(session); report && !report->stack.empty())
        return siteOf(report->stack.front());
    const trace::TaskStatus *task = session.stateAtPlayhead().task(session.selectedTask());
    return task ? task->site : trace::SiteId::None;
}

} // namespace panels
