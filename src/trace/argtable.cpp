// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/argtable.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>

namespace trace {

namespace {

constexpr quint32 HeadSize = 2; // the length, low byte first

} // namespace

ArgTable::~ArgTable()
{
    for (auto &chunk : m_chunks)
        delete[] chunk.load(std::memory_order_relaxed);
}

bool ArgTable::beginChunk()
{
    const quint32 count = m_count.load(std::memory_order_relaxed);
    if (count == MostChunks)
        return false;
    m_chunks[count].store(new char[ChunkSize], std::memory_order_release);
    m_count.store(count + 1, std::memory_order_release);
    return true;
}

ArgId ArgTable::add(QByteArrayView json)
{
    if (json.isEmpty() || json.size() > Longest)
        return ArgId::None;
    const quint32 needed = HeadSize + static_cast<quint32>(json.size());
    quint32 count = m_count.load(std::memory_order_relaxed);
    if (count == m_filed || ChunkSize - m_used[count - 1].load(std::memory_order_relaxed) < needed) {
        if (!beginChunk())
            return ArgId::None;
        ++count;
    }
    const quint32 at = m_used[count - 1].load(std::memory_order_relaxed);
    char *to = m_chunks[count - 1].load(std::memory_order_relaxed) + at;
    to[0] = static_cast<char>(json.size() & 0xff);
    to[1] = static_cast<char>(json.size() >> 8);
    std::memcpy(to + HeadSize, json.data(), static_cast<std::size_t>(json.size()));
    m_used[count - 1].store(at + needed, std::memory_order_release);
    return static_cast<ArgId>((count - 1) * ChunkSize + at + 1);
}

QByteArrayView ArgTable::bytes(ArgId id) const
{
    if (id == ArgId::None || chunkOf(id) >= chunkCount())
        return {};
    const QByteArrayView whole = chunk(chunkOf(id));
    const quint32 at = (number(id) - 1) % ChunkSize;
    if (at + HeadSize > whole.size())
        return {};
    const qsizetype size = static_cast<quint8>(whole[at]) | static_cast<quint8>(whole[at + 1]) << 8;
    const QByteArrayView rest = whole.sliced(at + HeadSize);
    return rest.first(std::min(size, rest.size()));
}

quint64 ArgTable::size() const
{
    quint64 size = 0;
    for (quint32 n = 0; n < chunkCount(); ++n)
        size += m_used[n].load(std::memory_order_relaxed);
    return size;
}

bool ArgTable::open(std::span<const quint32> sizes, Read read)
{
    if (sizes.size() > MostChunks || std::any_of(sizes.begin(), sizes.end(), [](quint32 size) { return size > ChunkSize; }))
        return false;
    for (std::size_t n = 0; n < sizes.size(); ++n)
        m_used[n].store(sizes[n], std::memory_order_relaxed);
    m_read = std::move(read);
    m_filed = static_cast<quint32>(sizes.size());
    m_count.store(m_filed, std::memory_order_release);
    return true;
}

const char *ArgTable::load(quint32 chunk) const
{
    const std::lock_guard lock(m_mutex);
    if (const char *known = m_chunks[chunk].load(std::memory_order_relaxed))
        return known;
    const quint32 size = m_used[chunk].load(std::memory_order_relaxed);
    auto bytes = std::make_unique<char[]>(std::max(size, 1u));
    if (!m_read(chunk, { bytes.get(), size })) {
        m_used[chunk].store(0, std::memory_order_relaxed);
        quint32 none = MostChunks;
        m_damaged.compare_exchange_strong(none, chunk, std::memory_order_relaxed);
    }
    m_chunks[chunk].store(bytes.get(), std::memory_order_release); // and what is used of it
    return bytes.release();
}

bool ArgTable::addChunk(QByteArrayView bytes)
{
    if (bytes.size() > ChunkSize || !beginChunk())
        return false;
    const quint32 last = m_count.load(std::memory_order_relaxed) - 1;
    std::memcpy(m_chunks[last].load(std::memory_order_relaxed), bytes.data(), static_cast<std::size_t>(bytes.size()));
    m_used[last].store(static_cast<quint32>(bytes.size()), std::memory_order_release);
    return true;
}

} // namespace trace
