// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "attach/streamformat.h"
#include "trace/result.h"

#include <QByteArray>

#include <functional>

namespace attach {

/// What a stream begins with.
struct StreamHeader
{
    quint16 version = 0;
    bool isLowDetail = false;
    bool isWatchOnly = false; ///< commands are not obeyed
    quint32 process = 0;
    quint64 monotonic = 0; ///< ns; moment 0 of the recording
    quint64 wall = 0; ///< ns since 1970
};

/// Cuts the bytes of a probe into records, however they come in pieces. Keeps one partial record at most (64 kB). Everything is checked:
/// a size that does not hold its fields and times beyond 2^62 are errors, after which nothing more is read.
class RecordReader
{
public:
    static constexpr quint64 MaxTime = quint64(1) << 62;

    /// Called once with the header, before any record.
    std::function<void(const StreamHeader &)> onHeader;
    /// Called for every record of a known kind.
    std::function<void(const Record &)> onRecord;

    /// Takes the next bytes. The error names the byte of the stream where it went wrong.
    [[nodiscard]] trace::Result<> feed(QByteArrayView bytes);
    /// Bytes of a record or header that is not whole yet: not 0 at the end of a stream that was cut off.
    [[nodiscard]] qsizetype partialSize() const { return m_partial.size(); }
    /// Bytes that made whole records.
    [[nodiscard]] quint64 position() const { return m_position; }
    [[nodiscard]] bool hasHeader() const { return m_hasHeader; }

private:
    [[nodiscard]] trace::Result<qsizetype> take(QByteArrayView bytes);
    [[nodiscard]] trace::Result<qsizetype> takeHeader(QByteArrayView bytes);
    [[nodiscard]] trace::Result<> takeRecord(QByteArrayView record);
    [[nodiscard]] trace::Error error(const QString &why) const;

    QByteArray m_partial;
    quint64 m_position = 0;
    bool m_hasHeader = false;
    bool m_hasFailed = false;
    trace::Error m_failure;
};

} // namespace attach
