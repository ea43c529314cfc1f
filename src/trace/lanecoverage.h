// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/laneblocks.h"

namespace trace {

/// Lane::coverage for a lane with at least one transition; `columns` are empty ones.
void coverTime(const LaneBlocks &blocks, TimeRange range, Timestamp end, std::span<Coverage> columns);

/// Sets isLost in every column that a loss touches. `losses` sorted. O(log losses + losses in the range + columns they fill).
void markLosses(const std::vector<TimeRange> &losses, TimeRange range, std::span<Coverage> columns);

} // namespace trace
