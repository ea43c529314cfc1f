// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/chunkahead.h"

#include "trace/arena.h"

#include <atomic>
#include <cstdlib>
#include <new>
#include <system_error>
#include <thread>

namespace trace {

struct ChunkAhead::Shared
{
    std::atomic<void *> ready { nullptr };

    ~Shared()
    {
        std::free(ready.load(std::memory_order_acquire)); // NOLINT(cppcoreguidelines-no-malloc): what alignedMemory gave
    }
};

ChunkAhead::ChunkAhead() = default;
ChunkAhead::~ChunkAhead() = default;

void *ChunkAhead::take()
{
    void *const made = m_shared ? m_shared->ready.exchange(nullptr, std::memory_order_acquire) : nullptr;
    // One that is not ready yet stays for the next time.
    if (made || !m_shared)
        prepare();
    return made ? made : alignedMemory(Size, Size);
}

void ChunkAhead::prepare()
{
    constexpr std::size_t LeastPage = 4096; // where there are no huge ones
    if (!m_shared)
        m_shared = std::make_shared<Shared>();
    const auto make = [shared = m_shared] {
        try {
            void *const chunk = alignedMemory(Size, Size);
            for (std::size_t at = 0; at < Size; at += LeastPage)
                static_cast<volatile std::byte *>(chunk)[at] = std::byte(0);
            shared->ready.store(chunk, std::memory_order_release);
        } catch (const std::bad_alloc &) {
            // take() finds none then and asks for itself.
        }
    };
    try {
        std::thread(make).detach(); // some 20 us, once in 2 MB; a pool may be busy for seconds
    } catch (const std::system_error &) {
        m_shared.reset(); // no thread to be had: the next take() tries again
    }
}

} // namespace trace
