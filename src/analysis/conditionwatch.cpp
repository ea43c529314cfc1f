// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/conditionwatch.h"

#include "analysis/wording.h"
#include "trace/glob.h"

#include <algorithm>
#include <tuple>

namespace analysis {

using trace::Event;
using trace::EventKind;
using trace::Outcome;
using trace::TaskId;
using trace::Timestamp;
using Kind = Condition::Kind;

namespace {

quint32 bits(std::initializer_list<EventKind> kinds)
{
    quint32 set = 0;
    for (const EventKind kind : kinds)
        set |= 1u << static_cast<unsigned>(kind);
    return set;
}

/// The kinds of event that a condition has to see.
quint32 interestOf(Kind kind)
{
    switch (kind) {
    case Kind::TaskResumes:
        return bits({ EventKind::TaskResumed });
    case Kind::TaskSuspends:
        return bits({ EventKind::TaskSuspended });
    case Kind::TaskFinishes:
    case Kind::TaskRaises:
        return bits({ EventKind::TaskFinished });
    case Kind::TaskIsCancelled:
        return bits({ EventKind::TaskCancelRequested, EventKind::TaskFinished });
    case Kind::QueueDepthAtLeast:
    case Kind::QueueDepthAtMost:
    case Kind::QueueFull:
    case Kind::QueueEmpty:
        return bits({ EventKind::QueuePut, EventKind::QueueGet, EventKind::CounterSet });
    case Kind::ReadyLonger:
        return bits({ EventKind::TaskReady, EventKind::TaskResumed, EventKind::TaskSuspended, EventKind::TaskFinished });
    case Kind::HeldLonger:
        return bits({ EventKind::TaskResumed, EventKind::TaskSuspended, EventKind::TaskFinished, EventKind::IterationBegun, EventKind::IterationEnded });
    case Kind::LogMatches:
        return bits({ EventKind::Log });
    case Kind::Deadlock:
    case Kind::TimeReached:
        break;
    }
    return 0;
}

} // namespace

Timestamp ConditionWatch::after(Timestamp since, qint64 length)
{
    return since.ns > Never.ns - length - 1 ? Never : Timestamp { since.ns + length + 1 };
}

ConditionWatch::ConditionWatch(const std::vector<Condition> &conditions, std::shared_ptr<const trace::TextTable> texts, const trace::State &start,
                               Source source)
    : m_texts(std::move(texts)), m_source(source), m_deadline(Never)
{
    takeStart(start);
    beginConditions(conditions);
}

void ConditionWatch::trackAll()
{
    m_tracksAll = true;
    std::vector<Condition> conditions;
    for (const Watched &watched : m_conditions)
        conditions.push_back(watched.condition);
    beginConditions(conditions);
}

void ConditionWatch::setConditions(const std::vector<Condition> &conditions)
{
    Q_ASSERT(m_tracksAll);
    beginConditions(conditions);
}

void ConditionWatch::beginConditions(const std::vector<Condition> &conditions)
{
    m_conditions.clear();
    m_interest = bits({ EventKind::TaskCreated, EventKind::TaskFinished, EventKind::QueueCreated });
    if (m_tracksAll)
        m_interest |= interestOf(Kind::ReadyLonger) | interestOf(Kind::HeldLonger) | interestOf(Kind::QueueFull);
    for (const Condition &condition : conditions) {
        m_interest |= interestOf(condition.kind);
        Watched watched { condition, QRegularExpression(condition.kind == Kind::LogMatches ? condition.name : QString()), {}, false, {} };
        watched.isTold = condition.kind == Kind::TimeReached && m_time.ns >= condition.number;
        watched.told = toldAtStart(condition);
        m_conditions.push_back(std::move(watched));
    }
    updateDeadline();
}

void ConditionWatch::takeStart(const trace::State &start)
{
    m_events = start.events;
    m_time = start.time;
    m_tasks.resize(start.tasks.size());
    for (std::size_t n = 0; n < start.tasks.size(); ++n) {
        const trace::TaskStatus &task = start.tasks[n];
        m_tasks[n] = { task.name, task.isQueued, task.isDeclared, task.state == trace::TaskState::Finished, task.since };
    }
    m_queues.resize(start.queues.size());
    for (std::size_t n = 0; n < start.queues.size(); ++n)
        m_queues[n] = { start.queues[n].name, start.queues[n].maxsize, start.queues[n].depth };
    for (const TaskId id : start.ready) {
        const trace::TaskStatus *task = start.task(id);
        m_ready.push_back({ id, task ? task->since : start.time, ++m_order });
        ++m_readyCount;
    }
    for (const TaskId id : start.outer)
        m_running.push_back({ id, start.task(id) ? start.task(id)->since : start.time, ++m_order });
    if (start.running != TaskId::None)
        m_running.push_back({ start.running, start.task(start.running) ? start.task(start.running)->since : start.time, ++m_order });
}

bool ConditionWatch::admits(quint32 number) const
{
    // As trace::State bounds its tables: by what the input has paid for.
    return number != 0 && number <= trace::State::MaxRows && number <= (1u << 16) + 4 * m_events;
}

ConditionWatch::TaskRow *ConditionWatch::row(TaskId id)
{
    if (!admits(trace::number(id)))
        return nullptr;
    if (trace::rowOf(id) >= m_tasks.size())
        m_tasks.resize(trace::rowOf(id) + 1);
    return &m_tasks[trace::rowOf(id)];
}

ConditionWatch::QueueRow *ConditionWatch::row(trace::QueueId id)
{
    if (!admits(trace::number(id)))
        return nullptr;
    if (trace::rowOf(id) >= m_queues.size())
        m_queues.resize(trace::rowOf(id) + 1);
    return &m_queues[trace::rowOf(id)];
}

QString ConditionWatch::nameOf(TaskId id) const
{
    const bool isKnown = id != TaskId::None && trace::rowOf(id) < m_tasks.size();
    const QString name = isKnown ? m_texts->text(m_tasks[trace::rowOf(id)].name) : QString();
    return name.isEmpty() ? QStringLiteral("task %1").arg(trace::number(id)) : name;
}

Piece ConditionWatch::link(TaskId id) const
{
    return { shortened(nameOf(id)), id };
}

bool ConditionWatch::names(Watched &watched, TaskId id)
{
    if (!row(id))
        return trace::globMatches(watched.condition.name, nameOf(id));
    if (watched.isNamed.size() < m_tasks.size())
        watched.isNamed.resize(m_tasks.size());
    quint8 &isNamed = watched.isNamed[trace::rowOf(id)];
    if (isNamed == 0)
        isNamed = trace::globMatches(watched.condition.name, nameOf(id)) ? 2 : 1;
    return isNamed == 2;
}

bool ConditionWatch::isStale(const Since &ready) const
{
    const std::size_t row = trace::rowOf(ready.task);
    return row >= m_tasks.size() || !m_tasks[row].isReady || m_tasks[row].readySince != ready.since;
}

void ConditionWatch::noteReady(TaskRow &task, const Event &event)
{
    if (task.isReady || task.isFinished)
        return;
    task.isReady = true;
    task.readySince = event.time;
    ++m_readyCount;
    m_ready.push_back({ event.task, event.time, ++m_order });
    // A loop serves its queue in order, and then the front is all that ever leaves; other traces must not make this grow.
    if (m_ready.size() > 64 && m_ready.size() > 4 * m_readyCount)
        std::erase_if(m_ready, [this](const Since &ready) { return isStale(ready); });
}

void ConditionWatch::leaveReady(TaskRow &task)
{
    if (!task.isReady)
        return;
    task.isReady = false;
    --m_readyCount;
    while (!m_ready.empty() && isStale(m_ready.front()))
        m_ready.pop_front();
}

ConditionWatch::Since ConditionWatch::longest(Kind kind, quint64 after) const
{
    const auto isAfter = [after](const Since &since) { return since.order > after; };
    if (kind == Kind::HeldLonger) {
        const auto held = std::find_if(m_running.begin(), m_running.end(), isAfter);
        return held == m_running.end() ? Since() : *held;
    }
    if (kind != Kind::ReadyLonger)
        return {};
    auto ready = std::partition_point(m_ready.begin(), m_ready.end(), [&](const Since &since) { return !isAfter(since); });
    while (ready != m_ready.end() && isStale(*ready))
        ++ready;
    return ready == m_ready.end() ? Since() : *ready;
}

quint64 ConditionWatch::toldAtStart(const Condition &condition) const
{
    quint64 told = 0;
    for (Since since = longest(condition.kind, told); since.task != TaskId::None && m_time >= after(since.since, condition.number); since = longest(condition.kind, told))
        told = since.order;
    return told;
}

void ConditionWatch::updateDeadline()
{
    m_deadline = Never;
    for (const Watched &watched : m_conditions) {
        if (watched.condition.kind == Kind::TimeReached && !watched.isTold)
            m_deadline = std::min(m_deadline, Timestamp { watched.condition.number });
        const Since since = longest(watched.condition.kind, watched.told);
        if (since.task != TaskId::None)
            m_deadline = std::min(m_deadline, after(since.since, watched.condition.number));
    }
}

Hit ConditionWatch::hitOf(std::size_t condition, const Reason &reason, quint64 events, Timestamp now) const
{
    // What became true between two events is met before the second of them.
    if (reason.at && m_source == Source::Recording)
        return { condition, events - 1, std::max(*reason.at, m_time), reason.task, reason.text };
    return { condition, events, now, reason.task, reason.text };
}

std::optional<Hit> ConditionWatch::take(const Event &event)
{
    m_met.clear();
    for (std::size_t n = 0; n < m_conditions.size(); ++n) {
        // Each has to look, for what it remembers, although only the first hit is told.
        // Between two events several waits may have come to be long ones; a live run is told of them one by one, for each of them halts it.
        while (const auto reason = metBy(m_conditions[n], event)) {
            m_met.push_back(hitOf(n, *reason, m_events, event.time));
            if (!reason->at || m_source == Source::Live)
                break;
        }
    }
    std::stable_sort(m_met.begin(), m_met.end(), [](const Hit &a, const Hit &b) { return std::tie(a.events, a.time) < std::tie(b.events, b.time); });
    note(event);
    m_time = std::max(m_time, event.time);
    updateDeadline();
    return m_met.empty() ? std::nullopt : std::optional(m_met.front());
}

std::optional<Hit> ConditionWatch::endReached(Timestamp now)
{
    m_met.clear();
    for (std::size_t n = 0; n < m_conditions.size(); ++n) {
        const Kind kind = m_conditions[n].condition.kind;
        if (kind != Kind::TimeReached && kind != Kind::ReadyLonger && kind != Kind::HeldLonger)
            continue;
        while (const auto reason = lateMet(m_conditions[n], { .time = now }))
            m_met.push_back(hitOf(n, *reason, m_events + 1, now));
    }
    std::stable_sort(m_met.begin(), m_met.end(), [](const Hit &a, const Hit &b) { return a.time < b.time; });
    m_time = std::max(m_time, now);
    updateDeadline();
    return m_met.empty() ? std::nullopt : std::optional(m_met.front());
}

std::optional<Timestamp> ConditionWatch::nextTime() const
{
    std::optional<Timestamp> next;
    for (const Watched &watched : m_conditions) {
        if (watched.condition.kind == Kind::TimeReached && !watched.isTold && (!next || watched.condition.number < next->ns))
            next = Timestamp { watched.condition.number };
    }
    return next;
}

std::optional<Hit> ConditionWatch::timeReached(Timestamp now)
{
    std::optional<Hit> hit;
    for (std::size_t n = 0; n < m_conditions.size(); ++n) {
        if (m_conditions[n].condition.kind != Kind::TimeReached)
            continue;
        const auto reason = lateMet(m_conditions[n], { .time = now });
        if (reason && !hit)
            hit = Hit { n, m_events, now, reason->task, reason->text };
    }
    m_time = std::max(m_time, now);
    updateDeadline();
    return hit;
}

void ConditionWatch::noteTask(TaskRow &task, const Event &event)
{
    if (event.kind == EventKind::TaskCreated) {
        if (task.isDeclared || task.isFinished)
            return;
        task.isDeclared = true;
        task.name = event.text;
        for (Watched &watched : m_conditions) {
            if (trace::rowOf(event.task) < watched.isNamed.size())
                watched.isNamed[trace::rowOf(event.task)] = 0;
        }
    } else if (event.kind == EventKind::TaskReady) {
        noteReady(task, event);
    } else if (event.kind == EventKind::TaskResumed || event.kind == EventKind::TaskFinished) {
        leaveReady(task);
        task.isFinished = task.isFinished || event.kind == EventKind::TaskFinished;
    }
    if (event.kind == EventKind::TaskSuspended && task.isReady) { // it was readied while it ran, and waits only now
        task.isReady = false;
        --m_readyCount;
        noteReady(task, event);
    }
    const auto isIt = [&](const Since &running) { return running.task == event.task; };
    if (event.kind == EventKind::TaskResumed && !task.isFinished && std::none_of(m_running.begin(), m_running.end(), isIt))
        m_running.push_back({ event.task, event.time, ++m_order });
    else if (event.kind == EventKind::TaskSuspended || event.kind == EventKind::TaskFinished)
        std::erase_if(m_running, isIt);
}

void ConditionWatch::note(const Event &event)
{
    if (event.kind == EventKind::IterationBegun || event.kind == EventKind::IterationEnded)
        m_running.clear();
    if (event.task != TaskId::None) {
        if (TaskRow *task = row(event.task))
            noteTask(*task, event);
    }
    if (event.kind != EventKind::QueueCreated && event.kind != EventKind::QueuePut && event.kind != EventKind::QueueGet
        && event.kind != EventKind::CounterSet)
        return;
    QueueRow *queue = row(event.queue());
    if (queue && event.kind == EventKind::QueueCreated)
        *queue = { event.text, event.value, queue->depth };
    else if (queue)
        queue->depth = std::max<qint64>(event.value, 0);
}

std::optional<Hit> ConditionWatch::aboutToResume(TaskId task, Timestamp now)
{
    for (std::size_t n = 0; n < m_conditions.size(); ++n) {
        if (m_conditions[n].condition.kind != Kind::TaskResumes || !names(m_conditions[n], task))
            continue;
        LinkedText text(link(task));
        return Hit { n, m_events, now, task, text << " is about to resume" };
    }
    return std::nullopt;
}

std::optional<Hit> ConditionWatch::deadlocked(std::size_t tasksLeft, Timestamp now) const
{
    for (std::size_t n = 0; n < m_conditions.size(); ++n) {
        if (m_conditions[n].condition.kind == Kind::Deadlock)
            return Hit { n, m_events, now, TaskId::None,
                         counted(tasksLeft, "task") + QLatin1String(tasksLeft == 1 ? " is" : " are") + QStringLiteral(" left that nothing can ever wake") };
    }
    return std::nullopt;
}

} // namespace analysis
