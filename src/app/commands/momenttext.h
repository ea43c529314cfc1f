// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/waitchain.h"
#include "trace/trace.h"

namespace app {

/// What `state` prints: everything at the moment t, of which `state` is the state.
[[nodiscard]] QString momentText(const trace::Trace &trace, const trace::State &state, trace::Timestamp t);
/// What `state --json` prints (interface.md).
[[nodiscard]] QByteArray momentJson(const trace::Trace &trace, const trace::State &state, trace::Timestamp t);

/// Who waits for whom as an indented list under a head, a task a line: "\nWaits\n  a-1 waits for b-1 to finish\n    b-1 ...". Empty where nobody does.
[[nodiscard]] QString waitText(const analysis::Instant &instant, const analysis::WaitGraph &graph);

} // namespace app
