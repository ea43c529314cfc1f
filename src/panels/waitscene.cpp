// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/waitscene.h"

#include "panels/statetext.h"
#include "session/fonts.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QHash>

#include <algorithm>
#include <deque>

namespace panels {

using analysis::WaitEdge;
using analysis::WaitKind;
using trace::TaskId;

namespace {

constexpr double Margin = 16;
constexpr double NodeHeight = 40;
constexpr double RowGap = 16;
constexpr double ColumnGap = 56;
constexpr double MinNodeWidth = 88;
constexpr double MaxNodeWidth = 200;
constexpr double Padding = 10;

QString endText(WaitKind kind)
{
    switch (kind) {
    case WaitKind::Timer:
        return QCoreApplication::translate("WaitScene", "a timer");
    case WaitKind::Job:
        return QCoreApplication::translate("WaitScene", "a pool job");
    case WaitKind::Io:
        return QCoreApplication::translate("WaitScene", "I/O");
    case WaitKind::Turn:
        return QCoreApplication::translate("WaitScene", "its turn");
    case WaitKind::Lock:
        return QCoreApplication::translate("WaitScene", "a lock");
    case WaitKind::Event:
        return QCoreApplication::translate("WaitScene", "an event");
    case WaitKind::Outside:
        return QCoreApplication::translate("WaitScene", "the outside");
    case WaitKind::Item:
        return QCoreApplication::translate("WaitScene", "nobody who puts");
    case WaitKind::Room:
        return QCoreApplication::translate("WaitScene", "nobody who takes");
    default:
        return QCoreApplication::translate("WaitScene", "not known");
    }
}

class Layout
{
public:
    Layout(const analysis::Instant &instant, const analysis::WaitGraph &graph) : m_instant(instant), m_graph(graph) {}

    WaitScene make()
    {
        addNodes();
        findColumns();
        place();
        for (WaitArrow &arrow : m_scene.arrows)
            route(arrow);
        return std::move(m_scene);
    }

private:
    void addNodes()
    {
        const std::size_t count = std::min(m_graph.tasks.size(), MaxWaitNodes);
        m_scene.left = m_graph.tasks.size() - count;
        for (std::size_t n = 0; n < count; ++n) {
            const TaskId id = m_graph.tasks[n];
            const trace::TaskStatus *status = m_instant.state.task(id);
            m_nodeOf.insert(trace::number(id), m_scene.nodes.size());
            m_scene.nodes.push_back({ id, {}, taskName(m_instant.trace, id), status ? doingText(m_instant.trace, *status) : QString(), false });
        }
        for (const WaitEdge &edge : m_graph.edges) {
            const auto from = m_nodeOf.constFind(trace::number(edge.waiter));
            if (from == m_nodeOf.constEnd())
                continue;
            std::size_t to = m_scene.nodes.size();
            if (edge.on == TaskId::None)
                m_scene.nodes.push_back({ TaskId::None, {}, endText(edge.kind), {}, false });
            else if (const auto known = m_nodeOf.constFind(trace::number(edge.on)); known != m_nodeOf.constEnd())
                to = *known;
            else
                continue;
            m_scene.arrows.push_back({ *from, to, {}, edge.isInCycle, edge.isOneOf });
            if (edge.isInCycle)
                m_scene.nodes[*from].isInCycle = m_scene.nodes[to].isInCycle = true;
        }
    }

    // Breadth first from those that nobody waits for; whatever only a circle leads to begins where the search has not been yet.
    void findColumns()
    {
        const std::size_t count = m_scene.nodes.size();
        std::vector<std::vector<std::size_t>> next(count);
        std::vector<bool> isAwaited(count, false);
        for (const WaitArrow &arrow : m_scene.arrows) {
            next[arrow.from].push_back(arrow.to);
            isAwaited[arrow.to] = isAwaited[arrow.to] || arrow.from != arrow.to;
        }
        m_column.assign(count, -1);
        const auto walkFrom = [&](std::size_t root) {
            std::deque<std::size_t> ahead { root };
            m_column[root] = 0;
            while (!ahead.empty()) {
                const std::size_t at = ahead.front();
                ahead.pop_front();
                for (const std::size_t to : next[at]) {
                    if (m_column[to] >= 0)
                        continue;
                    m_column[to] = m_column[at] + 1;
                    ahead.push_back(to);
                }
            }
        };
        for (const bool isRootOnly : { true, false }) {
            for (std::size_t n = 0; n < count; ++n) {
                if (m_column[n] < 0 && !(isRootOnly && isAwaited[n]))
                    walkFrom(n);
            }
        }
    }

    void place()
    {
        const QFontMetricsF names(session::font(session::FontRole::Name));
        const QFontMetricsF small(session::font(session::FontRole::Small));
        const int columns = m_column.empty() ? 0 : *std::max_element(m_column.begin(), m_column.end()) + 1;
        std::vector<double> widths(static_cast<std::size_t>(columns), 0);
        const auto widthOf = [&](const WaitNode &node) {
            const double text = std::max(names.horizontalAdvance(node.name), small.horizontalAdvance(node.doing));
            return node.task == TaskId::None ? small.horizontalAdvance(node.name) + Padding : std::clamp(text + 2 * Padding, MinNodeWidth, MaxNodeWidth);
        };
        for (std::size_t n = 0; n < m_scene.nodes.size(); ++n) {
            double &width = widths[static_cast<std::size_t>(m_column[n])];
            width = std::max(width, widthOf(m_scene.nodes[n]));
        }
        double x = Margin;
        double bottom = Margin;
        for (int column = 0; column < columns; ++column) {
            double y = Margin;
            for (std::size_t n = 0; n < m_scene.nodes.size(); ++n) {
                if (m_column[n] != column)
                    continue;
                WaitNode &node = m_scene.nodes[n];
                node.rect = { x, y, node.task == TaskId::None ? widthOf(node) : widths[static_cast<std::size_t>(column)], NodeHeight };
                y += NodeHeight + RowGap;
            }
            bottom = std::max(bottom, y);
            x += widths[static_cast<std::size_t>(column)] + ColumnGap;
        }
        // Arrows back and within a column bow out to the right and below.
        m_scene.size = { std::max(x, Margin), bottom + 8 };
    }

    void route(WaitArrow &arrow) const
    {
        const QRectF &from = m_scene.nodes[arrow.from].rect;
        const QRectF &to = m_scene.nodes[arrow.to].rect;
        if (arrow.from == arrow.to) {
            const QPointF begin(from.right(), from.center().y() - 8);
            const QPointF end(from.right(), from.center().y() + 8);
            arrow.path = { { begin, begin + QPointF(36, -10), end + QPointF(36, 10), end } };
        } else if (m_column[arrow.to] > m_column[arrow.from]) {
            const QPointF begin(from.right(), from.center().y());
            const QPointF end(to.left(), to.center().y());
            const double bow = std::max(24.0, (end.x() - begin.x()) / 2);
            arrow.path = { { begin, begin + QPointF(bow, 0), end - QPointF(bow, 0), end } };
        } else if (m_column[arrow.to] == m_column[arrow.from]) {
            // Both ways between two tasks: one bows out to the right, the other stays beside it.
            const double side = arrow.from < arrow.to ? 14 : 32;
            const QPointF begin(from.right(), from.center().y() + (arrow.from < arrow.to ? 8 : -8));
            const QPointF end(to.right(), to.center().y() + (arrow.from < arrow.to ? -8 : 8));
            arrow.path = { { begin, begin + QPointF(side, 0), end + QPointF(side, 0), end } };
        } else {
            const QPointF begin(from.center().x(), from.bottom());
            const QPointF end(to.center().x(), to.bottom());
            const double depth = 18 + std::abs(from.bottom() - to.bottom()) / 3;
            arrow.path = { { begin, begin + QPointF(0, depth), end + QPointF(0, depth), end } };
        }
    }

    const analysis::Instant &m_instant;
    const analysis::WaitGraph &m_graph;
    WaitScene m_scene;
    QHash<quint32, std::size_t> m_nodeOf;
    std::vector<int> m_column; ///< by node
};

} // namespace

const WaitNode *WaitScene::nodeAt(QPointF point) const
{
    const auto at = std::find_if(nodes.begin(), nodes.end(), [&](const WaitNode &node) { return node.rect.contains(point); });
    return at == nodes.end() ? nullptr : &*at;
}

WaitScene layOutWaits(const analysis::Instant &instant, const analysis::WaitGraph &graph)
{
    return Layout(instant, graph).make();
}

} // namespace panels
