// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/format.h"

namespace formats {

/// Writes Chrome trace events ("Trace Event Format", Google 2016, JSON object form) that ui.perfetto.dev, chrome://tracing and speedscope open.
///
/// One process; threads are the tracks: the loop, each task (tid = its number), each pool worker.
/// - X "running", "ready", "awaiting ..." on a task's track; "iteration" on the loop's; a job's name on its worker's
/// - C one counter a queue, its depth
/// - s/f one flow a wake-up, from who woke to the resume
/// - b/e timers, jobs from queueing to the end, I/O
/// - i everything that has no length: created, finished, put, get, log, mark, lost
/// Every event of ours stands in exactly one record's `args` with its number in the trace (`seq`), its kind and all its fields; an X that ends
/// with an event of its own holds that one in `args.end`. So the file reads back without loss (chromereader.h), in the order of the trace although
/// records are written when they end. ts and dur are microseconds with three decimals, exact; a caller chain of a site is kept up to 256 levels.
[[nodiscard]] trace::Result<> writeChrome(const trace::Trace &trace, QIODevice &device, const Progress &progress);

} // namespace formats
