// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtEndian>
#include <QtGlobal>

#include <bit>
#include <cstring>
#include <span>

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

// Numbers of any width in bits, one behind the other from the lowest bit of the first byte on: what a block of transitions or steps holds.

/// Bits that numbers up to `greatest` take in a BitRow: 0 to 57, or 64 where it takes more than 57, because one read of 64 bits has to hold a number wherever
/// in a byte it begins.
[[nodiscard]] inline unsigned bitWidth(quint64 greatest)
{
    const auto bits = static_cast<unsigned>(std::bit_width(greatest));
    return bits > 57 ? 64 : bits;
}

/// Whether a row can be of that width; a file may say any.
[[nodiscard]] inline bool isBitWidth(unsigned bits)
{
    return bits <= 57 || bits == 64;
}

/// A row of unsigned numbers of so many bits each, read in place and without a branch. Up to 8 bytes behind the row are read, not used.
struct BitRow
{
    const quint8 *at = nullptr;
    std::size_t stride = 0; ///< bits from one to the next
    quint64 mask = 0;

    /// Of numbers of `bits` (isBitWidth) that follow each other.
    [[nodiscard]] static BitRow packed(const quint8 *at, unsigned bits)
    {
        return { at, bits, bits == 64 ? ~quint64(0) : (quint64(1) << bits) - 1 };
    }
    [[nodiscard]] quint64 operator[](std::size_t n) const
    {
        const std::size_t bit = n * stride;
        quint64 value;
        std::memcpy(&value, at + bit / 8, sizeof value);
        return qFromLittleEndian(value) >> (bit % 8) & mask;
    }
};

/// Writes such rows, one behind the other.
class BitWriter
{
public:
    explicit BitWriter(quint8 *to) : m_at(to) {}

    /// Numbers below 2^bits, a multiple of 8 of them; bits as of bitWidth().
    void put(std::span<const quint64> values, unsigned bits)
    {
        // Some of few bits are put as one of many, which takes a fraction of the time.
        if (bits == 0)
            return;
        if (bits <= 8)
            putTogether<8>(values, bits);
        else if (bits <= 16)
            putTogether<4>(values, bits);
        else if (bits <= 32)
            putTogether<2>(values, bits);
        else
            putTogether<1>(values, bits);
    }
    /// Writes what is left. Up to 8 bytes are written behind it.
    void finish() { write(m_bits); }

private:
    template<std::size_t Together>
    void putTogether(std::span<const quint64> values, unsigned bits)
    {
        for (std::size_t n = 0; n < values.size(); n += Together) {
            quint64 word = values[n + Together - 1];
            for (std::size_t k = Together - 1; k-- > 0;)
                word = word << bits | values[n + k];
            put(word, static_cast<unsigned>(Together) * bits);
        }
    }
    void put(quint64 word, unsigned bits)
    {
        const quint64 all = m_bits | word << m_count;
        const unsigned count = m_count + bits;
        m_bits = all;
        if (count >= 64) {
            write(all);
            m_at += 8;
            m_bits = m_count > 0 ? word >> (64 - m_count) : 0;
        }
        m_count = count % 64;
    }
    void write(quint64 word)
    {
        word = qToLittleEndian(word);
        std::memcpy(m_at, &word, sizeof word);
    }

    quint8 *m_at;
    quint64 m_bits = 0; ///< what is not written yet
    unsigned m_count = 0; ///< bits of it, below 64
};

} // namespace trace
