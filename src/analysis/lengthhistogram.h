// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/summary.h"

#include <algorithm>
#include <bit>
#include <vector>

namespace analysis {

/// Counts lengths in buckets whose width is at most 1/128 of what they hold, so that percentiles of any number of samples take 58 kB and one pass:
/// the layout of HdrHistogram (hdrhistogram.org), exact below 256 ns. A percentile is told as the upper end of its bucket, never more than the maximum.
class LengthHistogram
{
public:
    /// `nanoseconds` of less than 0 count as 0. O(1).
    void add(qint64 nanoseconds)
    {
        const qint64 value = std::max<qint64>(nanoseconds, 0);
        const std::size_t bucket = bucketOf(static_cast<quint64>(value));
        if (bucket >= m_buckets.size()) [[unlikely]]
            grow(bucket);
        ++m_buckets[bucket];
        ++m_count;
        m_max = std::max(m_max, value);
    }
    /// Adds what the other one has counted. O(buckets).
    void add(const LengthHistogram &other);
    /// As new, but for the memory that it holds.
    void clear();
    [[nodiscard]] quint64 count() const { return m_count; }
    /// By the nearest-rank method; all zero without samples. O(buckets).
    [[nodiscard]] Percentiles percentiles() const;

private:
    static constexpr int HalfBits = 7; ///< 128 buckets for each power of two
    static constexpr quint64 Half = quint64(1) << HalfBits;

    [[nodiscard]] static std::size_t bucketOf(quint64 value)
    {
        const int shift = std::max(static_cast<int>(std::bit_width(value)) - HalfBits - 1, 0);
        return static_cast<std::size_t>(static_cast<quint64>(shift) * Half + (value >> shift));
    }
    /// The greatest value that falls into a bucket.
    [[nodiscard]] static quint64 endOf(std::size_t bucket);
    void grow(std::size_t bucket);

    std::vector<quint64> m_buckets; ///< as many as the greatest sample needs
    quint64 m_count = 0;
    qint64 m_max = 0;
};

} // namespace analysis
