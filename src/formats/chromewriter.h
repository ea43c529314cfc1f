// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/format.h"

namespace formats {

/// Writes Chrome trace events that ui.perfetto.dev, chrome://tracing and speedscope open: what trackwriter.h tells, as the records of chromerecords.h.
/// Every event of ours stands in exactly one record's `args` with its number in the trace, its time, its kind and all its fields, in the order of
/// the trace, so the file reads back without loss and in one pass; a caller chain of a site is kept up to 256 levels.
[[nodiscard]] trace::Result<> writeChrome(const trace::Trace &trace, QIODevice &device, const Progress &progress);

} // namespace formats
