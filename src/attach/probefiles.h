// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/result.h"

#include <QString>

namespace attach {

/// Writes the Python probe's files into a folder that exists, over what stands there. The error names the file.
[[nodiscard]] trace::Result<> layOutProbe(const QString &folder);

/// A folder that stays and holds the probe, for programs that are started by hand: the one that was installed with this program, else one among
/// the user's own files, written anew where it is not up to date.
[[nodiscard]] trace::Result<QString> probeFolder();

} // namespace attach
