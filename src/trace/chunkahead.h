// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>

namespace trace {

/// Chunks of one huge page, each made ready by a thread of its own while the one before is filled. The first write to a huge page has the system clear
/// all of it, and where that is a guest of another the host has to find the memory as well: 0.2 to 8 ms (measured), which in the midst of draining a live run
/// are half a frame. take() is to be called by one thread at a time; it never waits for another.
class ChunkAhead
{
public:
    static constexpr std::size_t Size = std::size_t(2) << 20;

    ChunkAhead();
    ~ChunkAhead();
    ChunkAhead(const ChunkAhead &) = delete;
    ChunkAhead &operator=(const ChunkAhead &) = delete;

    /// Memory of Size bytes, aligned to Size, its content undefined; the caller frees it by std::free(). Where the one made ahead is not ready yet, as it
    /// comes from the system. Throws std::bad_alloc.
    [[nodiscard]] void *take();

private:
    struct Shared;
    void prepare();

    std::shared_ptr<Shared> m_shared; ///< with the thread that makes a chunk ready; null before the first
};

} // namespace trace
