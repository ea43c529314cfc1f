// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/wake.h"

#include "analysis/cancellation.h"
#include "analysis/wording.h"

#include <algorithm>

namespace analysis {

using trace::AwaitReason;
using trace::Event;
using trace::EventKind;
using trace::Outcome;
using trace::ReadyCause;
using trace::TaskId;
using trace::Trace;

namespace {

/// How far an event may stand from the one that it belongs to: between them lie only events of the pool's workers and of other wake-ups.
constexpr quint64 Near = 64;
/// How far back a timer may have been armed whose length is worth telling.
constexpr quint64 Far = 4'096;

bool isQueueWakeUp(const Event &event, quint32 queue)
{
    return event.kind == EventKind::TaskReady && event.cause() == ReadyCause::Queue && event.object == queue;
}

/// The put or get that woke a task: the waker's own event next to the wake-up, before it or, as some recorders write it, after it.
/// Another wake-up of the same queue in between takes that event for itself.
std::optional<quint64> queueAct(const Trace &trace, const Wake &wake, quint64 events)
{
    const TaskId waker = wake.ready.waker();
    const AwaitReason reason = wake.suspended ? wake.suspended->reason() : AwaitReason::None;
    const auto fits = [&](const Event &event) {
        const bool isPut = event.kind == EventKind::QueuePut && reason != AwaitReason::QueuePut;
        const bool isGet = event.kind == EventKind::QueueGet && reason != AwaitReason::QueueGet;
        return (isPut || isGet) && event.object == wake.ready.object && event.task == waker && event.time == wake.ready.time;
    };
    const auto ends = [&](const Event &event) {
        return isQueueWakeUp(event, wake.ready.object) || (event.task == waker && trace::shapeOf(event.kind).hasTask && event.kind != EventKind::Log);
    };
    const auto before = lastEvent(trace, wake.event, Near, ends);
    if (before && fits(trace.event(*before)))
        return before;
    std::optional<quint64> found;
    trace.forEach(wake.event + 1, std::min(events, wake.event + Near), [&](quint64 index, const Event &event) {
        if (!ends(event))
            return true;
        if (fits(event))
            found = index;
        return false;
    });
    return found;
}

std::optional<quint64> actOf(const Trace &trace, const Wake &wake, quint64 events)
{
    const Event &ready = wake.ready;
    const auto near = [&](EventKind kind) {
        return lastEvent(trace, wake.event, Near, [&](const Event &e) { return e.kind == kind && e.object == ready.object && ready.object != 0; });
    };
    switch (ready.cause()) {
    case ReadyCause::Queue:
        return ready.waker() != TaskId::None ? queueAct(trace, wake, events) : std::nullopt;
    case ReadyCause::Task: {
        const trace::Lane *lane = laneOf(trace, ready.waker());
        const auto slice = lane ? lastSlice(*lane, wake.event) : std::nullopt;
        const quint64 event = slice ? lane->slice(*slice, ready.time).event : 0;
        return slice && trace.event(event).kind == EventKind::TaskFinished ? std::optional(event) : std::nullopt;
    }
    case ReadyCause::Job:
        return near(EventKind::JobFinished);
    case ReadyCause::Io:
        return near(EventKind::IoEnded);
    case ReadyCause::Cancel:
        return lastEvent(trace, wake.event, Near, [&](const Event &e) { return e.kind == EventKind::TaskCancelRequested && e.task == ready.task; });
    default:
        return std::nullopt;
    }
}

/// The length that a timer was armed with, looked for before the event with index `before`.
std::optional<trace::Duration> armedLength(const Trace &trace, quint32 timer, quint64 before, quint64 limit)
{
    const auto armed = lastEvent(trace, before, limit, [&](const Event &e) { return e.kind == EventKind::TimerArmed && e.object == timer; });
    if (!armed || timer == 0)
        return std::nullopt;
    const Event event = trace.event(*armed);
    return event.value >= event.time.ns ? std::optional(trace::Timestamp { event.value } - event.time) : std::nullopt;
}

LinkedText queueBecause(const Trace &trace, const Wake &wake)
{
    LinkedText text;
    const Event &ready = wake.ready;
    if (wake.act) {
        const Event act = trace.event(*wake.act);
        const bool isPut = act.kind == EventKind::QueuePut;
        return text << link(trace, ready.waker()) << (isPut ? " put " : " took ") << item(trace, act.text) << (isPut ? " into " : " from ")
                    << link(trace, ready.queue());
    }
    if (ready.waker() != TaskId::None)
        text << link(trace, ready.waker()) << " woke it through queue " << link(trace, ready.queue());
    else
        text << "queue " << link(trace, ready.queue()) << " woke it";
    return text;
}

LinkedText taskBecause(const Trace &trace, const Wake &wake)
{
    LinkedText text;
    if (wake.ready.waker() == TaskId::None)
        return "the task it awaited finished";
    const Event act = wake.act ? trace.event(*wake.act) : Event();
    text << link(trace, wake.ready.waker());
    if (wake.suspended && wake.suspended->reason() == AwaitReason::Gather) {
        const quint32 count = wake.suspended->object;
        if (!wake.act || act.outcome() != Outcome::Returned || count == 0)
            text << ", which it gathers,";
        else if (count == 1)
            text << ", the one task it gathers,";
        else
            text << QStringLiteral(", the last of the %1 tasks it gathers,").arg(count);
    }
    return text << " " << ending(trace, act.outcome(), act.text);
}

LinkedText jobBecause(const Trace &trace, const Wake &wake)
{
    const auto queued = lastEvent(trace, wake.event, Far, [&](const Event &e) { return e.kind == EventKind::JobQueued && e.object == wake.ready.object; });
    const QString name = queued ? shortened(trace.text(trace.event(*queued).text)) : QString();
    LinkedText text(name.isEmpty() ? QStringLiteral("its job") : QStringLiteral("its job ") + name);
    const Event act = wake.act ? trace.event(*wake.act) : Event();
    text << (act.outcome() == Outcome::Raised ? " failed" : act.outcome() == Outcome::Cancelled ? " was cancelled" : " was done");
    if (act.worker() != trace::WorkerId::None)
        text << " on " << link(trace, act.worker());
    return text;
}

LinkedText ioBecause(const Trace &trace, const Wake &wake)
{
    const auto begun = lastEvent(trace, wake.event, Far, [&](const Event &e) { return e.kind == EventKind::IoBegun && e.object == wake.ready.object; });
    const QString what = begun ? shortened(trace.text(trace.event(*begun).text)) : QString();
    LinkedText text(what.isEmpty() ? QStringLiteral("its I/O") : what);
    const QString result = wake.act ? shortened(trace.text(trace.event(*wake.act).text)) : QString();
    return text << (result.isEmpty() ? QStringLiteral(" ended") : QStringLiteral(" ended with ") + result);
}

LinkedText cancelBecause(const Trace &trace, const Wake &wake)
{
    LinkedText text;
    if (wake.ready.waker() == TaskId::None && wake.timer)
        return text << "its timeout of " << spanText(*wake.timer) << " ran out";
    if (wake.act) {
        const CancelRequest request = requestAt(trace, *wake.act);
        if (request.through != TaskId::None || wake.ready.waker() == TaskId::None) {
            if (const LinkedText cause = causeOf(trace, request); !cause.isEmpty())
                return cause;
        }
    }
    if (wake.ready.waker() != TaskId::None)
        return text << link(trace, wake.ready.waker()) << " cancelled it";
    return wake.ready.object != 0 ? "its timeout ran out" : "it was cancelled";
}

/// "x released the lock" or, without a waker, "the lock was released".
LinkedText byOrPassive(const Trace &trace, const Wake &wake, const char *active, const char *passive)
{
    LinkedText text;
    return wake.ready.waker() != TaskId::None ? text << link(trace, wake.ready.waker()) << " " << active : text << passive;
}

} // namespace

std::optional<Wake> wakeOf(const Trace &trace, const Turn &turn, quint64 events)
{
    if (!turn.readied)
        return std::nullopt;
    Wake wake { .event = *turn.readied, .ready = trace.event(*turn.readied), .suspended = {}, .act = {}, .timer = {} };
    if (turn.suspended)
        wake.suspended = trace.event(*turn.suspended);
    wake.act = actOf(trace, wake, events);
    if (wake.ready.cause() == ReadyCause::Timer && turn.suspended)
        wake.timer = armedLength(trace, wake.ready.object, *turn.suspended, Near);
    else if (wake.ready.cause() == ReadyCause::Cancel && wake.ready.waker() == TaskId::None)
        wake.timer = armedLength(trace, wake.ready.object, wake.event, Far);
    return wake;
}

LinkedText becauseOf(const Trace &trace, const Wake &wake)
{
    switch (wake.ready.cause()) {
    case ReadyCause::Started:
        return byOrPassive(trace, wake, "created it", "it was newly created");
    case ReadyCause::Timer:
        if (wake.suspended && wake.suspended->reason() == AwaitReason::Sleep)
            return wake.timer ? LinkedText(QStringLiteral("its sleep of %1 ended").arg(spanText(*wake.timer))) : LinkedText("its sleep ended");
        return "its timer fired";
    case ReadyCause::Queue:
        return queueBecause(trace, wake);
    case ReadyCause::Task:
        return taskBecause(trace, wake);
    case ReadyCause::Job:
        return jobBecause(trace, wake);
    case ReadyCause::Io:
        return ioBecause(trace, wake);
    case ReadyCause::Yield:
        return "it had only yielded";
    case ReadyCause::Cancel:
        return cancelBecause(trace, wake);
    case ReadyCause::Lock:
        return byOrPassive(trace, wake, "released the lock", "the lock was released");
    case ReadyCause::Event:
        return byOrPassive(trace, wake, "set the event", "the event was set");
    case ReadyCause::Foreign:
        return "what it awaited outside the loop ended";
    case ReadyCause::Unknown:
        break;
    }
    return byOrPassive(trace, wake, "woke it", "");
}

LinkedText wokenBy(const Trace &trace, const std::optional<Wake> &wake)
{
    LinkedText text;
    const LinkedText because = wake ? becauseOf(trace, *wake) : LinkedText();
    if (because.isEmpty())
        return "the trace does not say what woke it";
    const Piece when = momentOf(trace, wake->event);
    const Piece waker = link(trace, wake->ready.waker());
    const bool isByTask = wake->ready.waker() != TaskId::None;
    switch (wake->ready.cause()) {
    case ReadyCause::Started:
        return isByTask ? text << "created by " << waker << " at " << when : text << "created at " << when;
    case ReadyCause::Timer:
        return text << because << " at " << when;
    case ReadyCause::Yield:
        return text << "it only yielded, at " << when;
    case ReadyCause::Queue:
        if (!wake->act && !isByTask)
            return text << "woken by queue " << link(trace, wake->ready.queue()) << " at " << when;
        if (!wake->act)
            return text << "woken by " << waker << " through queue " << link(trace, wake->ready.queue()) << " at " << when;
        return text << "woken by " << waker << (trace.event(*wake->act).kind == EventKind::QueuePut ? "'s put of " : "'s get of ")
                    << item(trace, trace.event(*wake->act).text) << " at " << when;
    case ReadyCause::Cancel:
        if (const auto request = wake->act ? std::optional(requestAt(trace, *wake->act)) : std::nullopt; isByTask && (!request || request->through == TaskId::None))
            return text << "cancelled by " << waker << " at " << when;
        if (because == LinkedText("it was cancelled"))
            return text << "cancelled at " << when << ", the trace does not say by whom";
        return text << "cancelled at " << when << " because " << because;
    case ReadyCause::Unknown:
        return text << "woken by " << waker << " at " << when;
    default:
        break;
    }
    return text << "woken at " << when << " when " << because;
}

} // namespace analysis
