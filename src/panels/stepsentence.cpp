// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/stepsentence.h"

#include "panels/statetext.h"
#include "session/laneslices.h"
#include "session/wakechain.h"

#include <QCoreApplication>

#include <algorithm>

namespace panels {

using trace::Event;
using trace::EventKind;
using trace::TaskId;
using trace::TaskState;

namespace {

constexpr quint64 MaxStepEvents = 10'000;
constexpr quint64 SearchBlock = 256;

QString tr(const char *text, int n = -1)
{
    return QCoreApplication::translate("StepSentence", text, nullptr, n);
}

/// What one task did between its resume and its next suspend.
struct Step
{
    Event resumed;
    std::optional<Event> end; ///< its TaskSuspended or TaskFinished
    QStringList deeds;
    int moreDeeds = 0;
};

/// Index of the last TaskResumed among the first n events, at most MaxStepEvents back.
std::optional<quint64> lastResume(const trace::Trace &trace, quint64 n)
{
    const quint64 floor = n > MaxStepEvents ? n - MaxStepEvents : 0;
    for (quint64 end = n; end > floor;) {
        const quint64 begin = end - floor > SearchBlock ? end - SearchBlock : floor;
        std::optional<quint64> found;
        trace.forEach(begin, end, [&](quint64 index, const Event &event) {
            if (event.kind == EventKind::TaskResumed)
                found = index;
            return true;
        });
        if (found)
            return found;
        end = begin;
    }
    return {};
}

QString deedText(const trace::Trace &trace, const Event &event)
{
    if (event.kind == EventKind::QueuePut)
        return tr("put %1 into %2").arg(trace.text(event.text), queueName(trace, event.queue()));
    if (event.kind == EventKind::QueueGet)
        return tr("took %1 from %2").arg(trace.text(event.text), queueName(trace, event.queue()));
    if (event.kind == EventKind::Log)
        return tr("logged \u201c%1\u201d").arg(trace.text(event.text));
    return {};
}

Step stepFrom(const trace::Trace &trace, quint64 first, quint64 last)
{
    constexpr int MaxDeeds = 3;
    Step step;
    trace.forEach(first, std::min(last, first + MaxStepEvents), [&](quint64 index, const Event &event) {
        if (index == first) {
            step.resumed = event;
            return true;
        }
        if (event.task != step.resumed.task)
            return true;
        if (event.kind == EventKind::TaskSuspended || event.kind == EventKind::TaskFinished) {
            step.end = event;
            return false;
        }
        if (const QString deed = deedText(trace, event); !deed.isEmpty()) {
            if (step.deeds.size() < MaxDeeds)
                step.deeds << deed;
            else
                ++step.moreDeeds;
        }
        return true;
    });
    return step;
}

QString endText(const trace::Trace &trace, const Step &step, const trace::State &state)
{
    if (!step.end)
        return tr("it still holds the loop");
    if (step.end->kind == EventKind::TaskFinished) {
        if (step.end->outcome() == trace::Outcome::Raised)
            return tr("it raised %1").arg(trace.text(step.end->text));
        return step.end->outcome() == trace::Outcome::Cancelled ? tr("it ended, cancelled") : tr("it returned");
    }
    QString text = tr("it now awaits %1").arg(awaitedText(trace, step.end->reason(), step.end->object));
    if (step.end->reason() == trace::AwaitReason::Sleep) {
        const auto timer = std::find_if(state.timers.begin(), state.timers.end(), [&](const trace::TimerStatus &t) { return t.task == step.resumed.task; });
        if (timer != state.timers.end())
            text += tr(" until %1").arg(momentText(timer->due));
    }
    return text;
}

/// The slice of its task's lane that a resume began; nothing where the lane does not go back that far.
std::optional<session::SliceRef> sliceOfResume(const trace::Trace &trace, quint64 resume, const Event &event)
{
    const session::LaneId id = session::LaneId::of(event.task);
    const trace::Lane *lane = session::slicesOf(trace, id);
    const std::optional<quint64> last = lane ? lane->indexAt(event.time) : std::nullopt;
    if (!last)
        return {};
    // In virtual time many slices share the instant of the resume; the one it began is among the last of them.
    constexpr quint64 MaxBack = 1'000;
    for (quint64 back = 0; back <= std::min(*last, MaxBack); ++back) {
        if (lane->slice(*last - back, trace.range().end).event == resume)
            return session::SliceRef { id, *last - back };
    }
    return {};
}

/// "its sleep of 0.500 s ended", "producer-1 changed data".
QString causeText(const trace::Trace &trace, quint64 resume, const Event &event)
{
    const std::optional<session::SliceRef> ref = sliceOfResume(trace, resume, event);
    const std::optional<session::Wake> wake = ref ? session::wakeBehind(trace, *ref) : std::nullopt;
    if (!wake)
        return {};
    const trace::Lane *lane = session::slicesOf(trace, ref->lane);
    if (wake->cause == trace::ReadyCause::Timer && wake->woken.index > 0) {
        const trace::Slice slept = lane->slice(wake->woken.index - 1, trace.range().end);
        if (slept.state == trace::SliceState::Awaiting && slept.reason == trace::AwaitReason::Sleep)
            return tr("its sleep of %1 ended").arg(spanText(slept.range.length()));
    }
    return wokenText(trace, wake->cause, wake->wakerTask, wake->object);
}

QString capitalized(QString text)
{
    if (!text.isEmpty())
        text[0] = text[0].toUpper();
    return text;
}

} // namespace

TaskId lastResumed(const trace::Trace &trace, quint64 events)
{
    const std::optional<quint64> resume = lastResume(trace, events);
    return resume ? trace.event(*resume).task : TaskId::None;
}

QString nextText(const trace::Trace &trace, const trace::State &state)
{
    if (state.running != TaskId::None)
        return tr("%1 holds the loop until its next await").arg(taskName(trace, state.running));
    if (!state.ready.empty()) {
        const QString name = taskName(trace, state.ready.front());
        return state.ready.size() == 1 ? tr("%1, the only ready task").arg(name) : tr("%1, first of %2 ready tasks").arg(name).arg(state.ready.size());
    }
    if (!state.timers.empty()) {
        const trace::TimerStatus &timer = state.timers.front();
        const QString name = taskName(trace, timer.task);
        return name.isEmpty() ? tr("the loop sleeps until a timer at %1").arg(momentText(timer.due))
                              : tr("the loop sleeps until the timer of %1 at %2").arg(name, momentText(timer.due));
    }
    if (!state.jobs.empty() || !state.ios.empty())
        return tr("the loop waits for the outside: %1").arg(state.jobs.empty() ? tr("%n request(s)", int(state.ios.size())) : tr("%n pool job(s)", int(state.jobs.size())));
    const auto left = std::count_if(state.tasks.begin(), state.tasks.end(), [](const trace::TaskStatus &t) { return t.state != TaskState::Finished; });
    if (state.tasks.empty())
        return tr("nothing has been started");
    return left == 0 ? tr("every task has finished") : tr("nothing is left that could wake the %n waiting task(s)", int(left));
}

StepSentence stepSentence(const trace::Trace &trace, quint64 events, const trace::State &state)
{
    StepSentence sentence;
    const std::optional<quint64> resume = lastResume(trace, events);
    const QString next = tr("Next: %1.").arg(nextText(trace, state));
    if (!resume) {
        sentence.what = state.tasks.empty() ? tr("Nothing has run yet.") : tr("No task has been resumed yet.");
        sentence.then = next;
        return sentence;
    }
    const Step step = stepFrom(trace, *resume, events);
    sentence.task = step.resumed.task;
    const QString name = taskName(trace, step.resumed.task);
    const QString cause = causeText(trace, *resume, step.resumed);
    sentence.what = cause.isEmpty() ? tr("%1 was resumed.").arg(name) : tr("%1 was resumed because %2.").arg(name, cause);
    QStringList deeds = step.deeds;
    if (step.moreDeeds)
        deeds << tr("did %n more thing(s)", step.moreDeeds);
    const QString end = endText(trace, step, state);
    sentence.then = (deeds.isEmpty() ? capitalized(end) : tr("It %1; %2").arg(deeds.join(QStringLiteral(", ")), end)) + QStringLiteral(". ") + next;
    return sentence;
}

} // namespace panels
