// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/bytesource.h"
#include "formats/format.h"

namespace formats {

/// Reads Chrome trace events of any producer, in windows: the object form, the array form, closed or not, and records without brackets around them.
/// What Loopscope wrote comes back as the trace it was (ownevents.h), anything else as tracks (chrometracks.h). Known by the records, not by the name.
/// A text that ends inside a record is read up to there. O(bytes); keeps one window of the text and what the trace needs.
[[nodiscard]] trace::Result<Loaded> readChrome(ByteSource &source, const QString &nameForMessages, const Progress &progress, const Preview &preview = {});

} // namespace formats
