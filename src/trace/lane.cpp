// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/lane.h"

#include "trace/laneblocks.h"
#include "trace/lanecoverage.h"
#include "trace/laneevents.h"

#include <algorithm>
#include <mutex>

namespace trace {

struct Lane::Private
{
    explicit Private(Arena &arena) : blocks(arena) {}

    LaneBlocks blocks;
    const std::vector<TimeRange> *losses = nullptr;
    std::unique_ptr<EventSums> eventSums; ///< made when it is first asked for
    std::unique_ptr<Arena> own; ///< memory of a lane that belongs to no trace, itself among it
};

namespace {

/// Guards the making of all lanes' eventSums: it is rare, and a mutex in each of 10^5 lanes is not.
std::mutex &eventSumsMutex()
{
    static std::mutex mutex;
    return mutex;
}

} // namespace

void Lane::Deleter::operator()(Private *p) const
{
    const std::unique_ptr<Arena> own = std::move(p->own);
    p->~Private();
}

Lane::Lane()
{
    auto own = std::make_unique<Arena>();
    d.reset(new (own->take(sizeof(Private))) Private(*own));
    d->own = std::move(own);
}

Lane::Lane(Arena &arena) : d(new (arena.take(sizeof(Private))) Private(arena)) {}
Lane::~Lane() = default;
Lane::Lane(Lane &&) noexcept = default;
Lane &Lane::operator=(Lane &&) noexcept = default;

void Lane::append(Timestamp t, SliceState state, AwaitReason reason, Outcome outcome, quint64 event)
{
    d->blocks.append(t, sliceCode(state, reason, outcome), event);
}

const void *Lane::back() const
{
    return d->blocks.back();
}

void Lane::announce(int n) const
{
    constexpr std::size_t CacheLine = 64;
    constexpr std::size_t MostBlocks = 8;
    switch (n) {
    case 0:
        for (std::size_t at = 0; at < sizeof(Private); at += CacheLine)
            __builtin_prefetch(reinterpret_cast<const char *>(d.get()) + at);
        break;
    case 1:
    case 2:
        d->blocks.announceBlocks(n == 2);
        break;
    default:
        for (std::size_t block = 0; block < std::min(MostBlocks, d->blocks.wholeCount()); ++block)
            d->blocks.announce(block);
        break;
    }
}

void Lane::setLosses(const std::vector<TimeRange> *losses)
{
    d->losses = losses;
}

quint64 Lane::count() const
{
    return d->blocks.count();
}

Slice Lane::slice(quint64 n, Timestamp end) const
{
    const std::size_t at = n % LaneBlock::Length;
    const LaneBlock block = d->blocks.block(n / LaneBlock::Length);
    const Timestamp from = block.time(at);
    const bool isOpen = n + 1 == count();
    const Timestamp to = isOpen ? std::max(end, from) : at + 1 < block.count ? block.time(at + 1) : d->blocks.beginOf(n / LaneBlock::Length + 1);
    const quint8 code = block.code(at);
    return { { from, to }, stateOfCode(code), reasonOfCode(code), outcomeOfCode(code), isOpen, block.event(at) };
}

std::optional<quint64> Lane::indexAt(Timestamp t) const
{
    const std::size_t blocks = d->blocks.blocksUpTo(t);
    if (blocks == 0)
        return std::nullopt;
    const LaneBlock block = d->blocks.block(blocks - 1);
    std::size_t low = 1;
    std::size_t high = block.count;
    while (low < high) {
        const std::size_t middle = low + (high - low) / 2;
        if (block.time(middle) <= t)
            low = middle + 1;
        else
            high = middle;
    }
    return (blocks - 1) * LaneBlock::Length + low - 1;
}

StateTimes Lane::timesIn(TimeRange range, Timestamp end) const
{
    StateTimes times;
    if (range.isEmpty() || count() == 0)
        return times;
    std::array<qint64, LaneBlocks::SlotLimit> until {};
    std::array<qint64, LaneBlocks::SlotLimit> before {};
    d->blocks.sumsUpTo(std::min(range.end, end), until.data());
    d->blocks.sumsUpTo(std::min(range.begin, end), before.data());
    for (std::size_t slot = 0; slot < d->blocks.slotCount(); ++slot) {
        const quint8 code = d->blocks.codeOfSlot(slot);
        const quint64 ns = static_cast<quint64>(until[slot]) - static_cast<quint64>(before[slot]); // wraps, of a damaged file
        const auto add = [ns](qint64 &sum) { sum = static_cast<qint64>(static_cast<quint64>(sum) + ns); };
        add(times.states[static_cast<std::size_t>(stateOfCode(code))]);
        if (stateOfCode(code) == SliceState::Awaiting)
            add(times.reasons[static_cast<std::size_t>(reasonOfCode(code))]);
    }
    return times;
}

std::size_t Lane::lengths(quint64 first, Timestamp end, std::span<qint64> lengths, std::span<quint8> codes) const
{
    const quint64 wanted = std::min<quint64>(std::min(lengths.size(), codes.size()), count() - std::min(first, count()));
    std::size_t taken = 0;
    std::size_t at = first % LaneBlock::Length;
    for (auto b = static_cast<std::size_t>(first / LaneBlock::Length); taken < wanted; ++b, at = 0) {
        const LaneBlock block = d->blocks.block(b);
        const std::size_t until = std::min<std::size_t>(block.count, at + static_cast<std::size_t>(wanted - taken));
        Timestamp from = block.time(at);
        for (; at < until; ++at, ++taken) {
            const bool isWithin = at + 1 < block.count;
            const Timestamp to = isWithin ? block.time(at + 1) : b + 1 < d->blocks.blockCount() ? d->blocks.beginOf(b + 1) : std::max(end, from);
            lengths[taken] = static_cast<qint64>(static_cast<quint64>(to.ns) - static_cast<quint64>(from.ns)); // wraps, of a damaged file
            codes[taken] = block.code(at);
            from = to;
        }
    }
    return taken;
}

void Lane::coverage(TimeRange range, Timestamp end, std::span<Coverage> columns) const
{
    std::fill(columns.begin(), columns.end(), Coverage());
    if (columns.empty() || range.isEmpty())
        return;
    if (d->blocks.count() > 0)
        coverTime(d->blocks, range, end, columns);
    if (d->losses)
        markLosses(*d->losses, range, columns);
}

void Lane::coverageOverEvents(std::span<const quint64> borders, std::span<Coverage> columns, std::span<quint32> runs) const
{
    std::fill(columns.begin(), columns.end(), Coverage());
    std::fill(runs.begin(), runs.end(), 0);
    if (columns.empty() || borders.size() <= columns.size() || count() == 0)
        return;
    {
        const std::lock_guard lock(eventSumsMutex());
        if (!d->eventSums)
            d->eventSums = std::make_unique<EventSums>();
        d->eventSums->update(d->blocks);
    }
    coverEvents(d->blocks, *d->eventSums, borders, columns, runs);
}

std::optional<quint64> Lane::indexAfter(quint64 events) const
{
    std::size_t low = 0;
    std::size_t high = d->blocks.blockCount();
    if (high > 0 && d->blocks.eventOf(high - 1) < events)
        low = high; // most often asked for: all of a trace, which needs no search
    while (low < high) {
        const std::size_t middle = low + (high - low) / 2;
        if (d->blocks.eventOf(middle) < events)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0)
        return std::nullopt;
    const LaneBlock block = d->blocks.block(low - 1);
    std::size_t n = 1;
    while (n < block.count && block.event(n) < events)
        ++n;
    return (low - 1) * LaneBlock::Length + n - 1;
}

void Lane::save(PageWriter &pages, ByteWriter &head) const
{
    d->blocks.save(pages, head);
}

void Lane::open(const PageFile &file, ByteReader &head)
{
    d->blocks.open(file, head);
}

quint64 Lane::bytes() const
{
    return sizeof(Private) + d->blocks.bytes() + (d->eventSums ? d->eventSums->bytes() : 0);
}

} // namespace trace
