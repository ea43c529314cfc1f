// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/format.h"

namespace formats {

/// Writes a Perfetto trace of TrackEvents for ui.perfetto.dev and trace_processor: what trackwriter.h tells, as the packets of perfettorecords.h.
/// It reads back without loss, as a Chrome trace of ours does.
[[nodiscard]] trace::Result<> writePerfetto(const trace::Trace &trace, QIODevice &device, const Progress &progress);

} // namespace formats
