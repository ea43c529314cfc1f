// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/laneevents.h"

#include "trace/columnsum.h"

namespace trace {

namespace {

/// In a damaged file the numbers of events may be anything: their sums wrap.
void add(qint64 &sum, quint64 events)
{
    sum = static_cast<qint64>(static_cast<quint64>(sum) + events);
}

} // namespace

void EventSums::update(const LaneBlocks &blocks)
{
    if (m_slotCount != blocks.slotCount() || m_sums.empty()) {
        m_slotCount = blocks.slotCount();
        m_blockCount = 0;
        m_sums.assign(m_slotCount, 0);
    }
    for (; m_blockCount < blocks.wholeCount(); ++m_blockCount) {
        const LaneBlock block = blocks.block(m_blockCount);
        m_sums.resize(m_sums.size() + m_slotCount);
        qint64 *const next = m_sums.data() + (m_blockCount + 1) * m_slotCount;
        std::copy(next - m_slotCount, next, next);
        quint64 event = block.event(0);
        for (std::size_t n = 0; n < block.count; ++n) {
            const quint64 end = n + 1 < block.count ? block.event(n + 1) : blocks.eventOf(m_blockCount + 1);
            add(next[block.slot(n)], end - event);
            event = end;
        }
    }
}

namespace {

/// What a lane was up to the event of one number.
struct EventBorder
{
    std::array<qint64, LaneBlocks::SlotLimit> sums;
    quint32 runs = 0;
    quint64 last = 0; ///< the event that began the slice there
    bool isInSlice = false;
};

class EventBorders
{
public:
    EventBorders(const LaneBlocks &blocks, const EventSums &sums) : m_blocks(blocks), m_sums(sums) {}

    /// The one before this event, which is not before that of the last call. From a border to the next in one block only the slices between them
    /// are walked: a picture may have hundreds of columns to a block.
    void find(quint64 event, EventBorder &border)
    {
        gallopTo(event);
        border.isInSlice = m_before > 0;
        if (m_before == 0) {
            border.runs = 0;
            std::fill_n(border.sums.begin(), m_blocks.slotCount(), 0);
            return;
        }
        if (m_before != m_entered)
            enter(m_before - 1);
        while (m_slice + 1 < m_block.count && m_block.event(m_slice + 1) < event) {
            const quint64 next = m_block.event(m_slice + 1);
            add(m_begun.sums[slot()], next - m_begun.last);
            m_begun.last = next;
            ++m_slice;
            m_begun.runs += isRun() ? 1u : 0u;
        }
        std::copy_n(m_begun.sums.begin(), m_blocks.slotCount(), border.sums.begin());
        add(border.sums[slot()], event - m_begun.last);
        border.runs = m_begun.runs;
        border.last = m_begun.last;
    }

private:
    /// Sets m_before to the number of blocks whose first slice was begun before the event.
    void gallopTo(quint64 event)
    {
        std::size_t step = 1;
        std::size_t high = m_before;
        while (high < m_blocks.blockCount() && m_blocks.eventOf(high) < event) {
            m_before = high + 1;
            high += step;
            step *= 2;
        }
        high = std::min(high, m_blocks.blockCount());
        while (m_before < high) {
            const std::size_t middle = m_before + (high - m_before) / 2;
            if (m_blocks.eventOf(middle) < event)
                m_before = middle + 1;
            else
                high = middle;
        }
    }

    void enter(std::size_t at)
    {
        m_entered = at + 1;
        m_block = m_blocks.block(at);
        m_slice = 0;
        std::copy_n(m_sums.before(at), m_blocks.slotCount(), m_begun.sums.begin());
        m_begun.last = m_block.event(0);
        m_begun.runs = m_blocks.runsBefore(at) + (isRun() ? 1u : 0u);
    }
    [[nodiscard]] std::size_t slot() const { return m_block.slot(m_slice); }
    [[nodiscard]] bool isRun() const { return m_block.code(m_slice) == RunningCode; }

    const LaneBlocks &m_blocks;
    const EventSums &m_sums;
    std::size_t m_before = 0; ///< blocks begun before the border
    std::size_t m_entered = 0; ///< the block that is walked, from 1; 0: none yet
    LaneBlock m_block {};
    std::size_t m_slice = 0; ///< in it
    EventBorder m_begun; ///< up to where that slice began
};

} // namespace

void coverEvents(const LaneBlocks &blocks, const EventSums &sums, std::span<const quint64> borders, std::span<Coverage> columns, std::span<quint32> runs)
{
    EventBorders at(blocks, sums);
    EventBorder left;
    EventBorder right;
    at.find(borders[0], left);
    ColumnSum sum;
    for (std::size_t p = 0; p < columns.size(); ++p) {
        at.find(borders[p + 1], right);
        for (std::size_t slot = 0; slot < blocks.slotCount(); ++slot) {
            if (right.sums[slot] != left.sums[slot])
                sum.add(blocks.codeOfSlot(slot), static_cast<double>(static_cast<qint64>(static_cast<quint64>(right.sums[slot]) - static_cast<quint64>(left.sums[slot]))));
        }
        if (right.runs != left.runs)
            sum.noteRun();
        if (!runs.empty())
            runs[p] = right.runs - left.runs;
        columns[p].isSingle = right.isInSlice && borders[p + 1] > borders[p] && right.last <= borders[p];
        sum.moveTo(columns[p], borders[p + 1] > borders[p] ? 1 / static_cast<double>(borders[p + 1] - borders[p]) : 0);
        std::swap(left, right);
    }
}

} // namespace trace
