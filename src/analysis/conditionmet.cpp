// SPDX-License-Identifier: GPL-3.0-or-later
// What meets which condition: the part of ConditionWatch that makes sentences.
#include "analysis/conditionwatch.h"

#include "analysis/wording.h"
#include "trace/argtext.h"
#include "trace/glob.h"

#include <algorithm>

namespace analysis {

using trace::Event;
using trace::EventKind;
using trace::Outcome;
using trace::TaskId;
using trace::Timestamp;
using Kind = Condition::Kind;

namespace {

bool isAboutQueue(Kind kind)
{
    return kind == Kind::QueueDepthAtLeast || kind == Kind::QueueDepthAtMost || kind == Kind::QueueFull || kind == Kind::QueueEmpty;
}

bool isAboutTask(Kind kind)
{
    return kind <= Kind::TaskIsCancelled;
}

} // namespace

std::optional<ConditionWatch::Reason> ConditionWatch::lateMet(Watched &watched, const Event &event) const
{
    const Condition &condition = watched.condition;
    if (condition.kind == Kind::TimeReached) {
        if (watched.isTold || event.time.ns < condition.number)
            return std::nullopt;
        watched.isTold = true;
        LinkedText text;
        text << moment({ condition.number }) << " is reached";
        return Reason { TaskId::None, text, Timestamp { condition.number } };
    }
    const Since since = longest(condition.kind, watched.told);
    if (since.task == TaskId::None || event.time < after(since.since, condition.number))
        return std::nullopt;
    watched.told = since.order;
    LinkedText text(link(since.task));
    text << (condition.kind == Kind::ReadyLonger ? " has been ready for " : " has held the loop for ");
    if (m_source == Source::Recording)
        text << "more than " << spanText(trace::Duration(condition.number));
    else
        text << spanText(event.time - since.since) << "; it passed " << spanText(trace::Duration(condition.number)) << " at " << moment({ since.since.ns + condition.number });
    return Reason { since.task, text, after(since.since, condition.number) };
}

std::optional<ConditionWatch::Reason> ConditionWatch::taskMet(Watched &watched, const Event &event)
{
    const Condition &condition = watched.condition;
    Reason reason { event.task, link(event.task) };
    switch (condition.kind) {
    case Kind::TaskResumes:
        if (event.kind != EventKind::TaskResumed || m_source == Source::Live)
            return std::nullopt;
        reason.text << " resumes";
        break;
    case Kind::TaskSuspends:
        if (event.kind != EventKind::TaskSuspended)
            return std::nullopt;
        reason.text << " suspends";
        break;
    case Kind::TaskFinishes:
    case Kind::TaskRaises: {
        const bool isRaise = event.kind == EventKind::TaskFinished && event.outcome() == Outcome::Raised;
        if (event.kind != EventKind::TaskFinished || (condition.kind == Kind::TaskRaises && !isRaise))
            return std::nullopt;
        const QString error = isRaise ? shortened(m_texts->text(event.text)) : QString();
        reason.text << (!isRaise ? " finishes: it " : " ") << (isRaise ? "raises " : event.outcome() == Outcome::Returned ? "returned" : event.outcome() == Outcome::Cancelled ? "was cancelled" : "ended")
                    << (isRaise && error.isEmpty() ? QStringLiteral("an exception") : error);
        break;
    }
    default:
        if (event.kind == EventKind::TaskFinished && event.outcome() == Outcome::Cancelled) {
            reason.text << " ends, cancelled";
        } else if (event.kind == EventKind::TaskCancelRequested) {
            reason.text << " is cancelled";
            if (event.waker() != TaskId::None)
                reason.text << " by " << link(event.waker());
        } else {
            return std::nullopt;
        }
        break;
    }
    return names(watched, event.task) ? std::optional(reason) : std::nullopt;
}

std::optional<ConditionWatch::Reason> ConditionWatch::queueMet(const Condition &condition, const Event &event)
{
    if (event.kind != EventKind::QueuePut && event.kind != EventKind::QueueGet && event.kind != EventKind::CounterSet)
        return std::nullopt;
    const QueueRow *queue = row(event.queue());
    if (!queue)
        return std::nullopt;
    const qint64 before = queue->depth;
    const qint64 now = std::max<qint64>(event.value, 0);
    const bool isMet = condition.kind == Kind::QueueDepthAtLeast ? now >= condition.number && before < condition.number
        : condition.kind == Kind::QueueDepthAtMost               ? now <= condition.number && before > condition.number
        : condition.kind == Kind::QueueFull                      ? queue->maxsize > 0 && now >= queue->maxsize && before < queue->maxsize
                                                                 : now == 0 && before > 0;
    const QString given = m_texts->text(queue->name);
    const QString name = given.isEmpty() ? QStringLiteral("queue %1").arg(event.object) : given;
    if (!isMet || !trace::globMatches(condition.name, name))
        return std::nullopt;
    LinkedText text("queue ");
    text << Piece { shortened(name), event.queue() };
    if (condition.kind == Kind::QueueFull)
        text << QStringLiteral(" is full (%1 of %2)").arg(now).arg(queue->maxsize);
    else if (event.kind == EventKind::CounterSet)
        text << QStringLiteral(" shows %1").arg(event.value);
    else if (now == 0)
        text << " is empty";
    else
        text << " holds " << counted(static_cast<quint64>(now), "item");
    return Reason { event.task, text };
}

std::optional<ConditionWatch::Reason> ConditionWatch::metBy(Watched &watched, const Event &event)
{
    const Condition &condition = watched.condition;
    if (isAboutTask(condition.kind))
        return taskMet(watched, event);
    if (isAboutQueue(condition.kind))
        return queueMet(condition, event);
    if (condition.kind != Kind::LogMatches)
        return condition.kind == Kind::Deadlock ? std::nullopt : lateMet(watched, event);
    if (event.kind != EventKind::Log)
        return std::nullopt;
    // The line as the log shows it; one may ask for its text alone, up to its end.
    const QString line = trace::logText(*m_texts, event.text, event.args());
    if (!watched.expression.match(line).hasMatch() && (event.args() == trace::ArgId::None || !watched.expression.match(m_texts->text(event.text)).hasMatch()))
        return std::nullopt;
    LinkedText text;
    if (event.task != TaskId::None)
        text << link(event.task) << " logs ";
    else
        text << "the loop logs ";
    return Reason { event.task, text << QStringLiteral("\"%1\"").arg(shortened(line)) };
}

} // namespace analysis
