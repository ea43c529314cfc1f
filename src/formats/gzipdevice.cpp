// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/gzipdevice.h"

#include <zlib.h>

#include <algorithm>
#include <array>

namespace formats {

struct GzipDevice::Private
{
    z_stream stream {};
    std::array<char, 64 << 10> output;
};

GzipDevice::GzipDevice(QIODevice &target) : m_target(target), d(std::make_unique<Private>())
{
    constexpr int GzipWindow = 15 + 16; // largest window, gzip header
    constexpr int Memory = 8; // zlib's default
    if (deflateInit2(&d->stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, GzipWindow, Memory, Z_DEFAULT_STRATEGY) == Z_OK)
        open(WriteOnly | Unbuffered);
    else
        setErrorString(QStringLiteral("no memory to pack it"));
}

GzipDevice::~GzipDevice()
{
    deflateEnd(&d->stream);
}

bool GzipDevice::deflateAll(int flush)
{
    z_stream &z = d->stream;
    do {
        z.next_out = reinterpret_cast<Bytef *>(d->output.data());
        z.avail_out = static_cast<uInt>(d->output.size());
        deflate(&z, flush);
        const qint64 size = static_cast<qint64>(d->output.size()) - static_cast<qint64>(z.avail_out);
        if (size > 0 && m_target.write(d->output.data(), size) != size) {
            setErrorString(m_target.errorString());
            return false;
        }
    } while (z.avail_out == 0);
    return true;
}

qint64 GzipDevice::writeData(const char *data, qint64 size)
{
    constexpr qint64 Piece = qint64(1) << 30; // zlib counts in 32 bits
    for (qint64 at = 0; at < size; at += Piece) {
        d->stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(data + at));
        d->stream.avail_in = static_cast<uInt>(std::min(size - at, Piece));
        if (!deflateAll(Z_NO_FLUSH))
            return -1;
    }
    return size;
}

trace::Result<> GzipDevice::finish()
{
    d->stream.avail_in = 0;
    if (!isOpen() || !deflateAll(Z_FINISH))
        return trace::Error { {}, errorString() };
    return {};
}

} // namespace formats
