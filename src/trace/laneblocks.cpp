// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/laneblocks.h"

#include <algorithm>

namespace trace {

namespace {

using CodeTable = std::array<quint8, LaneBlocks::SlotLimit>;

/// The codes themselves, for an open block, which holds them as such.
constexpr CodeTable Codes = [] {
    CodeTable codes {};
    for (std::size_t code = 0; code < codes.size(); ++code)
        codes[code] = static_cast<quint8>(code);
    return codes;
}();

/// For a whole block of a lane of so many slots, which holds slots: the same, and the first one for those that there are not, which only a damaged file holds.
constexpr std::array<CodeTable, LaneBlocks::SlotLimit + 1> SlotsOf = [] {
    std::array<CodeTable, LaneBlocks::SlotLimit + 1> tables {};
    for (std::size_t count = 0; count < tables.size(); ++count) {
        for (std::size_t slot = 0; slot < count; ++slot)
            tables[count][slot] = static_cast<quint8>(slot);
    }
    return tables;
}();

} // namespace

void Slabs::grow(Arena &arena, std::size_t size)
{
    // A sixteenth of what is there already: what is left over at the end stays small beside it.
    const auto wanted = std::clamp<std::size_t>(static_cast<std::size_t>(bytes() / 16), size, std::size_t(64) << 10);
    m_left = static_cast<quint32>((wanted + Grain - 1) / Grain * Grain);
    m_at = static_cast<quint8 *>(arena.takeReadable(m_left));
    m_grains += static_cast<quint32>(m_left / Grain);
}

void LaneBlocks::Head::put(quint8 *to) const
{
    qToLittleEndian(event, to);
    qToLittleEndian(runs, to + RunsAt);
    qToLittleEndian(line.packed(), to + 12);
    to[16] = static_cast<quint8>(timeBits);
    to[17] = static_cast<quint8>(eventBits);
    to[18] = static_cast<quint8>(slots);
    to[19] = static_cast<quint8>(sumBytes);
}

LaneBlocks::Head LaneBlocks::Head::of(const quint8 *record)
{
    return { qFromLittleEndian<quint64>(record), qFromLittleEndian<quint32>(record + RunsAt), EventLine(qFromLittleEndian<quint32>(record + 12)), record[16], record[17], record[18], record[19] };
}

bool LaneBlocks::Head::isValid(std::size_t slotsOfLane) const
{
    return isBitWidth(timeBits) && isBitWidth(eventBits) && slots >= 1 && slots <= slotsOfLane && sumBytes <= 8;
}

/// Also for a code that is new to the lane, which is told of here and not at each append.
void LaneBlocks::makeRoom(Timestamp t, quint8 code)
{
    if (m_openCount == LaneBlock::Length) {
        seal(t);
        // The open blocks of 10^5 lanes with few whole ones are as large as those: they begin small again.
        constexpr std::size_t FewBlocks = 32;
        if (m_blocks.size() < FewBlocks) {
            m_arena.giveBack(m_open, m_openCapacity * sizeof(Begun));
            m_open = nullptr;
            m_openCapacity = 0;
        }
    }
    if (!(m_known >> code & 1))
        addSlot(code, 0);
    if (m_openCount == m_openCapacity)
        growOpen(m_openCount + std::size_t(1));
}

/// To hold at least so many.
void LaneBlocks::growOpen(std::size_t count)
{
    const std::size_t capacity = count <= 4 ? 4 : (count + 7) / 8 * 8;
    auto *const bigger = static_cast<Begun *>(m_arena.take(capacity * sizeof(Begun)));
    std::copy_n(m_open, m_openCount, bigger);
    m_arena.giveBack(m_open, m_openCapacity * sizeof(Begun));
    m_open = bigger;
    m_openCapacity = static_cast<quint8>(capacity);
}

void LaneBlocks::addSlot(quint8 code, qint64 sum)
{
    if (m_slotCount == m_sumCapacity)
        growSums(m_slotCount + std::size_t(1));
    m_known |= quint32(1) << code;
    m_slots[code] = m_slotCount;
    m_codes[m_slotCount] = code;
    m_sums[m_slotCount++] = sum;
}

const quint8 *LaneBlocks::recordOf(std::size_t n) const
{
    const BlockPlace place = m_blocks[n];
    if (n >= m_blocks.fileCount()) [[likely]]
        return place.address();
    const std::span<const quint8> record = m_blocks.file()->at(place.record);
    if (record.size() >= Head::Bytes) [[likely]] {
        const Head head = Head::of(record.data());
        if (head.isValid(m_slotCount) && head.size() <= record.size()) [[likely]]
            return record.data();
    }
    // Idle all the time: one slot, numbers of no bits.
    static constexpr std::array<quint8, Head::Bytes + Arena::ReadableBehind> Nothing { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 };
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
        constexpr std::size_t Stride = 8 * sizeof(Begun);
        block.codes = { open, Stride, SlotLimit - 1 };
        block.events = { open + 1, Stride, ~quint64(0) >> CodeBits }; // reads the first byte of the time, too
        block.times = { open + 8, Stride, ~quint64(0) };
        block.codeTable = Codes.data();
        block.slotTable = m_slots.data();
        block.count = m_openCount;
        return block;
    }
    const quint8 *const record = recordOf(n);
    const Head head = Head::of(record);
    const quint8 *const codes = record + Head::Bytes + head.sumsSize();
    const quint8 *const times = codes + LaneBlock::Length / 8 * head.slotBits();
    block.baseTime = static_cast<quint64>(m_blocks[n].time.ns);
    block.line = head.line;
    block.baseEvent = head.event - head.line.bias(head.eventBits);
    block.codes = BitRow::packed(codes, head.slotBits());
    block.times = BitRow::packed(times, head.timeBits);
    block.events = BitRow::packed(times + LaneBlock::Length / 8 * head.timeBits, head.eventBits);
    block.codeTable = m_codes.data();
    block.slotTable = SlotsOf[m_slotCount].data();
    block.count = LaneBlock::Length;
    return block;
}

/// The open block becomes a whole one; the transition after it is at `end`.
void LaneBlocks::seal(Timestamp end)
{
    constexpr std::size_t Length = LaneBlock::Length;
    static_assert(Length == CountedEvents::Count);
    std::array<quint8, MostRecordBytes + 8> record;
    Head head;
    head.runs = m_runs;
    head.slots = m_slotCount;
    putSums(head, record.data() + Head::Bytes);

    std::array<quint64, Length> offset;
    std::array<quint64, Length> event;
    std::array<quint64, Length> slot;
    const quint64 begin = qFromLittleEndian(m_open[0].time);
    const quint64 first = qFromLittleEndian(m_open[0].what) >> CodeBits;
    quint64 time = begin;
    quint32 runs = 0;
    const auto unpack = [&](std::size_t n, quint64 next) {
        const quint64 what = qFromLittleEndian(m_open[n].what);
        const quint64 code = what % SlotLimit;
        offset[n] = time - begin;
        event[n] = (what >> CodeBits) - first;
        slot[n] = m_slots[code];
        m_sums[slot[n]] += static_cast<qint64>(next - time);
        runs += code == RunningCode ? 1u : 0u;
        time = next;
    };
    for (std::size_t n = 0; n + 1 < Length; ++n)
        unpack(n, qFromLittleEndian(m_open[n + 1].time));
    unpack(Length - 1, static_cast<quint64>(end.ns));
    m_runs += runs;
    const CountedEvents counted(offset, event);
    head.event = first;
    head.line = counted.line;
    head.timeBits = bitWidth(offset.back());
    head.eventBits = counted.bits;
    head.put(record.data());
    BitWriter rows(record.data() + Head::Bytes + head.sumsSize());
    rows.put(slot, head.slotBits());
    rows.put(offset, head.timeBits);
    rows.put(event, head.eventBits);
    rows.finish();
    quint8 *const kept = m_slabs.take(m_arena, head.size());
    std::memcpy(kept, record.data(), head.size());
    m_blocks.push_back(BlockPlace::inMemory({ static_cast<qint64>(begin) }, kept));
    m_openCount = 0;
}

/// The time in each slot up to now, but for the first one.
void LaneBlocks::putSums(Head &head, quint8 *to) const
{
    quint64 all = 0;
    for (std::size_t slot = 1; slot < m_slotCount; ++slot)
        all |= static_cast<quint64>(m_sums[slot]);
    head.sumBytes = byteWidth(all);
    for (std::size_t slot = 1; slot < m_slotCount; ++slot)
        putNumber(to, head.sumBytes, slot - 1, static_cast<quint64>(m_sums[slot]));
}

quint64 LaneBlocks::eventOf(std::size_t block) const
{
    if (block < m_blocks.size())
        return qFromLittleEndian<quint64>(recordOf(block));
    return qFromLittleEndian(m_open[0].what) >> CodeBits;
}

/// To hold at least so many.
void LaneBlocks::growSums(std::size_t count)
{
    const std::size_t capacity = (count + 3) / 4 * 4;
    auto *const bigger = static_cast<qint64 *>(m_arena.take(capacity * sizeof(qint64)));
    std::copy_n(m_sums, m_slotCount, bigger);
    m_arena.giveBack(m_sums, m_sumCapacity * sizeof(qint64));
    m_sums = bigger;
    m_sumCapacity = static_cast<quint8>(capacity);
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
    const Head head = Head::of(record);
    const std::size_t slots = std::min<std::size_t>(head.slots, m_slotCount);
    for (std::size_t slot = 1; slot < slots; ++slot)
        sums[slot] = static_cast<qint64>(numberAt(record + Head::Bytes, head.sumBytes, slot - 1));
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
        qint64 &sum = sums[last.slot(n)];
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
    return qFromLittleEndian<quint32>(recordOf(block) + Head::RunsAt);
}

void LaneBlocks::save(PageWriter &pages, ByteWriter &head) const
{
    std::vector<PagePlace> places(m_blocks.size());
    for (std::size_t n = 0; n < places.size(); ++n) {
        const quint8 *const record = recordOf(n);
        places[n] = pages.put(record, Head::of(record).size());
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
    if (slots > 0)
        growSums(static_cast<std::size_t>(slots));
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
    if (open > 0)
        growOpen(static_cast<std::size_t>(open));
    quint64 time = 0;
    quint64 event = 0;
    for (quint64 n = 0; n < open; ++n) {
        time += head.take();
        event += head.take();
        const quint64 code = head.take();
        if (code >= SlotLimit || !(m_known >> code & 1) || event >> (64 - CodeBits) != 0)
            return head.fail();
        m_open[m_openCount++] = { qToLittleEndian(event << CodeBits | code), qToLittleEndian(time) };
    }
}

quint64 LaneBlocks::bytes() const
{
    return m_blocks.bytes() + m_slabs.bytes() + m_openCapacity * sizeof(Begun) + m_sumCapacity * sizeof(qint64);
}

} // namespace trace
