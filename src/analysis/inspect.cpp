// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/inspect.h"

#include "analysis/cancellation.h"
#include "analysis/deeds.h"
#include "analysis/history.h"
#include "analysis/situation.h"
#include "analysis/wake.h"
#include "analysis/wording.h"
#include "trace/argtext.h"

namespace analysis {

using trace::AwaitReason;
using trace::Event;
using trace::EventKind;
using trace::Outcome;
using trace::Slice;
using trace::SliceState;
using trace::TaskId;
using trace::Trace;

namespace {

/// What a TaskSuspended awaits, as an object: "sleep of 500 ms", "an item of data", "the end of worker-2".
LinkedText awaited(const Trace &trace, quint64 index)
{
    const Event event = trace.event(index);
    LinkedText text;
    switch (event.reason()) {
    case AwaitReason::Sleep: {
        const auto armed = lastEvent(trace, index, 64, [&](const Event &e) { return e.kind == EventKind::TimerArmed && e.object == event.object; });
        const Event timer = armed ? trace.event(*armed) : Event();
        return armed && event.object != 0 && timer.value >= timer.time.ns
            ? LinkedText(QStringLiteral("sleep of %1").arg(spanText(trace::Timestamp { timer.value } - timer.time))) : LinkedText("sleep");
    }
    case AwaitReason::Yield:
        return "a turn of the others (yield)";
    case AwaitReason::QueueGet:
        return text << "an item of " << link(trace, event.queue());
    case AwaitReason::QueuePut:
        return text << "room in " << link(trace, event.queue());
    case AwaitReason::Join:
        return text << "the end of " << link(trace, static_cast<TaskId>(event.object));
    case AwaitReason::Gather:
        return event.object == 0 ? LinkedText("gathered tasks") : LinkedText(counted(event.object, "gathered task"));
    case AwaitReason::Job:
    case AwaitReason::Io: {
        const bool isJob = event.reason() == AwaitReason::Job;
        const auto begun = lastEvent(trace, index + 64, 4'096, [&](const Event &e) {
            return e.kind == (isJob ? EventKind::JobQueued : EventKind::IoBegun) && e.object == event.object && e.task == event.task;
        });
        const QString name = begun ? shortened(trace.text(trace.event(*begun).text)) : QString();
        return isJob ? LinkedText(name.isEmpty() ? QStringLiteral("a pool job") : QStringLiteral("pool job ") + name)
                     : LinkedText(name.isEmpty() ? QStringLiteral("I/O") : name);
    }
    case AwaitReason::Lock:
        return "a lock";
    case AwaitReason::Event:
        return "an event";
    case AwaitReason::Foreign:
        return "something outside the loop";
    case AwaitReason::None:
    case AwaitReason::Unknown:
        break;
    }
    return "something that the trace does not tell";
}

void addRow(SliceReport &report, const char *label, const LinkedText &value)
{
    if (!value.isEmpty())
        report.rows.push_back({ QString::fromUtf8(label), value });
}

void addSpan(SliceReport &report)
{
    const Slice &slice = report.slice;
    addRow(report, "from", moment(slice.range.begin, slice.event + 1));
    if (!slice.isOpen)
        addRow(report, "to", moment(slice.range.end));
    const QString length = spanText(slice.range.length());
    addRow(report, "lasts", slice.isOpen ? length + QStringLiteral(" so far") : length);
}

void addStack(SliceReport &report, const Trace &trace, trace::SiteId site)
{
    addRow(report, "at", place(trace, site));
    report.stack = stackOf(trace, site);
    LinkedText functions;
    for (const StackFrame &frame : report.stack) {
        if (!frame.function.isEmpty())
            functions << (functions.isEmpty() ? "" : " \u2190 ") << Piece { frame.function, frame.place.target };
    }
    addRow(report, "in", functions);
}

/// Of an Awaiting slice: what it waits for and, once it is over, who ended it.
void describeWait(SliceReport &report, const Trace &trace, TaskId id, const std::optional<Slice> &next)
{
    report.title << link(trace, id) << " awaits ";
    const Event event = trace.event(report.slice.event);
    const bool isTold = event.kind == EventKind::TaskSuspended && event.task == id;
    const LinkedText object = isTold ? awaited(trace, report.slice.event) : LinkedText("something that the trace does not tell");
    report.title << object;
    addRow(report, "awaits", object);
    addSpan(report);
    if (next) {
        const auto wake = wakeOf(trace, turnOf(trace, id, next->event + 1), trace.eventCount());
        addRow(report, "ended", wokenBy(trace, wake));
    }
    if (isTold)
        addStack(report, trace, event.site);
}

void describeReady(SliceReport &report, const Trace &trace, TaskId id)
{
    report.title << link(trace, id) << " is ready";
    const trace::State state = trace.stateAfter(report.slice.event + 1);
    const quint64 position = positionIn(state.ready, id);
    if (position > 0)
        addRow(report, "place", QStringLiteral("%1 of %2 in the queue when it came").arg(ordinal(position)).arg(state.ready.size()));
    addSpan(report);
    const Turn turn = turnOf(trace, id, report.slice.event + 1);
    addRow(report, "because", wokenBy(trace, wakeOf(trace, turn, trace.eventCount())));
    if (turn.suspended)
        addStack(report, trace, trace.event(*turn.suspended).site);
}

void describeRun(SliceReport &report, const Trace &trace, TaskId id)
{
    report.title << link(trace, id) << (report.slice.isOpen ? " is running" : " ran");
    const Event resumed = trace.event(report.slice.event);
    addSpan(report);
    if (resumed.kind != EventKind::TaskResumed || resumed.task != id)
        return;
    if (resumed.value > 0) {
        report.iteration = static_cast<quint64>(resumed.value);
        addRow(report, "iteration", QString::number(resumed.value));
    }
    addRow(report, "because", wokenBy(trace, wakeOf(trace, turnOf(trace, id, report.slice.event + 1), trace.eventCount())));
    addRow(report, "did", deedsOf(trace, report.slice.event, trace.eventCount()));
    const auto end = endOfResume(trace, report.slice.event, trace.eventCount());
    const Event last = end ? trace.event(*end) : Event();
    if (!end)
        return;
    if (last.kind == EventKind::TaskFinished)
        addRow(report, "then", ending(trace, last.outcome(), last.text));
    else
        addRow(report, "then awaits", awaited(trace, *end));
    addStack(report, trace, last.site);
}

void describeEnd(SliceReport &report, const Trace &trace, TaskId id)
{
    const Event event = trace.event(report.slice.event);
    const trace::TextId error = event.kind == EventKind::TaskFinished && event.task == id ? event.text : trace::TextId::None;
    report.title << link(trace, id) << " " << ending(trace, report.slice.outcome, error);
    addRow(report, "outcome", ending(trace, report.slice.outcome, error));
    addRow(report, "at", momentOf(trace, report.slice.event));
    if (report.slice.outcome != Outcome::Cancelled)
        return;
    const LinkedText cause = causeOfCancelledEnd(trace, id, report.slice.event + 1);
    addRow(report, "because", cause.isEmpty() ? LinkedText("not known by whom") : cause);
}

void describeBirth(SliceReport &report, const Trace &trace, TaskId id)
{
    report.title << link(trace, id) << " has not run yet";
    const Event event = trace.event(report.slice.event);
    addSpan(report);
    if (event.kind != EventKind::TaskCreated || event.task != id)
        return;
    if (event.other != 0)
        addRow(report, "created by", link(trace, static_cast<TaskId>(event.other)));
    addRow(report, "defined at", place(trace, event.site));
}

/// What another program's recording says about the slice, a row for each value.
void addArgs(SliceReport &report, const Trace &trace, const Event &started)
{
    constexpr std::size_t MostArgs = 100;
    constexpr qsizetype LongestValue = 400; // some ten lines: more is read in the file or in `events`
    std::vector<trace::Arg> args = trace::argsOf(trace.texts()->args().bytes(started.args()), MostArgs + 1);
    const bool isMore = args.size() > MostArgs;
    args.resize(std::min(args.size(), MostArgs));
    for (const trace::Arg &arg : args) {
        const QString key = shortened(arg.key);
        QString value = arg.value.left(2 * LongestValue).simplified();
        if (value.size() > LongestValue)
            value = value.left(LongestValue - 1) + QChar(0x2026);
        report.rows.push_back({ key.isEmpty() ? QStringLiteral("args") : key, value.isEmpty() ? LinkedText("\"\"") : LinkedText(value) });
    }
    if (isMore)
        addRow(report, "args", "and more than can be shown here");
}

std::optional<SliceReport> reportOn(const Trace &trace, const trace::Lane &lane, quint64 slice)
{
    if (slice >= lane.count())
        return std::nullopt;
    SliceReport report;
    report.slice = lane.slice(slice, trace.range().end);
    return report;
}

} // namespace

std::vector<StackFrame> stackOf(const Trace &trace, trace::SiteId site)
{
    constexpr int MaxFrames = 64; // a file may hold a chain that bites its own tail
    std::vector<StackFrame> stack;
    for (int n = 0; n < MaxFrames && site != trace::SiteId::None; ++n) {
        const trace::Site row = trace.texts()->site(site);
        StackFrame frame { shortened(trace.text(row.function)), place(trace, site) };
        if (!frame.function.isEmpty() || !frame.place.text.isEmpty())
            stack.push_back(std::move(frame));
        site = row.caller;
    }
    return stack;
}

std::optional<SliceReport> inspectTask(const Trace &trace, TaskId id, quint64 slice)
{
    const trace::Lane *lane = laneOf(trace, id);
    auto report = lane ? reportOn(trace, *lane, slice) : std::nullopt;
    if (!report)
        return report;
    std::optional<Slice> next;
    if (slice + 1 < lane->count())
        next = lane->slice(slice + 1, trace.range().end);
    switch (report->slice.state) {
    case SliceState::Created:
        describeBirth(*report, trace, id);
        break;
    case SliceState::Ready:
        describeReady(*report, trace, id);
        break;
    case SliceState::Running:
        describeRun(*report, trace, id);
        break;
    case SliceState::Awaiting:
        describeWait(*report, trace, id, next);
        break;
    case SliceState::Finished:
        describeEnd(*report, trace, id);
        break;
    case SliceState::Idle:
    case SliceState::Unknown:
        report->title << link(trace, id) << ": what it does is not known";
        addSpan(*report);
        break;
    }
    return report;
}

std::optional<SliceReport> inspectLoop(const Trace &trace, quint64 slice)
{
    auto report = reportOn(trace, trace.loopLane(), slice);
    if (!report)
        return report;
    const trace::State state = trace.stateAfter(report->slice.event + 1);
    if (report->slice.state == SliceState::Running) {
        report->title << link(trace, state.running) << " holds the loop";
        addRow(*report, "task", link(trace, state.running));
    } else if (report->slice.state == SliceState::Ready) {
        report->title << "The loop is between two resumes";
        addRow(*report, "ready", counted(state.ready.size(), "task"));
    } else {
        report->title << "The loop sleeps";
        if (!state.timers.empty())
            addRow(*report, "until", moment(state.timers.front().due));
    }
    if (report->slice.state != SliceState::Idle && state.iteration > 0) {
        report->iteration = state.iteration;
        addRow(*report, "iteration", QString::number(state.iteration));
    }
    addSpan(*report);
    return report;
}

std::optional<SliceReport> inspectWorker(const Trace &trace, trace::WorkerId id, quint64 slice)
{
    if (id == trace::WorkerId::None || trace::rowOf(id) >= trace.workers().size())
        return std::nullopt;
    auto report = reportOn(trace, trace.workerLane(id), slice);
    if (!report)
        return report;
    const Event event = trace.event(report->slice.event);
    report->title << link(trace, id);
    if (report->slice.state != SliceState::Running || event.kind != EventKind::JobStarted) {
        report->title << " is idle";
        addSpan(*report);
        return report;
    }
    const auto queued = lastEvent(trace, report->slice.event, 20'000, [&](const Event &e) { return e.kind == EventKind::JobQueued && e.object == event.object; });
    const QString name = shortened(trace.text(queued ? trace.event(*queued).text : event.text));
    report->title << " computes " << (name.isEmpty() ? QStringLiteral("a job") : name);
    addRow(*report, "job", name);
    if (event.task != TaskId::None)
        addRow(*report, "for", link(trace, event.task));
    if (queued)
        addRow(*report, "queued", momentOf(trace, *queued));
    addSpan(*report);
    addArgs(*report, trace, event);
    if (trace.info().clock == trace::ClockKind::Virtual)
        addRow(*report, "duration", "modelled: in virtual time a job lasts what its scenario declares");
    return report;
}

std::optional<SliceReport> inspectQueue(const Trace &trace, trace::QueueId id, quint64 step)
{
    if (id == trace::QueueId::None || trace::rowOf(id) >= trace.queues().size() || step >= trace.queueDepth(id).count())
        return std::nullopt;
    const trace::Counter::Step at = trace.queueDepth(id).step(step);
    const Event event = trace.event(at.event);
    SliceReport report;
    report.slice.range = { at.time, at.time };
    report.slice.event = at.event;
    if (event.kind == EventKind::CounterSet) {
        report.title << link(trace, id) << " shows " << QString::number(at.value);
        addRow(report, "value", QString::number(at.value));
        addRow(report, "from", momentOf(trace, at.event));
        return report;
    }
    report.title << link(trace, id) << " holds " << counted(static_cast<quint64>(std::max<qint64>(at.value, 0)), "item");
    const qint64 maxsize = trace.queues()[trace::rowOf(id)].maxsize;
    addRow(report, "depth", maxsize > 0 ? QStringLiteral("%1 of %2").arg(at.value).arg(maxsize) : QString::number(at.value));
    addRow(report, "from", momentOf(trace, at.event));
    if (event.kind == EventKind::QueueCreated) {
        addRow(report, "size", maxsize > 0 ? counted(static_cast<quint64>(maxsize), "item") : QStringLiteral("unbounded"));
        return report;
    }
    const bool isPut = event.kind == EventKind::QueuePut;
    addRow(report, isPut ? "put" : "taken", item(trace, event.text));
    if (event.task != TaskId::None)
        addRow(report, "by", link(trace, event.task));
    if (isPut)
        return report;
    if (const auto put = putOf(trace, at.event)) {
        const Event origin = trace.event(*put);
        LinkedText text(spanText(at.time - origin.time));
        text << " in the queue, put";
        if (origin.task != TaskId::None)
            text << " by " << link(trace, origin.task);
        addRow(report, "lay", text << " at " << momentOf(trace, *put));
    }
    return report;
}

} // namespace analysis
