// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/summary.h"

#include <vector>

namespace analysis {

/// Counts lengths in buckets whose width is at most 1/128 of what they hold, so that percentiles of any number of samples take 58 kB and one pass:
/// the layout of HdrHistogram (hdrhistogram.org), exact below 256 ns. A percentile is told as the upper end of its bucket, never more than the maximum.
class LengthHistogram
{
public:
    /// `nanoseconds` of less than 0 count as 0. O(1).
    void add(qint64 nanoseconds);
    [[nodiscard]] quint64 count() const { return m_count; }
    /// By the nearest-rank method; all zero without samples. O(buckets).
    [[nodiscard]] Percentiles percentiles() const;

private:
    [[nodiscard]] qint64 at(double percent) const;

    std::vector<quint64> m_buckets; ///< as many as the greatest sample needs
    quint64 m_count = 0;
    qint64 m_max = 0;
};

} // namespace analysis
