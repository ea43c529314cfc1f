// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/laneblocks.h"

#include <algorithm>
#include <limits>
#include <vector>

namespace trace {

namespace {

constexpr std::size_t BlockLength = 32;
constexpr std::size_t HeadBytes = 23;
constexpr std::size_t BytesPerBit = BlockLength / 8; ///< of a row of numbers
constexpr std::size_t LevelFactor = 8;

struct Extent
{
    qint64 min = 0;
    qint64 max = 0;

    [[nodiscard]] Extent joined(const Extent &other) const { return { std::min(min, other.min), std::max(max, other.max) }; }
    [[nodiscard]] std::array<quint64, 2> toWords() const { return { static_cast<quint64>(min), static_cast<quint64>(max) }; }
    [[nodiscard]] static Extent fromWords(const std::array<quint64, 2> &words) { return { static_cast<qint64>(words[0]), static_cast<qint64>(words[1]) }; }
};

/// Where column p of a range begins, in whole ns: the first moment that belongs to it.
Duration offsetOf(std::size_t p, Duration length, std::size_t columns)
{
    return Duration(static_cast<qint64>((static_cast<__int128>(length.count()) * static_cast<__int128>(p) + static_cast<__int128>(columns) - 1) / static_cast<__int128>(columns)));
}

/// Steps in a row, packed as LaneBlock packs transitions; values are counted from the least.
struct StepBlock
{
    quint64 baseTime = 0;
    quint64 baseEvent = 0;
    quint64 baseValue = 0;
    BitRow times;
    BitRow events;
    EventLine line; ///< above which the events are counted
    BitRow values;
    std::size_t count = 0;

    [[nodiscard]] Timestamp time(std::size_t n) const { return { static_cast<qint64>(baseTime + times[n]) }; }
    [[nodiscard]] qint64 value(std::size_t n) const { return static_cast<qint64>(baseValue + values[n]); }
    [[nodiscard]] Counter::Step step(std::size_t n) const { return { time(n), value(n), baseEvent + line.at(times[n]) + events[n] }; }
};

/// A step of the open block, as numbers of a file.
struct OpenStep
{
    quint64 time;
    quint64 event;
    quint64 value;
};

/// Least and greatest value of each block, of each LevelFactor blocks, of each LevelFactor of those: what a span of blocks holds is found from
/// LevelFactor entries of each level at its either end. 18 bytes a block.
class ExtentTree
{
public:
    void append(Extent extent)
    {
        for (std::size_t level = 0;; ++level) {
            if (level == m_levels.size())
                m_levels.emplace_back();
            FileRows<Extent, 256> &row = m_levels[level];
            row.push_back(extent);
            if (row.size() % LevelFactor != 0)
                return;
            for (std::size_t n = row.size() - LevelFactor; n + 1 < row.size(); ++n)
                extent = extent.joined(row[n]);
        }
    }
    /// Over the blocks [first, last), first < last.
    [[nodiscard]] Extent over(std::size_t first, std::size_t last) const
    {
        Extent extent = m_levels[0][first];
        for (std::size_t level = 0; first < last; ++level) {
            const FileRows<Extent, 256> &row = m_levels[level];
            for (; first < last && first % LevelFactor != 0; ++first)
                extent = extent.joined(row[first]);
            for (; first < last && last % LevelFactor != 0; --last)
                extent = extent.joined(row[last - 1]);
            first /= LevelFactor;
            last /= LevelFactor;
        }
        return extent;
    }
    [[nodiscard]] quint64 bytes() const
    {
        quint64 bytes = 0;
        for (const auto &row : m_levels)
            bytes += row.bytes();
        return bytes;
    }
    void save(PageWriter &pages, ByteWriter &head) const
    {
        for (const auto &row : m_levels)
            head.put(row.write(pages, [](std::size_t, const Extent &extent) { return extent; }));
    }
    /// Of this many blocks.
    void open(const PageFile &file, ByteReader &head, quint64 blocks)
    {
        for (; blocks > 0; blocks /= LevelFactor) {
            if (!m_levels.emplace_back().open(file, head.take(), blocks))
                return head.fail();
        }
    }

private:
    std::vector<FileRows<Extent, 256>> m_levels;
};

} // namespace

/// A recording of another program may have a counter for each of its objects, which then says little or nothing: what only a counter of many steps
/// needs is made with its first whole block, and room for the steps before grows with them.
struct Counter::Private
{
    /// All of it but the open block.
    struct Whole
    {
        BlockPlaces blocks;
        ExtentTree extents;
        Slabs slabs;
    };

    explicit Private(Arena &memory) : arena(memory) {}

    Arena &arena;
    std::unique_ptr<Arena> own; ///< memory of a counter that belongs to no trace, itself among it
    std::unique_ptr<Whole> whole;
    OpenStep *open = nullptr; ///< in the arena: the steps since the last whole block
    quint8 openCount = 0;
    quint8 openCapacity = 0;
    qint64 maximum = std::numeric_limits<qint64>::min();

    [[nodiscard]] std::size_t wholeCount() const { return whole ? whole->blocks.size() : 0; }
    [[nodiscard]] quint64 count() const { return wholeCount() * BlockLength + openCount; }
    [[nodiscard]] Timestamp openBegin() const { return { static_cast<qint64>(qFromLittleEndian(open[0].time)) }; }
    /// Of a whole block: u64 event · i64 least value · u32 line of the events (EventLine) · bits of a time, an event and a value · times · events · values.
    [[nodiscard]] const quint8 *recordOf(std::size_t n) const;
    [[nodiscard]] static std::size_t sizeOf(const quint8 *record) { return HeadBytes + BytesPerBit * (std::size_t(record[20]) + record[21] + record[22]); }
    [[nodiscard]] StepBlock block(std::size_t n) const;
    /// Number of steps with time < t, from a block on that does not begin behind it.
    [[nodiscard]] quint64 countBefore(Timestamp t, std::size_t hint = 0) const;
    void seal();
    /// For another step in the open block, which becomes a whole one where it has as many.
    void makeRoom();
};

const quint8 *Counter::Private::recordOf(std::size_t n) const
{
    const BlockPlaces &blocks = whole->blocks;
    const BlockPlace place = blocks[n];
    if (n >= blocks.fileCount()) [[likely]]
        return place.address();
    const std::span<const quint8> record = blocks.file()->at(place.record);
    if (record.size() >= HeadBytes && isBitWidth(record[20]) && isBitWidth(record[21]) && isBitWidth(record[22]) && sizeOf(record.data()) <= record.size()) [[likely]]
        return record.data();
    static constexpr std::array<quint8, HeadBytes + Arena::ReadableBehind> Nothing {}; // 0 all the time
    blocks.file()->noteDamage(place.record);
    return Nothing.data();
}

StepBlock Counter::Private::block(std::size_t n) const
{
    StepBlock block;
    if (n >= wholeCount()) {
        const auto *const steps = reinterpret_cast<const quint8 *>(open);
        constexpr std::size_t Stride = 8 * sizeof(OpenStep);
        block.times = { steps, Stride, ~quint64(0) };
        block.events = { steps + 8, Stride, ~quint64(0) };
        block.values = { steps + 16, Stride, ~quint64(0) };
        block.count = openCount;
        return block;
    }
    const quint8 *const at = recordOf(n);
    const quint8 *const events = at + HeadBytes + BytesPerBit * at[20];
    block.line = EventLine(qFromLittleEndian<quint32>(at + 16));
    block.baseTime = static_cast<quint64>(whole->blocks[n].time.ns);
    block.baseEvent = qFromLittleEndian<quint64>(at) - block.line.bias(at[21]);
    block.baseValue = qFromLittleEndian<quint64>(at + 8);
    block.times = BitRow::packed(at + HeadBytes, at[20]);
    block.events = BitRow::packed(events, at[21]);
    block.values = BitRow::packed(events + BytesPerBit * at[21], at[22]);
    block.count = BlockLength;
    return block;
}

void Counter::Private::makeRoom()
{
    if (openCount == BlockLength) {
        seal();
        return;
    }
    constexpr std::size_t First = 2;
    constexpr std::size_t Growth = 4;
    const std::size_t capacity = openCapacity == 0 ? First : std::min(openCapacity * Growth, BlockLength);
    auto *const bigger = static_cast<OpenStep *>(arena.take(capacity * sizeof(OpenStep)));
    std::copy_n(open, openCount, bigger);
    arena.giveBack(open, openCapacity * sizeof(OpenStep));
    open = bigger;
    openCapacity = static_cast<quint8>(capacity);
}

void Counter::Private::seal()
{
    if (!whole)
        whole = std::make_unique<Whole>();
    static_assert(BlockLength == CountedEvents::Count);
    std::array<quint64, BlockLength> offset;
    std::array<quint64, BlockLength> event;
    std::array<quint64, BlockLength> value;
    const quint64 begin = qFromLittleEndian(open[0].time);
    const quint64 firstEvent = qFromLittleEndian(open[0].event);
    qint64 least = std::numeric_limits<qint64>::max();
    qint64 greatest = std::numeric_limits<qint64>::min();
    for (std::size_t n = 0; n < BlockLength; ++n) {
        offset[n] = qFromLittleEndian(open[n].time) - begin;
        event[n] = qFromLittleEndian(open[n].event) - firstEvent;
        value[n] = qFromLittleEndian(open[n].value);
        least = std::min(least, static_cast<qint64>(value[n]));
        greatest = std::max(greatest, static_cast<qint64>(value[n]));
    }
    for (quint64 &v : value)
        v -= static_cast<quint64>(least);
    const CountedEvents counted(offset, event);
    std::array<quint8, HeadBytes + 3 * 8 * BlockLength + 8> record;
    qToLittleEndian(firstEvent, record.data());
    qToLittleEndian(least, record.data() + 8);
    qToLittleEndian(counted.line.packed(), record.data() + 16);
    const std::array<unsigned, 3> bits { bitWidth(offset[BlockLength - 1]), counted.bits, bitWidth(static_cast<quint64>(greatest) - static_cast<quint64>(least)) };
    std::transform(bits.begin(), bits.end(), record.begin() + 20, [](unsigned width) { return static_cast<quint8>(width); });
    BitWriter rows(record.data() + HeadBytes);
    rows.put(offset, bits[0]);
    rows.put(event, bits[1]);
    rows.put(value, bits[2]);
    rows.finish();
    quint8 *const kept = whole->slabs.take(arena, sizeOf(record.data()));
    std::memcpy(kept, record.data(), sizeOf(record.data()));
    whole->blocks.push_back(BlockPlace::inMemory({ static_cast<qint64>(begin) }, kept));
    whole->extents.append({ least, greatest });
    openCount = 0;
}

quint64 Counter::Private::countBefore(Timestamp t, std::size_t hint) const
{
    const bool isInOpen = openCount > 0 && openBegin() < t;
    const std::size_t before = isInOpen ? wholeCount() + 1 : whole ? whole->blocks.partitionPoint(hint, [t](const BlockPlace &b) { return b.time < t; }) : 0;
    if (before == 0)
        return 0;
    const StepBlock last = block(before - 1);
    std::size_t low = 1;
    std::size_t high = last.count;
    while (low < high) {
        const std::size_t middle = low + (high - low) / 2;
        if (last.time(middle) < t)
            low = middle + 1;
        else
            high = middle;
    }
    return (before - 1) * BlockLength + low;
}

void Counter::Deleter::operator()(Private *p) const
{
    const std::unique_ptr<Arena> own = std::move(p->own);
    p->~Private();
}

Counter::Counter()
{
    auto own = std::make_unique<Arena>();
    d.reset(new (own->take(sizeof(Private))) Private(*own));
    d->own = std::move(own);
}

Counter::Counter(Arena &arena) : d(new (arena.take(sizeof(Private))) Private(arena)) {}
Counter::~Counter() = default;
Counter::Counter(Counter &&) noexcept = default;
Counter &Counter::operator=(Counter &&) noexcept = default;

void Counter::append(Timestamp t, qint64 value, quint64 event)
{
    d->maximum = std::max(d->maximum, value);
    if (d->openCount == d->openCapacity) [[unlikely]]
        d->makeRoom();
    d->open[d->openCount++] = { qToLittleEndian(static_cast<quint64>(t.ns)), qToLittleEndian(event), qToLittleEndian(static_cast<quint64>(value)) };
}

quint64 Counter::count() const
{
    return d->count();
}

Counter::Step Counter::step(quint64 n) const
{
    return d->block(n / BlockLength).step(n % BlockLength);
}

std::optional<quint64> Counter::indexAt(Timestamp t) const
{
    const quint64 upTo = d->countBefore(t + Duration(1));
    return upTo > 0 ? std::optional(upTo - 1) : std::nullopt;
}

std::optional<qint64> Counter::valueAt(Timestamp t) const
{
    const auto n = indexAt(t);
    return n ? std::optional(step(*n).value) : std::nullopt;
}

qint64 Counter::maximum() const
{
    return count() > 0 ? d->maximum : 0;
}

/// O(columns log(steps / columns)): each column is a search on from the one before, the steps at its ends and the extents of the blocks between.
void Counter::columns(TimeRange range, std::span<CounterColumn> columns) const
{
    std::fill(columns.begin(), columns.end(), CounterColumn());
    if (columns.empty() || range.isEmpty() || count() == 0)
        return;
    quint64 next = d->countBefore(range.begin);
    bool isKnown = next > 0;
    qint64 current = isKnown ? step(next - 1).value : 0;
    for (std::size_t p = 0; p < columns.size(); ++p) {
        const quint64 end = std::max(d->countBefore(range.begin + offsetOf(p + 1, range.length(), columns.size()), next / BlockLength), next);
        CounterColumn &c = columns[p];
        if (isKnown)
            c = { current, current, current, true };
        if (end == next)
            continue;
        if (!isKnown)
            current = step(next).value;
        isKnown = true;
        Extent extent { current, current };
        const auto take = [&](quint64 first, quint64 last) {
            const StepBlock block = d->block(first / BlockLength);
            for (; first < last; ++first)
                extent = extent.joined({ block.value(first % BlockLength), block.value(first % BlockLength) });
        };
        const std::size_t firstWhole = (next + BlockLength - 1) / BlockLength;
        const std::size_t endWhole = std::min<std::size_t>(end / BlockLength, d->wholeCount()); // the open block may be full
        if (firstWhole < endWhole) {
            if (next % BlockLength != 0)
                take(next, firstWhole * BlockLength);
            extent = extent.joined(d->whole->extents.over(firstWhole, endWhole));
            if (endWhole * BlockLength < end)
                take(endWhole * BlockLength, end);
        } else {
            const quint64 border = std::min<quint64>(end, firstWhole * BlockLength);
            take(next, border);
            take(border, end);
        }
        current = step(end - 1).value;
        c = { extent.min, extent.max, current, true };
        next = end;
    }
}

void Counter::save(PageWriter &pages, ByteWriter &head) const
{
    head.put(d->wholeCount());
    if (d->whole) {
        std::vector<PagePlace> places(d->wholeCount());
        for (std::size_t n = 0; n < places.size(); ++n) {
            const quint8 *const record = d->recordOf(n);
            places[n] = pages.put(record, Private::sizeOf(record));
        }
        head.put(d->whole->blocks.write(pages, [&](std::size_t n, const BlockPlace &block) { return BlockPlace { block.time, places[n] }; }));
        d->whole->extents.save(pages, head);
    } else {
        head.put(0);
    }
    head.putSigned(maximum());
    head.put(d->openCount);
    for (std::size_t n = 0; n < d->openCount; ++n) {
        const Step step = d->block(d->wholeCount()).step(n);
        head.putSigned(step.time.ns);
        head.put(step.event);
        head.putSigned(step.value);
    }
}

void Counter::open(const PageFile &file, ByteReader &head)
{
    const quint64 count = head.take();
    const PagePlace place = head.take();
    if (count > 0) {
        d->whole = std::make_unique<Private::Whole>();
        if (!d->whole->blocks.open(file, place, count))
            return head.fail();
        d->whole->extents.open(file, head, count);
    }
    const qint64 maximum = head.takeSigned();
    const quint64 open = head.take();
    if (open > BlockLength || (count > 0 && open == 0))
        return head.fail();
    for (quint64 n = 0; n < open; ++n) {
        const Timestamp time { head.takeSigned() };
        const quint64 event = head.take();
        append(time, head.takeSigned(), event);
    }
    d->maximum = maximum;
}

quint64 Counter::bytes() const
{
    quint64 bytes = sizeof(Private) + d->openCapacity * sizeof(OpenStep);
    if (d->whole)
        bytes += sizeof(Private::Whole) + d->whole->blocks.bytes() + d->whole->extents.bytes() + d->whole->slabs.bytes();
    return bytes;
}

} // namespace trace
