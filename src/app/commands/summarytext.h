// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/summary.h"

namespace app {

/// What `info` prints: totals, tasks, queues, workers, latencies, findings, log, each only where there is any.
[[nodiscard]] QString infoText(const trace::Trace &trace, const analysis::Summary &summary);
/// What `info --json` prints (interface.md).
[[nodiscard]] QByteArray infoJson(const trace::Trace &trace, const analysis::Summary &summary);

/// What `run` prints at its end, a few lines. `ending` says how it ended: "finished", "stopped at the time asked for".
[[nodiscard]] QString runText(const trace::Trace &trace, const analysis::Summary &summary, const QString &ending);

/// A line of the log as `run` and `info` print it: "     1.000 s  say-1         hello world", with a line feed.
[[nodiscard]] QString logText(const trace::Trace &trace, const analysis::LogLine &line);

} // namespace app
