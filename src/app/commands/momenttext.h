// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/trace.h"

namespace app {

/// What `state` prints: everything at the moment t, of which `state` is the state.
[[nodiscard]] QString momentText(const trace::Trace &trace, const trace::State &state, trace::Timestamp t);
/// What `state --json` prints (interface.md).
[[nodiscard]] QByteArray momentJson(const trace::Trace &trace, const trace::State &state, trace::Timestamp t);

} // namespace app
