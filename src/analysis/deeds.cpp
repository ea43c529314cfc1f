// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/deeds.h"

#include "analysis/history.h"
#include "analysis/wording.h"

#include <algorithm>
#include <map>

namespace analysis {

using trace::Event;
using trace::EventKind;
using trace::ReadyCause;
using trace::TaskId;
using trace::Trace;

namespace {

constexpr quint64 MaxEvents = 20'000;
constexpr std::size_t MaxDeeds = 4;

/// Puts into, or gets from, one queue.
struct Traffic
{
    quint64 count = 0;
    quint64 last = 0; ///< index of the last event
};

struct Deeds
{
    std::map<quint32, Traffic> puts; ///< by queue
    std::map<quint32, Traffic> gets;
    std::vector<TaskId> created;
    std::vector<TaskId> cancelled;
    std::vector<TaskId> woken; ///< by puts, gets, locks and events
    quint64 logged = 0;
    trace::TextId lastLog = trace::TextId::None;
    bool isCutOff = false;
};

void addOnce(std::vector<TaskId> &tasks, TaskId id)
{
    if (std::find(tasks.begin(), tasks.end(), id) == tasks.end())
        tasks.push_back(id);
}

bool ends(const Event &event, TaskId task)
{
    return event.task == task && (event.kind == EventKind::TaskSuspended || event.kind == EventKind::TaskFinished);
}

void note(Deeds &deeds, quint64 index, const Event &event, TaskId task)
{
    const bool isWakeUp = event.kind == EventKind::TaskReady
        && (event.cause() == ReadyCause::Queue || event.cause() == ReadyCause::Lock || event.cause() == ReadyCause::Event);
    if (isWakeUp && event.waker() == task)
        addOnce(deeds.woken, event.task);
    else if (event.kind == EventKind::TaskCreated && event.other == trace::number(task))
        deeds.created.push_back(event.task);
    else if (event.kind == EventKind::TaskCancelRequested && event.other == trace::number(task))
        addOnce(deeds.cancelled, event.task);
    if (event.task != task)
        return;
    if (event.kind == EventKind::QueuePut || event.kind == EventKind::QueueGet) {
        Traffic &traffic = (event.kind == EventKind::QueuePut ? deeds.puts : deeds.gets)[event.object];
        ++traffic.count;
        traffic.last = index;
    } else if (event.kind == EventKind::Log) {
        ++deeds.logged;
        deeds.lastLog = event.text;
    }
}

Deeds gather(const Trace &trace, quint64 resume, quint64 events)
{
    Deeds deeds;
    const TaskId task = trace.event(resume).task;
    const quint64 last = std::min({ events, trace.eventCount(), resume + 1 + MaxEvents });
    bool hasEnded = false;
    trace.forEach(resume + 1, last, [&](quint64 index, const Event &event) {
        hasEnded = ends(event, task);
        if (!hasEnded)
            note(deeds, index, event, task);
        return !hasEnded;
    });
    deeds.isCutOff = !hasEnded && last < std::min(events, trace.eventCount());
    return deeds;
}

/// Whether the first get of a resume is what the task had waited for.
bool wasWaitedFor(const Trace &trace, quint64 resume, const Event &get)
{
    const Turn turn = turnOf(trace, get.task, resume + 1);
    const Event wait = turn.suspended ? trace.event(*turn.suspended) : Event();
    return wait.kind == EventKind::TaskSuspended && wait.reason() == trace::AwaitReason::QueueGet && wait.object == get.object;
}

LinkedText getText(const Trace &trace, quint64 resume, quint32 queue, const Traffic &gets)
{
    LinkedText text("took ");
    const auto id = static_cast<trace::QueueId>(queue);
    if (gets.count > 1)
        return text << counted(gets.count, "item") << " from " << link(trace, id);
    const Event get = trace.event(gets.last);
    text << item(trace, get.text) << " from " << link(trace, id);
    if (const auto put = putOf(trace, gets.last)) {
        const Event event = trace.event(*put);
        text << " (";
        if (event.task != TaskId::None)
            text << link(trace, event.task) << " put it ";
        else
            text << "put ";
        if (event.time == get.time)
            text << Piece { QStringLiteral("just now"), Moment { event.time, *put + 1 } };
        else
            text << Piece { spanText(get.time - event.time), Moment { event.time, *put + 1 } } << " ago";
        text << ")";
    }
    if (!wasWaitedFor(trace, resume, get))
        text << " without waiting";
    if (get.value > 0)
        text << QStringLiteral("; %1 more %2 in the queue").arg(get.value).arg(QLatin1String(get.value == 1 ? "lies" : "lie"));
    return text;
}

LinkedText putText(const Trace &trace, quint32 queue, const Traffic &puts)
{
    LinkedText text("put ");
    const Event put = trace.event(puts.last);
    text << (puts.count > 1 ? counted(puts.count, "item") : item(trace, put.text));
    return text << " into " << link(trace, static_cast<trace::QueueId>(queue));
}

std::vector<LinkedText> linked(const Trace &trace, const std::vector<TaskId> &tasks)
{
    std::vector<LinkedText> links;
    for (const TaskId id : tasks)
        links.emplace_back(link(trace, id));
    return links;
}

std::vector<LinkedText> clausesOf(const Trace &trace, const Deeds &deeds, quint64 resume)
{
    std::vector<LinkedText> clauses;
    const auto add = [&clauses](const char *verb, const LinkedText &object) {
        LinkedText text(verb);
        clauses.push_back(text << object);
    };
    for (const auto &[queue, gets] : deeds.gets)
        clauses.push_back(getText(trace, resume, queue, gets));
    for (const auto &[queue, puts] : deeds.puts)
        clauses.push_back(putText(trace, queue, puts));
    if (!deeds.woken.empty())
        add("woke ", listed(linked(trace, deeds.woken)));
    if (!deeds.created.empty())
        add("created ", listed(linked(trace, deeds.created)));
    if (!deeds.cancelled.empty())
        add("cancelled ", listed(linked(trace, deeds.cancelled)));
    if (deeds.logged == 1)
        clauses.emplace_back(QStringLiteral("logged \"%1\"").arg(shortened(trace.text(deeds.lastLog))));
    else if (deeds.logged > 1)
        clauses.emplace_back(QStringLiteral("logged %1 lines").arg(deeds.logged));
    return clauses;
}

} // namespace

std::optional<quint64> endOfResume(const Trace &trace, quint64 resume, quint64 events)
{
    std::optional<quint64> end;
    const TaskId task = trace.event(resume).task;
    trace.forEach(resume + 1, std::min({ events, trace.eventCount(), resume + 1 + MaxEvents }), [&](quint64 index, const Event &event) {
        if (ends(event, task))
            end = index;
        return !end;
    });
    return end;
}

LinkedText deedsOf(const Trace &trace, quint64 resume, quint64 events)
{
    const Deeds deeds = gather(trace, resume, events);
    const std::vector<LinkedText> clauses = clausesOf(trace, deeds, resume);
    LinkedText text;
    for (std::size_t n = 0; n < std::min(clauses.size(), MaxDeeds); ++n) {
        const bool hasOwnCommas = n > 0 && clauses[n - 1].plain().contains(u';');
        const bool isLast = n + 1 == clauses.size();
        text << (n == 0 ? "" : hasOwnCommas ? "; it " : isLast ? " and " : ", ") << clauses[n];
    }
    if (clauses.size() > MaxDeeds)
        text << " and more";
    else if (deeds.isCutOff)
        text << (clauses.empty() ? "did more than can be told here" : " and much more");
    return text;
}

} // namespace analysis
