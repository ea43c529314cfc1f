// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <algorithm>
#include <chrono>
#include <compare>

namespace trace {

/// A length of time in nanoseconds; may be negative. Scenario code writes it with the std::chrono literals.
using Duration = std::chrono::nanoseconds;

/// A moment of a trace: nanoseconds of loop time since the start of the run (0). Never wall time.
struct Timestamp
{
    qint64 ns = 0;

    constexpr auto operator<=>(const Timestamp &) const = default;
    constexpr Timestamp &operator+=(Duration d)
    {
        ns += d.count();
        return *this;
    }
    friend constexpr Timestamp operator+(Timestamp t, Duration d) { return { t.ns + d.count() }; }
    friend constexpr Timestamp operator-(Timestamp t, Duration d) { return { t.ns - d.count() }; }
    friend constexpr Duration operator-(Timestamp a, Timestamp b) { return Duration(a.ns - b.ns); }
};

/// The half-open span [begin, end).
struct TimeRange
{
    Timestamp begin;
    Timestamp end;

    constexpr bool operator==(const TimeRange &) const = default;
    /// Length in ns; 0 for an empty range, never negative for a range made by this program.
    [[nodiscard]] constexpr Duration length() const { return end - begin; }
    [[nodiscard]] constexpr bool isEmpty() const { return end <= begin; }
    [[nodiscard]] constexpr bool contains(Timestamp t) const { return begin <= t && t < end; }
    [[nodiscard]] constexpr TimeRange intersected(TimeRange other) const
    {
        return { std::max(begin, other.begin), std::min(end, other.end) };
    }
};

} // namespace trace
