// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/lanestack.h"

#include <algorithm>
#include <array>
#include <limits>

namespace timeline {

using session::LaneKind;
using session::LaneOrder;

int laneHeight(LaneKind kind, Density density)
{
    struct Heights
    {
        int loop, task, queue, worker;
    };
    const Heights heights = density == Density::Packed ? Heights { 18, 3, 18, 3 }
        : density == Density::Compact                  ? Heights { 26, 18, 36, 18 }
                                                       : Heights { 34, 52, 70, 34 };
    switch (kind) {
    case LaneKind::Loop:
        return heights.loop;
    case LaneKind::Task:
        return heights.task;
    case LaneKind::Queue:
        return heights.queue;
    case LaneKind::Worker:
        break;
    }
    return heights.worker;
}

Density resolved(Density density, const LaneOrder &lanes, int viewportHeight)
{
    if (density != Density::Auto)
        return density;
    qint64 height = 0;
    for (const session::LaneRow &row : lanes.rows())
        height += laneHeight(row.id.kind, Density::Roomy);
    return height <= qint64(viewportHeight) * 3 ? Density::Roomy : Density::Compact;
}

void LaneStack::lay(const LaneOrder &lanes, Density density)
{
    m_tops.assign(1, 0);
    m_tops.reserve(size_t(lanes.count()) + 1);
    m_fixedCount = lanes.pinnedCount();
    // Scroll bars count in int; what could overflow it is only reachable by filtering.
    constexpr int MostHeight = std::numeric_limits<int>::max() / 4;
    for (qsizetype n = 0; n < lanes.count(); ++n) {
        const int height = laneHeight(lanes.row(n).id.kind, density);
        m_tops.push_back(std::min(m_tops.back() + height, MostHeight));
    }
    if (m_fixedCount < lanes.count() && lanes.row(m_fixedCount).id == session::LaneId::loop())
        ++m_fixedCount;
}

qsizetype LaneStack::laneAt(int y) const
{
    if (y < 0)
        return -1;
    const auto above = std::upper_bound(m_tops.begin(), m_tops.end(), y);
    return above == m_tops.end() ? count() : qsizetype(above - m_tops.begin()) - 1;
}

} // namespace timeline
