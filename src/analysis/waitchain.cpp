// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/waitchain.h"

#include "analysis/situation.h"
#include "analysis/waitcycles.h"
#include "analysis/wording.h"

#include <QHash>
#include <QSet>

#include <algorithm>
#include <deque>

namespace analysis {

using trace::AwaitReason;
using trace::Event;
using trace::EventKind;
using trace::TaskId;
using trace::TaskState;
using trace::TaskStatus;

namespace {

bool isLeft(const TaskStatus &task)
{
    return task.id != TaskId::None && task.state != TaskState::Finished;
}

// Only a task of the loop itself can end such a wait.
bool isInternalWait(AwaitReason reason)
{
    return reason == AwaitReason::QueueGet || reason == AwaitReason::QueuePut || reason == AwaitReason::Join || reason == AwaitReason::Gather
        || reason == AwaitReason::Lock || reason == AwaitReason::Event;
}

/// Builds the graph breadth first.
class Builder
{
public:
    Builder(const Instant &instant, std::size_t limit) : m_instant(instant), m_limit(limit) {}

    void add(TaskId id)
    {
        if (id == TaskId::None || m_known.contains(trace::number(id)))
            return;
        if (m_graph.tasks.size() >= m_limit) {
            m_graph.isCutOff = true;
            return;
        }
        m_known.insert(trace::number(id));
        m_graph.tasks.push_back(id);
    }

    WaitGraph build()
    {
        for (std::size_t n = 0; n < m_graph.tasks.size(); ++n) {
            if (const TaskStatus *status = m_instant.state.task(m_graph.tasks[n]))
                addEdges(*status);
        }
        return std::move(m_graph);
    }

private:
    void edge(const TaskStatus &waiter, TaskId on, WaitKind kind, bool isOneOf = false)
    {
        m_graph.edges.push_back({ waiter.id, on, kind, isOneOf, false });
        add(on);
    }

    void addEdges(const TaskStatus &status)
    {
        if (status.state == TaskState::Ready)
            return edge(status, m_instant.state.running, WaitKind::Turn);
        if (status.state != TaskState::Awaiting)
            return;
        switch (status.reason) {
        case AwaitReason::Sleep:
        case AwaitReason::Yield:
            return edge(status, TaskId::None, WaitKind::Timer);
        case AwaitReason::QueueGet:
        case AwaitReason::QueuePut:
            return addQueue(status);
        case AwaitReason::Join:
            return edge(status, static_cast<TaskId>(status.object), WaitKind::Task);
        case AwaitReason::Gather:
            return addGather(status);
        case AwaitReason::Job:
            return edge(status, TaskId::None, WaitKind::Job);
        case AwaitReason::Io:
            return edge(status, TaskId::None, WaitKind::Io);
        case AwaitReason::Lock:
            return edge(status, TaskId::None, WaitKind::Lock);
        case AwaitReason::Event:
            return edge(status, TaskId::None, WaitKind::Event);
        case AwaitReason::Foreign:
            return edge(status, TaskId::None, WaitKind::Outside);
        case AwaitReason::None:
        case AwaitReason::Unknown:
            break;
        }
        edge(status, TaskId::None, WaitKind::Unknown);
    }

    void addGather(const TaskStatus &status)
    {
        const Gathered gathered = gatheredBy(m_instant, status);
        if (!gathered.isKnown)
            return edge(status, TaskId::None, WaitKind::Gather);
        for (const TaskId id : gathered.tasks) {
            const TaskStatus *task = m_instant.state.task(id);
            if (!task || task->state != TaskState::Finished)
                edge(status, id, WaitKind::Gather);
        }
    }

    void addQueue(const TaskStatus &status)
    {
        const bool isGet = status.reason == AwaitReason::QueueGet;
        const auto others = users(status.object, isGet ? EventKind::QueuePut : EventKind::QueueGet);
        const WaitKind kind = isGet ? WaitKind::Item : WaitKind::Room;
        const std::size_t before = m_graph.edges.size();
        for (const TaskId id : others) {
            if (id != status.id)
                edge(status, id, kind, true);
        }
        if (m_graph.edges.size() == before)
            edge(status, TaskId::None, kind, true);
    }

    /// The tasks that have put into (or got from) the queue lately or wait to, and have not finished; in order of creation.
    const std::vector<TaskId> &users(quint32 queue, EventKind kind)
    {
        constexpr quint64 Reach = 20'000;
        auto &cache = kind == EventKind::QueuePut ? m_putters : m_getters;
        const auto known = cache.find(queue);
        if (known != cache.end())
            return *known;
        QSet<quint32> ids;
        const quint64 end = m_instant.events();
        m_instant.trace.forEach(end > Reach ? end - Reach : 0, end, [&](quint64, const Event &event) {
            if (event.kind == kind && event.object == queue && event.task != TaskId::None)
                ids.insert(trace::number(event.task));
            return true;
        });
        if (const trace::QueueStatus *status = m_instant.state.queue(static_cast<trace::QueueId>(queue))) {
            for (const TaskId id : kind == EventKind::QueuePut ? status->putters : status->getters)
                ids.insert(trace::number(id));
        }
        std::vector<TaskId> left;
        for (const quint32 id : std::as_const(ids)) {
            const TaskStatus *task = m_instant.state.task(static_cast<TaskId>(id));
            if (task && isLeft(*task))
                left.push_back(task->id);
        }
        std::sort(left.begin(), left.end());
        return *cache.insert(queue, left);
    }

    const Instant &m_instant;
    std::size_t m_limit;
    WaitGraph m_graph;
    QSet<quint32> m_known;
    QHash<quint32, std::vector<TaskId>> m_putters;
    QHash<quint32, std::vector<TaskId>> m_getters;
};

} // namespace

WaitGraph waitGraph(const Instant &instant, TaskId task, std::size_t limit)
{
    Builder builder(instant, limit);
    builder.add(task);
    WaitGraph graph = builder.build();
    markCycles(graph);
    return graph;
}

WaitGraph deadlockGraph(const Instant &instant, std::size_t limit)
{
    Builder builder(instant, limit);
    for (const TaskStatus &task : instant.state.tasks) {
        if (isLeft(task))
            builder.add(task.id);
    }
    WaitGraph graph = builder.build();
    markCycles(graph);
    return graph;
}

// Breadth first from the first created task of a circle, along edges of circles only: the first way back is a shortest one.
std::vector<TaskId> waitCycle(const WaitGraph &graph)
{
    QHash<quint32, std::vector<TaskId>> next;
    TaskId start = TaskId::None;
    for (const WaitEdge &edge : graph.edges) {
        if (!edge.isInCycle)
            continue;
        next[trace::number(edge.waiter)].push_back(edge.on);
        if (start == TaskId::None || edge.waiter < start)
            start = edge.waiter;
    }
    QHash<quint32, TaskId> cameFrom;
    std::deque<TaskId> ahead { start };
    while (start != TaskId::None && !ahead.empty()) {
        const TaskId at = ahead.front();
        ahead.pop_front();
        for (const TaskId to : next.value(trace::number(at))) {
            if (to == start) {
                std::vector<TaskId> cycle;
                for (TaskId back = at; back != start; back = cameFrom.value(trace::number(back)))
                    cycle.push_back(back);
                cycle.push_back(start);
                std::reverse(cycle.begin(), cycle.end());
                return cycle;
            }
            if (!cameFrom.contains(trace::number(to))) {
                cameFrom.insert(trace::number(to), at);
                ahead.push_back(to);
            }
        }
    }
    return {};
}

LinkedText cycleText(const trace::Trace &trace, const std::vector<TaskId> &cycle)
{
    LinkedText text;
    if (cycle.empty())
        return text;
    if (cycle.size() == 1)
        return text << link(trace, cycle.front()) << " waits for itself";
    std::vector<LinkedText> waits;
    for (std::size_t n = 0; n < cycle.size(); ++n) {
        LinkedText wait(link(trace, cycle[n]));
        waits.push_back(wait << " for " << link(trace, cycle[(n + 1) % cycle.size()]));
    }
    return text << "they wait in a circle: " << listed(waits, 8);
}

std::vector<WaitLine> waitLines(const Instant &instant, const WaitGraph &graph)
{
    constexpr std::size_t MaxLines = 1'000;
    QHash<quint32, std::vector<const WaitEdge *>> edgesOf;
    QSet<quint32> reached;
    for (const WaitEdge &edge : graph.edges) {
        edgesOf[trace::number(edge.waiter)].push_back(&edge);
        if (edge.on != edge.waiter)
            reached.insert(trace::number(edge.on));
    }
    std::vector<WaitLine> lines;
    QSet<quint32> told;
    struct Open
    {
        TaskId task;
        int depth;
        bool isInCycle;
    };
    const auto tellFrom = [&](TaskId root) {
        std::vector<Open> open { { root, 0, false } };
        while (!open.empty() && lines.size() < MaxLines) {
            const Open at = open.back();
            open.pop_back();
            const bool isAgain = told.contains(trace::number(at.task));
            LinkedText text(link(instant.trace, at.task));
            const TaskStatus *status = instant.state.task(at.task);
            if (!isAgain && status)
                text << " " << situationOf(instant, *status);
            const bool closesCycle = isAgain && at.isInCycle;
            if (isAgain && !closesCycle)
                text << ", as above";
            lines.push_back({ at.depth, at.task, text, closesCycle });
            if (isAgain)
                continue;
            told.insert(trace::number(at.task));
            const auto edges = edgesOf.value(trace::number(at.task));
            for (auto edge = edges.rbegin(); edge != edges.rend(); ++edge) {
                if ((*edge)->on != TaskId::None)
                    open.push_back({ (*edge)->on, at.depth + 1, (*edge)->isInCycle });
            }
        }
    };
    // First those that nobody waits for, then what circles have kept from being reached.
    for (const bool isRootOnly : { true, false }) {
        for (const TaskId id : graph.tasks) {
            if (!told.contains(trace::number(id)) && !(isRootOnly && reached.contains(trace::number(id))))
                tellFrom(id);
        }
    }
    return lines;
}

std::optional<TaskId> taskAboutToWake(const Instant &instant)
{
    constexpr int MaxGathers = 1'000;
    int gathers = 0;
    const auto hasFinished = [&](TaskId id) {
        const TaskStatus *task = instant.state.task(id);
        return task && task->state == TaskState::Finished;
    };
    const auto hasFailed = [&](TaskId id) {
        const TaskStatus *task = instant.state.task(id);
        return task && (task->outcome == trace::Outcome::Raised || task->outcome == trace::Outcome::Cancelled);
    };
    for (const TaskStatus &task : instant.state.tasks) {
        if (task.id == TaskId::None || task.state != TaskState::Awaiting)
            continue;
        if (task.reason == AwaitReason::Join && hasFinished(static_cast<TaskId>(task.object)))
            return task.id;
        if (task.reason != AwaitReason::Gather || ++gathers > MaxGathers)
            continue;
        const Gathered gathered = gatheredBy(instant, task);
        const bool isOver = gathered.isKnown
            && (std::all_of(gathered.tasks.begin(), gathered.tasks.end(), hasFinished) || std::any_of(gathered.tasks.begin(), gathered.tasks.end(), hasFailed));
        if (isOver)
            return task.id;
    }
    return std::nullopt;
}

std::vector<TaskId> deadlockedTasks(const trace::State &state)
{
    std::vector<TaskId> waiting;
    if (state.lost > 0 || state.ignored > 0 || !state.ready.empty() || state.running != TaskId::None || !state.timers.empty()
        || !state.jobs.empty() || !state.ios.empty())
        return waiting;
    for (const TaskStatus &task : state.tasks) {
        if (task.id == TaskId::None || task.state == TaskState::Finished)
            continue;
        if (task.state != TaskState::Awaiting || !isInternalWait(task.reason))
            return {};
        waiting.push_back(task.id);
    }
    return waiting;
}

bool isDeadlock(const Instant &instant)
{
    return !deadlockedTasks(instant.state).empty() && !taskAboutToWake(instant);
}

} // namespace analysis
