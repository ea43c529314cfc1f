// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/waitcycles.h"

#include <QHash>

#include <algorithm>

namespace analysis {

using trace::TaskId;

namespace {

/// Marks the edges within a strongly connected component, by Tarjan's algorithm (SIAM J. Comput. 1, 1972) without recursion; O(tasks + edges)
/// a round. Of a waiter that any one of several tasks may wake, all have to be in its component, else one outside can break the circle: then
/// its edges are left out and the rest is looked at again, at most once per such waiter.
class CycleMarker
{
public:
    explicit CycleMarker(WaitGraph &graph) : m_graph(graph)
    {
        for (std::size_t n = 0; n < graph.tasks.size(); ++n)
            m_rowOf.insert(trace::number(graph.tasks[n]), n);
        m_isOpen.assign(graph.tasks.size(), false);
    }

    void mark()
    {
        do
            findComponents();
        while (openWaiters());
        for (WaitEdge &edge : m_graph.edges)
            edge.isInCycle = isInside(edge);
    }

private:
    using Row = std::size_t;

    [[nodiscard]] std::optional<Row> row(TaskId id) const
    {
        const auto found = m_rowOf.constFind(trace::number(id));
        return id != TaskId::None && found != m_rowOf.constEnd() ? std::optional(*found) : std::nullopt;
    }

    /// Whether both ends are in one component of more than a single task, or the task waits for itself. A task in a gather or a join waits
    /// for good only for tasks that do: a turn comes by itself.
    [[nodiscard]] bool isInside(const WaitEdge &edge) const
    {
        const auto from = row(edge.waiter);
        const auto to = row(edge.on);
        return counts(edge) && m_component[*from] == m_component[*to];
    }

    [[nodiscard]] bool counts(const WaitEdge &edge) const
    {
        const auto from = row(edge.waiter);
        return from && row(edge.on) && edge.kind != WaitKind::Turn && !(edge.isOneOf && m_isOpen[*from]);
    }

    bool openWaiters()
    {
        bool isChanged = false;
        for (const WaitEdge &edge : m_graph.edges) {
            const auto from = row(edge.waiter);
            if (!edge.isOneOf || !from || m_isOpen[*from] || isInside(edge))
                continue;
            m_isOpen[*from] = true;
            isChanged = true;
        }
        return isChanged;
    }

    void findComponents()
    {
        const std::size_t count = m_graph.tasks.size();
        std::vector<std::vector<Row>> next(count);
        for (const WaitEdge &edge : m_graph.edges) {
            if (counts(edge))
                next[*row(edge.waiter)].push_back(*row(edge.on));
        }
        m_component.assign(count, 0);
        m_number.assign(count, 0);
        m_low.assign(count, 0);
        m_counter = 0;
        m_components = 0;
        for (Row start = 0; start < count; ++start) {
            if (m_number[start] == 0)
                visit(start, next);
        }
    }

    void visit(Row start, const std::vector<std::vector<Row>> &next)
    {
        struct Step
        {
            Row at;
            std::size_t edge = 0;
        };
        std::vector<Step> path { { start } };
        std::vector<Row> open;
        const auto enter = [&](Row at) {
            m_number[at] = m_low[at] = ++m_counter;
            open.push_back(at);
        };
        enter(start);
        while (!path.empty()) {
            Step &step = path.back();
            if (step.edge < next[step.at].size()) {
                const Row to = next[step.at][step.edge++];
                if (m_number[to] == 0) {
                    enter(to);
                    path.push_back({ to });
                } else if (m_component[to] == 0) {
                    m_low[step.at] = std::min(m_low[step.at], m_number[to]);
                }
                continue;
            }
            const Row done = step.at;
            path.pop_back();
            if (!path.empty())
                m_low[path.back().at] = std::min(m_low[path.back().at], m_low[done]);
            if (m_low[done] != m_number[done])
                continue;
            ++m_components;
            Row member = done;
            do {
                member = open.back();
                open.pop_back();
                m_component[member] = m_components;
            } while (member != done);
        }
    }

    WaitGraph &m_graph;
    QHash<quint32, Row> m_rowOf;
    std::vector<bool> m_isOpen; ///< by row: the waiter may be woken from outside its component
    std::vector<std::size_t> m_component; ///< by row, from 1
    std::vector<std::size_t> m_number;
    std::vector<std::size_t> m_low;
    std::size_t m_counter = 0;
    std::size_t m_components = 0;
};

} // namespace

void markCycles(WaitGraph &graph)
{
    CycleMarker(graph).mark();
}

} // namespace analysis
