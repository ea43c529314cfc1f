// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/idtable.h"
#include "trace/texttable.h"

#include <QByteArrayView>
#include <QtEndian>

#include <cstring>
#include <vector>

namespace formats {

/// One to seven bytes, the first of them lowest. By loads that overlap: bytes put together one by one would have to be waited for when they are read at once.
[[nodiscard]] inline quint64 fewBytesAt(const char *at, qsizetype size)
{
    const auto byteAt = [at](qsizetype n) { return static_cast<quint64>(static_cast<quint8>(at[n])) << (8 * n); };
    if (size < 4)
        return byteAt(0) | byteAt(size / 2) | byteAt(size - 1);
    const auto fourAt = [at](qsizetype n) {
        quint32 four;
        std::memcpy(&four, at + n, sizeof four);
        return static_cast<quint64>(qFromLittleEndian(four)) << (8 * n);
    };
    return fourAt(0) | fourAt(size - 4);
}

/// A number for any bytes, good enough to tell them apart: multiply and fold eight bytes at a time.
[[nodiscard]] inline quint64 hashOf(QByteArrayView bytes, quint64 seed = 0)
{
    constexpr quint64 Odd = 0x9e3779b97f4a7c15u;
    quint64 hash = (seed ^ static_cast<quint64>(bytes.size())) * Odd;
    const char *at = bytes.data();
    qsizetype left = bytes.size();
    const auto mix = [&hash](quint64 word) {
        hash = (hash ^ word) * Odd;
        hash ^= hash >> 29;
    };
    for (; left >= 8; left -= 8, at += 8) {
        quint64 word;
        std::memcpy(&word, at, 8);
        mix(word);
    }
    if (left > 0)
        mix(fewBytesAt(at, left));
    hash *= Odd;
    return hash ^ (hash >> 32);
}

/// Finds the text of a file's bytes in a trace's TextTable without decoding them again: a file says the same few names millions of times.
class NameTable
{
public:
    explicit NameTable(trace::TextTable &texts) : m_texts(texts), m_slots(1024) {}

    /// The id of these UTF-8 bytes. O(size); the bytes of each distinct name are kept once.
    [[nodiscard]] trace::TextId of(QByteArrayView utf8)
    {
        if (utf8.isEmpty())
            return trace::TextId::None;
        const quint64 hash = hashOf(utf8, m_seed);
        for (std::size_t at = hash & (m_slots.size() - 1);; at = (at + 1) & (m_slots.size() - 1)) {
            const Slot &slot = m_slots[at];
            if (slot.id == trace::TextId::None)
                return add(at, hash, utf8);
            if (slot.hash == hash && slot.size == static_cast<quint64>(utf8.size()) && std::memcmp(m_bytes.data() + slot.offset, utf8.data(), slot.size) == 0)
                return slot.id;
        }
    }
    [[nodiscard]] trace::TextTable &texts() { return m_texts; }

private:
    struct Slot
    {
        quint64 hash = 0;
        quint64 offset = 0;
        quint64 size = 0;
        trace::TextId id = trace::TextId::None;
    };

    trace::TextId add(std::size_t at, quint64 hash, QByteArrayView utf8)
    {
        const trace::TextId id = m_texts.internUtf8(utf8.data(), utf8.size());
        if (id == trace::TextId::None)
            return id;
        m_slots[at] = { hash, m_bytes.size(), static_cast<quint64>(utf8.size()), id };
        m_bytes.insert(m_bytes.end(), utf8.begin(), utf8.end());
        if (++m_count * 2 > m_slots.size())
            grow();
        return id;
    }
    void grow()
    {
        std::vector<Slot> bigger(m_slots.size() * 2);
        for (const Slot &slot : m_slots) {
            if (slot.id == trace::TextId::None)
                continue;
            std::size_t at = slot.hash & (bigger.size() - 1);
            while (bigger[at].id != trace::TextId::None)
                at = (at + 1) & (bigger.size() - 1);
            bigger[at] = slot;
        }
        m_slots = std::move(bigger);
    }

    trace::TextTable &m_texts;
    quint64 m_seed = tableSeed();
    std::vector<Slot> m_slots; ///< open addressing; a power of two of them, at most half of them taken
    std::vector<char> m_bytes;
    std::size_t m_count = 0;
};

} // namespace formats
