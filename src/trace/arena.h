// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/chunkahead.h"

#include <QtGlobal>

#include <array>
#include <cstddef>
#include <memory>
#include <vector>

namespace trace {

/// Asks for memory that will be written to soon. Inlined at once, because g++ takes a function that does nothing else for one without effect.
[[gnu::always_inline]] inline void prefetchToWrite(const void *at)
{
    __builtin_prefetch(at, 1);
}

/// The same for all of an object that may lie in two cache lines.
template<typename T>
[[gnu::always_inline]] inline void prefetchAllToWrite(const T &object)
{
    static_assert(sizeof(T) <= 64);
    const auto *const bytes = reinterpret_cast<const char *>(&object);
    __builtin_prefetch(bytes, 1);
    __builtin_prefetch(bytes + sizeof(T) - 1, 1);
}

/// Memory of the system; where both are multiples of 2 MB, in huge pages if it has any. Freed by std::free().
[[nodiscard]] void *alignedMemory(std::size_t alignment, std::size_t size);

/// Memory for what a trace holds: pieces that never move, taken from chunks that grow with the whole up to 2 MB and are asked of the system as huge
/// pages then, beforehand. 10^3 lanes that grow at once touch more pages than a processor keeps translated, and each fresh page of 4 KB costs as much
/// as taking in some ten events; in pages of 2 MB neither is felt. All of it is freed at the end. One thread at a time.
class Arena
{
public:
    Arena() = default;
    ~Arena();
    Arena(const Arena &) = delete;
    Arena &operator=(const Arena &) = delete;

    /// A piece of `size` bytes, aligned to 16, its content undefined. O(1).
    [[nodiscard]] void *take(std::size_t size);
    /// The same with ReadableBehind bytes behind it that may be read and are of no meaning, for what is read some bytes at a time; not to be given back.
    [[nodiscard]] void *takeReadable(std::size_t size);
    static constexpr std::size_t ReadableBehind = 8;
    /// Gives a piece back that take(size) has given; a later piece of the same size may be made of it. Sizes up to LargestKept are kept, larger ones lost.
    void giveBack(void *piece, std::size_t size);
    /// Bytes asked of the system.
    [[nodiscard]] quint64 bytes() const { return m_bytes; }

private:
    static constexpr std::size_t Huge = ChunkAhead::Size;
    static constexpr std::size_t Grain = 16;
    static constexpr std::size_t LargestKept = 1024;

    struct Free
    {
        Free *next;
    };
    void grow(std::size_t size);
    [[nodiscard]] static std::size_t rounded(std::size_t size) { return (size + Grain - 1) / Grain * Grain; }

    std::vector<void *> m_chunks;
    std::array<Free *, LargestKept / Grain + 1> m_free {};
    std::byte *m_at = nullptr;
    std::size_t m_left = 0;
    quint64 m_bytes = 0;
    ChunkAhead m_ahead; ///< chunks of Huge bytes
};

} // namespace trace
