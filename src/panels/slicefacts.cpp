// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/slicefacts.h"

#include "analysis/history.h"
#include "analysis/inspect.h"
#include "session/laneslices.h"

#include <QCoreApplication>

namespace panels {

namespace {

/// The slice or step that had begun by the playhead's place in the log: in virtual time many share its instant.
std::optional<session::SliceRef> sliceAtPlayhead(const session::Session &session, session::LaneId lane)
{
    const trace::Lane *slices = session::slicesOf(session.trace(), lane);
    const auto index = slices ? analysis::lastSlice(*slices, session.playhead().events) : session::sliceAt(session.trace(), lane, session.playhead().time);
    return index ? std::optional(session::SliceRef { lane, *index }) : std::nullopt;
}

std::optional<analysis::SliceReport> reportOn(const session::Session &session, const std::optional<session::SliceRef> &ref)
{
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
    const session::Selection &selection = session.selection();
    const auto report = reportOn(session, selection.lane && !selection.slice ? sliceAtPlayhead(session, *selection.lane) : selection.sliceRef());
    if (!report)
        return {};
    std::vector<Fact> facts;
    facts.push_back({ QString(), report->title });
    // The report's "at" and "in" are its stack in one line; here each coroutine has a line of its own.
    const bool hasStack = !report->stack.empty();
    for (const analysis::SliceReport::Row &row : report->rows) {
        if (!hasStack || (row.label != QLatin1String("at") && row.label != QLatin1String("in")))
            facts.push_back({ row.label, row.value });
    }
    QString label = QCoreApplication::translate("SliceFacts", "at");
    for (const analysis::StackFrame &frame : report->stack) {
        analysis::LinkedText text;
        text << frame.place;
        if (!frame.function.isEmpty())
            text << (frame.place.text.isEmpty() ? "" : ", ") << frame.function;
        facts.push_back({ std::exchange(label, QCoreApplication::translate("SliceFacts", "from")), text });
    }
    return facts;
}

trace::SiteId selectedSite(const session::Session &session)
{
    if (const auto report = reportOn(session, session.selection().sliceRef()); report && !report->stack.empty())
        return siteOf(report->stack.front());
    const trace::TaskStatus *task = session.stateAtPlayhead().task(session.selectedTask());
    return task ? task->site : trace::SiteId::None;
}

} // namespace panels
