// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/format.h"

namespace formats {

/// The .loopscope file, version 1. All numbers of fixed size are little-endian, varint is LEB128 (varint.h).
///
///   header    8 bytes 89 4C 4F 4F 50 0D 0A 1A ("\x89LOOP\r\n\x1a": as in PNG, transfers that change line ends or cut the top bit are noticed)
///             u32 version (1) · u64 number of events, 2^64-1 where the writer could not know it · i64 end of the trace in ns, -1 likewise
///             u32 CRC-32 of the 28 bytes before
///   section   4 letters · u32 size of the payload · u32 CRC-32 of letters and payload · payload
///
///   INFO      JSON object: name, clock, seed (decimal text), origin, parameters
///   TEXT      texts, numbered on from the last TEXT section, the first ever is 1: varint size, UTF-8; repeated up to the end
///   SITE      places in sources, numbered likewise: varint file, function (texts), line, caller (an earlier site, or 0 for none)
///   ARGS      args of slices of other programs' recordings (trace/argtable.h): the next chunk of their bytes, at most 256 KB. Where an event has
///             some, its value is 1 + 256 KB * number of the chunk, the first is 0, + where in it they stand: u16 size, JSON
///   EVTS      events (eventblock.h)
///   END.      varint number of events, varint end of the trace in ns
///
/// INFO is first, END. last. A text, site or chunk of args stands before the block of events that first uses it, so the file is written in one pass, and one
/// that is cut off or damaged opens up to its last whole block. Sections of unknown letters are passed over. CRC-32 is that of ISO 3309 (zlib).
/// Texts and sites are numbered in order of their first use by the events, so equal runs give equal bytes.

/// Behind END. a file of many events has an index (loopscopeindex.h), which this description does not need.

/// Writes a .loopscope file, from `indexedFrom` events on with an index.
[[nodiscard]] trace::Result<> writeLoopscope(const trace::Trace &trace, QIODevice &device, const Progress &progress, quint64 indexedFrom);

/// Reads one; where it is cut off or damaged behind its first block, what stands before that place, with a remark that says how much is missing.
[[nodiscard]] trace::Result<Loaded> readLoopscope(QByteArrayView bytes, const QString &nameForMessages, const Progress &progress);

/// The same of a file, which it reads in windows.
[[nodiscard]] trace::Result<Loaded> readLoopscopeFile(const QString &path, const Progress &progress);

/// What a file that begins with these bytes says about its trace; nothing where they are none of such a file.
[[nodiscard]] std::optional<trace::TraceInfo> infoOfLoopscope(QByteArrayView head);
inline constexpr quint64 LongestInfo = 1 << 20; ///< bytes of a file in which its INFO is looked for before the file is read

/// Whether the bytes begin like one.
[[nodiscard]] bool isLoopscope(QByteArrayView head);

inline constexpr QByteArrayView LoopscopeMagic { "\x89LOOP\r\n\x1a", 8 };
inline constexpr quint32 LoopscopeVersion = 1;
inline constexpr qsizetype LoopscopeHeaderSize = 32;
inline constexpr qsizetype LoopscopeSectionHead = 12;

} // namespace formats
