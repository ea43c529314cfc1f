// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/laneblocks.h"

namespace trace {

/// What LaneBlocks knows about time, in numbers of events: how many of the events up to each whole block the lane was in each slot.
class EventSums
{
public:
    /// Sums the blocks that have become whole since the last time. After a lane has got a new slot it begins anew.
    void update(const LaneBlocks &blocks);
    /// By slot, before the block; block <= number of whole blocks at the last update.
    [[nodiscard]] const qint64 *before(std::size_t block) const { return m_sums.data() + block * m_slotCount; }
    [[nodiscard]] quint64 bytes() const { return m_sums.capacity() * sizeof(qint64); }

private:
    std::vector<qint64> m_sums;
    std::size_t m_slotCount = 0;
    std::size_t m_blockCount = 0;
};

/// Lane::coverageOverEvents for a lane with at least one transition; `columns` are empty ones.
void coverEvents(const LaneBlocks &blocks, const EventSums &sums, std::span<const quint64> borders, std::span<Coverage> columns, std::span<quint32> runs);

} // namespace trace
