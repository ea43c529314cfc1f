// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/waitchain.h"

namespace analysis {

/// Sets isInCycle of the edges that are part of a circle of waiting: each task in it waits for another one in it, and a task that any one of
/// several could wake has all of those in it. O(tasks x (tasks + edges)) at worst, one round of O(tasks + edges) as a rule.
void markCycles(WaitGraph &graph);

} // namespace analysis
