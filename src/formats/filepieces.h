// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>

#include <limits>
#include <span>

#ifdef Q_OS_UNIX
#include <unistd.h>
#endif
#ifdef Q_OS_LINUX
#include <fcntl.h>
#include <sys/uio.h>
#endif

namespace formats {

/// A file that is read here and there. It is never mapped: a mapped file that another program cuts kills this one.
class FilePieces
{
public:
    explicit FilePieces(const QString &path) : m_file(path) {}

    [[nodiscard]] bool open() { return m_file.open(QIODevice::ReadOnly | QIODevice::Unbuffered); }
    [[nodiscard]] quint64 size() const { return static_cast<quint64>(m_file.size()); }
    /// Fills `to` with what stands at the offset; returns how many bytes there were. One thread at a time.
    [[nodiscard]] std::size_t read(quint64 offset, std::span<quint8> to)
    {
        std::size_t done = 0;
        while (done < to.size() && offset + done <= static_cast<quint64>(std::numeric_limits<qint64>::max())) {
            const std::span<quint8> rest = to.subspan(done);
#ifdef Q_OS_UNIX
            const auto size = static_cast<qint64>(::pread(m_file.handle(), rest.data(), rest.size(), static_cast<off_t>(offset + done)));
#else
            const qint64 size = m_file.seek(static_cast<qint64>(offset + done)) ? m_file.read(reinterpret_cast<char *>(rest.data()), static_cast<qint64>(rest.size())) : -1;
#endif
            if (size <= 0)
                break;
            done += static_cast<std::size_t>(size);
        }
        return done;
    }
    /// The same where the system holds it all in memory; else false, and the system has been told to fetch it.
    [[nodiscard]] bool readAtOnce(quint64 offset, std::span<quint8> to)
    {
#ifdef Q_OS_LINUX
        if (offset > static_cast<quint64>(std::numeric_limits<qint64>::max()))
            return false;
        const iovec piece { to.data(), to.size() };
        if (::preadv2(m_file.handle(), &piece, 1, static_cast<off_t>(offset), RWF_NOWAIT) == static_cast<ssize_t>(to.size()))
            return true;
        ::posix_fadvise(m_file.handle(), static_cast<off_t>(offset), static_cast<off_t>(to.size()), POSIX_FADV_WILLNEED);
#else
        Q_UNUSED(offset)
        Q_UNUSED(to)
#endif
        return false;
    }
    /// So many bytes, fewer where there are fewer.
    [[nodiscard]] QByteArray bytes(quint64 offset, quint64 size)
    {
        QByteArray bytes(static_cast<qsizetype>(size), Qt::Uninitialized);
        bytes.resize(static_cast<qsizetype>(read(offset, { reinterpret_cast<quint8 *>(bytes.data()), static_cast<std::size_t>(size) })));
        return bytes;
    }

private:
    QFile m_file;
};

} // namespace formats
