// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/time.h"

#include <QString>

#include <optional>

namespace trace {

/// Reads a time as interface.md writes it: "1.25", "1.25s", "980ms", "12us", "500ns"; a bare number is seconds. Decimal, exact to the ns
/// (digits beyond are an error, not rounded). Nothing for anything else, for a negative time and beyond 2^62 ns.
[[nodiscard]] std::optional<Duration> parseDuration(QStringView text);

/// A time for people, with the unit that fits: "0 s", "1.25 s", "980 ms", "12 us", "500 ns"; exact.
[[nodiscard]] QString formatDuration(Duration d);

/// Seconds with a fixed number of decimals (0..9), rounded half up: "7.000".
[[nodiscard]] QString formatSeconds(Timestamp t, int decimals);

} // namespace trace
