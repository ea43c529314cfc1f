// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/perfettoreader.h"

#include "formats/foreignreading.h"
#include "formats/perfettotracks.h"


#include <zlib.h>

namespace formats {

using namespace perfetto;

namespace {

constexpr qsizetype MostUnpacked = qsizetype(64) << 20; // of one compressed packet

enum class PacketHead : quint8 { Whole, Cut, Broken };

/// Reads the tag and size of a packet that does not begin as nearly all do.
PacketHead readLongHead(const char *&at, const char *end, quint64 &size)
{
    VarintReader bytes(QByteArrayView(at, std::min<qsizetype>(end - at, 20)));
    const quint64 tag = bytes.varint();
    if (bytes.position() == 0 || (bytes.isBroken() && end - at < 20))
        return PacketHead::Cut;
    size = bytes.varint();
    if (tag != (trace_file::Packet << 3 | static_cast<quint64>(WireType::Bytes)))
        return PacketHead::Broken;
    if (bytes.isBroken())
        return end - at >= 20 ? PacketHead::Broken : PacketHead::Cut;
    at += bytes.position();
    return PacketHead::Whole;
}

/// Reads the tag and size of a packet and moves `at` behind them.
inline PacketHead readHead(const char *&at, const char *end, quint64 &size)
{
    // Nearly all packets are shorter than 128 bytes.
    constexpr char Tag = static_cast<char>(trace_file::Packet << 3 | static_cast<quint32>(WireType::Bytes));
    if (end - at < 2 || at[0] != Tag || at[1] < 0)
        return readLongHead(at, end, size);
    size = static_cast<quint64>(at[1]);
    at += 2;
    return PacketHead::Whole;
}

class PerfettoReader
{
public:
    PerfettoReader(ByteSource &source, const QString &name, const Progress &progress, const Preview &preview)
        : m_window(source), m_at(m_window.begin()), m_name(name), m_reading(source, name, QStringLiteral("Perfetto"), progress, preview), m_own(m_reading.texts()),
          m_tracks(m_reading.recording(), m_own, m_reading.names())
    {
    }

    trace::Result<Loaded> read();

private:
    using Failure = std::optional<trace::Error>;

    bool more();
    Failure readPackets();
    Failure takePacket(QByteArrayView packet, bool isInner);
    Failure takeCompressed(QByteArrayView compressed);
    [[nodiscard]] trace::Error errorAt(const char *at, const QString &why) const
    {
        return { QStringLiteral("%1: byte %2").arg(m_name).arg(m_window.offsetOf(at)), why };
    }
    [[nodiscard]] trace::Result<Loaded> finish();

    ByteWindow m_window;
    const char *m_at;
    QString m_name;
    ForeignReading m_reading;
    OwnEvents m_own;
    PerfettoTracks m_tracks;
    Failure m_failure;
    bool m_isCutOff = false;
};

bool PerfettoReader::more()
{
    if (!m_window.readOn(m_at))
        return false;
    m_reading.showPreview(m_own);
    if (!m_reading.goesOn())
        m_failure = cancelled();
    return !m_failure;
}

PerfettoReader::Failure PerfettoReader::takeCompressed(QByteArrayView compressed)
{
    QByteArray unpacked;
    z_stream z {};
    if (inflateInit(&z) != Z_OK)
        return errorAt(m_at, QStringLiteral("no memory to unpack a packet"));
    z.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(compressed.data()));
    z.avail_in = static_cast<uInt>(compressed.size());
    int result = Z_OK;
    while (result == Z_OK && unpacked.size() < MostUnpacked) {
        const qsizetype before = unpacked.size();
        unpacked.resize(before + (qsizetype(256) << 10));
        z.next_out = reinterpret_cast<Bytef *>(unpacked.data() + before);
        z.avail_out = static_cast<uInt>(unpacked.size() - before);
        result = inflate(&z, Z_NO_FLUSH);
        unpacked.resize(unpacked.size() - static_cast<qsizetype>(z.avail_out));
    }
    inflateEnd(&z);
    if (result != Z_STREAM_END)
        return errorAt(m_at, QStringLiteral("compressed packets that cannot be unpacked"));
    const char *at = unpacked.constData();
    const char *const end = at + unpacked.size();
    while (at < end) {
        quint64 size = 0;
        if (readHead(at, end, size) != PacketHead::Whole || size > static_cast<quint64>(end - at))
            return errorAt(m_at, QStringLiteral("compressed packets that make no sense"));
        const QByteArrayView packet(at, static_cast<qsizetype>(size));
        Failure failure = m_tracks.takeShort(packet) ? Failure() : takePacket(packet, true);
        if (failure)
            return failure;
        at += size;
    }
    return {};
}

PerfettoReader::Failure PerfettoReader::takePacket(QByteArrayView packet, bool isInner)
{
    // A packet of packets holds nothing else, so its field is the first, and its tag is longer than those that most packets begin with.
    ProtoReader fields(packet);
    ProtoField field;
    if (!isInner && packet.size() > 2 && packet.front() < 0 && fields.next(field) && field.number == packet::CompressedPackets && field.type == WireType::Bytes)
        return takeCompressed(field.bytes);
    if (const std::optional<QString> reason = m_tracks.take(packet))
        return errorAt(m_at, *reason);
    return {};
}

PerfettoReader::Failure PerfettoReader::readPackets()
{
    for (;;) {
        const char *at = m_at;
        quint64 size = 0;
        const PacketHead head = readHead(at, m_window.end(), size);
        if (head == PacketHead::Broken)
            return errorAt(m_at, QStringLiteral("a packet is expected here"));
        if (head == PacketHead::Whole && size > static_cast<quint64>(ByteWindow::Longest) / 2)
            return errorAt(m_at, QStringLiteral("a packet of %1 bytes, which is more than can be read").arg(size));
        if (head == PacketHead::Cut || size > static_cast<quint64>(m_window.end() - at)) {
            if (more())
                continue;
            m_isCutOff = m_at < m_window.end() || !m_window.source().error().isEmpty();
            return m_failure;
        }
        const QByteArrayView packet(at, static_cast<qsizetype>(size));
        if (!m_tracks.takeShort(packet)) {
            if (Failure failure = takePacket(packet, false))
                return failure;
        }
        m_at = at + size;
    }
}

trace::Result<Loaded> PerfettoReader::finish()
{
    const QString sourceError = m_window.source().error();
    QString cutOff;
    if (m_isCutOff)
        cutOff = QStringLiteral("at byte %1").arg(m_window.offsetOf(m_window.end())) + (sourceError.isEmpty() ? QString() : QStringLiteral(" (%1)").arg(sourceError));
    if (m_tracks.isOurs())
        return m_own.finish(cutOff);
    m_tracks.finish();
    const QString mended = m_reading.recording().repairs().sentence();
    if (m_reading.recording().isEmpty()) {
        const QString why = cutOff.isEmpty() ? QStringLiteral("holds no track events") : QStringLiteral("is cut off %1, before its first event").arg(cutOff);
        return trace::Error { m_name, why + (mended.isEmpty() ? QString() : QStringLiteral(": ") + mended) };
    }
    return m_reading.finish(cutOff);
}

trace::Result<Loaded> PerfettoReader::read()
{
    if (const Failure failure = readPackets())
        return *failure;
    return finish();
}

} // namespace

bool isPerfetto(QByteArrayView head)
{
    const char *at = head.begin();
    const char *const end = head.end();
    bool hasPacket = false;
    while (at < end) {
        quint64 size = 0;
        const PacketHead start = readHead(at, end, size);
        if (start == PacketHead::Broken)
            return false;
        if (start == PacketHead::Cut)
            break;
        const qsizetype there = static_cast<qsizetype>(std::min<quint64>(size, static_cast<quint64>(end - at)));
        ProtoReader fields(QByteArrayView(at, there));
        bool isKnown = size == 0;
        for (ProtoField field; fields.next(field);)
            isKnown = isKnown || (field.number >= 1 && field.number < 200);
        const bool isWhole = static_cast<quint64>(there) == size;
        if ((isWhole ? fields.isBroken() || !isKnown : fields.isBroken() && !fields.isCut()) || size > static_cast<quint64>(ByteWindow::Longest))
            return false;
        hasPacket = hasPacket || isWhole || isKnown;
        at += there;
    }
    return hasPacket;
}

trace::Result<Loaded> readPerfetto(ByteSource &source, const QString &nameForMessages, const Progress &progress, const Preview &preview)
{
    return PerfettoReader(source, nameForMessages, progress, preview).read();
}

} // namespace formats
