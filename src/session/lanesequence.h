// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <optional>
#include <span>
#include <vector>

namespace session {

/// The lanes of one kind (tasks, queues or workers) in an order into which others can be put anywhere: blocks of some hundred lanes, as in the leaves of a
/// B-tree. All lanes are in it, also those that are not shown, so that whatever comes later finds its place; look-ups count the shown ones only.
///
/// k lanes that are put in at m places cost O(k + m * (block + lanes / block)): a microsecond each among 10^5, where a table of all lanes would be gone through.
class LaneSequence
{
public:
    struct Entry
    {
        quint32 number = 0; ///< of the task, queue or worker; each is in the sequence once
        quint32 depth = 0; ///< under the root task
        bool isShown = true;
        bool hasChildren = false;
        bool isCollapsed = false;
        bool isUnderCollapsed = false; ///< an ancestor is collapsed

        bool operator==(const Entry &) const = default;
    };
    /// Lanes that follow each other, and where they are put.
    struct Group
    {
        quint32 under = 0; ///< behind this lane and all that stands deeper behind it; 0: behind all lanes
        std::span<const Entry> entries;
    };

    void clear();
    /// Puts these in, one group after the other. A lane that a group goes under is there already.
    void insert(std::span<const Group> groups);
    /// Says that a lane has got its first children, and whether they are shown. The lane is in the sequence.
    void setParent(quint32 number, bool isCollapsed);

    /// Lanes that are shown, and all of them.
    [[nodiscard]] qsizetype count() const { return m_count; }
    [[nodiscard]] qsizetype totalCount() const { return m_totalCount; }
    /// The n-th that is shown, n < count(). O(log lanes), and O(block) where a block holds lanes that are not shown.
    [[nodiscard]] const Entry &shown(qsizetype n) const;
    /// Which of those that are shown a lane is; nothing for one that is not, or is not in the sequence. O(1), likewise.
    [[nodiscard]] std::optional<qsizetype> indexOf(quint32 number) const;
    /// A lane of the sequence, shown or not. O(1).
    [[nodiscard]] const Entry &lane(quint32 number) const;
    /// Calls visit(entry) for each lane that is shown, in order.
    template<typename Visit>
    void forEachShown(Visit visit) const
    {
        for (const quint32 id : m_order) {
            for (const Entry &entry : m_blocks[id].entries) {
                if (entry.isShown)
                    visit(entry);
            }
        }
    }

private:
    struct Block
    {
        std::vector<Entry> entries;
        std::size_t shownCount = 0;
        std::size_t position = 0; ///< in m_order
        quint32 leastDepth = 0;
    };
    struct Place
    {
        quint32 block = 0;
        quint32 offset = 0;
    };
    [[nodiscard]] Place endUnder(quint32 number) const;
    [[nodiscard]] Place endOfAll();
    void insertAt(Place at, std::span<const Entry> entries);
    void append(std::span<const Entry> entries);
    void cut(quint32 id);
    quint32 addBlock(std::size_t position);
    void note(quint32 id, std::size_t from);
    void countShown();

    std::vector<Block> m_blocks;
    std::vector<quint32> m_order; ///< blocks as they follow each other
    std::vector<qsizetype> m_firsts; ///< by position of a block: the lanes shown before it
    std::vector<Place> m_places; ///< by number
    qsizetype m_count = 0;
    qsizetype m_totalCount = 0;
};

} // namespace session
