// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/lane.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace trace {

namespace {

/// As many steps in a row have their least and greatest value kept, so that a column that holds all of them need not look at each.
constexpr std::size_t BlockLength = 64;
struct Extent
{
    qint64 min = 0;
    qint64 max = 0;
};

} // namespace

struct Counter::Private
{
    std::vector<Step> steps;
    std::vector<Extent> blocks; ///< of each BlockLength steps from the first
    qint64 maximum = 0;
};

Counter::Counter() : d(std::make_unique<Private>()) {}
Counter::~Counter() = default;
Counter::Counter(Counter &&) noexcept = default;
Counter &Counter::operator=(Counter &&) noexcept = default;

void Counter::append(Timestamp t, qint64 value, quint64 event)
{
    d->maximum = d->steps.empty() ? value : std::max(d->maximum, value);
    d->steps.push_back({ t, value, event });
    if (d->steps.size() % BlockLength == 0) {
        const auto [least, greatest] = std::minmax_element(d->steps.end() - BlockLength, d->steps.end(), [](const Step &a, const Step &b) { return a.value < b.value; });
        d->blocks.push_back({ least->value, greatest->value });
    }
}

quint64 Counter::count() const
{
    return d->steps.size();
}

Counter::Step Counter::step(quint64 n) const
{
    return d->steps[n];
}

std::optional<quint64> Counter::indexAt(Timestamp t) const
{
    const auto at = std::partition_point(d->steps.begin(), d->steps.end(), [t](const Step &x) { return x.time <= t; });
    if (at == d->steps.begin())
        return std::nullopt;
    return static_cast<quint64>(at - d->steps.begin()) - 1;
}

std::optional<qint64> Counter::valueAt(Timestamp t) const
{
    const auto n = indexAt(t);
    return n ? std::optional(d->steps[*n].value) : std::nullopt;
}

qint64 Counter::maximum() const
{
    return d->maximum;
}

void Counter::columns(TimeRange range, std::span<CounterColumn> columns) const
{
    std::fill(columns.begin(), columns.end(), CounterColumn());
    if (columns.empty() || range.isEmpty())
        return;
    const double width = static_cast<double>(range.length().count()) / static_cast<double>(columns.size());
    const auto last = static_cast<qint64>(columns.size()) - 1;
    std::optional<quint64> before = indexAt(range.begin - Duration(1));
    quint64 next = before ? *before + 1 : 0;
    std::optional<qint64> current = before ? std::optional(d->steps[*before].value) : std::nullopt;
    for (qint64 p = 0; p <= last; ++p) {
        CounterColumn &c = columns[static_cast<std::size_t>(p)];
        if (current)
            c = { *current, *current, *current, true };
        const auto isBefore = [&](const Step &s) {
            const auto column = static_cast<qint64>(std::floor(static_cast<double>((s.time - range.begin).count()) / width));
            return s.time < range.end && std::min(column, last) <= p;
        };
        while (next < count()) {
            const Step &s = d->steps[next];
            if (!isBefore(s))
                break;
            if (next % BlockLength == 0 && next / BlockLength < d->blocks.size() && isBefore(d->steps[next + BlockLength - 1])) {
                const Extent &block = d->blocks[next / BlockLength];
                next += BlockLength;
                current = d->steps[next - 1].value;
                c = { c.isKnown ? std::min(c.min, block.min) : block.min, c.isKnown ? std::max(c.max, block.max) : block.max, *current, true };
                continue;
            }
            c.min = c.isKnown ? std::min(c.min, s.value) : s.value;
            c.max = c.isKnown ? std::max(c.max, s.value) : s.value;
            c.last = s.value;
            c.isKnown = true;
            current = s.value;
            ++next;
        }
    }
}

quint64 Counter::bytes() const
{
    return sizeof(Private) + d->steps.capacity() * sizeof(Step) + d->blocks.capacity() * sizeof(Extent);
}

} // namespace trace
