// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/ids.h"
#include "trace/packing.h"
#include "trace/time.h"

#include <algorithm>
#include <span>
#include <vector>

namespace trace {

/// Packs numbers as bytes, one after the other.
class ByteWriter
{
public:
    void clear() { m_size = 0; }
    void put(quint64 value)
    {
        if (m_bytes.size() - m_size < MostVarintBytes)
            m_bytes.resize(std::max<std::size_t>(2 * m_bytes.size(), 256));
        m_size = static_cast<std::size_t>(putVarint(m_bytes.data() + m_size, value) - m_bytes.data());
    }
    void putSigned(qint64 value) { put(folded(value)); }
    template<typename Id>
    void putId(Id id)
    {
        put(number(id));
    }
    template<typename Ids>
    void putIds(const Ids &ids)
    {
        put(ids.size());
        for (const auto id : ids)
            putId(id);
    }
    void putBytes(std::span<const quint8> bytes)
    {
        put(bytes.size());
        append(bytes);
    }
    /// The bytes as they are.
    void append(std::span<const quint8> bytes)
    {
        if (m_bytes.size() - m_size < bytes.size())
            m_bytes.resize(std::max(2 * m_bytes.size(), m_size + bytes.size()));
        std::copy(bytes.begin(), bytes.end(), m_bytes.begin() + static_cast<std::ptrdiff_t>(m_size));
        m_size += bytes.size();
    }
    [[nodiscard]] std::span<const quint8> bytes() const { return { m_bytes.data(), m_size }; }

private:
    std::vector<quint8> m_bytes; ///< more than is written
    std::size_t m_size = 0;
};

/// Reads them again. Whatever the bytes are, it reads none behind their end: from there on, and where a number does not fit, it gives 0 and isBroken().
class ByteReader
{
public:
    explicit ByteReader(std::span<const quint8> bytes) : m_at(bytes.data()), m_end(bytes.data() + bytes.size()) {}

    [[nodiscard]] bool isBroken() const { return m_isBroken; }
    /// Notes that what was read makes no sense.
    void fail()
    {
        m_isBroken = true;
        m_at = m_end;
    }
    /// What has not been read.
    [[nodiscard]] std::span<const quint8> rest() const { return { m_at, m_end }; }
    [[nodiscard]] bool isAtEnd() const { return m_at == m_end; }
    quint64 take()
    {
        if (m_end - m_at >= MostVarintBytes) [[likely]]
            return takeVarint(m_at);
        quint64 value = 0;
        for (int shift = 0; m_at < m_end && shift < 70; shift += 7) {
            const quint64 next = *m_at++;
            value |= (next & 0x7f) << (shift & 63);
            if (next < 0x80)
                return value;
        }
        fail();
        return 0;
    }
    qint64 takeSigned() { return unfolded(take()); }
    /// A moment that is told by how long before or after another it is. A damaged file may say a length that is none: then it wraps.
    Timestamp takeTimeBefore(Timestamp t) { return { static_cast<qint64>(static_cast<quint64>(t.ns) - static_cast<quint64>(takeSigned())) }; }
    Timestamp takeTimeAfter(Timestamp t) { return { static_cast<qint64>(static_cast<quint64>(t.ns) + static_cast<quint64>(takeSigned())) }; }
    /// A number of 32 bits.
    quint32 takeNumber()
    {
        const quint64 value = take();
        if (value > 0xffffffffu)
            fail();
        return static_cast<quint32>(value);
    }
    template<typename Id>
    Id takeId()
    {
        return static_cast<Id>(takeNumber());
    }
    /// A number of things of which at most `perByte` take one byte: never more than the bytes left can tell of.
    quint64 takeCount(quint64 perByte = 1)
    {
        const quint64 count = take();
        if (count <= static_cast<quint64>(m_end - m_at) * perByte)
            return count;
        fail();
        return 0;
    }
    /// Passes over some bytes, at most as many as there are.
    void skip(std::size_t size) { m_at += size; }
    template<typename Ids>
    void takeIds(Ids &ids)
    {
        ids.clear();
        for (quint64 left = takeCount(); left > 0; --left)
            ids.push_back(takeId<typename Ids::value_type>());
    }
    std::span<const quint8> takeBytes()
    {
        const quint64 size = takeCount();
        const quint8 *const from = m_at;
        m_at += size;
        return { from, static_cast<std::size_t>(size) };
    }

private:
    const quint8 *m_at;
    const quint8 *m_end;
    bool m_isBroken = false;
};

} // namespace trace
