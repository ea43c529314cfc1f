// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <cstddef>
#include <mutex>
#include <vector>

namespace trace {

/// Blocks of one size in chunks of 2 MB, for tables that are made and dropped at each look at another moment. A state of 10^5 tasks takes 6 MB: given
/// back to the system and asked for anew each time, its fresh small pages cost as much as all that is done with it. A few empty chunks are kept for
/// the next one. All functions may be called from any thread; O(1), but for the last block of a chunk.
class BlockPool
{
public:
    /// blockBytes: a multiple of 16, at most 64 KB.
    explicit BlockPool(std::size_t blockBytes);
    ~BlockPool();
    BlockPool(const BlockPool &) = delete;
    BlockPool &operator=(const BlockPool &) = delete;

    [[nodiscard]] void *take();
    /// Takes back what take() has given.
    void giveBack(void *block);
    /// Bytes asked of the system.
    [[nodiscard]] quint64 bytes() const;

private:
    struct Chunk;
    static constexpr std::size_t EmptyKept = 8;

    std::size_t m_blockBytes;
    mutable std::mutex m_mutex;
    std::vector<Chunk *> m_open; ///< chunks that have a free block
    std::size_t m_emptyCount = 0;
    std::size_t m_chunkCount = 0;
};

/// An allocator of single objects from the pool of their type, which all tables of that type share.
template<typename T>
struct PoolAllocator
{
    using value_type = T;

    PoolAllocator() = default;
    template<typename Other>
    PoolAllocator(const PoolAllocator<Other> &) // NOLINT(google-explicit-constructor): as allocators are made of each other
    {
    }
    /// n has to be 1.
    [[nodiscard]] T *allocate(std::size_t n)
    {
        Q_ASSERT(n == 1);
        Q_UNUSED(n)
        return static_cast<T *>(pool().take());
    }
    void deallocate(T *at, std::size_t) { pool().giveBack(at); }
    bool operator==(const PoolAllocator &) const { return true; }

private:
    static BlockPool &pool()
    {
        // Never destroyed: states that end with the program give their blocks back after it would be.
        static auto *const shared = new BlockPool((sizeof(T) + 15) / 16 * 16);
        return *shared;
    }
};

} // namespace trace
