// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/chunked.h"
#include "trace/lane.h"
#include "trace/packing.h"
#include "trace/slicecode.h"

#include <array>

namespace trace {

/// Bytes that never move, handed out piece by piece; pieces of one lane lie side by side.
class Slabs
{
public:
    /// `size` bytes, aligned to 8, with 8 readable ones behind them.
    [[nodiscard]] quint8 *take(std::size_t size);
    [[nodiscard]] quint64 bytes() const { return m_bytes; }

private:
    std::vector<std::unique_ptr<quint8[]>> m_slabs;
    quint8 *m_at = nullptr;
    std::size_t m_left = 0;
    quint64 m_bytes = 0;
};

/// BlockLength transitions in a row, read in place. The numbers of a block are counted from its first and take as many bytes as the greatest needs.
struct LaneBlock
{
    static constexpr std::size_t Length = 32;

    quint64 baseTime = 0;
    quint64 baseEvent = 0;
    const quint8 *times = nullptr;
    const quint8 *events = nullptr;
    const quint8 *codes = nullptr;
    int timeWidth = 0;
    int eventWidth = 0;
    std::size_t count = 0;

    [[nodiscard]] Timestamp time(std::size_t n) const { return { static_cast<qint64>(baseTime + numberAt(times, timeWidth, n)) }; }
    [[nodiscard]] quint64 event(std::size_t n) const { return baseEvent + numberAt(events, eventWidth, n); }
    [[nodiscard]] quint8 code(std::size_t n) const { return codes[n]; }
};

/// The transitions of a lane, packed: whole blocks and an open one. Each block knows how long the lane was in each state before it, exactly
/// (in slots: the codes that the lane has used, numbered in order of first use), and how many slices ran, so that any span of the lane is the
/// difference of two blocks and a few transitions at either end. About 8 to 10 bytes a transition, all of it.
class LaneBlocks
{
public:
    static constexpr std::size_t SlotLimit = 32;

    void append(Timestamp t, quint8 code, quint64 event);

    [[nodiscard]] quint64 count() const { return m_blocks.size() * LaneBlock::Length + m_openCount; }
    /// Whole blocks and the open one.
    [[nodiscard]] std::size_t blockCount() const { return m_blocks.size() + (m_openCount > 0 ? 1 : 0); }
    [[nodiscard]] std::size_t wholeCount() const { return m_blocks.size(); }
    [[nodiscard]] LaneBlock block(std::size_t n) const;
    /// Number of the event that began the first slice of a block.
    [[nodiscard]] quint64 eventOf(std::size_t block) const;
    [[nodiscard]] Timestamp beginOf(std::size_t block) const { return block < m_blocks.size() ? m_blocks[block].time : m_openBegin; }
    /// The number of blocks that begin before t, found from `hint` (not above it) on.
    [[nodiscard]] std::size_t blocksBefore(Timestamp t, std::size_t hint = 0) const;
    [[nodiscard]] std::size_t blocksUpTo(Timestamp t) const;

    [[nodiscard]] std::size_t slotCount() const { return m_slotCount; }
    [[nodiscard]] quint8 codeOfSlot(std::size_t slot) const { return m_codes[slot]; }
    /// The slot of a code that a transition of this lane has.
    [[nodiscard]] std::size_t slotOf(quint8 code) const { return m_slots[code % SlotLimit]; }
    /// Time in each slot before the block (any n <= wholeCount(); the open block's is at wholeCount()), into sums[0..slotCount()).
    void sumsBefore(std::size_t block, qint64 *sums) const;
    /// Number of Running slices that begin before the block, modulo 2^32.
    [[nodiscard]] quint32 runsBefore(std::size_t block) const;
    [[nodiscard]] Timestamp begin() const { return m_begin; }
    [[nodiscard]] quint64 bytes() const;

private:
    struct Whole
    {
        Timestamp time; ///< of its first transition
        const quint8 *record = nullptr; ///< u64 event · u32 runs · widths, slots · i64 sums of slots 1.. · codes · times · events
    };
    static constexpr quint8 NoSlot = SlotLimit - 1;
    static constexpr std::size_t HeadBytes = 16;

    void seal(Timestamp end);
    void growOpen();
    void addOpenToSums(Timestamp end);

    Chunked<Whole, 256> m_blocks;
    Slabs m_slabs;
    // The open block: times, events, codes, as full numbers.
    std::unique_ptr<quint8[]> m_open;
    quint8 m_openCount = 0;
    quint8 m_openCapacity = 0;
    quint8 m_slotCount = 0;
    std::array<quint8, SlotLimit> m_slots = noSlots();
    std::array<quint8, SlotLimit> m_codes {};
    Timestamp m_openBegin;
    Timestamp m_begin; ///< of the first transition
    quint32 m_runs = 0; ///< before the open block
    std::vector<qint64> m_sums; ///< by slot, before the open block

    static constexpr std::array<quint8, SlotLimit> noSlots()
    {
        std::array<quint8, SlotLimit> slots {};
        slots.fill(NoSlot);
        return slots;
    }
};

} // namespace trace
