// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/format.h"

namespace formats {

/// Reads the Chrome trace events that chromewriter.h writes, whole or cut off; records of other makers in the same file are passed over.
/// A file that no Loopscope wrote is an error that says so. O(events log events); keeps about 60 bytes an event while it sorts them.
[[nodiscard]] trace::Result<Loaded> readChrome(QByteArrayView bytes, const QString &nameForMessages, const Progress &progress);

} // namespace formats
