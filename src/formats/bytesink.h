// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/result.h"

#include <QByteArray>
#include <QIODevice>

namespace formats {

/// Buffered writing to a device that remembers its first failure, so that a writer need not look after every piece.
class ByteSink
{
public:
    explicit ByteSink(QIODevice &device) : m_device(device) { m_buffer.reserve(BufferSize + BufferSize / 4); }

    /// The buffer to append to; call next() now and then so that it is handed on.
    [[nodiscard]] QByteArray &buffer() { return m_buffer; }
    /// Hands the buffer to the device where it is full.
    void next()
    {
        if (m_buffer.size() >= BufferSize)
            flush();
    }
    void write(QByteArrayView bytes)
    {
        m_buffer.append(bytes);
        next();
    }
    /// Hands on what is left and says whether all went well; the error's `what` is empty for the caller to fill in.
    [[nodiscard]] trace::Result<> finish()
    {
        flush();
        if (m_hasFailed)
            return trace::Error { {}, m_device.errorString() };
        return {};
    }
    [[nodiscard]] bool hasFailed() const { return m_hasFailed; }
    /// Bytes taken so far.
    [[nodiscard]] quint64 size() const { return m_written + static_cast<quint64>(m_buffer.size()); }

private:
    static constexpr qsizetype BufferSize = 1 << 18;

    void flush()
    {
        if (!m_hasFailed && !m_buffer.isEmpty())
            m_hasFailed = m_device.write(m_buffer) != m_buffer.size();
        m_written += static_cast<quint64>(m_buffer.size());
        m_buffer.resize(0);
    }

    QIODevice &m_device;
    QByteArray m_buffer;
    quint64 m_written = 0;
    bool m_hasFailed = false;
};

} // namespace formats
