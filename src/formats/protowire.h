// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/bytescan.h"
#include "formats/varint.h"

#include <QByteArray>
#include <QByteArrayView>

#include <cstring>

namespace formats {

// Protocol Buffers on the wire (protobuf.dev, "Encoding"): a message is a run of fields, each a varint number * 8 + type and then its value.

enum class WireType : quint8 { Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5 };

inline void appendTag(quint32 field, WireType type, QByteArray &out)
{
    appendVarint(static_cast<quint64>(field) << 3 | static_cast<quint64>(type), out);
}

inline void appendNumberField(quint32 field, quint64 value, QByteArray &out)
{
    appendTag(field, WireType::Varint, out);
    appendVarint(value, out);
}

inline void appendFixed64Field(quint32 field, quint64 value, QByteArray &out)
{
    appendTag(field, WireType::Fixed64, out);
    char bytes[8];
    for (char &byte : bytes) {
        byte = static_cast<char>(value & 0xff);
        value >>= 8;
    }
    out.append(bytes, 8);
}

inline void appendBytesField(quint32 field, QByteArrayView bytes, QByteArray &out)
{
    appendTag(field, WireType::Bytes, out);
    appendVarint(static_cast<quint64>(bytes.size()), out);
    out.append(bytes);
}

/// Reads a number and moves `at` behind it; false where it is not whole.
inline bool readVarint(const char *&at, const char *end, quint64 &value)
{
    if (at != end && static_cast<quint8>(*at) < 0x80) { // nearly all are of one byte
        value = static_cast<quint8>(*at++);
        return true;
    }
    if (end - at >= 8) {
        const quint64 word = wordAt(at);
        const quint64 ends = ~word & 0x8080808080808080u;
        if (ends != 0) {
            // Of up to 8 bytes: what lies behind the last one is cut off, then each pair of groups of 7, 14 and 28 bits is joined.
            quint64 groups = word & (ends ^ (ends - 1)) & 0x7f7f7f7f7f7f7f7fu;
            groups = (groups & 0x007f007f007f007fu) | (groups & 0x7f007f007f007f00u) >> 1;
            groups = (groups & 0x00003fff00003fffu) | (groups & 0x3fff00003fff0000u) >> 2;
            value = (groups & 0x000000000fffffffu) | (groups & 0x0fffffff00000000u) >> 4;
            at += (std::countr_zero(ends) >> 3) + 1;
            return true;
        }
    }
    value = 0;
    for (int shift = 0; shift < 64 && at != end; shift += 7) {
        const auto byte = static_cast<quint8>(*at++);
        value |= static_cast<quint64>(byte & 0x7f) << shift;
        if (byte < 0x80)
            return true;
    }
    return false;
}

/// One field of a message that is read.
struct ProtoField
{
    quint32 number = 0;
    WireType type = WireType::Varint;
    quint64 value = 0; ///< of every type but Bytes
    QByteArrayView bytes; ///< of Bytes

    [[nodiscard]] qint64 asSigned() const { return static_cast<qint64>(value); }
    [[nodiscard]] double asDouble() const
    {
        double number;
        static_assert(sizeof number == sizeof value);
        std::memcpy(&number, &value, sizeof number);
        return number;
    }
};

/// Walks the fields of a message of foreign make. Groups, which nobody writes any more, count as broken.
class ProtoReader
{
public:
    explicit ProtoReader(QByteArrayView message) : m_at(message.data()), m_end(message.data() + message.size()) {}

    /// The next field; false at the end, and where the bytes make no sense: then isBroken().
    bool next(ProtoField &field)
    {
        if (m_at == m_end)
            return false;
        quint64 tag = 0;
        if (!varint(tag))
            return fail();
        if ((tag >> 3) == 0 || (tag >> 3) > 0x1fffffff)
            return refuse();
        field.number = static_cast<quint32>(tag >> 3);
        field.type = static_cast<WireType>(tag & 7);
        switch (field.type) {
        case WireType::Varint:
            return varint(field.value) || fail();
        case WireType::Fixed64:
            return fixed(8, field.value) || fail();
        case WireType::Fixed32:
            return fixed(4, field.value) || fail();
        case WireType::Bytes: {
            quint64 size = 0;
            if (!varint(size) || size > static_cast<quint64>(m_end - m_at))
                return fail();
            field.bytes = { m_at, static_cast<qsizetype>(size) };
            m_at += size;
            return true;
        }
        }
        return refuse();
    }
    [[nodiscard]] bool isBroken() const { return m_isBroken; }
    /// Whether it is broken by no more than that bytes are missing at its end.
    [[nodiscard]] bool isCut() const { return m_isBroken && !m_isRefused; }

private:
    bool fail()
    {
        m_isBroken = true;
        m_at = m_end;
        return false;
    }
    bool refuse()
    {
        m_isRefused = true;
        return fail();
    }
    bool varint(quint64 &value) { return readVarint(m_at, m_end, value); }
    bool fixed(int size, quint64 &value)
    {
        if (m_end - m_at < size)
            return false;
        value = 0;
        for (int n = size; n-- > 0;)
            value = value << 8 | static_cast<quint8>(m_at[n]);
        m_at += size;
        return true;
    }

    const char *m_at;
    const char *m_end;
    bool m_isBroken = false;
    bool m_isRefused = false;
};

} // namespace formats
