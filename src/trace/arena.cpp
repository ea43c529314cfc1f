// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/arena.h"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <new>

#ifdef Q_OS_LINUX
#include <sys/mman.h>
#endif

namespace trace {

namespace {

constexpr std::size_t FirstChunk = 1024;
constexpr std::size_t HugePage = std::size_t(2) << 20;

} // namespace

void *alignedMemory(std::size_t alignment, std::size_t size)
{
    void *const memory = std::aligned_alloc(alignment, size);
    if (!memory)
        throw std::bad_alloc();
#ifdef Q_OS_LINUX
    if (alignment % HugePage == 0 && size % HugePage == 0)
        madvise(memory, size, MADV_HUGEPAGE); // advice: where there are no huge pages, all is as before
#endif
    return memory;
}

Arena::~Arena()
{
    for (void *chunk : m_chunks)
        std::free(chunk); // NOLINT(cppcoreguidelines-no-malloc): what aligned_alloc gave
}

void *Arena::take(std::size_t size)
{
    size = rounded(size);
    if (size <= LargestKept) {
        if (Free *&kept = m_free[size / Grain]) {
            Free *const piece = kept;
            kept = piece->next;
            return piece;
        }
    }
    if (size > m_left)
        grow(size);
    void *const piece = m_at;
    m_at += size;
    m_left -= size;
    return piece;
}

void *Arena::takeReadable(std::size_t size)
{
    size = rounded(size);
    if (size + ReadableBehind > m_left)
        grow(size + ReadableBehind);
    void *const piece = m_at;
    m_at += size;
    m_left -= size;
    return piece;
}

void Arena::giveBack(void *piece, std::size_t size)
{
    size = rounded(size);
    if (piece && size > 0 && size <= LargestKept) {
        Free *&kept = m_free[size / Grain];
        kept = new (piece) Free { kept };
    }
}

void Arena::grow(std::size_t size)
{
    // An eighth of what there is: what is left over at the end stays small beside it.
    std::size_t chunk = std::bit_ceil(std::clamp<std::size_t>(static_cast<std::size_t>(m_bytes / 8), FirstChunk, Huge));
    chunk = std::max(chunk, (size + FirstChunk - 1) / FirstChunk * FirstChunk);
    const std::size_t alignment = chunk % Huge == 0 ? Huge : Grain;
    void *const memory = chunk == Huge ? m_ahead.take() : alignedMemory(alignment, chunk);
    m_chunks.push_back(memory);
    m_at = static_cast<std::byte *>(memory);
    m_left = chunk;
    m_bytes += chunk;
}

} // namespace trace
