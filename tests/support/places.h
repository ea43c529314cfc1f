// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace support {

// Where a test finds files. In a library of its own so that no test depends on where the tree stands: a compiler cache then serves every checkout.

/// The absolute path of a file of the source tree, "tests/golden/x.txt".
[[nodiscard]] QString sourcePath(const QString &relative);
/// The absolute path of a file of the build tree, "bin/loopscope".
[[nodiscard]] QString buildPath(const QString &relative);

} // namespace support
