// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "attach/streamformat.h"

#include <QByteArray>
#include <QtEndian>

#include <initializer_list>

/// Writes a probe's stream by hand.
class StreamBuilder
{
public:
    static constexpr quint64 Base = 1'000'000'000'000;

    StreamBuilder()
    {
        m_bytes = QByteArrayLiteral("LSPY");
        put<quint16>(1);
        put<quint16>(0);
        put<quint32>(42);
        put<quint32>(0);
        put<quint64>(Base);
        put<quint64>(0);
    }

    /// A moment so many ns after the begin.
    [[nodiscard]] static constexpr quint64 at(quint64 ns) { return Base + ns; }

    /// A record; the numbers fill its fields in their order.
    StreamBuilder &add(attach::RecordKind kind, int flags, std::initializer_list<quint64> fields, const QByteArray &text = {})
    {
        const char *layout = attach::layoutOf(static_cast<quint8>(kind));
        QByteArray body;
        std::swap(body, m_bytes);
        for (const quint64 field : fields) {
            if (*layout++ == 'I')
                put(static_cast<quint32>(field));
            else
                put(field);
        }
        const QByteArray payload = m_bytes + text;
        m_bytes = body;
        m_bytes.append(static_cast<char>(kind));
        m_bytes.append(static_cast<char>(flags));
        put(static_cast<quint16>(payload.size() + 4));
        m_bytes += payload;
        return *this;
    }

    [[nodiscard]] const QByteArray &bytes() const { return m_bytes; }

private:
    template<typename Number>
    void put(Number number)
    {
        char raw[sizeof number];
        qToLittleEndian(number, raw);
        m_bytes.append(raw, sizeof number);
    }

    QByteArray m_bytes;
};
