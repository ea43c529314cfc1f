// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <bit>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace formats {

/// Eight bytes, the first of them lowest.
[[nodiscard]] inline quint64 wordAt(const char *at)
{
    quint64 word;
    std::memcpy(&word, at, 8);
    if constexpr (std::endian::native == std::endian::big)
        word = __builtin_bswap64(word);
    return word;
}

// Sixteen bytes of a text that are compared all at once; an answer has bit n set where it holds for byte n:
//
//   are(c)            they are c
//   areFolded(c)      they are c or what setting bit 5 makes c: a letter of either case, a bracket or a brace
//   areIn(first, last)  they lie in [first, last], both below 0x80

/// By words of eight bytes, for processors without SSE2.
class WordBlock
{
public:
    static constexpr int Size = 16;

    explicit WordBlock(const char *at) : m_low(wordAt(at)), m_high(wordAt(at + 8)) {}
    [[nodiscard]] quint32 are(char c) const { return zeros(m_low ^ spread(c)) | zeros(m_high ^ spread(c)) << 8; }
    [[nodiscard]] quint32 areFolded(char c) const { return zeros((m_low | spread(0x20)) ^ spread(c)) | zeros((m_high | spread(0x20)) ^ spread(c)) << 8; }
    [[nodiscard]] quint32 areIn(char first, char last) const { return within(m_low, first, last) | within(m_high, first, last) << 8; }

private:
    static constexpr quint64 Highs = 0x8080808080808080u;

    static constexpr quint64 spread(char c) { return 0x0101010101010101u * static_cast<quint8>(c); }
    /// The top bit of each byte as one bit.
    static constexpr quint32 gathered(quint64 tops) { return static_cast<quint32>(((tops >> 7) * 0x0102040810204080u) >> 56); }
    static constexpr quint32 zeros(quint64 word) { return gathered(~(((word & ~Highs) + ~Highs) | word) & Highs); }
    static constexpr quint32 within(quint64 word, char first, char last)
    {
        const quint64 low = word & ~Highs;
        const quint64 isAtLeast = low + (Highs - spread(first));
        const quint64 isBeyond = low + (Highs - spread(static_cast<char>(last + 1)));
        return gathered(isAtLeast & ~isBeyond & ~word & Highs);
    }

    quint64 m_low;
    quint64 m_high;
};

#if defined(__SSE2__)

/// By SSE2, which belongs to every x86-64 processor, so that nothing has to be chosen at run time: blocks of 32 bytes would gain nothing, the keys and
/// values of records being shorter than 16.
class Sse2Block
{
public:
    static constexpr int Size = 16;

    explicit Sse2Block(const char *at) : m_bytes(_mm_loadu_si128(reinterpret_cast<const __m128i *>(at))) {}
    [[nodiscard]] quint32 are(char c) const { return bits(_mm_cmpeq_epi8(m_bytes, _mm_set1_epi8(c))); }
    [[nodiscard]] quint32 areFolded(char c) const { return bits(_mm_cmpeq_epi8(_mm_or_si128(m_bytes, _mm_set1_epi8(0x20)), _mm_set1_epi8(c))); }
    [[nodiscard]] quint32 areIn(char first, char last) const
    {
        const __m128i isAbove = _mm_cmpgt_epi8(m_bytes, _mm_set1_epi8(static_cast<char>(first - 1)));
        return bits(_mm_andnot_si128(_mm_cmpgt_epi8(m_bytes, _mm_set1_epi8(last)), isAbove));
    }

private:
    static quint32 bits(__m128i bytes) { return static_cast<quint32>(_mm_movemask_epi8(bytes)); }

    __m128i m_bytes;
};
using ByteBlock = Sse2Block;

#else
using ByteBlock = WordBlock;
#endif

/// How many bytes of [begin, end) are c.
[[nodiscard]] inline quint64 countOf(char c, const char *begin, const char *end)
{
    quint64 count = 0;
#if defined(__SSE2__)
    // Each lane counts up to 255 blocks in a byte; popcount is no instruction of every x86-64 processor.
    while (end - begin >= ByteBlock::Size) {
        __m128i lanes = _mm_setzero_si128();
        for (int n = 0; n < 255 && end - begin >= ByteBlock::Size; ++n, begin += ByteBlock::Size)
            lanes = _mm_sub_epi8(lanes, _mm_cmpeq_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i *>(begin)), _mm_set1_epi8(c)));
        const __m128i sums = _mm_sad_epu8(lanes, _mm_setzero_si128());
        count += static_cast<quint64>(_mm_cvtsi128_si32(sums)) + static_cast<quint64>(_mm_extract_epi16(sums, 4));
    }
#endif
    for (; begin < end; ++begin)
        count += *begin == c ? 1 : 0;
    return count;
}

} // namespace formats
