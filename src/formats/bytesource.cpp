// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/bytesource.h"

#include "formats/bytescan.h"

#include <QFileDevice>
#include <QIODevice>

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace formats {

qsizetype MemorySource::read(char *to, qsizetype most)
{
    const qsizetype size = std::min(most, m_bytes.size() - m_at);
    if (size > 0)
        std::memcpy(to, m_bytes.data() + m_at, static_cast<std::size_t>(size));
    m_at += size;
    return size;
}

qsizetype DeviceSource::read(char *to, qsizetype most)
{
    qsizetype size = std::min(most, m_head.size());
    if (size > 0) {
        std::memcpy(to, m_head.constData(), static_cast<std::size_t>(size));
        m_head.remove(0, size);
    } else {
        size = static_cast<qsizetype>(std::max<qint64>(m_device.read(to, most), 0));
    }
    m_done += static_cast<quint64>(size);
    return size;
}

QString DeviceSource::error() const
{
    const auto *file = qobject_cast<const QFileDevice *>(&m_device);
    return file && file->error() != QFileDevice::NoError ? file->errorString() : QString();
}

struct GzipSource::Private
{
    z_stream stream {};
    std::array<char, 64 << 10> input;
    bool isInMember = true;
};

GzipSource::GzipSource(ByteSource &packed) : m_packed(packed), d(std::make_unique<Private>())
{
    constexpr int GzipOnly = 15 + 16; // largest window, gzip header wanted
    if (inflateInit2(&d->stream, GzipOnly) != Z_OK)
        m_error = QStringLiteral("no memory to unpack it");
}

GzipSource::~GzipSource()
{
    inflateEnd(&d->stream);
}

qsizetype GzipSource::read(char *to, qsizetype most)
{
    z_stream &z = d->stream;
    z.next_out = reinterpret_cast<Bytef *>(to);
    z.avail_out = static_cast<uInt>(std::min<qsizetype>(most, 1 << 30));
    const uInt room = z.avail_out;
    while (z.avail_out == room && m_error.isEmpty()) {
        if (z.avail_in == 0) {
            const qsizetype size = m_packed.read(d->input.data(), static_cast<qsizetype>(d->input.size()));
            if (size == 0) {
                if (d->isInMember)
                    m_error = m_packed.error().isEmpty() ? QStringLiteral("the gzip file is cut off") : m_packed.error();
                break;
            }
            z.next_in = reinterpret_cast<Bytef *>(d->input.data());
            z.avail_in = static_cast<uInt>(size);
        }
        if (!d->isInMember) {
            if (*z.next_in != 0x1f) { // padding behind the last member
                z.avail_in = 0;
                continue;
            }
            inflateReset(&z);
            d->isInMember = true;
        }
        const int result = inflate(&z, Z_NO_FLUSH);
        if (result == Z_STREAM_END)
            d->isInMember = false;
        else if (result != Z_OK && result != Z_BUF_ERROR)
            m_error = QStringLiteral("the gzip file is damaged: %1").arg(z.msg ? QString::fromLatin1(z.msg) : QStringLiteral("not to be unpacked"));
    }
    return static_cast<qsizetype>(room - z.avail_out);
}

bool isGzip(QByteArrayView head)
{
    return head.startsWith("\x1f\x8b");
}

ByteWindow::ByteWindow(ByteSource &source, qsizetype piece) : m_source(source)
{
    constexpr quint64 Least = 4096;
    const quint64 total = source.total();
    const quint64 size = total == 0 ? static_cast<quint64>(piece) : std::clamp(total + 1, std::min(Least, static_cast<quint64>(piece)), static_cast<quint64>(piece));
    m_buffer.resize(static_cast<std::size_t>(size) + static_cast<std::size_t>(Padding));
}

bool ByteWindow::readOn(const char *&from)
{
    const qsizetype done = from - begin();
    const qsizetype kept = m_size - done;
    m_lines += countOf('\n', begin(), from);
    m_offset += static_cast<quint64>(done);
    if (kept > 0 && done > 0)
        std::memmove(m_buffer.data(), from, static_cast<std::size_t>(kept));
    m_size = kept;
    qsizetype room = static_cast<qsizetype>(m_buffer.size()) - Padding;
    if (kept > room / 2) {
        m_isTooLong = room * 2 > Longest;
        if (!m_isTooLong) {
            room *= 2;
            m_buffer.resize(static_cast<std::size_t>(room + Padding));
        }
    }
    // A pipe or unpacking gives small pieces: going on until the window is full keeps the beginnings of values from being scanned again and again.
    qsizetype more = 0;
    while (!m_isTooLong && m_size < room) {
        more = m_source.read(m_buffer.data() + m_size, room - m_size);
        if (more == 0)
            break;
        m_size += more;
    }
    std::memset(m_buffer.data() + m_size, 0, static_cast<std::size_t>(Padding));
    from = begin();
    return m_size > kept;
}

quint64 ByteWindow::lineOf(const char *at) const
{
    return 1 + m_lines + countOf('\n', begin(), at);
}

} // namespace formats
