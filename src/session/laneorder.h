// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/lanefilter.h"
#include "session/lanesequence.h"
#include "session/nameorder.h"

#include <QHash>
#include <QString>

#include <array>
#include <optional>
#include <vector>

namespace trace {
class Trace;
}

namespace session {

/// One shown lane.
struct LaneRow
{
    LaneId id;
    quint16 depth = 0; ///< nesting below the root task, 0 for every other lane
    bool hasChildren = false;
    bool isCollapsed = false;
    bool isPinned = false;

    bool operator==(const LaneRow &) const = default;
};

/// The lanes of a trace that a filter shows, in display order: pinned ones, the loop, tasks (as a tree), queues, workers.
/// Changes only when the trace has got a new lane, has named one anew, or the filter has changed. Lanes that a growing trace adds are put where they belong,
/// which takes their number and not that of all (LaneSequence); all is made anew after a change of the filter or of names, and where names give the order.
class LaneOrder
{
public:
    /// Brings the order up to date; returns whether it may have changed.
    bool update(const trace::Trace &trace, const LaneFilter &filter);
    void clear();

    [[nodiscard]] qsizetype count() const;
    /// 0 <= n < count(). O(log lanes).
    [[nodiscard]] LaneRow row(qsizetype n) const;
    /// All of them, which takes O(lanes).
    [[nodiscard]] std::vector<LaneRow> rows() const;
    /// Rows at the top that are pinned.
    [[nodiscard]] qsizetype pinnedCount() const { return qsizetype(m_pinned.size()); }
    /// Rows of a kind below the pinned ones; they stand together, the kinds in their order.
    [[nodiscard]] qsizetype countOf(LaneKind kind) const { return lanesOf(kind).count(); }
    /// Where a lane stands; nothing for a lane that is not shown. O(1), or some 0.2 us where lanes near it are not shown.
    [[nodiscard]] std::optional<qsizetype> indexOf(LaneId id) const;
    /// How many lanes the trace has, shown or not.
    [[nodiscard]] qsizetype totalCount() const { return m_totalCount; }

private:
    [[nodiscard]] const LaneSequence &lanesOf(LaneKind kind) const { return m_lanes[size_t(kind)]; }
    void pin(const trace::Trace &trace);
    void grow(const trace::Trace &trace);
    void growFlat(LaneKind kind, const trace::Trace &trace);
    void growTree(const trace::Trace &trace);
    void addByName(NameOrder &names, LaneKind kind, const trace::Trace &trace);
    [[nodiscard]] bool isShown(const trace::Trace &trace, LaneId id) const;

    std::array<LaneSequence, LaneKindCount> m_lanes; ///< by kind
    std::vector<LaneRow> m_pinned;
    QHash<LaneId, qsizetype> m_pinnedRows;
    LaneFilter m_filter;
    // Where lanes are sorted by name:
    NameOrder m_taskNames { LaneKind::Task };
    NameOrder m_queueNames { LaneKind::Queue };
    NameOrder m_workerNames { LaneKind::Worker };
    quint64 m_lateNames = 0; ///< of the trace at the last update
    qsizetype m_totalCount = -1;
};

/// "loop", or the name that the task, queue or worker was given; "task 7" and the like where the trace does not tell.
[[nodiscard]] QString laneName(const trace::Trace &trace, LaneId id);

} // namespace session
