// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/situation.h"

#include "analysis/history.h"
#include "analysis/wording.h"

#include <algorithm>

namespace analysis {

using trace::AwaitReason;
using trace::Event;
using trace::EventKind;
using trace::TaskId;
using trace::TaskState;
using trace::TaskStatus;
using trace::Timestamp;

namespace {

LinkedText sleepText(const Instant &instant, const TaskStatus &status)
{
    LinkedText text("sleeps");
    const auto timer = std::find_if(instant.state.timers.begin(), instant.state.timers.end(),
        [&](const trace::TimerStatus &t) { return status.object != 0 && trace::number(t.id) == status.object; });
    if (timer == instant.state.timers.end()) {
        const bool hasFired = lastEvent(instant.trace, instant.events(), 64,
            [&](const Event &e) { return e.kind == EventKind::TimerFired && e.object == status.object && status.object != 0; }).has_value();
        return text << (hasFired ? "; its timer has just fired" : "; the trace does not say until when");
    }
    const Timestamp due = std::max(timer->due, Timestamp()); // a file may say anything
    if (due <= instant.at) {
        text << "; its timer was due at " << moment(due);
        return due == instant.at ? text : text << ", " << spanText(instant.at - due) << " ago";
    }
    const Turn turn = turnOf(instant.trace, status.id, instant.events());
    const auto armed = lastEvent(instant.trace, turn.suspended.value_or(0), 64,
        [&](const Event &e) { return e.kind == EventKind::TimerArmed && e.object == status.object; });
    if (armed && timer->due >= instant.trace.event(*armed).time)
        text << QStringLiteral(" for %1,").arg(spanText(timer->due - instant.trace.event(*armed).time));
    return text << " until " << moment(timer->due);
}

LinkedText queueText(const Instant &instant, const TaskStatus &status)
{
    const auto id = static_cast<trace::QueueId>(status.object);
    const bool isGet = status.reason == AwaitReason::QueueGet;
    LinkedText text(isGet ? "waits to get from " : "waits to put into ");
    const trace::QueueStatus *queue = instant.state.queue(id);
    if (!queue)
        return text << "a queue; the trace does not say which";
    text << link(instant.trace, id);
    if (isGet && queue->depth == 0)
        text << ", which is empty";
    else if (queue->maxsize > 0 && queue->depth >= queue->maxsize)
        text << QStringLiteral(", which is full (%1 of %2)").arg(queue->depth).arg(queue->maxsize);
    else if (queue->maxsize > 0)
        text << QStringLiteral(", which holds %1 of %2").arg(queue->depth).arg(queue->maxsize);
    else
        text << QStringLiteral(", which holds %1").arg(queue->depth);
    const auto &row = isGet ? queue->getters : queue->putters;
    const quint64 position = positionIn(row, status.id);
    if (position > 0 && row.size() > 1)
        text << QStringLiteral(", %1 of %2 in line").arg(ordinal(position)).arg(row.size());
    return text;
}

LinkedText joinText(const Instant &instant, const TaskStatus &status)
{
    const auto id = static_cast<TaskId>(status.object);
    if (id == TaskId::None)
        return "waits for a task to finish; the trace does not say which";
    LinkedText text("waits for ");
    if (id == status.id)
        return text << "itself to finish";
    text << link(instant.trace, id) << " to finish";
    const TaskStatus *joined = instant.state.task(id);
    if (joined && joined->state == TaskState::Finished)
        text << ", which it has";
    return text;
}

LinkedText gatherText(const Instant &instant, const TaskStatus &status)
{
    LinkedText text;
    const quint32 count = status.object;
    if (count == 0)
        return "waits for the tasks it gathers; the trace does not say which";
    const Gathered gathered = gatheredBy(instant, status);
    text << (count == 1 ? QStringLiteral("waits for the task it gathers") : QStringLiteral("waits for the %1 tasks it gathers").arg(count));
    if (!gathered.isKnown)
        return text << "; the trace does not say which";
    std::vector<LinkedText> left;
    for (const TaskId id : gathered.tasks) {
        const TaskStatus *task = instant.state.task(id);
        if (!task || task->state != TaskState::Finished)
            left.emplace_back(link(instant.trace, id));
    }
    if (left.empty())
        return text << (count == 1 ? ", which has finished" : ", which have finished");
    if (count == 1)
        return text << ", " << left.front();
    if (left.size() == gathered.tasks.size())
        return text << ": " << listed(left);
    return text << ", of which " << listed(left) << (left.size() == 1 ? " has not finished" : " have not finished");
}

LinkedText jobText(const Instant &instant, const TaskStatus &status)
{
    const auto id = static_cast<trace::JobId>(status.object);
    const trace::JobStatus *job = nullptr;
    quint64 queued = 0;
    quint64 position = 0;
    for (const trace::JobStatus &other : instant.state.jobs) {
        queued += other.worker == trace::WorkerId::None ? 1 : 0;
        if (other.id != id)
            continue;
        job = &other;
        position = queued;
    }
    if (id == trace::JobId::None)
        return "waits for a pool job; the trace does not say which";
    const QString name = job ? shortened(instant.trace.text(job->name)) : QString();
    LinkedText text(name.isEmpty() ? QStringLiteral("waits for its pool job") : QStringLiteral("waits for its pool job ") + name);
    if (!job)
        return text << ", which is done";
    if (job->worker != trace::WorkerId::None && job->since == instant.at)
        return text << ", which " << link(instant.trace, job->worker) << " has just begun";
    if (job->worker != trace::WorkerId::None)
        return text << ", which " << link(instant.trace, job->worker) << " has computed for " << spanText(instant.at - job->since);
    text << ", which waits for a free worker";
    if (queued > 1)
        text << QStringLiteral(", %1 of %2 in line").arg(ordinal(position)).arg(queued);
    return text;
}

LinkedText ioText(const Instant &instant, const TaskStatus &status)
{
    const trace::IoStatus *io = nullptr;
    for (const trace::IoStatus &other : instant.state.ios) {
        if (status.object != 0 ? trace::number(other.id) == status.object : other.task == status.id)
            io = &other;
    }
    const QString what = io ? shortened(instant.trace.text(io->text)) : QString();
    if (what.isEmpty())
        return status.object == 0 && !io ? "waits for I/O; the trace does not say which" : "waits for its I/O";
    LinkedText text("waits for ");
    return text << what << ", begun " << spanText(instant.at - io->since) << " ago";
}

LinkedText awaitText(const Instant &instant, const TaskStatus &status)
{
    switch (status.reason) {
    case AwaitReason::Sleep:
        return sleepText(instant, status);
    case AwaitReason::Yield:
        return "has yielded to the others";
    case AwaitReason::QueueGet:
    case AwaitReason::QueuePut:
        return queueText(instant, status);
    case AwaitReason::Join:
        return joinText(instant, status);
    case AwaitReason::Gather:
        return gatherText(instant, status);
    case AwaitReason::Job:
        return jobText(instant, status);
    case AwaitReason::Io:
        return ioText(instant, status);
    case AwaitReason::Lock:
        return "waits for a lock";
    case AwaitReason::Event:
        return "waits for an event to be set";
    case AwaitReason::Foreign:
        return "waits for something outside the loop";
    case AwaitReason::None:
    case AwaitReason::Unknown:
        break;
    }
    return "waits; the trace does not say for what";
}

LinkedText readyText(const Instant &instant, const TaskStatus &status)
{
    const quint64 count = instant.state.ready.size();
    const quint64 position = positionIn(instant.state.ready, status.id);
    if (position == 0)
        return "is ready";
    return count == 1 ? LinkedText("is ready, the only one in the queue")
                      : LinkedText(QStringLiteral("is ready, %1 of %2 in the queue").arg(ordinal(position)).arg(count));
}

LinkedText finishedText(const Instant &instant, const TaskStatus &status)
{
    const trace::Lane *lane = laneOf(instant.trace, status.id);
    const auto slice = lane ? lastSlice(*lane, instant.events()) : std::nullopt;
    const quint64 event = slice ? lane->slice(*slice, {}).event : 0;
    const Event finish = slice ? instant.trace.event(event) : Event();
    const bool isTold = finish.kind == EventKind::TaskFinished && finish.task == status.id;
    LinkedText text(ending(instant.trace, status.outcome, isTold ? finish.text : trace::TextId::None));
    return text << " at " << (isTold ? momentOf(instant.trace, event) : moment(status.since));
}

} // namespace

Gathered gatheredBy(const Instant &instant, const TaskStatus &status)
{
    Gathered gathered;
    const quint32 count = status.object;
    if (status.state != TaskState::Awaiting || status.reason != AwaitReason::Gather || count == 0)
        return gathered;
    const Turn turn = turnOf(instant.trace, status.id, instant.events());
    // A gather of coroutines spawns them one after the other and then suspends: each leaves its creation and its readying.
    std::vector<TaskId> created; // those since the task's last other event, in order
    const quint64 end = turn.suspended.value_or(0);
    const quint64 reach = std::min<quint64>(end, 4 * quint64(std::min<quint32>(count, 100'000)) + 64);
    instant.trace.forEach(end - reach, end, [&](quint64, const Event &event) {
        if (event.kind == EventKind::TaskCreated && event.other == trace::number(status.id))
            created.push_back(event.task);
        else if (event.task == status.id)
            created.clear();
        return true;
    });
    if (created.size() >= count)
        gathered.tasks.assign(created.end() - static_cast<std::ptrdiff_t>(count), created.end());
    gathered.isKnown = gathered.tasks.size() == count;
    if (gathered.isKnown)
        return gathered;
    gathered.tasks.clear();
    for (const TaskStatus &task : instant.state.tasks) {
        if (task.parent == status.id && task.id != status.id && task.id != TaskId::None)
            gathered.tasks.push_back(task.id);
    }
    gathered.isKnown = gathered.tasks.size() == count;
    if (!gathered.isKnown)
        gathered.tasks.clear();
    return gathered;
}

LinkedText atSite(const trace::Trace &trace, trace::SiteId site)
{
    const Piece at = place(trace, site);
    LinkedText text;
    if (at.text.isEmpty())
        return text;
    text << "at " << at;
    const QString function = shortened(trace.text(trace.texts()->site(site).function));
    return function.isEmpty() ? text : text << " in " << function;
}

LinkedText situationOf(const Instant &instant, const TaskStatus &status)
{
    switch (status.state) {
    case TaskState::Created:
        return "is created and has not run yet";
    case TaskState::Ready:
        return readyText(instant, status);
    case TaskState::Running:
        return instant.at > status.since ? LinkedText(QStringLiteral("has held the loop for %1").arg(spanText(instant.at - status.since)))
                                         : LinkedText("is running");
    case TaskState::Awaiting:
        return awaitText(instant, status);
    case TaskState::Finished:
        break;
    }
    return finishedText(instant, status);
}

} // namespace analysis
