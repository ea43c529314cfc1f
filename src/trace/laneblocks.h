// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/arena.h"
#include "trace/bytes.h"
#include "trace/eventline.h"
#include "trace/filerows.h"
#include "trace/lane.h"
#include "trace/packing.h"
#include "trace/slicecode.h"

#include <array>

namespace trace {

/// Bytes of one lane, piece by piece; pieces that follow each other lie side by side.
class Slabs
{
public:
    /// `size` bytes with Arena::ReadableBehind readable ones behind them.
    [[nodiscard]] quint8 *take(Arena &arena, std::size_t size)
    {
        if (size > m_left) [[unlikely]]
            grow(arena, size);
        quint8 *const piece = m_at;
        m_at += size;
        m_left -= static_cast<quint32>(size);
        return piece;
    }
    [[nodiscard]] quint64 bytes() const { return quint64(m_grains) * Grain; }

private:
    static constexpr std::size_t Grain = 16; ///< of what the arena gives

    void grow(Arena &arena, std::size_t size);

    quint8 *m_at = nullptr;
    quint32 m_left = 0;
    quint32 m_grains = 0;
};

/// Where a whole block of a lane or counter begins in time and where its record stands: in memory, or at a place of a file.
struct BlockPlace
{
    Timestamp time; ///< of its first transition
    quint64 record = 0; ///< address or PagePlace

    [[nodiscard]] static BlockPlace inMemory(Timestamp time, const quint8 *record) { return { time, reinterpret_cast<quintptr>(record) }; }
    [[nodiscard]] const quint8 *address() const { return reinterpret_cast<const quint8 *>(static_cast<quintptr>(record)); }
    [[nodiscard]] std::array<quint64, 2> toWords() const { return { static_cast<quint64>(time.ns), record }; }
    [[nodiscard]] static BlockPlace fromWords(const std::array<quint64, 2> &words) { return { { static_cast<qint64>(words[0]) }, words[1] }; }
};
using BlockPlaces = FileRows<BlockPlace, 256>;

/// Length transitions in a row, read in place. The numbers of a whole block are counted from its first and take as many bits as the greatest needs.
struct LaneBlock
{
    static constexpr std::size_t Length = 32;

    quint64 baseTime = 0;
    quint64 baseEvent = 0;
    BitRow times;
    BitRow events;
    EventLine line; ///< above which the events are counted
    BitRow codes; ///< as numbers below 32 that the two tables say the meaning of
    const quint8 *codeTable = nullptr;
    const quint8 *slotTable = nullptr;
    std::size_t count = 0;

    [[nodiscard]] Timestamp time(std::size_t n) const { return { static_cast<qint64>(baseTime + times[n]) }; }
    [[nodiscard]] quint64 event(std::size_t n) const { return baseEvent + line.at(times[n]) + events[n]; }
    [[nodiscard]] quint8 code(std::size_t n) const { return codeTable[codes[n]]; }
    /// The slot of that code (LaneBlocks).
    [[nodiscard]] std::size_t slot(std::size_t n) const { return slotTable[codes[n]]; }
};

/// The transitions of a lane, packed: whole blocks and an open one. Each block knows how long the lane was in each state before it, exactly
/// (in slots: the codes that the lane has used, numbered in order of first use), and how many slices ran, so that any span of the lane is the
/// difference of two blocks and a few transitions at either end. About 4 bytes a transition where they follow each other as closely as those of a loop, 10
/// where they are those of one of 10^5 tasks, all of it.
///
/// Appending writes 16 bytes behind those before and counts; all that a whole block has to know is worked out when it is full. A trace of 10^5 lanes
/// appends to another one at each event, so what an append touches lies in two places: the head of this object and the end of the open block.
class LaneBlocks
{
public:
    static constexpr std::size_t SlotLimit = 32;

    /// The arena has to outlive it.
    explicit LaneBlocks(Arena &arena) : m_arena(arena) {}

    /// t not before the last one's; code below SlotLimit; event below 2^56.
    void append(Timestamp t, quint8 code, quint64 event)
    {
        if (m_openCount == m_openCapacity || !(m_known >> code & 1)) [[unlikely]]
            makeRoom(t, code);
        m_open[m_openCount++] = { qToLittleEndian(event << CodeBits | code), qToLittleEndian(static_cast<quint64>(t.ns)) };
    }
    /// Where the next append will write to.
    [[nodiscard]] const void *back() const { return m_open + m_openCount; }

    [[nodiscard]] quint64 count() const { return m_blocks.size() * LaneBlock::Length + m_openCount; }
    /// Whole blocks and the open one.
    [[nodiscard]] std::size_t blockCount() const { return m_blocks.size() + (m_openCount > 0 ? 1 : 0); }
    [[nodiscard]] std::size_t wholeCount() const { return m_blocks.size(); }
    [[nodiscard]] LaneBlock block(std::size_t n) const;
    /// Number of the event that began the first slice of a block.
    [[nodiscard]] quint64 eventOf(std::size_t block) const;
    [[nodiscard]] Timestamp beginOf(std::size_t block) const { return block < m_blocks.size() ? m_blocks[block].time : openBegin(); }
    /// Whether blocks are read from a file when they are asked for.
    [[nodiscard]] bool isFiled() const { return m_blocks.fileCount() > 0; }
    /// Says that a block will be asked for soon: the disk reads it, or where it is in memory, the processor.
    void announce(std::size_t block) const
    {
        if (block < m_blocks.fileCount()) {
            m_blocks.file()->announce(m_blocks[block].record);
        } else if (block < m_blocks.size()) {
            constexpr std::size_t CacheLine = 64;
            const quint8 *const record = m_blocks[block].address();
            for (std::size_t n = 0; n < AnnouncedLines; ++n)
                __builtin_prefetch(record + n * CacheLine);
        }
    }
    /// The same for the list of blocks: where it stands, and then what stands there first; and for the open block.
    void announceBlocks(bool isPlaceKnown) const
    {
        if (m_blocks.fileCount() == 0)
            m_blocks.announce(isPlaceKnown);
        if (!isPlaceKnown)
            __builtin_prefetch(m_open);
    }
    /// The number of blocks that begin before t, found from `hint` (not above it) on.
    [[nodiscard]] std::size_t blocksBefore(Timestamp t, std::size_t hint = 0) const;
    [[nodiscard]] std::size_t blocksUpTo(Timestamp t) const;

    [[nodiscard]] std::size_t slotCount() const { return m_slotCount; }
    [[nodiscard]] quint8 codeOfSlot(std::size_t slot) const { return m_codes[slot]; }
    /// Time in each slot before the block (any n <= wholeCount(); the open block's is at wholeCount()), into sums[0..slotCount()).
    void sumsBefore(std::size_t block, qint64 *sums) const;
    /// Time in each slot before t, which is not behind the end of the last slice, into sums[0..slotCount()). O(log n).
    void sumsUpTo(Timestamp t, qint64 *sums) const;
    /// Number of Running slices that begin before the block, modulo 2^32.
    [[nodiscard]] quint32 runsBefore(std::size_t block) const;
    [[nodiscard]] Timestamp begin() const { return m_blocks.empty() ? openBegin() : m_blocks[0].time; }
    [[nodiscard]] quint64 bytes() const;

    /// Writes it: the whole blocks into pages, all else into `head`.
    void save(PageWriter &pages, ByteWriter &head) const;
    /// Makes an empty one what save() has written; fails `head` where that makes no sense. The file has to outlive it.
    void open(const PageFile &file, ByteReader &head);

private:
    /// A transition of the open block, as numbers of a file: its event, with its code in the lowest byte, and its time.
    struct Begun
    {
        quint64 what;
        quint64 time;
    };
    static constexpr int CodeBits = 8;
    static constexpr std::size_t AnnouncedLines = 4; ///< head, sums, codes and times of nearly all records

    /// What stands at the head of a whole block's record: u64 event · u32 runs · u32 line of the events (EventLine) · bits of a time and of an event ·
    /// slots · bytes of a sum. Behind it sums of the slots 1.. · slots · times · events of the transitions.
    struct Head
    {
        static constexpr std::size_t Bytes = 20;
        static constexpr std::size_t RunsAt = 8;

        quint64 event = 0;
        quint32 runs = 0;
        EventLine line;
        unsigned timeBits = 0;
        unsigned eventBits = 0;
        std::size_t slots = 1;
        int sumBytes = 0;

        void put(quint8 *to) const;
        [[nodiscard]] static Head of(const quint8 *record);
        /// Whether a lane of so many slots can have it; a file may say anything.
        [[nodiscard]] bool isValid(std::size_t slotsOfLane) const;
        [[nodiscard]] unsigned slotBits() const { return bitWidth(slots - 1); }
        [[nodiscard]] std::size_t sumsSize() const { return (slots - 1) * static_cast<std::size_t>(sumBytes); }
        /// Of the whole record.
        [[nodiscard]] std::size_t size() const
        {
            return Bytes + sumsSize() + LaneBlock::Length / 8 * (slotBits() + timeBits + eventBits);
        }
    };
    static constexpr std::size_t MostRecordBytes = Head::Bytes + (SlotLimit - 1) * 8 + LaneBlock::Length / 8 * (5 + 64 + 64);

    void makeRoom(Timestamp t, quint8 code);
    void growOpen(std::size_t count);
    void growSums(std::size_t count);
    /// A slot for a code that has none.
    void addSlot(quint8 code, qint64 sum);
    [[nodiscard]] const quint8 *recordOf(std::size_t n) const;
    void seal(Timestamp end);
    void putSums(Head &head, quint8 *to) const;
    [[nodiscard]] Timestamp openBegin() const { return { m_openCount > 0 ? static_cast<qint64>(qFromLittleEndian(m_open[0].time)) : 0 }; }

    Begun *m_open = nullptr; ///< in the arena
    quint8 m_openCount = 0;
    quint8 m_openCapacity = 0;
    quint8 m_slotCount = 0;
    quint8 m_sumCapacity = 0;
    quint32 m_known = 0; ///< the codes that have a slot, a bit each
    Arena &m_arena;
    BlockPlaces m_blocks;
    Slabs m_slabs;
    std::array<quint8, SlotLimit> m_slots {}; ///< of codes that are not known, which only a damaged file can hold: the first one
    std::array<quint8, SlotLimit> m_codes {};
    quint32 m_runs = 0; ///< before the open block
    qint64 *m_sums = nullptr; ///< in the arena: by slot, before the open block
};

} // namespace trace
