// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/laneblocks.h"

#include <algorithm>

namespace trace {

quint8 *Slabs::take(std::size_t size)
{
    size = (size + 7) / 8 * 8;
    if (size > m_left) {
        // A sixteenth of what is there already: what is left over at the end stays small beside it.
        m_left = std::clamp<std::size_t>(static_cast<std::size_t>(m_bytes / 16), size, std::size_t(64) << 10);
        m_slabs.push_back(std::make_unique_for_overwrite<quint8[]>(m_left + 8));
        m_at = m_slabs.back().get();
        m_bytes += m_left + 8 + sizeof(m_slabs[0]);
    }
    quint8 *const piece = m_at;
    m_at += size;
    m_left -= size;
    return piece;
}

void LaneBlocks::growOpen()
{
    const std::size_t capacity = m_openCapacity == 0 ? 4 : m_openCapacity * std::size_t(2);
    auto bigger = std::make_unique_for_overwrite<quint8[]>(capacity * 17 + 8);
    if (m_open) {
        std::memcpy(bigger.get(), m_open.get(), m_openCapacity * 8u);
        std::memcpy(bigger.get() + capacity * 8, m_open.get() + m_openCapacity * 8u, m_openCapacity * 8u);
        std::memcpy(bigger.get() + capacity * 16, m_open.get() + m_openCapacity * 16u, m_openCapacity);
    }
    m_open = std::move(bigger);
    m_openCapacity = static_cast<quint8>(capacity);
}

void LaneBlocks::append(Timestamp t, quint8 code, quint64 event)
{
    if (m_openCount == LaneBlock::Length)
        seal(t);
    if (m_openCount == m_openCapacity)
        growOpen();
    if (m_openCount == 0) {
        m_openBegin = t;
        if (m_blocks.empty())
            m_begin = t;
    }
    if (quint8 &slot = m_slots[code]; slot == NoSlot) {
        slot = m_slotCount++;
        m_codes[slot] = code;
        m_sums.push_back(0);
    }
    putNumber(m_open.get(), 8, m_openCount, static_cast<quint64>(t.ns));
    putNumber(m_open.get() + m_openCapacity * 8u, 8, m_openCount, event);
    m_open[m_openCapacity * 16u + m_openCount] = code;
    ++m_openCount;
}

LaneBlock LaneBlocks::block(std::size_t n) const
{
    LaneBlock block;
    if (n >= m_blocks.size()) {
        block.times = m_open.get();
        block.events = m_open.get() + m_openCapacity * 8u;
        block.codes = m_open.get() + m_openCapacity * 16u;
        block.timeWidth = block.eventWidth = 8;
        block.count = m_openCount;
        return block;
    }
    const Whole &whole = m_blocks[n];
    const quint8 *at = whole.record;
    block.baseTime = static_cast<quint64>(whole.time.ns);
    std::memcpy(&block.baseEvent, at, sizeof block.baseEvent);
    block.timeWidth = at[12];
    block.eventWidth = at[13];
    block.codes = at + HeadBytes + 8u * (at[14] - 1u);
    block.times = block.codes + LaneBlock::Length;
    block.events = block.times + LaneBlock::Length * static_cast<std::size_t>(block.timeWidth);
    block.count = LaneBlock::Length;
    return block;
}

void LaneBlocks::addOpenToSums(Timestamp end)
{
    const LaneBlock open = block(m_blocks.size());
    for (std::size_t n = 0; n < open.count; ++n) {
        const Timestamp next = n + 1 < open.count ? open.time(n + 1) : end;
        m_sums[m_slots[open.code(n)]] += (next - open.time(n)).count();
        m_runs += open.code(n) == RunningCode ? 1u : 0u;
    }
}

/// The open block becomes a whole one; the transition after it is at `end`.
void LaneBlocks::seal(Timestamp end)
{
    const LaneBlock open = block(m_blocks.size());
    const quint64 time = static_cast<quint64>(open.time(0).ns);
    const quint64 event = open.event(0);
    const int timeWidth = byteWidth(static_cast<quint64>(open.time(open.count - 1).ns) - time);
    const int eventWidth = byteWidth(open.event(open.count - 1) - event);
    const std::size_t sums = m_slotCount - 1u;
    quint8 *const record = m_slabs.take(HeadBytes + 8 * sums + LaneBlock::Length * static_cast<std::size_t>(1 + timeWidth + eventWidth) + 8);

    std::memcpy(record, &event, sizeof event);
    std::memcpy(record + 8, &m_runs, sizeof m_runs);
    record[12] = static_cast<quint8>(timeWidth);
    record[13] = static_cast<quint8>(eventWidth);
    record[14] = m_slotCount;
    record[15] = 0;
    std::memcpy(record + HeadBytes, m_sums.data() + 1, 8 * sums);
    quint8 *const codes = record + HeadBytes + 8 * sums;
    quint8 *const times = codes + LaneBlock::Length;
    quint8 *const events = times + LaneBlock::Length * static_cast<std::size_t>(timeWidth);
    std::memcpy(codes, open.codes, LaneBlock::Length);
    for (std::size_t n = 0; n < LaneBlock::Length; ++n)
        putNumber(times, timeWidth, n, static_cast<quint64>(open.time(n).ns) - time);
    for (std::size_t n = 0; n < LaneBlock::Length; ++n)
        putNumber(events, eventWidth, n, open.event(n) - event);

    addOpenToSums(end);
    m_blocks.push_back({ m_openBegin, record });
    m_openCount = 0;
}

quint64 LaneBlocks::eventOf(std::size_t block) const
{
    quint64 event;
    std::memcpy(&event, block < m_blocks.size() ? m_blocks[block].record : m_open.get() + m_openCapacity * 8u, sizeof event);
    return event;
}

std::size_t LaneBlocks::blocksBefore(Timestamp t, std::size_t hint) const
{
    const std::size_t whole = m_blocks.partitionPoint(hint, [t](const Whole &b) { return b.time < t; });
    return whole == m_blocks.size() && m_openCount > 0 && m_openBegin < t ? whole + 1 : whole;
}

std::size_t LaneBlocks::blocksUpTo(Timestamp t) const
{
    if (m_openCount > 0 && m_openBegin <= t)
        return m_blocks.size() + 1;
    std::size_t low = 0;
    std::size_t high = m_blocks.size();
    while (low < high) {
        const std::size_t middle = low + (high - low) / 2;
        if (m_blocks[middle].time <= t)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void LaneBlocks::sumsBefore(std::size_t block, qint64 *sums) const
{
    if (block >= m_blocks.size()) {
        std::copy(m_sums.begin(), m_sums.end(), sums);
        return;
    }
    const quint8 *const record = m_blocks[block].record;
    const std::size_t slots = record[14];
    std::memcpy(sums + 1, record + HeadBytes, 8 * (slots - 1));
    // All of the time since the lane's begin that is in no other slot is in the first.
    qint64 first = (m_blocks[block].time - m_begin).count();
    for (std::size_t slot = 1; slot < slots; ++slot)
        first -= sums[slot];
    sums[0] = first;
    std::fill(sums + slots, sums + m_slotCount, 0);
}

quint32 LaneBlocks::runsBefore(std::size_t block) const
{
    if (block >= m_blocks.size())
        return m_runs;
    quint32 runs;
    std::memcpy(&runs, m_blocks[block].record + 8, sizeof runs);
    return runs;
}

quint64 LaneBlocks::bytes() const
{
    return m_blocks.bytes() + m_slabs.bytes() + (m_openCapacity > 0 ? m_openCapacity * 17u + 8 : 0) + m_sums.capacity() * sizeof(qint64);
}

} // namespace trace
