// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/deeds.h"
#include "analysis/explain.h"
#include "analysis/history.h"
#include "analysis/situation.h"
#include "analysis/waitchain.h"
#include "analysis/wake.h"
#include "analysis/wording.h"

#include <algorithm>

namespace analysis {

using trace::AwaitReason;
using trace::Event;
using trace::EventKind;
using trace::State;
using trace::TaskId;
using trace::TaskState;
using trace::TaskStatus;

namespace {

void addSentence(LinkedText &paragraph, const LinkedText &sentence)
{
    if (!sentence.isEmpty())
        paragraph << (paragraph.isEmpty() ? "" : " ") << sentence.capitalised() << ".";
}

LinkedText readyBehind(const Instant &instant, std::size_t skipped)
{
    std::vector<LinkedText> behind;
    for (std::size_t n = skipped; n < instant.state.ready.size(); ++n)
        behind.emplace_back(link(instant.trace, instant.state.ready[n]));
    LinkedText text;
    if (behind.empty())
        return text;
    return text << listed(behind) << (behind.size() == 1 ? " stands ready behind it" : " stand ready behind it");
}

/// What the pool and the outside are busy with: "the pool job pi of pi-1", "2 pool jobs and 3 I/O requests".
LinkedText outstanding(const Instant &instant)
{
    const State &state = instant.state;
    LinkedText text;
    if (state.jobs.size() == 1 && state.ios.empty()) {
        const trace::JobStatus &job = *state.jobs.begin();
        const QString name = shortened(instant.trace.text(job.name));
        return text << (name.isEmpty() ? QStringLiteral("the pool job") : QStringLiteral("the pool job ") + name) << " of " << link(instant.trace, job.task);
    }
    if (state.jobs.empty() && state.ios.size() == 1) {
        const trace::IoStatus &io = *state.ios.begin();
        const QString name = shortened(instant.trace.text(io.text));
        return text << (name.isEmpty() ? QStringLiteral("the I/O") : name) << " of " << link(instant.trace, io.task);
    }
    if (!state.jobs.empty())
        text << counted(state.jobs.size(), "pool job");
    if (!state.ios.empty())
        text << (text.isEmpty() ? "" : " and ") << counted(state.ios.size(), "I/O request");
    return text;
}

LinkedText timerNext(const Instant &instant)
{
    const trace::TimerStatus &timer = instant.state.timers.front();
    LinkedText text(timer.due <= instant.at ? "the loop fires the timer" : "the loop sleeps until the timer");
    if (timer.task != TaskId::None)
        text << " of " << link(instant.trace, timer.task);
    text << " at " << moment(timer.due);
    if (timer.due <= instant.at)
        return text;
    const bool isOne = instant.state.jobs.size() + instant.state.ios.size() == 1;
    if (const LinkedText others = outstanding(instant); !others.isEmpty())
        text << (isOne ? ", or until " : ", or until one of ") << others << " is done";
    return text;
}

/// When nothing is ready, armed or under way: what is left, and whether it can go on. Empty where the trace does not tell.
LinkedText idleNext(const Instant &instant)
{
    std::size_t left = 0;
    std::size_t outside = 0;
    std::size_t unknown = 0;
    std::size_t created = 0;
    for (const TaskStatus &task : instant.state.tasks) {
        if (task.id == TaskId::None || task.state == TaskState::Finished)
            continue;
        ++left;
        outside += task.state == TaskState::Awaiting && (task.reason == AwaitReason::Foreign || task.reason == AwaitReason::Io || task.reason == AwaitReason::Job);
        created += task.state == TaskState::Created;
        const bool isKnown = task.state == TaskState::Awaiting && task.reason != AwaitReason::Unknown && task.reason != AwaitReason::None;
        unknown += !isKnown && task.state != TaskState::Created;
    }
    if (left == 0)
        return instant.state.tasks.empty() ? "nothing, for no task has been created yet" : "nothing, for every task has finished";
    if (const auto woken = taskAboutToWake(instant)) {
        LinkedText text;
        return text << link(instant.trace, *woken) << " becomes ready in the next iteration, for what it awaits has finished";
    }
    if (isDeadlock(instant))
        return QStringLiteral("nothing, for %1 left that nothing can ever wake").arg(counted(left, "task") + QLatin1String(left == 1 ? " is" : " are"));
    if (outside > 0)
        return "the loop waits for something outside";
    if (created > 0 && unknown == 0)
        return "nothing, for no task is ready yet";
    return unknown > 0 || instant.state.lost > 0 ? LinkedText() : "nothing that is under way could wake a task";
}

LinkedText unknownNext()
{
    return "what comes next is not known";
}

LinkedText taskCounts(const Instant &instant)
{
    quint64 waiting = 0;
    quint64 finished = 0;
    quint64 all = 0;
    for (const TaskStatus &task : instant.state.tasks) {
        all += task.id != TaskId::None;
        waiting += task.id != TaskId::None && task.state == TaskState::Awaiting;
        finished += task.id != TaskId::None && task.state == TaskState::Finished;
    }
    if (all < 2 || finished == all || waiting + finished == 0)
        return {};
    if (waiting == 0)
        return QStringLiteral("%1 of %2 %3 finished").arg(finished).arg(counted(all, "task"), QLatin1String(finished == 1 ? "has" : "have"));
    QString text = QStringLiteral("%1 of %2 %3").arg(waiting).arg(counted(all, "task"), QLatin1String(waiting == 1 ? "waits" : "wait"));
    if (finished > 0)
        text += QStringLiteral(", %1 %2 finished").arg(finished).arg(QLatin1String(finished == 1 ? "has" : "have"));
    return text;
}

Explanation explainDeadlock(const Instant &instant)
{
    constexpr std::size_t MaxTasks = 8;
    Explanation explanation;
    std::vector<LinkedText> sentences;
    for (const TaskStatus &task : instant.state.tasks) {
        if (task.id == TaskId::None || task.state == TaskState::Finished)
            continue;
        LinkedText text(link(instant.trace, task.id));
        sentences.push_back(text << " " << situationOf(instant, task));
    }
    explanation.sentence << QStringLiteral("Deadlock: %1 left that nothing can ever wake.")
                                .arg(counted(sentences.size(), "task") + QLatin1String(sentences.size() == 1 ? " is" : " are"));
    for (std::size_t n = 0; n < std::min(sentences.size(), MaxTasks); ++n)
        addSentence(explanation.detail, sentences[n]);
    if (sentences.size() > MaxTasks)
        addSentence(explanation.detail, QStringLiteral("%1 more wait likewise").arg(sentences.size() - MaxTasks));
    addSentence(explanation.detail, cycleText(instant.trace, waitCycle(deadlockGraph(instant))));
    return explanation;
}

std::optional<quint64> lastResume(const trace::Trace &trace, quint64 events)
{
    return lastEvent(trace, events, 100'000, [](const Event &e) { return e.kind == EventKind::TaskResumed; });
}

/// "It was first of 3 in the ready queue"; empty where it was the only one or its place is not known.
LinkedText placeInQueue(const trace::Trace &trace, quint64 resume)
{
    const TaskId id = trace.event(resume).task;
    const State before = trace.stateAfter(resume);
    const quint64 position = positionIn(before.ready, id);
    if (position == 0 || before.ready.size() < 2)
        return {};
    return QStringLiteral("it was %1 of %2 in the ready queue").arg(position == 1 ? QStringLiteral("first") : ordinal(position)).arg(before.ready.size());
}

/// A waiter that was woken in vain: it suspends on the same queue again without having run.
bool waitsOnInVain(const trace::Trace &trace, const Turn &turn, const Event &end, bool hasDeeds)
{
    if (hasDeeds || !turn.suspended || end.kind != EventKind::TaskSuspended)
        return false;
    const Event wait = trace.event(*turn.suspended);
    const bool isQueue = end.reason() == AwaitReason::QueueGet || end.reason() == AwaitReason::QueuePut;
    return isQueue && wait.reason() == end.reason() && wait.object == end.object && wait.site == end.site;
}

/// How the step ended and what the task does since: "now it sleeps for 500 ms, until 7.5 s".
LinkedText outcomeOfStep(const Instant &instant, const Turn &turn, bool hasDeeds)
{
    const auto end = endOfResume(instant.trace, *turn.resumed, instant.events());
    const Event resumed = instant.trace.event(*turn.resumed);
    const TaskStatus *status = instant.state.task(resumed.task);
    LinkedText text;
    if (!end)
        return instant.at > resumed.time ? text << "it still holds the loop, for " << spanText(instant.at - resumed.time) : text << "it is still running";
    const Event event = instant.trace.event(*end);
    const trace::Duration held = event.time - resumed.time;
    if (event.kind == EventKind::TaskFinished)
        text << "it " << ending(instant.trace, event.outcome(), event.text);
    else if (waitsOnInVain(instant.trace, turn, event, hasDeeds))
        text << (event.reason() == AwaitReason::QueueGet ? "it found " : "it found no room in ") << link(instant.trace, event.queue())
             << (event.reason() == AwaitReason::QueueGet ? " empty again and waits on" : " and waits on");
    else if (status && status->state == TaskState::Ready)
        text << (event.reason() == AwaitReason::Yield ? "it yielded and " : "now it ") << situationOf(instant, *status);
    else if (status)
        text << "now it " << situationOf(instant, *status);
    if (held > trace::Duration::zero())
        text << "; it held the loop for " << spanText(held);
    return text;
}

} // namespace

TaskId lastResumed(const trace::Trace &trace, quint64 events)
{
    const auto resume = lastResume(trace, events);
    return resume ? trace.event(*resume).task : TaskId::None;
}

LinkedText nextOf(const Instant &instant)
{
    const State &state = instant.state;
    LinkedText text;
    if (state.running != TaskId::None)
        return text << link(instant.trace, state.running) << " goes on up to its next await";
    if (!state.ready.empty()) {
        text << link(instant.trace, state.ready.front()) << " is resumed";
        return state.ready.size() == 1 ? text : text << QStringLiteral(", the first of %1 ready tasks").arg(state.ready.size());
    }
    if (!state.timers.empty())
        return timerNext(instant);
    if (!state.jobs.empty() || !state.ios.empty())
        return text << "the loop waits for " << outstanding(instant);
    text = idleNext(instant);
    return text.isEmpty() ? unknownNext() : text;
}

Explanation explainMoment(const Instant &instant)
{
    Explanation explanation;
    LinkedText &text = explanation.sentence;
    const TaskStatus *running = instant.state.task(instant.state.running);
    if (running) {
        text << link(instant.trace, running->id) << " " << situationOf(instant, *running) << ", since " << moment(running->since) << ".";
        addSentence(explanation.detail, readyBehind(instant, 0));
    } else if (!instant.state.ready.empty()) {
        const TaskId next = instant.state.ready.front();
        const auto wake = wakeOf(instant.trace, turnOf(instant.trace, next, instant.events()), instant.events());
        const LinkedText because = wake ? becauseOf(instant.trace, *wake) : LinkedText();
        text << "Next, " << link(instant.trace, next) << " is resumed";
        if (because.isEmpty())
            text << "; the trace does not say what woke it.";
        else
            text << " because " << because << ".";
        addSentence(explanation.detail, readyBehind(instant, 1));
    } else if (isDeadlock(instant)) {
        explanation = explainDeadlock(instant);
    } else if (instant.state.tasks.empty()) {
        text << "Nothing has happened yet.";
    } else if (std::all_of(instant.state.tasks.begin(), instant.state.tasks.end(),
                           [](const TaskStatus &task) { return task.id == TaskId::None || task.state == TaskState::Finished; })) {
        text << "Nothing runs: every task has finished.";
    } else {
        text << "Nothing runs: " << nextOf(instant) << ".";
    }
    if (!isDeadlock(instant))
        addSentence(explanation.detail, taskCounts(instant));
    if (instant.state.lost > 0)
        addSentence(explanation.detail, QStringLiteral("%1 lost before this moment").arg(counted(instant.state.lost, "event") + QLatin1String(instant.state.lost == 1 ? " was" : " were")));
    return explanation;
}

Explanation explainStep(const Instant &instant, Next next)
{
    const auto resume = lastResume(instant.trace, instant.events());
    if (!resume && next == Next::Told)
        return explainMoment(instant);
    Explanation explanation;
    if (!resume) {
        explanation.sentence << "No task has run yet.";
        return explanation;
    }
    const TaskId id = instant.trace.event(*resume).task;
    const Turn turn = turnOf(instant.trace, id, *resume + 1);
    const auto wake = wakeOf(instant.trace, turn, *resume + 1);
    const LinkedText because = wake ? becauseOf(instant.trace, *wake) : LinkedText();
    LinkedText &text = explanation.sentence;
    text << link(instant.trace, id) << " was resumed";
    if (because.isEmpty())
        text << "; the trace does not say what woke it.";
    else
        text << " because " << because << ".";

    addSentence(explanation.detail, placeInQueue(instant.trace, *resume));
    const LinkedText deeds = deedsOf(instant.trace, *resume, instant.events());
    if (!deeds.isEmpty()) {
        LinkedText did("it ");
        addSentence(explanation.detail, did << deeds);
    }
    Turn step = turn;
    step.resumed = resume;
    addSentence(explanation.detail, outcomeOfStep(instant, step, !deeds.isEmpty()));
    if (instant.state.running == TaskId::None && next == Next::Told) {
        const LinkedText ahead = nextOf(instant);
        LinkedText sentence(ahead == unknownNext() ? "" : "Next: ");
        addSentence(explanation.detail, sentence << ahead);
    }
    return explanation;
}

} // namespace analysis
