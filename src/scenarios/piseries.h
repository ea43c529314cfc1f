// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <memory>
#include <string>

namespace scenarios {

/// Decimals of pi by the series of D. and G. Chudnovsky (1988), each of whose terms gives 14.18 decimals, summed by
/// binary splitting with exact integers (Haible, Papanikolaou, "Fast multiprecision evaluation of series of rational
/// numbers", 1998). The terms can be added a few at a time; ranges are merged like the digits of a binary counter, so
/// that few or many at a time cost about the same: O(M(n) log(n)^2) for n decimals, M(n) being the time of one
/// multiplication; about 1 s for a million decimals. One thread at a time.
class PiSeries
{
public:
    /// decimals: how many after the point, >= 1.
    explicit PiSeries(qint64 decimals);
    ~PiSeries();
    PiSeries(const PiSeries &) = delete;
    PiSeries &operator=(const PiSeries &) = delete;

    [[nodiscard]] qint64 termCount() const;
    /// How many terms have been added.
    [[nodiscard]] qint64 termsAdded() const;
    [[nodiscard]] bool isComplete() const { return termsAdded() == termCount(); }
    /// Adds the next `count` (>= 1) terms, or those that are left.
    void addTerms(qint64 count);

    /// "3.1415...", cut off, not rounded. Only when complete; the sum is used up.
    [[nodiscard]] std::string text();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace scenarios
