// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/result.h"
#include "trace/trace.h"

#include <QByteArrayView>
#include <QStringList>

#include <functional>
#include <memory>
#include <optional>

class QIODevice;

namespace formats {

enum class Format : quint8 {
    Loopscope, ///< our own, nothing is lost
    ChromeJson, ///< Chrome trace events
    ChromeJsonGzip, ///< the same, packed
    Perfetto, ///< TrackEvents
    Csv, ///< a table of events, written only
};

/// The format that a file of this name is to be written in, by its suffix; nothing for any other.
[[nodiscard]] std::optional<Format> formatOfSuffix(QStringView fileName);
/// The suffixes of all formats that can be written: ".loopscope", ".json", ".json.gz", ".pftrace", ".csv".
[[nodiscard]] QStringList writtenSuffixes();

/// Told how far the work is, in units of its own; false ends it, and then its Result is the error Cancelled.
using Progress = std::function<bool(quint64 done, quint64 total)>;
/// The reason given by work that was ended by its Progress.
[[nodiscard]] trace::Error cancelled();

/// Writes the whole trace. The bytes are a function of the events, texts and description of the trace alone: the same run gives the same file.
/// A failing device gives an error with empty `what`.
[[nodiscard]] trace::Result<> write(const trace::Trace &trace, Format format, QIODevice &device, const Progress &progress = {});

/// A trace that was read.
struct Loaded
{
    std::unique_ptr<trace::Trace> trace; ///< never null
    bool isCutOff = false; ///< the file ends before the run it describes
    QString remark; ///< one sentence for the user where something is missing or was mended, else ""
};

/// Is shown the beginning of a Chrome or Perfetto trace while the rest is still read. Both functions are called on the thread that reads.
struct Preview
{
    static constexpr quint64 MostRecords = quint64(1) << 20; ///< that are shown: their trace takes some 15 MB, and to make it less than a tenth of a second

    std::function<bool(quint64 done, quint64 total)> isWanted; ///< asked now and then; in bytes of the file, a total of 0 is not known
    std::function<void(std::unique_ptr<trace::Trace>)> show; ///< called where isWanted said so
};

/// One sentence for the user where a part of the file of an opened trace has turned out not to be readable, with its place, else "". What is read
/// of such a trace lacks what stood there.
[[nodiscard]] QString damageRemark(const trace::Trace &trace);

/// The format of a file by its first bytes (the first 4 KB are enough; what is packed by gzip is looked into); nothing where it is none that is known.
[[nodiscard]] std::optional<Format> recognise(QByteArrayView head);

// Reading a trace of any readable format, as it is or packed by gzip. Foreign input: memory is bounded by what the trace needs (of a .loopscope
// file: a small multiple of its size), and whatever the bytes are the answer is a trace or one error that names file, byte or line, and reason.
// `nameForMessages` stands for the file in it. Progress is asked at least every 50 ms.

/// Reads bytes in memory.
[[nodiscard]] trace::Result<Loaded> read(QByteArrayView bytes, const QString &nameForMessages, const Progress &progress = {});
/// Reads what comes from a pipe, piece by piece up to its end; an error where that is a .loopscope file of more than 1 GB.
[[nodiscard]] trace::Result<Loaded> readStream(QIODevice &stream, const QString &nameForMessages, const Progress &progress = {});
/// Reads a file in windows; a .loopscope file with an index is opened without being read, whatever its size.
[[nodiscard]] trace::Result<Loaded> readFile(const QString &path, const Progress &progress = {}, const Preview &preview = {});

} // namespace formats
