// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/conditionwatch.h"
#include "trace/trace.h"

#include <functional>

namespace analysis {

/// Told now and then how many of how many events have been looked at; false gives the search up.
using SearchProgress = std::function<bool(quint64 done, quint64 total)>;

/// The first moment after the first `events` events of the trace at which one of the conditions is met; nothing where there is none or the
/// search was given up. "deadlock" is met at the end of a trace that shows one. O(events in between).
[[nodiscard]] std::optional<Hit> findNext(const trace::Trace &trace, const std::vector<Condition> &conditions, quint64 events,
                                          const SearchProgress &progress = {});

/// The last such moment before the one after `events` events: what findNext() would have come to on the way there. O(events in between).
[[nodiscard]] std::optional<Hit> findPrevious(const trace::Trace &trace, const std::vector<Condition> &conditions, quint64 events,
                                              const SearchProgress &progress = {});

} // namespace analysis
