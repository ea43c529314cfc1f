// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/ids.h"

#include <QByteArrayView>

#include <array>
#include <atomic>
#include <functional>
#include <mutex>
#include <optional>
#include <span>

namespace trace {

/// What another program's recording says about its slices and instants beyond their names, its "args": JSON objects in UTF-8, one behind the other.
/// Nearly all of them differ, so they are no texts to be found again: one costs its bytes and two more.
///
/// One thread adds; an id that has reached another thread can be read there without a lock. Nothing is ever changed or removed. Those of a file that is
/// opened without being read are read from it a chunk at a time, when somebody first asks for one of them.
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

    /// Bytes in use, those that still are in a file among them.
    [[nodiscard]] quint64 size() const;

    // For files, which keep the chunks as they are: so ids are the same there.
    [[nodiscard]] quint32 chunkCount() const { return m_count.load(std::memory_order_acquire); }
    /// n < chunkCount().
    [[nodiscard]] QByteArrayView chunk(quint32 n) const
    {
        const char *const bytes = m_chunks[n].load(std::memory_order_acquire);
        return { bytes ? bytes : load(n), m_used[n].load(std::memory_order_acquire) };
    }
    /// The chunk that an id stands in. Not None.
    [[nodiscard]] static quint32 chunkOf(ArgId id) { return (number(id) - 1) / ChunkSize; }
    /// Takes the next chunk; false where it is none.
    bool addChunk(QByteArrayView bytes);
    /// Fills `to` with a chunk of a file; false where it cannot be read, or is not what was written. Called by one thread at a time, at most once for a chunk.
    using Read = std::function<bool(quint32 chunk, std::span<char> to)>;
    /// Makes an empty table one of chunks of these sizes that are read when they are asked for; false where there are too many or too large ones. What
    /// cannot be read then has no bytes, and is noted.
    [[nodiscard]] bool open(std::span<const quint32> sizes, Read read);
    /// The chunk that was noted first. Any thread.
    [[nodiscard]] std::optional<quint32> damagedChunk() const
    {
        const quint32 chunk = m_damaged.load(std::memory_order_relaxed);
        return chunk == MostChunks ? std::nullopt : std::optional(chunk);
    }

private:
    [[nodiscard]] bool beginChunk();
    [[nodiscard]] const char *load(quint32 chunk) const;

    mutable std::array<std::atomic<char *>, MostChunks> m_chunks {}; ///< null: it is in the file
    mutable std::array<std::atomic<quint32>, MostChunks> m_used {};
    std::atomic<quint32> m_count { 0 };
    quint32 m_filed = 0; ///< so many of them are a file's
    Read m_read;
    mutable std::mutex m_mutex; ///< of what reads chunks
    mutable std::atomic<quint32> m_damaged { MostChunks };
};

} // namespace trace
