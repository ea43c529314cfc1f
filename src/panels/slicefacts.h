// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/statemodel.h"
#include "session/session.h"

#include <vector>

namespace panels {

/// What is known about the selected slice: what it is, from when to when, who woke the task, at which line, called from where.
/// Empty without a selected slice. What the trace does not tell is left out, never guessed.
[[nodiscard]] std::vector<Fact> sliceFacts(const session::Session &session);

/// The line of source that the selection is about: that of the selected slice, else of the selected task's await at the playhead, else of the
/// last await there was; None where none is known.
[[nodiscard]] trace::SiteId selectedSite(const session::Session &session);

} // namespace panels
