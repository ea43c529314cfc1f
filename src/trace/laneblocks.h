// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/arena.h"
#include "trace/bytes.h"
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
    /// `size` bytes, aligned to 8, with 8 readable ones behind them.
    [[nodiscard]] quint8 *take(Arena &arena, std::size_t size)
    {
        size = (size + Grain - 1) / Grain * Grain;
        if (size > m_left) [[unlikely]]
            grow(arena, size);
        quint8 *const piece = m_at;
        m_at += size;
        m_left -= static_cast<quint32>(size);
        return piece;
    }
    [[nodiscard]] quint64 bytes() const { return quint64(m_grains) * Grain; }

private:
    static constexpr std::size_t Grain = 8;

    void grow(Arena &arena, std::size_t size);

    quint8 *m_at = nullptr;
    quint32 m_left = 0;
    quint32 m_grains = 0; ///< of 8 bytes
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

/// Length transitions in a row, read in place. The numbers of a whole block are counted from its first and take as many bytes as the greatest needs.
struct LaneBlock
{
    static constexpr std::size_t Length = 32;

    /// One of its rows of numbers: up to 8 bytes of each count.
    struct Row
    {
        const quint8 *at = nullptr;
        std::size_t stride = 0;
        quint64 mask = 0;

        [[nodiscard]] quint64 operator[](std::size_t n) const
        {
            quint64 value;
            std::memcpy(&value, at + n * stride, sizeof value);
            return qFromLittleEndian(value) & mask;
        }
        /// Of numbers of `width` bytes that follow each other.
        [[nodiscard]] static Row packed(const quint8 *at, int width)
        {
            return { at, static_cast<std::size_t>(width), width == 8 ? ~quint64(0) : (quint64(1) << (8 * width)) - 1 };
        }
    };

    quint64 baseTime = 0;
    quint64 baseEvent = 0;
    Row times;
    Row events;
    const quint8 *codes = nullptr;
    std::size_t codeStride = 1;
    std::size_t count = 0;

    [[nodiscard]] Timestamp time(std::size_t n) const { return { static_cast<qint64>(baseTime + times[n]) }; }
    [[nodiscard]] quint64 event(std::size_t n) const { return baseEvent + events[n]; }
    [[nodiscard]] quint8 code(std::size_t n) const { return codes[n * codeStride] % 32; } // in a file it may be anything
};

/// The transitions of a lane, packed: whole blocks and an open one. Each block knows how long the lane was in each state before it, exactly
/// (in slots: the codes that the lane has used, numbered in order of first use), and how many slices ran, so that any span of the lane is the
/// difference of two blocks and a few transitions at either end. About 8 to 10 bytes a transition, all of it.
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
        m_open[m_openCount++] = { qToLittleEndian(static_cast<quint64>(t.ns)), qToLittleEndian(event | quint64(code) << CodeShift) };
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
    /// The slot of a code that a transition of this lane has.
    [[nodiscard]] std::size_t slotOf(quint8 code) const { return m_slots[code % SlotLimit]; }
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
    /// A transition of the open block, as numbers of a file: its event, with its code in the last byte.
    struct Begun
    {
        quint64 time;
        quint64 what;
    };
    static constexpr std::size_t HeadBytes = 16;
    static constexpr std::size_t AnnouncedLines = 4; ///< head, sums, codes and times of nearly all records
    static constexpr int CodeShift = 56;

    void makeRoom(Timestamp t, quint8 code);
    void growOpen();
    /// A slot for a code that has none.
    void addSlot(quint8 code, qint64 sum);
    /// Of a whole block: u64 event · u32 runs · widths of times and events, slots · i64 sums of slots 1.. · codes · times · events.
    [[nodiscard]] const quint8 *recordOf(std::size_t n) const;
    [[nodiscard]] static std::size_t sizeOf(const quint8 *record);
    void seal(Timestamp end);
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
