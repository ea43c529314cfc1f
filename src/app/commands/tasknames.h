// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/result.h"
#include "trace/trace.h"

#include <optional>
#include <vector>

namespace app {

/// The tasks called `name`, in order of creation; an error about --task that names the nearest name where there are none.
[[nodiscard]] trace::Result<std::vector<trace::TaskId>> tasksNamed(const trace::Trace &trace, const QString &name);

/// The moment given for an option, the end of the trace where there is none; an error where it is after that end.
[[nodiscard]] trace::Result<trace::Timestamp> momentIn(const trace::Trace &trace, const char *option, std::optional<trace::Timestamp> given);

} // namespace app
