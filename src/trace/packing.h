// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtEndian>
#include <QtGlobal>

#include <bit>
#include <cstring>

namespace trace {

// Numbers as bytes, for the store's own use: what it packs. LEB128 (DWARF 5, 7.6) and its signed form with the sign folded into the lowest bit.
// Reading is unchecked but bounded: a varint never takes more than MostVarintBytes, so readers keep that many bytes readable behind their input.

inline constexpr int MostVarintBytes = 10;

[[nodiscard]] inline quint8 *putVarint(quint8 *to, quint64 value)
{
    while (value >= 0x80) {
        *to++ = static_cast<quint8>(value | 0x80);
        value >>= 7;
    }
    *to++ = static_cast<quint8>(value);
    return to;
}

[[nodiscard]] inline quint64 takeVarint(const quint8 *&at)
{
    quint64 value = *at++;
    if (value < 0x80)
        return value;
    value &= 0x7f;
    for (int shift = 7; shift < 70; shift += 7) {
        const quint64 next = *at++;
        value |= (next & 0x7f) << (shift & 63);
        if (next < 0x80)
            break;
    }
    return value;
}

[[nodiscard]] inline quint64 folded(qint64 value)
{
    return (static_cast<quint64>(value) << 1) ^ static_cast<quint64>(value >> 63);
}

[[nodiscard]] inline qint64 unfolded(quint64 value)
{
    return static_cast<qint64>((value >> 1) ^ (0 - (value & 1)));
}

/// Bytes that numbers up to `greatest` need: 0 to 8.
[[nodiscard]] inline int byteWidth(quint64 greatest)
{
    return (static_cast<int>(std::bit_width(greatest)) + 7) / 8;
}

/// The n-th of a row of unsigned little-endian numbers of `width` (0 to 8) bytes each. Up to 8 bytes behind the row are read, not used.
[[nodiscard]] inline quint64 numberAt(const quint8 *row, int width, std::size_t n)
{
    quint64 value;
    std::memcpy(&value, row + n * static_cast<std::size_t>(width), sizeof value);
    const quint64 mask = width == 8 ? ~quint64(0) : (quint64(1) << (8 * width)) - 1;
    return qFromLittleEndian(value) & mask;
}

/// Writes such a number; up to 8 bytes are written, so rows are filled from their front.
inline void putNumber(quint8 *row, int width, std::size_t n, quint64 value)
{
    value = qToLittleEndian(value);
    std::memcpy(row + n * static_cast<std::size_t>(width), &value, sizeof value);
}

/// Writes a row of them, each less `base`; up to 8 bytes behind the row are written.
inline void putNumbers(quint8 *row, int width, const quint64 *values, std::size_t count, quint64 base)
{
    for (std::size_t n = 0; n < count; ++n)
        putNumber(row, width, n, values[n] - base);
}

} // namespace trace
