// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/lanestack.h"

#include <algorithm>
#include <array>
#include <limits>

namespace timeline {

using session::LaneKind;
using session::LaneOrder;

namespace {

constexpr std::array Kinds { LaneKind::Loop, LaneKind::Task, LaneKind::Queue, LaneKind::Worker }; // as they stand below each other
/// Scroll bars count in int; what could overflow it is only reachable by filtering.
constexpr qint64 MostHeight = std::numeric_limits<int>::max() / 4;

} // namespace

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
    for (qsizetype n = 0; n < lanes.pinnedCount(); ++n)
        height += laneHeight(lanes.row(n).id.kind, Density::Roomy);
    for (const LaneKind kind : Kinds)
        height += qint64(lanes.countOf(kind)) * laneHeight(kind, Density::Roomy);
    return height <= qint64(viewportHeight) * 3 ? Density::Roomy : Density::Compact;
}

void LaneStack::lay(const LaneOrder &lanes, Density density)
{
    m_runs.assign(1, {});
    for (qsizetype n = 0; n < lanes.pinnedCount(); ++n)
        add(1, laneHeight(lanes.row(n).id.kind, density));
    for (const LaneKind kind : Kinds)
        add(lanes.countOf(kind), laneHeight(kind, density));
    m_fixedCount = lanes.pinnedCount() + lanes.countOf(LaneKind::Loop);
}

void LaneStack::add(qsizetype lanes, int height)
{
    if (lanes == 0)
        return;
    Run &run = m_runs.back();
    run.height = height;
    m_runs.push_back({ run.first + lanes, run.top + qint64(lanes) * height });
}

int LaneStack::top(qsizetype n) const
{
    const auto after = std::upper_bound(m_runs.begin(), m_runs.end(), n, [](qsizetype lane, const Run &run) { return lane < run.first; });
    const Run &run = *(after - 1);
    return int(std::min(run.top + qint64(n - run.first) * run.height, MostHeight));
}

qsizetype LaneStack::laneAt(int y) const
{
    if (y < 0)
        return -1;
    if (y >= totalHeight())
        return count();
    const auto after = std::upper_bound(m_runs.begin(), m_runs.end(), qint64(y), [](qint64 at, const Run &run) { return at < run.top; });
    const Run &run = *(after - 1);
    return run.first + qsizetype((y - run.top) / run.height);
}

} // namespace timeline
