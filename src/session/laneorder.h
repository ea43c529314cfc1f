// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/lanefilter.h"
#include "session/nameorder.h"

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
/// Changes only when the trace has got a new lane or the filter has changed; both look-ups are O(1). Lanes that a growing trace adds are put where they
/// belong in one pass over the rows, some 10 ns a lane; with names to be matched or sorted, and after a change of the filter, all is made anew.
class LaneOrder
{
public:
    /// Brings the order up to date; returns whether it has changed.
    bool update(const trace::Trace &trace, const LaneFilter &filter);
    void clear();

    [[nodiscard]] qsizetype count() const { return qsizetype(m_rows.size()); }
    [[nodiscard]] const LaneRow &row(qsizetype n) const { return m_rows[size_t(n)]; }
    [[nodiscard]] const std::vector<LaneRow> &rows() const { return m_rows; }
    /// Rows at the top that are pinned.
    [[nodiscard]] qsizetype pinnedCount() const { return m_pinnedCount; }
    /// Where a lane stands; nothing for a lane that is not shown.
    [[nodiscard]] std::optional<qsizetype> indexOf(LaneId id) const;
    /// How many lanes the trace has, shown or not.
    [[nodiscard]] qsizetype totalCount() const { return m_totalCount; }

private:
    [[nodiscard]] bool canGrow(const trace::Trace &trace, const LaneFilter &filter) const;
    void grow(const trace::Trace &trace);
    void growTree(const trace::Trace &trace, qsizetype tasksEnd, std::vector<LaneRow> &rows) const;
    void rebuild(const trace::Trace &trace);
    [[nodiscard]] std::vector<LaneRow> allRows(const trace::Trace &trace);
    void noteLanes(const trace::Trace &trace);
    [[nodiscard]] LaneRow taskRow(quint32 task, size_t depth, bool hasChildren) const;

    std::vector<LaneRow> m_rows;
    std::array<std::vector<qint32>, 4> m_places; ///< by kind and number: the row of a lane, -1 for none
    std::vector<trace::TaskId> m_parents; ///< of the tasks that the rows were made from
    qsizetype m_queueCount = 0; ///< likewise
    qsizetype m_workerCount = 0;
    LaneFilter m_filter;
    // Where lanes are sorted by name:
    NameOrder m_taskNames { LaneKind::Task };
    NameOrder m_queueNames { LaneKind::Queue };
    NameOrder m_workerNames { LaneKind::Worker };
    qsizetype m_pinnedCount = 0;
    qsizetype m_totalCount = -1;
};

/// "loop", or the name that the task, queue or worker was given; "task 7" and the like where the trace does not tell.
[[nodiscard]] QString laneName(const trace::Trace &trace, LaneId id);

} // namespace session
