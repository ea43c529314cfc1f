// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/statemodel.h"
#include "session/session.h"

#include <vector>

namespace panels {

/// What is known about the selected slice, line by line, in the words of analysis' inspection; empty without a selected slice.
[[nodiscard]] std::vector<Fact> sliceFacts(const session::Session &session);

/// The line of source that the selection is about: that of the selected slice, else of the selected task's await at the playhead; None where
/// nothing is selected or it is not known.
[[nodiscard]] trace::SiteId selectedSite(const session::Session &session);

} // namespace panels
