// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/ids.h"

#include <QByteArrayView>

#include <array>
#include <atomic>

namespace trace {

/// What another program's recording says about its slices and instants beyond their names, its "args": JSON objects in UTF-8, one behind the other.
/// Nearly all of them differ, so they are no texts to be found again: one costs its bytes and two more.
///
/// One thread adds; an id that has reached another thread can be read there without a lock. Nothing is ever changed or removed.
class ArgTable
{
public:
    static constexpr quint32 ChunkSize = 256 << 10; ///< bytes
    static constexpr quint32 MostChunks = 512; ///< 128 MB
    static constexpr qsizetype Longest = 16 << 10; ///< bytes of one

    ArgTable() = default;
    ~ArgTable();
    ArgTable(const ArgTable &) = delete;
    ArgTable &operator=(const ArgTable &) = delete;

    /// Keeps these bytes, 1..Longest of them; None where there is no room left, or they are more or none.
    ArgId add(QByteArrayView json);
    /// The bytes of an id; none for None, and some or none, but never any of elsewhere, for an id that was not given out.
    [[nodiscard]] QByteArrayView bytes(ArgId id) const;

    /// Bytes in use.
    [[nodiscard]] quint64 size() const;

    // For files, which keep the chunks as they are: so ids are the same there.
    [[nodiscard]] quint32 chunkCount() const { return m_count.load(std::memory_order_acquire); }
    [[nodiscard]] QByteArrayView chunk(quint32 n) const { return { m_chunks[n].load(std::memory_order_acquire), m_used[n].load(std::memory_order_acquire) }; }
    /// The chunk that an id stands in. Not None.
    [[nodiscard]] static quint32 chunkOf(ArgId id) { return (number(id) - 1) / ChunkSize; }
    /// Takes the next chunk; false where it is none.
    bool addChunk(QByteArrayView bytes);

private:
    [[nodiscard]] bool beginChunk();

    std::array<std::atomic<char *>, MostChunks> m_chunks {};
    std::array<std::atomic<quint32>, MostChunks> m_used {};
    std::atomic<quint32> m_count { 0 };
};

} // namespace trace
