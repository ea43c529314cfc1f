// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/arguments.h"
#include "trace/time.h"

#include <QSize>

#include <optional>

namespace app {

// The values of options. Each takes the option (without dashes), gives nothing in the Result where it was not given, and an error that names
// the option, what was written and what is allowed.

[[nodiscard]] trace::Result<std::optional<qint64>> integerOf(const Arguments &arguments, const char *option, qint64 least, qint64 most);
[[nodiscard]] trace::Result<std::optional<double>> numberOf(const Arguments &arguments, const char *option, double least, double most);
/// A time: "1.25", "980ms", ...
[[nodiscard]] trace::Result<std::optional<trace::Timestamp>> timeOf(const Arguments &arguments, const char *option);
/// "T0..T1", where an open end is that of `whole`; never empty, cut to nothing outside of `whole`.
[[nodiscard]] trace::Result<std::optional<trace::TimeRange>> rangeOf(const Arguments &arguments, const char *option, trace::TimeRange whole);
/// "WxH" in pixels, each side in [least, most]; "W" alone leaves the height open, as 0.
[[nodiscard]] trace::Result<std::optional<QSize>> sizeOf(const Arguments &arguments, const char *option, int least, int most);
/// One of some words; the error names the nearest.
[[nodiscard]] trace::Result<std::optional<QString>> wordOf(const Arguments &arguments, const char *option, const QStringList &words);

} // namespace app
