// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/result.h"

#include <QIODevice>

#include <functional>
#include <memory>

namespace app {

/// Writes a file so that it is there whole or not at all: `content` writes into a file beside it that is renamed when it succeeds. A device or a pipe
/// ("/dev/null") is written to directly, and "-" means standard output. The error names the path.
[[nodiscard]] trace::Result<> writeOutput(const QString &path, const std::function<trace::Result<>(QIODevice &)> &content);

} // namespace app
