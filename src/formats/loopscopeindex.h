// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/bytesink.h"
#include "formats/format.h"

#include <span>

namespace formats {

// The index of a large .loopscope file stands behind its last section, where readers that do not know it never look. With it the file is opened without
// being read: what a picture needs is read when it is drawn.
//
//   zeros up to the next multiple of 4096
//   pages    of 4096 bytes each (trace/pages.h): the log packed anew, lanes, counters, checkpoints
//   head     varints (trace/bytes.h): number of texts, each as size and UTF-8; number of sites, each as file, function, line, caller;
//            number of sections of args, each as offset in the file and size; then what Trace::open() reads
//   trailer  u64 offset of the pages · u64 number of pages · u64 size of the head · u32 CRC-32 of the head · u32 CRC-32 of the 28 bytes before
//            8 bytes "LOOPIDX5" (before: LOOPIDX1 to LOOPIDX4, of which nothing is read)
//
// Texts and sites are numbered as in the sections. The index holds nothing that the sections do not say: where it is missing, cut off or damaged, or of
// another version, the file is read as one without. Pages and sections of args are checked when they are first asked for, which is too late for that:
// what is damaged there is missing, and told (damageRemark). Nothing else is lost then, while a file that is read by its sections ends at the first
// that is damaged.

/// From how many events on a file gets one: below, reading takes no time that anybody feels.
inline constexpr quint64 IndexedFrom = 500'000;

/// Where a section stands in the file, its head included.
struct SectionPlace
{
    quint64 offset = 0;
    quint64 size = 0;
};

/// Writes it into a sink that has taken all before it; the rows of texts and sites say how the file numbers those of the trace. False where progress has
/// said so.
bool writeIndex(const trace::Trace &trace, ByteSink &sink, std::span<const trace::TextId> texts, std::span<const trace::SiteId> sites, std::span<const SectionPlace> args,
                const Progress &progress);

/// Fills `to` with what stands at the offset of a file; returns how many bytes there were. Called by one thread at a time, as long as the trace lives.
using ReadAt = std::function<std::size_t(quint64 offset, std::span<quint8> to)>;
/// The same without waiting for a disk: false where that cannot be, and the disk has begun to fetch it.
using ReadAtOnce = std::function<bool(quint64 offset, std::span<quint8> to)>;
/// Opens a file of so many bytes by its index; nothing where it has none that can be used.
[[nodiscard]] std::optional<Loaded> openIndexed(quint64 size, const ReadAt &read, const ReadAtOnce &readAtOnce = {});
[[nodiscard]] std::optional<Loaded> openIndexed(const QString &path);

} // namespace formats
