// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>
#include <vector>

namespace trace {

/// A sorted row with unique keys, kept in blocks of at most BlockLimit elements: inserting and removing cost a search and a move within one
/// block, also at 10^5 elements, where a plain vector moves megabytes. `KeyOf` is a type whose call gives the key of an element.
template<typename T, typename KeyOf, std::size_t BlockLimit = 128>
class SortedBlocks
{
    using Block = std::vector<T>;

public:
    using value_type = T;
    using Key = decltype(KeyOf {}(std::declval<const T &>()));

    class const_iterator
    {
    public:
        using iterator_category = std::forward_iterator_tag;
        using value_type = T;
        using difference_type = std::ptrdiff_t;
        using pointer = const T *;
        using reference = const T &;

        const_iterator() = default;
        const_iterator(const std::vector<Block> *blocks, std::size_t block, std::size_t at) : m_blocks(blocks), m_block(block), m_at(at) {}
        reference operator*() const { return (*m_blocks)[m_block][m_at]; }
        pointer operator->() const { return &**this; }
        const_iterator &operator++()
        {
            if (++m_at == (*m_blocks)[m_block].size()) {
                ++m_block;
                m_at = 0;
            }
            return *this;
        }
        const_iterator operator++(int)
        {
            const_iterator before = *this;
            ++*this;
            return before;
        }
        bool operator==(const const_iterator &) const = default;

    private:
        const std::vector<Block> *m_blocks = nullptr;
        std::size_t m_block = 0;
        std::size_t m_at = 0;
    };

    [[nodiscard]] std::size_t size() const { return m_size; }
    [[nodiscard]] bool empty() const { return m_size == 0; }
    [[nodiscard]] const T &front() const { return m_blocks.front().front(); }
    [[nodiscard]] const T &back() const { return m_blocks.back().back(); }
    [[nodiscard]] const_iterator begin() const { return { &m_blocks, 0, 0 }; }
    [[nodiscard]] const_iterator end() const { return { &m_blocks, m_blocks.size(), 0 }; }
    /// The n-th element, n < size(). O(size / BlockLimit).
    [[nodiscard]] const T &operator[](std::size_t n) const
    {
        std::size_t block = 0;
        for (; n >= m_blocks[block].size(); ++block)
            n -= m_blocks[block].size();
        return m_blocks[block][n];
    }

    /// The element of this key to change in place (never its key); null when there is none. O(log n).
    [[nodiscard]] T *find(const Key &key)
    {
        const std::size_t block = blockOf(key);
        if (block == m_blocks.size())
            return nullptr;
        const auto at = lowerBound(m_blocks[block], key);
        return KeyOf {}(*at) == key ? &*at : nullptr;
    }

    [[nodiscard]] const T *find(const Key &key) const { return const_cast<SortedBlocks *>(this)->find(key); }

    /// Inserts in its place; false (and nothing done) when the key is there already.
    bool insert(T value)
    {
        const Key key = KeyOf {}(value);
        std::size_t block = m_blocks.empty() || KeyOf {}(m_blocks.back().back()) < key ? m_blocks.size() : blockOf(key);
        if (block == m_blocks.size()) {
            // Behind the last one, the common case: fill blocks to the brim.
            if (m_blocks.empty() || m_blocks.back().size() >= BlockLimit)
                m_blocks.emplace_back();
            m_blocks.back().push_back(std::move(value));
            ++m_size;
            return true;
        }
        const auto at = lowerBound(m_blocks[block], key);
        if (KeyOf {}(*at) == key)
            return false;
        m_blocks[block].insert(at, std::move(value));
        ++m_size;
        if (m_blocks[block].size() > BlockLimit)
            split(block);
        return true;
    }

    /// Removes the element of this key; false when there is none.
    bool remove(const Key &key)
    {
        const std::size_t block = blockOf(key);
        if (block == m_blocks.size())
            return false;
        const auto at = lowerBound(m_blocks[block], key);
        if (KeyOf {}(*at) != key)
            return false;
        m_blocks[block].erase(at);
        if (m_blocks[block].empty())
            m_blocks.erase(m_blocks.begin() + static_cast<std::ptrdiff_t>(block));
        --m_size;
        return true;
    }

    [[nodiscard]] bool operator==(const SortedBlocks &other) const
    {
        return m_size == other.m_size && std::equal(begin(), end(), other.begin());
    }

private:
    /// The first block whose last key is not below `key`.
    [[nodiscard]] std::size_t blockOf(const Key &key) const
    {
        const auto at = std::partition_point(m_blocks.begin(), m_blocks.end(), [&](const Block &b) { return KeyOf {}(b.back()) < key; });
        return static_cast<std::size_t>(at - m_blocks.begin());
    }
    [[nodiscard]] static typename Block::iterator lowerBound(Block &block, const Key &key)
    {
        return std::partition_point(block.begin(), block.end(), [&](const T &v) { return KeyOf {}(v) < key; });
    }
    void split(std::size_t block)
    {
        Block &full = m_blocks[block];
        const auto middle = full.begin() + static_cast<std::ptrdiff_t>(full.size() / 2);
        Block upper(std::make_move_iterator(middle), std::make_move_iterator(full.end()));
        full.erase(middle, full.end());
        m_blocks.insert(m_blocks.begin() + static_cast<std::ptrdiff_t>(block) + 1, std::move(upper));
    }

    std::vector<Block> m_blocks; ///< none of them empty
    std::size_t m_size = 0;
};

} // namespace trace
