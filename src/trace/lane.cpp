// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/lane.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace trace {

namespace {

struct Transition
{
    Timestamp time;
    quint64 event = 0;
    SliceState state = SliceState::Idle;
    AwaitReason reason = AwaitReason::None;
    Outcome outcome = Outcome::None;
};

/// What BlockLength transitions in a row come to, from the first one's time to that of the one after them: a column that holds all of them takes
/// their sums, so that a lane costs its transitions divided by BlockLength plus a few blocks a column.
constexpr std::size_t BlockLength = 64;
struct Block
{
    std::array<qint64, SliceStateCount> spent {}; ///< ns in each state
    std::array<qint64, AwaitReasonCount> awaited {}; ///< ns by reason
    bool hasRun = false;
};

Block summarised(std::span<const Transition> transitions, Timestamp end)
{
    Block block;
    for (std::size_t n = 0; n < transitions.size(); ++n) {
        const Transition &x = transitions[n];
        const qint64 ns = ((n + 1 < transitions.size() ? transitions[n + 1].time : end) - x.time).count();
        block.spent[static_cast<std::size_t>(x.state)] += ns;
        if (x.state == SliceState::Awaiting)
            block.awaited[static_cast<std::size_t>(x.reason)] += ns;
        block.hasRun = block.hasRun || x.state == SliceState::Running;
    }
    return block;
}

} // namespace

struct Lane::Private
{
    std::vector<Transition> transitions;
    std::vector<Block> blocks; ///< of the transitions before the last, BlockLength each
    const std::vector<TimeRange> *losses = nullptr;
};

Lane::Lane() = default;
Lane::~Lane() = default;
Lane::Lane(Lane &&) noexcept = default;
Lane &Lane::operator=(Lane &&) noexcept = default;

void Lane::append(Timestamp t, SliceState state, AwaitReason reason, Outcome outcome, quint64 event)
{
    if (!d)
        d = std::make_unique<Private>();
    if (const std::size_t size = d->transitions.size(); size > 0 && size % BlockLength == 0)
        d->blocks.push_back(summarised(std::span(d->transitions).last(BlockLength), t));
    d->transitions.push_back({ t, event, state, reason, outcome });
}

void Lane::setLosses(const std::vector<TimeRange> *losses)
{
    if (!d)
        d = std::make_unique<Private>();
    d->losses = losses;
}

quint64 Lane::count() const
{
    return d ? d->transitions.size() : 0;
}

Slice Lane::slice(quint64 n, Timestamp end) const
{
    const Transition &from = d->transitions[n];
    const bool isOpen = n + 1 == count();
    const Timestamp to = isOpen ? std::max(end, from.time) : d->transitions[n + 1].time;
    return { { from.time, to }, from.state, from.reason, from.outcome, isOpen, from.event };
}

std::optional<quint64> Lane::indexAt(Timestamp t) const
{
    if (!d)
        return std::nullopt;
    const auto at = std::partition_point(d->transitions.begin(), d->transitions.end(), [t](const Transition &x) { return x.time <= t; });
    if (at == d->transitions.begin())
        return std::nullopt;
    return static_cast<quint64>(at - d->transitions.begin()) - 1;
}

void Lane::coverage(TimeRange range, Timestamp end, std::span<Coverage> columns) const
{
    std::fill(columns.begin(), columns.end(), Coverage());
    if (columns.empty() || range.isEmpty() || !d)
        return;
    const double width = static_cast<double>(range.length().count()) / static_cast<double>(columns.size());
    const auto last = static_cast<qint64>(columns.size()) - 1;
    const auto columnOf = [&](Timestamp t) {
        return std::clamp(static_cast<qint64>(std::floor(static_cast<double>((t - range.begin).count()) / width)), qint64(0), last);
    };
    std::vector<std::array<double, SliceStateCount>> areas(columns.size());
    std::vector<std::array<double, AwaitReasonCount>> reasons(columns.size());
    const quint64 first = indexAt(range.begin - Duration(1)).value_or(0);
    for (quint64 n = first; n < count(); ++n) {
        if (n % BlockLength == 0 && n / BlockLength < d->blocks.size()) {
            const Timestamp begin = d->transitions[n].time;
            const Timestamp next = d->transitions[n + BlockLength].time;
            const auto p = static_cast<std::size_t>(columnOf(begin));
            if (begin > range.begin && next < range.end && columnOf(next) == static_cast<qint64>(p)) {
                const Block &block = d->blocks[n / BlockLength];
                for (std::size_t state = 0; state < block.spent.size(); ++state)
                    areas[p][state] += static_cast<double>(block.spent[state]) / width;
                for (std::size_t reason = 0; reason < block.awaited.size(); ++reason)
                    reasons[p][reason] += static_cast<double>(block.awaited[reason]);
                columns[p].hasRun = columns[p].hasRun || block.hasRun;
                n += BlockLength - 1;
                continue;
            }
        }
        const Slice s = slice(n, end);
        if (s.range.begin >= range.end)
            break;
        if (s.range.end < range.begin || (s.range.end == range.begin && s.range.begin < s.range.end))
            continue;
        const qint64 from = columnOf(std::max(s.range.begin, range.begin));
        const qint64 to = columnOf(std::min(s.range.end, range.end));
        for (qint64 p = from; p <= to; ++p) {
            const double left = static_cast<double>(range.begin.ns) + width * static_cast<double>(p);
            const double a = std::max(left, static_cast<double>(s.range.begin.ns));
            const double b = std::min(left + width, static_cast<double>(s.range.end.ns));
            const bool touches = b > a || p == from;
            Coverage &column = columns[static_cast<std::size_t>(p)];
            if (touches && s.state == SliceState::Running && s.range.begin < range.end)
                column.hasRun = true;
            if (b <= a)
                continue;
            areas[static_cast<std::size_t>(p)][static_cast<std::size_t>(s.state)] += (b - a) / width;
            if (s.state == SliceState::Awaiting)
                reasons[static_cast<std::size_t>(p)][static_cast<std::size_t>(s.reason)] += b - a;
            if (static_cast<double>(s.range.begin.ns) <= left && static_cast<double>(s.range.end.ns) >= left + width)
                column.isSingle = true;
        }
    }
    for (std::size_t p = 0; p < columns.size(); ++p) {
        Coverage &c = columns[p];
        const auto part = [&](SliceState s) { return areas[p][static_cast<std::size_t>(s)]; };
        const auto level = [](double area) { return static_cast<quint8>(area <= 0 ? 0 : std::clamp(std::lround(area * 255), 1L, 255L)); };
        c.idle = level(part(SliceState::Idle) + part(SliceState::Created));
        c.ready = level(part(SliceState::Ready));
        c.running = level(part(SliceState::Running));
        c.awaiting = level(part(SliceState::Awaiting));
        if (c.awaiting != 0)
            c.reason = static_cast<AwaitReason>(std::max_element(reasons[p].begin(), reasons[p].end()) - reasons[p].begin());
    }
    for (std::size_t n = 0; d->losses && n < d->losses->size(); ++n) {
        const TimeRange loss = (*d->losses)[n];
        if (loss.begin >= range.end || loss.end < range.begin)
            continue;
        for (qint64 p = columnOf(std::max(loss.begin, range.begin)); p <= columnOf(std::min(loss.end, range.end)); ++p)
            columns[static_cast<std::size_t>(p)].isLost = true;
    }
}

quint64 Lane::bytes() const
{
    return d ? sizeof(Private) + d->transitions.capacity() * sizeof(Transition) + d->blocks.capacity() * sizeof(Block) : 0;
}

} // namespace trace
