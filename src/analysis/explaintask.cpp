// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/cancellation.h"
#include "analysis/deeds.h"
#include "analysis/explain.h"
#include "analysis/history.h"
#include "analysis/situation.h"
#include "analysis/wake.h"
#include "analysis/wording.h"

#include <algorithm>

namespace analysis {

using trace::AwaitReason;
using trace::Event;
using trace::EventKind;
using trace::TaskId;
using trace::TaskState;
using trace::TaskStatus;

namespace {

/// Adds a sentence to a paragraph; nothing for an empty one.
void addSentence(LinkedText &paragraph, const LinkedText &sentence)
{
    if (sentence.isEmpty())
        return;
    paragraph << (paragraph.isEmpty() ? "" : " ") << sentence.capitalised() << ".";
}

/// "behind producer-2 which has held the loop for 812 ms", "behind a and b"; empty where nobody is before it.
LinkedText behindWhom(const Instant &instant, const TaskStatus &status)
{
    LinkedText text;
    const TaskStatus *running = instant.state.task(instant.state.running);
    if (running && running->id != status.id) {
        text << "behind " << link(instant.trace, running->id);
        if (instant.at > running->since)
            return text << " which has held the loop for " << spanText(instant.at - running->since);
        return text << " which is running";
    }
    std::vector<LinkedText> before;
    for (const TaskId id : instant.state.ready) {
        if (id == status.id)
            break;
        before.emplace_back(link(instant.trace, id));
    }
    return before.empty() ? text : text << "behind " << listed(before);
}

/// Who else is before it in the queue when the running task has been named already.
LinkedText alsoBefore(const Instant &instant, const TaskStatus &status)
{
    LinkedText text;
    if (!instant.state.task(instant.state.running) || positionIn(instant.state.ready, status.id) < 2)
        return text;
    std::vector<LinkedText> before;
    for (const TaskId id : instant.state.ready) {
        if (id == status.id)
            break;
        before.emplace_back(link(instant.trace, id));
    }
    return text << "before it in the queue " << (before.size() == 1 ? "stands " : "stand ") << listed(before);
}

LinkedText since(const Instant &instant, const TaskStatus &status)
{
    LinkedText text("since ");
    text << moment(status.since);
    if (instant.at > status.since)
        text << QStringLiteral(", for %1").arg(spanText(instant.at - status.since));
    return text;
}

LinkedText pendingCancel(const Instant &instant, const TaskStatus &status)
{
    LinkedText text;
    if (!status.isCancelRequested || (status.state == TaskState::Ready && status.cause == trace::ReadyCause::Cancel))
        return text;
    const auto request = cancelRequest(instant.trace, status.id, instant.events());
    if (!request)
        return "it has been asked to cancel and is told when it is resumed";
    const LinkedText cause = causeOf(instant.trace, *request);
    if (cause.isEmpty())
        text << "it was asked to cancel";
    else
        text << cause;
    return text << " at " << momentOf(instant.trace, request->event) << "; it is told when it is resumed";
}

/// The timer of a timeout around the wait: one that will wake the task although it is not what it awaits.
LinkedText timeout(const Instant &instant, const TaskStatus &status)
{
    for (const trace::TimerStatus &timer : instant.state.timers) {
        const bool isItsSleep = status.reason == AwaitReason::Sleep && trace::number(timer.id) == status.object;
        if (timer.task == status.id && !isItsSleep) {
            LinkedText text("its timeout runs out at ");
            return text << moment(timer.due);
        }
    }
    return {};
}

LinkedText losses(const Instant &instant)
{
    if (instant.state.lost == 0)
        return {};
    return counted(instant.state.lost, "event") + QStringLiteral(" before this moment %1 lost, so this may be incomplete")
                                                      .arg(QLatin1String(instant.state.lost == 1 ? "was" : "were"));
}

/// What is known about the other side of a wait: the joined task, the last one to put or to get.
LinkedText otherSide(const Instant &instant, const TaskStatus &status)
{
    LinkedText text;
    if (status.reason == AwaitReason::Join) {
        const TaskStatus *joined = instant.state.task(static_cast<TaskId>(status.object));
        if (joined && joined->id != status.id && joined->state != TaskState::Finished)
            text << link(instant.trace, joined->id) << " " << situationOf(instant, *joined);
        return text;
    }
    if (status.reason != AwaitReason::QueueGet && status.reason != AwaitReason::QueuePut)
        return text;
    const EventKind kind = status.reason == AwaitReason::QueueGet ? EventKind::QueuePut : EventKind::QueueGet;
    const auto last = lastEvent(instant.trace, instant.events(), 4'096,
        [&](const Event &e) { return e.kind == kind && e.object == status.object && e.task != TaskId::None; });
    if (!last)
        return text;
    const Event event = instant.trace.event(*last);
    return text << (kind == EventKind::QueuePut ? "the last to put was " : "the last to get was ") << link(instant.trace, event.task)
                << ", " << item(instant.trace, event.text) << " at " << momentOf(instant.trace, *last);
}

Explanation explainReady(const Instant &instant, const TaskStatus &status)
{
    Explanation explanation;
    LinkedText &text = explanation.sentence;
    text << link(instant.trace, status.id) << " " << situationOf(instant, status);
    const LinkedText behind = behindWhom(instant, status);
    if (!behind.isEmpty())
        text << ", " << behind;
    const Turn turn = turnOf(instant.trace, status.id, instant.events());
    text << "; " << wokenBy(instant.trace, wakeOf(instant.trace, turn, instant.events())) << ".";

    LinkedText first("ready ");
    first << since(instant, status);
    if (const LinkedText at = atSite(instant.trace, status.site); !at.isEmpty())
        first << (status.resumes == 0 ? "; it will begin " : "; it will go on ") << at;
    addSentence(explanation.detail, first);
    addSentence(explanation.detail, alsoBefore(instant, status));
    return explanation;
}

Explanation explainRunning(const Instant &instant, const TaskStatus &status)
{
    Explanation explanation;
    const Turn turn = turnOf(instant.trace, status.id, instant.events());
    const auto wake = wakeOf(instant.trace, turn, instant.events());
    const LinkedText because = wake ? becauseOf(instant.trace, *wake) : LinkedText();
    LinkedText &text = explanation.sentence;
    text << link(instant.trace, status.id) << " " << situationOf(instant, status) << ": resumed at "
         << (turn.resumed ? momentOf(instant.trace, *turn.resumed) : moment(status.since));
    if (because.isEmpty())
        text << "; the trace does not say what woke it.";
    else
        text << " because " << because << ".";

    if (turn.resumed) {
        if (const LinkedText deeds = deedsOf(instant.trace, *turn.resumed, instant.events()); !deeds.isEmpty()) {
            LinkedText did("so far it ");
            addSentence(explanation.detail, did << deeds);
        }
    }
    std::vector<LinkedText> behind;
    for (const TaskId id : instant.state.ready)
        behind.emplace_back(link(instant.trace, id));
    if (!behind.empty()) {
        LinkedText wait = listed(behind);
        addSentence(explanation.detail, wait << (behind.size() == 1 ? " stands ready behind it" : " stand ready behind it"));
    }
    if (instant.state.running != status.id) {
        LinkedText inner("it has started ");
        addSentence(explanation.detail, inner << link(instant.trace, instant.state.running) << " from within its own step");
    }
    return explanation;
}

Explanation explainAwaiting(const Instant &instant, const TaskStatus &status)
{
    Explanation explanation;
    explanation.sentence << link(instant.trace, status.id) << " " << situationOf(instant, status) << ".";
    LinkedText first = since(instant, status);
    if (const LinkedText at = atSite(instant.trace, status.site); !at.isEmpty())
        first << ", " << at;
    addSentence(explanation.detail, first);
    addSentence(explanation.detail, otherSide(instant, status));
    addSentence(explanation.detail, timeout(instant, status));
    const bool isInPool = std::any_of(instant.state.jobs.begin(), instant.state.jobs.end(),
        [&](const trace::JobStatus &job) { return trace::number(job.id) == status.object; });
    if (status.reason == AwaitReason::Job && isInPool && instant.trace.info().clock == trace::ClockKind::Virtual)
        addSentence(explanation.detail, "in virtual time a job lasts what its scenario declares: modelled, not measured");
    return explanation;
}

Explanation explainFinished(const Instant &instant, const TaskStatus &status)
{
    Explanation explanation;
    LinkedText &text = explanation.sentence;
    text << link(instant.trace, status.id) << " " << situationOf(instant, status);
    if (status.outcome == trace::Outcome::Cancelled) {
        const LinkedText cause = causeOfCancelledEnd(instant.trace, status.id, instant.events());
        text << "; " << (cause.isEmpty() ? LinkedText("the trace does not say by whom") : cause);
    } else if (status.outcome == trace::Outcome::None) {
        text << "; the trace does not say how";
    }
    text << ".";
    const auto rows = instant.trace.tasks();
    LinkedText life("it was resumed ");
    life << (status.resumes == 1 ? QStringLiteral("once") : counted(status.resumes, "time"));
    if (status.isDeclared && trace::rowOf(status.id) < rows.size())
        life << " and lived for " << spanText(status.since - rows[trace::rowOf(status.id)].created);
    addSentence(explanation.detail, life);
    return explanation;
}

Explanation explainCreated(const Instant &instant, const TaskStatus &status)
{
    Explanation explanation;
    LinkedText &text = explanation.sentence;
    text << link(instant.trace, status.id);
    if (!status.isDeclared) {
        text << " is known by name only: the trace does not say yet what it does.";
        return explanation;
    }
    text << " has not run yet; ";
    if (status.parent != TaskId::None)
        text << link(instant.trace, status.parent) << " created it at ";
    else
        text << "it was created at ";
    text << moment(status.since) << ".";
    if (const LinkedText at = atSite(instant.trace, status.site); !at.isEmpty()) {
        LinkedText defined("it is defined ");
        addSentence(explanation.detail, defined << at);
    }
    return explanation;
}

/// For a task that no event up to the instant has named: the one sentence that has to look ahead.
Explanation explainUnborn(const Instant &instant, TaskId id)
{
    Explanation explanation;
    LinkedText &text = explanation.sentence;
    const trace::Lane *lane = laneOf(instant.trace, id);
    if (!lane || lane->count() == 0) {
        text << QStringLiteral("The trace has no task %1.").arg(trace::number(id));
        return explanation;
    }
    const quint64 first = lane->slice(0, instant.trace.range().end).event;
    const Event event = instant.trace.event(first);
    text << link(instant.trace, id);
    if (event.kind != EventKind::TaskCreated) {
        text << " is not known yet: the trace first speaks of it at " << momentOf(instant.trace, first) << ".";
        return explanation;
    }
    text << " does not exist yet: ";
    if (event.other != 0)
        text << link(instant.trace, static_cast<TaskId>(event.other)) << " creates it at ";
    else
        text << "it is created at ";
    text << momentOf(instant.trace, first) << ".";
    return explanation;
}

} // namespace

QString Explanation::plain() const
{
    return detail.isEmpty() ? sentence.plain() : sentence.plain() + u' ' + detail.plain();
}

Explanation explainTask(const Instant &instant, TaskId id)
{
    const TaskStatus *status = instant.state.task(id);
    if (!status)
        return explainUnborn(instant, id);
    Explanation explanation;
    switch (status->state) {
    case TaskState::Created:
        explanation = explainCreated(instant, *status);
        break;
    case TaskState::Ready:
        explanation = explainReady(instant, *status);
        break;
    case TaskState::Running:
        explanation = explainRunning(instant, *status);
        break;
    case TaskState::Awaiting:
        explanation = explainAwaiting(instant, *status);
        break;
    case TaskState::Finished:
        explanation = explainFinished(instant, *status);
        break;
    }
    addSentence(explanation.detail, pendingCancel(instant, *status));
    addSentence(explanation.detail, losses(instant));
    return explanation;
}

} // namespace analysis
