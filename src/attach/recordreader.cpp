// SPDX-License-Identifier: GPL-3.0-or-later
#include "attach/recordreader.h"

#include <QtEndian>

#include <algorithm>

namespace attach {

namespace {

template<typename Number>
Number numberAt(QByteArrayView bytes, qsizetype at)
{
    return qFromLittleEndian<Number>(bytes.data() + at);
}

} // namespace

trace::Error RecordReader::error(const QString &why) const
{
    return { QStringLiteral("recording, byte %1").arg(m_position), why };
}

trace::Result<> RecordReader::feed(QByteArrayView bytes)
{
    if (m_hasFailed)
        return m_failure;
    QByteArrayView rest = bytes;
    // The partial record is made whole first, with as little copying as it takes; the bulk is read where it lies.
    while (!m_partial.isEmpty() && !rest.isEmpty()) {
        const qsizetype wanted = !m_hasHeader ? HeaderSize
            : m_partial.size() < RecordHeadSize ? RecordHeadSize
                                                : std::max<qsizetype>(numberAt<quint16>(m_partial, 2), RecordHeadSize);
        const qsizetype more = std::min(wanted - m_partial.size(), rest.size());
        m_partial.append(rest.data(), std::max<qsizetype>(more, 0));
        rest = rest.sliced(std::max<qsizetype>(more, 0));
        const QByteArray whole = std::exchange(m_partial, {});
        const trace::Result<qsizetype> taken = take(whole);
        if (!taken) {
            m_hasFailed = true;
            m_failure = taken.error();
            return m_failure;
        }
        m_partial = whole.sliced(taken.value());
    }
    const trace::Result<qsizetype> taken = take(rest);
    if (!taken) {
        m_hasFailed = true;
        m_failure = taken.error();
        return m_failure;
    }
    m_partial.append(rest.data() + taken.value(), rest.size() - taken.value());
    return {};
}

/// Reads what is whole; returns how many bytes that were.
trace::Result<qsizetype> RecordReader::take(QByteArrayView bytes)
{
    qsizetype at = 0;
    if (!m_hasHeader) {
        const trace::Result<qsizetype> taken = takeHeader(bytes);
        if (!taken || taken.value() == 0)
            return taken;
        at = taken.value();
    }
    while (bytes.size() - at >= RecordHeadSize) {
        const qsizetype size = numberAt<quint16>(bytes, at + 2);
        if (size < RecordHeadSize)
            return error(QStringLiteral("a record says that it has %1 bytes").arg(size));
        if (bytes.size() - at < size)
            break;
        if (const trace::Result<> taken = takeRecord(bytes.sliced(at, size)); !taken)
            return taken.error();
        at += size;
        m_position += static_cast<quint64>(size);
    }
    return at;
}

trace::Result<qsizetype> RecordReader::takeHeader(QByteArrayView bytes)
{
    constexpr QByteArrayView Magic("LSPY");
    const qsizetype known = std::min(bytes.size(), Magic.size());
    if (bytes.first(known) != Magic.first(known))
        return error(QStringLiteral("this is no recording of a probe"));
    if (bytes.size() < HeaderSize)
        return qsizetype(0);
    StreamHeader header;
    header.version = numberAt<quint16>(bytes, 4);
    header.isLowDetail = (numberAt<quint16>(bytes, 6) & 1) != 0;
    header.isWatchOnly = (numberAt<quint16>(bytes, 6) & 2) != 0;
    header.process = numberAt<quint32>(bytes, 8);
    header.monotonic = numberAt<quint64>(bytes, 16);
    header.wall = numberAt<quint64>(bytes, 24);
    if (header.version != StreamVersion)
        return error(QStringLiteral("version %1 of the probe's stream; this program reads version %2").arg(header.version).arg(StreamVersion));
    if (header.monotonic > MaxTime)
        return error(QStringLiteral("a time beyond all clocks"));
    m_hasHeader = true;
    m_position = static_cast<quint64>(HeaderSize);
    if (onHeader)
        onHeader(header);
    return HeaderSize;
}

trace::Result<> RecordReader::takeRecord(QByteArrayView bytes)
{
    const quint8 kind = static_cast<quint8>(bytes[0]);
    const char *field = layoutOf(kind);
    if (!field)
        return {};
    Record record;
    record.kind = static_cast<RecordKind>(kind);
    record.flags = static_cast<quint8>(bytes[1]);
    qsizetype at = RecordHeadSize;
    std::size_t smalls = 0;
    std::size_t larges = 0;
    for (; *field != '\0'; ++field) {
        const qsizetype size = *field == 'I' ? 4 : 8;
        if (bytes.size() - at < size)
            return error(QStringLiteral("a record of kind %1 has only %2 bytes").arg(kind).arg(bytes.size()));
        if (*field == 'I') {
            record.small[smalls++] = numberAt<quint32>(bytes, at);
        } else {
            record.large[larges] = numberAt<quint64>(bytes, at);
            if (record.large[larges++] > MaxTime)
                return error(QStringLiteral("a time beyond all clocks"));
        }
        at += size;
    }
    record.text = bytes.sliced(at);
    if (onRecord)
        onRecord(record);
    return {};
}

} // namespace attach
