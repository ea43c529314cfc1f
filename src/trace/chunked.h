// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace trace {

/// A row of plain values that only grows, in chunks that never move: growing costs no copy of what is there, so an append never stalls. The first
/// chunk begins small, because a trace has 10^5 lanes of which each may hold little. Reading is O(1).
template<typename T, std::size_t ChunkLength = 512>
class Chunked
{
    static_assert((ChunkLength & (ChunkLength - 1)) == 0);

public:
    using value_type = T;

    [[nodiscard]] std::size_t size() const { return m_size; }
    [[nodiscard]] bool empty() const { return m_size == 0; }
    [[nodiscard]] const T &operator[](std::size_t n) const { return m_chunks[n / ChunkLength][n % ChunkLength]; }
    [[nodiscard]] T &operator[](std::size_t n) { return m_chunks[n / ChunkLength][n % ChunkLength]; }
    [[nodiscard]] const T &back() const { return (*this)[m_size - 1]; }
    [[nodiscard]] T &back() { return (*this)[m_size - 1]; }

    void push_back(const T &value)
    {
        if (m_size == m_capacity)
            grow();
        m_chunks[m_size / ChunkLength][m_size % ChunkLength] = value;
        ++m_size;
    }

    /// Asks for the first values to be in a cache soon: for their place, and with the next call for themselves.
    void announce(bool isPlaceKnown) const
    {
        if (m_chunks.empty())
            return;
        const void *const at = isPlaceKnown ? static_cast<const void *>(m_chunks.front().get()) : m_chunks.data();
        __builtin_prefetch(at);
        if (isPlaceKnown)
            __builtin_prefetch(static_cast<const char *>(at) + 64);
    }

    /// How many of the elements from `first` on `isBefore` holds for, plus `first`; it has to hold for all that come before one it holds for.
    /// O(log distance) from the hint on: walking forward through a row costs no search over all of it.
    template<typename IsBefore>
    [[nodiscard]] std::size_t partitionPoint(std::size_t first, IsBefore isBefore) const
    {
        std::size_t step = 1;
        std::size_t low = first;
        std::size_t high = first;
        while (high < m_size && isBefore((*this)[high])) {
            low = high + 1;
            high += step;
            step *= 2;
        }
        high = high < m_size ? high : m_size;
        while (low < high) {
            const std::size_t middle = low + (high - low) / 2;
            if (isBefore((*this)[middle]))
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    /// Bytes held.
    [[nodiscard]] std::size_t bytes() const { return m_capacity * sizeof(T) + m_chunks.capacity() * sizeof(m_chunks[0]); }

private:
    void grow()
    {
        constexpr std::size_t First = ChunkLength < 2 ? ChunkLength : 2;
        if (m_capacity >= ChunkLength || m_chunks.empty()) {
            m_chunks.push_back(std::unique_ptr<T[]>(new T[m_chunks.empty() ? First : ChunkLength]));
            m_capacity += m_chunks.size() == 1 ? First : ChunkLength;
            return;
        }
        // The first chunk grows by half until it is whole: a copy of at most two thirds of a chunk.
        const std::size_t capacity = std::min(m_capacity + std::max<std::size_t>(m_capacity / 2, First), ChunkLength);
        std::unique_ptr<T[]> bigger(new T[capacity]);
        for (std::size_t n = 0; n < m_size; ++n)
            bigger[n] = m_chunks[0][n];
        m_chunks[0] = std::move(bigger);
        m_capacity = capacity;
    }

    std::vector<std::unique_ptr<T[]>> m_chunks;
    std::size_t m_size = 0;
    std::size_t m_capacity = 0;
};

} // namespace trace
