// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/lengthhistogram.h"

#include <array>

namespace analysis {

quint64 LengthHistogram::endOf(std::size_t bucket)
{
    const quint64 shift = bucket < 2 * Half ? 0 : bucket / Half - 1;
    const quint64 mantissa = bucket - shift * Half;
    return ((mantissa + 1) << shift) - 1;
}

void LengthHistogram::grow(std::size_t bucket)
{
    m_buckets.resize(bucket + Half);
}

void LengthHistogram::add(const LengthHistogram &other)
{
    m_buckets.resize(std::max(m_buckets.size(), other.m_buckets.size()));
    for (std::size_t n = 0; n < other.m_buckets.size(); ++n)
        m_buckets[n] += other.m_buckets[n];
    m_count += other.m_count;
    m_max = std::max(m_max, other.m_max);
}

void LengthHistogram::clear()
{
    std::fill(m_buckets.begin(), m_buckets.end(), 0);
    m_count = 0;
    m_max = 0;
}

Percentiles LengthHistogram::percentiles() const
{
    if (m_count == 0)
        return {};
    constexpr std::array<quint64, 3> Percents { 50, 90, 99 };
    std::array<trace::Duration, Percents.size()> found {};
    std::size_t next = 0;
    quint64 seen = 0;
    for (std::size_t n = 0; n < m_buckets.size() && next < Percents.size(); ++n) {
        seen += m_buckets[n];
        while (next < Percents.size() && seen >= (m_count * Percents[next] + 99) / 100)
            found[next++] = trace::Duration(std::min(static_cast<qint64>(endOf(n)), m_max));
    }
    return { m_count, found[0], found[1], found[2], trace::Duration(m_max) };
}

} // namespace analysis
