// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/blockpool.h"

#include <QtGlobal>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

namespace trace {

/// A table that only grows and is cheap to copy: copies share blocks of rows until one of them writes. A state of 10^6 tasks of which few
/// change is copied in the time of its block pointers. Reading is O(1); edit() copies at most one block. Which blocks are its own a table
/// remembers until it is copied, because to ask a block how many share it costs as much as writing to it. A table may be copied by several threads at
/// once; while one writes, no other may read.
template<typename T, std::size_t BlockRows = 64>
class Rows
{
public:
    using value_type = T;

    class const_iterator
    {
    public:
        using iterator_category = std::forward_iterator_tag;
        using value_type = T;
        using difference_type = std::ptrdiff_t;
        using pointer = const T *;
        using reference = const T &;

        const_iterator() = default;
        const_iterator(const Rows *rows, std::size_t row) : m_rows(rows), m_row(row) {}
        reference operator*() const { return (*m_rows)[m_row]; }
        pointer operator->() const { return &(*m_rows)[m_row]; }
        const_iterator &operator++()
        {
            ++m_row;
            return *this;
        }
        const_iterator operator++(int)
        {
            const_iterator before = *this;
            ++m_row;
            return before;
        }
        bool operator==(const const_iterator &) const = default;

    private:
        const Rows *m_rows = nullptr;
        std::size_t m_row = 0;
    };

    Rows() = default;
    Rows(const Rows &other) : m_blocks(other.m_blocks), m_size(other.m_size) { other.m_isLent.store(true, std::memory_order_relaxed); }
    Rows(Rows &&other) noexcept { swap(other); }
    Rows &operator=(const Rows &other)
    {
        if (this == &other)
            return *this;
        other.m_isLent.store(true, std::memory_order_relaxed);
        m_blocks = other.m_blocks;
        m_size = other.m_size;
        m_isLent.store(true, std::memory_order_relaxed);
        return *this;
    }
    Rows &operator=(Rows &&other) noexcept
    {
        swap(other);
        return *this;
    }
    ~Rows() = default;

    [[nodiscard]] std::size_t size() const { return m_size; }
    [[nodiscard]] bool empty() const { return m_size == 0; }
    [[nodiscard]] const T &operator[](std::size_t row) const { return (*m_blocks[row / BlockRows])[row % BlockRows]; }
    [[nodiscard]] const T &front() const { return (*this)[0]; }
    [[nodiscard]] const T &back() const { return (*this)[m_size - 1]; }
    [[nodiscard]] const_iterator begin() const { return { this, 0 }; }
    [[nodiscard]] const_iterator end() const { return { this, m_size }; }

    /// The row to write to; row < size(). No longer shared with copies of this table after the call.
    [[nodiscard]] T &edit(std::size_t row)
    {
        const std::size_t block = row / BlockRows;
        if (m_isLent.load(std::memory_order_relaxed) || !(m_owned[block / 64] >> (block % 64) & 1)) [[unlikely]]
            own(block);
        return (*m_blocks[block])[row % BlockRows];
    }

    /// The same for a whole block of rows, those from block * BlockRows on; the first of them has to be one of the table's. Those behind the table's end are T().
    [[nodiscard]] T *editBlock(std::size_t block) { return &edit(block * BlockRows); }
    static constexpr std::size_t BlockLength = BlockRows;

    void push_back(T value)
    {
        growTo(m_size + 1);
        edit(m_size - 1) = std::move(value);
    }

    /// Makes the table at least `size` rows long; new rows are T().
    void growTo(std::size_t size)
    {
        if (size <= m_size)
            return;
        while (m_blocks.size() * BlockRows < size)
            m_blocks.push_back(std::allocate_shared<Block>(PoolAllocator<Block>()));
        m_owned.resize((m_blocks.size() + 63) / 64);
        m_size = size;
    }

    /// Forgets the rows from `size` on.
    void shrinkTo(std::size_t size)
    {
        if (size >= m_size)
            return;
        m_blocks.resize((size + BlockRows - 1) / BlockRows);
        m_size = size;
        for (std::size_t row = size; row < m_blocks.size() * BlockRows; ++row)
            edit(row) = T();
    }

    [[nodiscard]] bool operator==(const Rows &other) const
    {
        if (m_size != other.m_size)
            return false;
        for (std::size_t n = 0; n < m_blocks.size(); ++n) {
            const std::size_t rows = std::min(BlockRows, m_size - n * BlockRows);
            if (m_blocks[n] != other.m_blocks[n]
                && !std::equal(m_blocks[n]->begin(), m_blocks[n]->begin() + static_cast<std::ptrdiff_t>(rows), other.m_blocks[n]->begin()))
                return false;
        }
        return true;
    }

private:
    using Block = std::array<T, BlockRows>;

    void own(std::size_t block)
    {
        if (m_isLent.load(std::memory_order_relaxed)) {
            m_owned.assign((m_blocks.size() + 63) / 64, 0);
            m_isLent.store(false, std::memory_order_relaxed);
        }
        std::shared_ptr<Block> &shared = m_blocks[block];
        if (shared.use_count() != 1)
            shared = std::allocate_shared<Block>(PoolAllocator<Block>(), *shared);
        else
            std::atomic_thread_fence(std::memory_order_acquire); // what the last copy that shared it has read is read
        m_owned[block / 64] |= quint64(1) << (block % 64);
    }
    void swap(Rows &other) noexcept
    {
        m_blocks.swap(other.m_blocks);
        m_owned.swap(other.m_owned);
        std::swap(m_size, other.m_size);
        const bool isLent = m_isLent.load(std::memory_order_relaxed);
        m_isLent.store(other.m_isLent.load(std::memory_order_relaxed), std::memory_order_relaxed);
        other.m_isLent.store(isLent, std::memory_order_relaxed);
    }

    std::vector<std::shared_ptr<Block>> m_blocks;
    std::vector<quint64> m_owned; ///< blocks that nobody shares, a bit each; of no meaning while m_isLent
    std::size_t m_size = 0;
    mutable std::atomic<bool> m_isLent { true }; ///< this table has been copied, so any block may be shared
};

} // namespace trace
