// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/blockpool.h"

#include "trace/arena.h"

#include <algorithm>
#include <cstdlib>
#include <new>

namespace trace {

/// Stands at the head of its memory, which is aligned to its size, so that a block's address tells its chunk.
struct BlockPool::Chunk
{
    static constexpr std::size_t Size = std::size_t(2) << 20;
    static constexpr std::size_t HeadBytes = 64;

    struct Free
    {
        Free *next;
    };
    Free *free = nullptr; ///< blocks that were given back
    std::size_t fresh = HeadBytes; ///< where the blocks begin that nobody has had yet
    std::size_t used = 0;

    static Chunk *of(void *block) { return reinterpret_cast<Chunk *>(reinterpret_cast<quintptr>(block) & ~quintptr(Size - 1)); }
    [[nodiscard]] bool isFull(std::size_t blockBytes) const { return !free && fresh + blockBytes > Size; }
};

BlockPool::BlockPool(std::size_t blockBytes)
    : m_blockBytes(blockBytes)
{
    static_assert(sizeof(Chunk) <= Chunk::HeadBytes);
}

BlockPool::~BlockPool()
{
    for (Chunk *chunk : m_open)
        std::free(chunk); // NOLINT(cppcoreguidelines-no-malloc): what alignedMemory gave
}

void *BlockPool::take()
{
    const std::lock_guard lock(m_mutex);
    if (m_open.empty()) {
        m_open.push_back(new (alignedMemory(Chunk::Size, Chunk::Size)) Chunk);
        ++m_chunkCount;
        ++m_emptyCount;
    }
    Chunk &chunk = *m_open.back();
    m_emptyCount -= chunk.used++ == 0 ? 1 : 0;
    void *block = chunk.free;
    if (block) {
        chunk.free = chunk.free->next;
    } else {
        block = reinterpret_cast<std::byte *>(&chunk) + chunk.fresh;
        chunk.fresh += m_blockBytes;
    }
    if (chunk.isFull(m_blockBytes))
        m_open.pop_back();
    return block;
}

void BlockPool::giveBack(void *block)
{
    const std::lock_guard lock(m_mutex);
    Chunk *const chunk = Chunk::of(block);
    if (chunk->isFull(m_blockBytes))
        m_open.push_back(chunk);
    chunk->free = new (block) Chunk::Free { chunk->free };
    if (--chunk->used > 0)
        return;
    if (m_emptyCount < EmptyKept) {
        ++m_emptyCount;
        return;
    }
    m_open.erase(std::find(m_open.begin(), m_open.end(), chunk));
    --m_chunkCount;
    std::free(chunk); // NOLINT(cppcoreguidelines-no-malloc): what alignedMemory gave
}

quint64 BlockPool::bytes() const
{
    const std::lock_guard lock(m_mutex);
    return m_chunkCount * Chunk::Size;
}

} // namespace trace
