// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/laneblocks.h"

#include <algorithm>
#include <vector>

namespace trace {

namespace {

constexpr std::size_t BlockLength = 32;
constexpr std::size_t OpenWidth = 8 + 8 + 8;
constexpr std::size_t HeadBytes = 24;
constexpr std::size_t LevelFactor = 8;

struct Extent
{
    qint64 min = 0;
    qint64 max = 0;

    [[nodiscard]] Extent joined(const Extent &other) const { return { std::min(min, other.min), std::max(max, other.max) }; }
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
    const quint8 *times = nullptr;
    const quint8 *events = nullptr;
    const quint8 *values = nullptr;
    int timeWidth = 8;
    int eventWidth = 8;
    int valueWidth = 8;
    std::size_t count = 0;

    [[nodiscard]] Timestamp time(std::size_t n) const { return { static_cast<qint64>(baseTime + numberAt(times, timeWidth, n)) }; }
    [[nodiscard]] qint64 value(std::size_t n) const { return static_cast<qint64>(baseValue + numberAt(values, valueWidth, n)); }
    [[nodiscard]] Counter::Step step(std::size_t n) const { return { time(n), value(n), baseEvent + numberAt(events, eventWidth, n) }; }
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
            Chunked<Extent, 256> &row = m_levels[level];
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
            const Chunked<Extent, 256> &row = m_levels[level];
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

private:
    std::vector<Chunked<Extent, 256>> m_levels;
};

} // namespace

struct Counter::Private
{
    struct Whole
    {
        Timestamp time;
        const quint8 *record = nullptr; ///< u64 event · i64 least value · widths · times · events · values
    };
    Chunked<Whole, 256> blocks;
    ExtentTree extents;
    Slabs slabs;
    std::unique_ptr<quint8[]> open; ///< times, events, values of the steps since the last whole block
    std::size_t openCount = 0;
    Timestamp openBegin;
    qint64 maximum = 0;
    qint64 last = 0;

    [[nodiscard]] quint64 count() const { return blocks.size() * BlockLength + openCount; }
    [[nodiscard]] StepBlock block(std::size_t n) const;
    /// Number of steps with time < t, from a block on that does not begin behind it.
    [[nodiscard]] quint64 countBefore(Timestamp t, std::size_t hint = 0) const;
    void seal();
};

StepBlock Counter::Private::block(std::size_t n) const
{
    StepBlock block;
    if (n >= blocks.size()) {
        block.times = open.get();
        block.events = block.times + 8 * BlockLength;
        block.values = block.events + 8 * BlockLength;
        block.count = openCount;
        return block;
    }
    const quint8 *const at = blocks[n].record;
    block.baseTime = static_cast<quint64>(blocks[n].time.ns);
    std::memcpy(&block.baseEvent, at, 8);
    std::memcpy(&block.baseValue, at + 8, 8);
    block.timeWidth = at[16];
    block.eventWidth = at[17];
    block.valueWidth = at[18];
    block.times = at + HeadBytes;
    block.events = block.times + BlockLength * static_cast<std::size_t>(block.timeWidth);
    block.values = block.events + BlockLength * static_cast<std::size_t>(block.eventWidth);
    block.count = BlockLength;
    return block;
}

void Counter::Private::seal()
{
    const StepBlock from = block(blocks.size());
    const Step first = from.step(0);
    const Step end = from.step(BlockLength - 1);
    Extent extent { first.value, first.value };
    for (std::size_t n = 1; n < BlockLength; ++n)
        extent = extent.joined({ from.value(n), from.value(n) });
    const int timeWidth = byteWidth(static_cast<quint64>((end.time - first.time).count()));
    const int eventWidth = byteWidth(end.event - first.event);
    const int valueWidth = byteWidth(static_cast<quint64>(extent.max) - static_cast<quint64>(extent.min));
    quint8 *const record = slabs.take(HeadBytes + BlockLength * static_cast<std::size_t>(timeWidth + eventWidth + valueWidth) + 8);
    std::memcpy(record, &first.event, 8);
    std::memcpy(record + 8, &extent.min, 8);
    record[16] = static_cast<quint8>(timeWidth);
    record[17] = static_cast<quint8>(eventWidth);
    record[18] = static_cast<quint8>(valueWidth);
    quint8 *const times = record + HeadBytes;
    quint8 *const events = times + BlockLength * static_cast<std::size_t>(timeWidth);
    quint8 *const values = events + BlockLength * static_cast<std::size_t>(eventWidth);
    for (std::size_t n = 0; n < BlockLength; ++n)
        putNumber(times, timeWidth, n, static_cast<quint64>((from.time(n) - first.time).count()));
    for (std::size_t n = 0; n < BlockLength; ++n)
        putNumber(events, eventWidth, n, from.step(n).event - first.event);
    for (std::size_t n = 0; n < BlockLength; ++n)
        putNumber(values, valueWidth, n, static_cast<quint64>(from.value(n)) - static_cast<quint64>(extent.min));
    blocks.push_back({ first.time, record });
    extents.append(extent);
    openCount = 0;
}

quint64 Counter::Private::countBefore(Timestamp t, std::size_t hint) const
{
    const bool isInOpen = openCount > 0 && openBegin < t;
    const std::size_t before = isInOpen ? blocks.size() + 1 : blocks.partitionPoint(hint, [t](const Whole &b) { return b.time < t; });
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

Counter::Counter() : d(std::make_unique<Private>()) {}
Counter::~Counter() = default;
Counter::Counter(Counter &&) noexcept = default;
Counter &Counter::operator=(Counter &&) noexcept = default;

void Counter::append(Timestamp t, qint64 value, quint64 event)
{
    d->maximum = count() == 0 ? value : std::max(d->maximum, value);
    d->last = value;
    if (d->openCount == BlockLength)
        d->seal();
    if (!d->open)
        d->open = std::make_unique_for_overwrite<quint8[]>(BlockLength * OpenWidth + 8);
    if (d->openCount == 0)
        d->openBegin = t;
    putNumber(d->open.get(), 8, d->openCount, static_cast<quint64>(t.ns));
    putNumber(d->open.get() + 8 * BlockLength, 8, d->openCount, event);
    putNumber(d->open.get() + 16 * BlockLength, 8, d->openCount, static_cast<quint64>(value));
    ++d->openCount;
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
    return d->maximum;
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
        const std::size_t endWhole = std::min<std::size_t>(end / BlockLength, d->blocks.size()); // the open block may be full
        if (firstWhole < endWhole) {
            if (next % BlockLength != 0)
                take(next, firstWhole * BlockLength);
            extent = extent.joined(d->extents.over(firstWhole, endWhole));
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

quint64 Counter::bytes() const
{
    return sizeof(Private) + d->blocks.bytes() + d->extents.bytes() + d->slabs.bytes() + (d->open ? BlockLength * OpenWidth + 8 : 0);
}

} // namespace trace
