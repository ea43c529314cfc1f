// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenarios/scenario.h"
#include "trace/trace.h"

#include <memory>

namespace app {

/// What a live run is to run: the same plan gives the same run, in virtual time to the bit.
struct RunPlan
{
    std::shared_ptr<const scenarios::Scenario> scenario; ///< never null in a plan that is run
    scenarios::Values values; ///< checked
    quint64 seed = 1;
    trace::ClockKind clock = trace::ClockKind::Virtual; ///< Virtual or Real; the speed makes a Real one Scaled
};

} // namespace app
