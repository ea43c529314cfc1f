// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/laneblocks.h"

#include <algorithm>

namespace trace {

void Slabs::grow(Arena &arena, std::size_t size)
{
    // A sixteenth of what is there already: what is left over at the end stays small beside it.
    m_left = static_cast<quint32>(std::clamp<std::size_t>(static_cast<std::size_t>(bytes() / 16), size, std::size_t(64) << 10) / Grain * Grain);
    m_at = static_cast<quint8 *>(arena.take(m_left + 8u));
    m_grains += static_cast<quint32>((m_left + 8u) / Grain);
}

/// Also for a code that is new to the lane, which is told of here and not at each append.
void LaneBlocks::makeRoom(Timestamp t, quint8 code)
{
    if (m_openCount == LaneBlock::Length)
        seal(t);
    if (!(m_known >> code & 1))
        addSlot(code, 0);
    if (m_openCount == m_openCapacity)
        growOpen();
}

void LaneBlocks::growOpen()
{
    const std::size_t capacity = m_openCapacity == 0 ? 4 : m_openCapacity * std::size_t(2);
    auto *const bigger = static_cast<Begun *>(m_arena.take(capacity * sizeof(Begun)));
    std::copy_n(m_open, m_openCount, bigger);
    m_arena.giveBack(m_open, m_openCapacity * sizeof(Begun));
    m_open = bigger;
    m_openCapacity = static_cast<quint8>(capacity);
}

void LaneBlocks::addSlot(quint8 code, qint64 sum)
{
    if (m_slotCount == m_sumCapacity) {
        const std::size_t capacity = m_sumCapacity == 0 ? 4 : m_sumCapacity * std::size_t(2);
        auto *const bigger = static_cast<qint64 *>(m_arena.take(capacity * sizeof(qint64)));
        std::copy_n(m_sums, m_slotCount, bigger);
        m_arena.giveBack(m_sums, m_sumCapacity * sizeof(qint64));
        m_sums = bigger;
        m_sumCapacity = static_cast<quint8>(capacity);
    }
    m_known |= quint32(1) << code;
    m_slots[code] = m_slotCount;
    m_codes[m_slotCount] = code;
    m_sums[m_slotCount++] = sum;
}

std::size_t LaneBlocks::sizeOf(const quint8 *record)
{
    return HeadBytes + 8 * (record[14] - std::size_t(1)) + LaneBlock::Length * (std::size_t(1) + record[12] + record[13]);
}

const quint8 *LaneBlocks::recordOf(std::size_t n) const
{
    const BlockPlace place = m_blocks[n];
    if (n >= m_blocks.fileCount()) [[likely]]
        return place.address();
    const std::span<const quint8> record = m_blocks.file()->at(place.record);
    if (record.size() >= HeadBytes && record[12] <= 8 && record[13] <= 8 && record[14] - 1u < m_slotCount && sizeOf(record.data()) <= record.size()) [[likely]]
        return record.data();
    // Idle all the time: one slot, no widths.
    static constexpr std::array<quint8, HeadBytes + LaneBlock::Length + 8> Nothing { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 };
    m_blocks.file()->noteDamage(place.record);
    return Nothing.data();
}

LaneBlock LaneBlocks::block(std::size_t n) const
{
    LaneBlock block;
    if (n >= m_blocks.size()) {
        if (!m_open)
            return block;
        const auto *open = reinterpret_cast<const quint8 *>(m_open);
        block.times = { open, sizeof(Begun), ~quint64(0) };
        block.events = { open + 8, sizeof(Begun), (quint64(1) << CodeShift) - 1 };
        block.codes = open + 15;
        block.codeStride = sizeof(Begun);
        block.count = m_openCount;
        return block;
    }
    const quint8 *at = recordOf(n);
    block.baseTime = static_cast<quint64>(m_blocks[n].time.ns);
    block.baseEvent = qFromLittleEndian<quint64>(at);
    block.codes = at + HeadBytes + 8u * (at[14] - 1u);
    block.times = LaneBlock::Row::packed(block.codes + LaneBlock::Length, at[12]);
    block.events = LaneBlock::Row::packed(block.times.at + LaneBlock::Length * block.times.stride, at[13]);
    block.count = LaneBlock::Length;
    return block;
}

/// The open block becomes a whole one; the transition after it is at `end`.
void LaneBlocks::seal(Timestamp end)
{
    std::array<quint64, LaneBlock::Length + 1> time;
    std::array<quint64, LaneBlock::Length> event;
    std::array<quint8, LaneBlock::Length> code;
    for (std::size_t n = 0; n < LaneBlock::Length; ++n) {
        const quint64 what = qFromLittleEndian(m_open[n].what);
        time[n] = qFromLittleEndian(m_open[n].time);
        event[n] = what & ((quint64(1) << CodeShift) - 1);
        code[n] = static_cast<quint8>(what >> CodeShift);
    }
    time[LaneBlock::Length] = static_cast<quint64>(end.ns);
    const int timeWidth = byteWidth(time[LaneBlock::Length - 1] - time[0]);
    const int eventWidth = byteWidth(event[LaneBlock::Length - 1] - event[0]);
    const std::size_t sums = m_slotCount - 1u;
    quint8 *const record = m_slabs.take(m_arena, HeadBytes + 8 * sums + LaneBlock::Length * static_cast<std::size_t>(1 + timeWidth + eventWidth) + 8);

    qToLittleEndian(event[0], record);
    qToLittleEndian(m_runs, record + 8);
    record[12] = static_cast<quint8>(timeWidth);
    record[13] = static_cast<quint8>(eventWidth);
    record[14] = m_slotCount;
    record[15] = 0;
    qToLittleEndian<quint64>(m_sums + 1, static_cast<qsizetype>(sums), record + HeadBytes);
    quint8 *const codes = record + HeadBytes + 8 * sums;
    quint8 *const times = codes + LaneBlock::Length;
    quint8 *const events = times + LaneBlock::Length * static_cast<std::size_t>(timeWidth);
    std::memcpy(codes, code.data(), LaneBlock::Length);
    putNumbers(times, timeWidth, time.data(), LaneBlock::Length, time[0]);
    putNumbers(events, eventWidth, event.data(), LaneBlock::Length, event[0]);
    m_blocks.push_back(BlockPlace::inMemory({ static_cast<qint64>(time[0]) }, record));
    m_openCount = 0;
    for (std::size_t n = 0; n < LaneBlock::Length; ++n) {
        m_sums[m_slots[code[n]]] += static_cast<qint64>(time[n + 1] - time[n]);
        m_runs += code[n] == RunningCode ? 1u : 0u;
    }
}

quint64 LaneBlocks::eventOf(std::size_t block) const
{
    if (block < m_blocks.size())
        return qFromLittleEndian<quint64>(recordOf(block));
    return qFromLittleEndian(m_open[0].what) & ((quint64(1) << CodeShift) - 1);
}

std::size_t LaneBlocks::blocksBefore(Timestamp t, std::size_t hint) const
{
    const std::size_t whole = m_blocks.partitionPoint(hint, [t](const BlockPlace &b) { return b.time < t; });
    return whole == m_blocks.size() && m_openCount > 0 && openBegin() < t ? whole + 1 : whole;
}

std::size_t LaneBlocks::blocksUpTo(Timestamp t) const
{
    if (m_openCount > 0 && openBegin() <= t)
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
        std::copy_n(m_sums, m_slotCount, sums);
        return;
    }
    const quint8 *const record = recordOf(block);
    const std::size_t slots = std::min<std::size_t>(record[14], m_slotCount);
    qFromLittleEndian<quint64>(record + HeadBytes, static_cast<qsizetype>(slots - 1), sums + 1);
    // All of the time since the lane's begin that is in no other slot is in the first. In a damaged file it may be any, and wraps.
    quint64 first = static_cast<quint64>(m_blocks[block].time.ns) - static_cast<quint64>(begin().ns);
    for (std::size_t slot = 1; slot < slots; ++slot)
        first -= static_cast<quint64>(sums[slot]);
    sums[0] = static_cast<qint64>(first);
    std::fill(sums + slots, sums + m_slotCount, 0);
}

void LaneBlocks::sumsUpTo(Timestamp t, qint64 *sums) const
{
    const std::size_t blocks = blocksUpTo(t);
    if (blocks == 0) {
        std::fill_n(sums, m_slotCount, 0);
        return;
    }
    sumsBefore(blocks - 1, sums);
    const LaneBlock last = block(blocks - 1);
    Timestamp from = last.time(0);
    for (std::size_t n = 0; n < last.count; ++n) {
        const Timestamp to = n + 1 < last.count ? std::min(last.time(n + 1), t) : t;
        // A damaged file may hold any times: their sums wrap.
        qint64 &sum = sums[slotOf(last.code(n))];
        sum = static_cast<qint64>(static_cast<quint64>(sum) + static_cast<quint64>(to.ns) - static_cast<quint64>(from.ns));
        if (to == t)
            return;
        from = to;
    }
}

quint32 LaneBlocks::runsBefore(std::size_t block) const
{
    if (block >= m_blocks.size())
        return m_runs;
    return qFromLittleEndian<quint32>(recordOf(block) + 8);
}

void LaneBlocks::save(PageWriter &pages, ByteWriter &head) const
{
    std::vector<PagePlace> places(m_blocks.size());
    for (std::size_t n = 0; n < places.size(); ++n) {
        const quint8 *const record = recordOf(n);
        places[n] = pages.put(record, sizeOf(record));
    }
    head.put(places.size());
    head.put(m_blocks.write(pages, [&](std::size_t n, const BlockPlace &block) { return BlockPlace { block.time, places[n] }; }));
    head.put(m_slotCount);
    for (std::size_t slot = 0; slot < m_slotCount; ++slot) {
        head.put(m_codes[slot]);
        head.putSigned(m_sums[slot]);
    }
    head.put(m_runs);
    head.put(m_openCount);
    quint64 time = 0;
    quint64 event = 0;
    const LaneBlock last = block(m_blocks.size());
    for (std::size_t n = 0; n < m_openCount; ++n) {
        head.put(static_cast<quint64>(last.time(n).ns) - time);
        head.put(last.event(n) - event);
        head.put(last.code(n));
        time = static_cast<quint64>(last.time(n).ns);
        event = last.event(n);
    }
}

void LaneBlocks::open(const PageFile &file, ByteReader &head)
{
    const quint64 count = head.take();
    const PagePlace place = head.take();
    const quint64 slots = head.take();
    if (slots > SlotLimit || !m_blocks.open(file, place, count) || (count > 0 && slots == 0))
        return head.fail();
    for (quint64 slot = 0; slot < slots; ++slot) {
        const quint64 code = head.take();
        if (code >= SlotLimit || (m_known >> code & 1))
            return head.fail();
        addSlot(static_cast<quint8>(code), head.takeSigned());
    }
    m_runs = head.takeNumber();
    const quint64 open = head.take();
    if (open > LaneBlock::Length || (count > 0 && open == 0))
        return head.fail();
    quint64 time = 0;
    quint64 event = 0;
    for (quint64 n = 0; n < open; ++n) {
        time += head.take();
        event += head.take();
        const quint64 code = head.take();
        if (code >= SlotLimit || !(m_known >> code & 1) || event >> CodeShift != 0)
            return head.fail();
        if (m_openCount == m_openCapacity)
            growOpen();
        m_open[m_openCount++] = { qToLittleEndian(time), qToLittleEndian(event | code << CodeShift) };
    }
}

quint64 LaneBlocks::bytes() const
{
    return m_blocks.bytes() + m_slabs.bytes() + m_openCapacity * sizeof(Begun) + m_sumCapacity * sizeof(qint64);
}

} // namespace trace
