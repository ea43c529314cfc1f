// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <limits>

namespace formats {

// LEB128 (DWARF 5, 7.6): seven bits a byte, lowest first, the top bit says that another byte follows. Signed numbers are folded first
// (0, -1, 1, -2, ...: "zigzag" of Protocol Buffers) so that small ones of either sign are short.

inline void appendVarint(quint64 value, QByteArray &out)
{
    char bytes[10];
    qsizetype size = 0;
    do {
        const auto low = static_cast<quint8>(value & 0x7f);
        value >>= 7;
        bytes[size++] = static_cast<char>(low | (value != 0 ? 0x80u : 0u));
    } while (value != 0);
    out.append(bytes, size);
}

inline void appendSignedVarint(qint64 value, QByteArray &out)
{
    appendVarint((static_cast<quint64>(value) << 1) ^ static_cast<quint64>(value >> 63), out);
}

/// Reads numbers from bytes of foreign make. Past the end and for a number of more than 64 bits it gives 0 and isBroken() from then on.
class VarintReader
{
public:
    explicit VarintReader(QByteArrayView bytes) : m_at(bytes.data()), m_begin(bytes.data()), m_end(bytes.data() + bytes.size()) {}

    [[nodiscard]] bool isBroken() const { return m_isBroken; }
    [[nodiscard]] bool atEnd() const { return m_at == m_end; }
    /// Bytes read.
    [[nodiscard]] qsizetype position() const { return m_at - m_begin; }

    quint8 byte()
    {
        if (m_at == m_end)
            return fail();
        return static_cast<quint8>(*m_at++);
    }

    quint64 varint()
    {
        quint64 value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (m_at == m_end)
                return fail();
            const auto next = static_cast<quint8>(*m_at++);
            if (shift == 63 && next > 1)
                return fail();
            value |= static_cast<quint64>(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }
        return fail();
    }

    qint64 signedVarint()
    {
        const quint64 folded = varint();
        return static_cast<qint64>((folded >> 1) ^ (0 - (folded & 1)));
    }

    /// A varint that has to fit in 32 bits.
    quint32 number()
    {
        const quint64 value = varint();
        return value <= std::numeric_limits<quint32>::max() ? static_cast<quint32>(value) : fail();
    }

    /// The next `size` bytes.
    QByteArrayView bytes(quint64 size)
    {
        if (size > static_cast<quint64>(m_end - m_at)) {
            fail();
            return {};
        }
        const QByteArrayView taken(m_at, static_cast<qsizetype>(size));
        m_at += taken.size();
        return taken;
    }

private:
    quint8 fail()
    {
        m_isBroken = true;
        m_at = m_end;
        return 0;
    }

    const char *m_at;
    const char *m_begin;
    const char *m_end;
    bool m_isBroken = false;
};

} // namespace formats
