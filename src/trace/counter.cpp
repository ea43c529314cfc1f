// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/lane.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace trace {

struct Counter::Private
{
    std::vector<Step> steps;
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
        for (; next < count(); ++next) {
            const Step &s = d->steps[next];
            const auto column = static_cast<qint64>(std::floor(static_cast<double>((s.time - range.begin).count()) / width));
            if (s.time >= range.end || std::min(column, last) > p)
                break;
            c.min = c.isKnown ? std::min(c.min, s.value) : s.value;
            c.max = c.isKnown ? std::max(c.max, s.value) : s.value;
            c.last = s.value;
            c.isKnown = true;
            current = s.value;
        }
    }
}

quint64 Counter::bytes() const
{
    return sizeof(Private) + d->steps.capacity() * sizeof(Step);
}

} // namespace trace
