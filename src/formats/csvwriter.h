// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/format.h"

namespace formats {

/// One row an event under a row of column names, RFC 4180 with line feeds: number of the event from 0, t_ns, kind, then the fields of
/// eventfields.h, each in its own column, empty where the event has none. Values that a spreadsheet would take for a formula are not altered.
[[nodiscard]] trace::Result<> writeCsv(const trace::Trace &trace, QIODevice &device, const Progress &progress);

} // namespace formats
