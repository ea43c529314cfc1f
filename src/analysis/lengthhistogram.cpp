// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/lengthhistogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace analysis {

namespace {

constexpr int HalfBits = 7; // 128 buckets for each power of two
constexpr quint64 Half = quint64(1) << HalfBits;

std::size_t bucketOf(quint64 value)
{
    const int shift = std::max(static_cast<int>(std::bit_width(value)) - HalfBits - 1, 0);
    return static_cast<std::size_t>(static_cast<quint64>(shift) * Half + (value >> shift));
}

/// The greatest value that falls into a bucket.
quint64 endOf(std::size_t bucket)
{
    const quint64 shift = bucket < 2 * Half ? 0 : bucket / Half - 1;
    const quint64 mantissa = bucket - shift * Half;
    return ((mantissa + 1) << shift) - 1;
}

} // namespace

void LengthHistogram::add(qint64 nanoseconds)
{
    const qint64 value = std::max<qint64>(nanoseconds, 0);
    const std::size_t bucket = bucketOf(static_cast<quint64>(value));
    if (bucket >= m_buckets.size())
        m_buckets.resize(bucket + Half);
    ++m_buckets[bucket];
    ++m_count;
    m_max = std::max(m_max, value);
}

qint64 LengthHistogram::at(double percent) const
{
    const auto rank = static_cast<quint64>(std::max(std::ceil(percent / 100 * static_cast<double>(m_count)), 1.0));
    quint64 seen = 0;
    for (std::size_t n = 0; n < m_buckets.size(); ++n) {
        seen += m_buckets[n];
        if (seen >= rank)
            return std::min(static_cast<qint64>(endOf(n)), m_max);
    }
    return m_max;
}

Percentiles LengthHistogram::percentiles() const
{
    if (m_count == 0)
        return {};
    return { m_count, trace::Duration(at(50)), trace::Duration(at(90)), trace::Duration(at(99)), trace::Duration(m_max) };
}

} // namespace analysis
