// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/bytesource.h"
#include "formats/format.h"

namespace formats {

/// Whether the bytes begin like a Perfetto trace: packets whose fields make sense up to the end of `head`.
[[nodiscard]] bool isPerfetto(QByteArrayView head);

/// Reads a Perfetto trace in windows. What Loopscope wrote comes back as the trace it was (ownevents.h); of others the TrackEvents become tracks
/// (perfettotracks.h), packets of other kinds are passed over and counted. A file that ends inside a packet is read up to there. O(bytes).
[[nodiscard]] trace::Result<Loaded> readPerfetto(ByteSource &source, const QString &nameForMessages, const Progress &progress, const Preview &preview = {});

} // namespace formats
