// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <utility>
#include <vector>

namespace trace {

/// A first-in first-out row that can be read like a vector. Unlike std::deque it is contiguous and costs nothing while empty, which counts where a
/// state is copied often and holds many queues. push_back and pop_front are O(1) amortised; removing elsewhere moves the shorter side.
template<typename T>
class Fifo
{
public:
    using value_type = T;
    using const_iterator = typename std::vector<T>::const_iterator;

    Fifo() = default;
    Fifo(std::initializer_list<T> values) : m_values(values) {}

    [[nodiscard]] std::size_t size() const { return m_values.size() - m_head; }
    [[nodiscard]] bool empty() const { return size() == 0; }
    [[nodiscard]] const T &operator[](std::size_t n) const { return m_values[m_head + n]; }
    [[nodiscard]] const T &front() const { return m_values[m_head]; }
    [[nodiscard]] const T &back() const { return m_values.back(); }
    [[nodiscard]] const_iterator begin() const { return m_values.begin() + static_cast<std::ptrdiff_t>(m_head); }
    [[nodiscard]] const_iterator end() const { return m_values.end(); }

    void push_back(T value) { m_values.push_back(std::move(value)); }

    void pop_front()
    {
        ++m_head;
        if (m_head == m_values.size()) {
            clear();
        } else if (m_head >= 64 && m_head * 2 >= m_values.size()) {
            m_values.erase(m_values.begin(), begin());
            m_head = 0;
        }
    }

    /// Removes the n-th element, n < size(). O(min(n, size() - n)).
    void removeAt(std::size_t n)
    {
        const auto at = m_values.begin() + static_cast<std::ptrdiff_t>(m_head + n);
        if (n < size() / 2) {
            std::move_backward(m_values.begin() + static_cast<std::ptrdiff_t>(m_head), at, at + 1);
            pop_front();
        } else {
            m_values.erase(at);
            if (empty())
                clear();
        }
    }

    /// Removes an element that equals `value`, the one nearest to an end (the front first); false when there is none. O(distance to that end).
    bool removeOne(const T &value)
    {
        for (std::size_t low = 0, high = size(); low < high; ++low) {
            if ((*this)[low] == value) {
                removeAt(low);
                return true;
            }
            if ((*this)[--high] == value) {
                removeAt(high);
                return true;
            }
        }
        return false;
    }

    void clear()
    {
        m_values.clear();
        m_head = 0;
    }

    [[nodiscard]] bool operator==(const Fifo &other) const { return std::equal(begin(), end(), other.begin(), other.end()); }

private:
    std::vector<T> m_values;
    std::size_t m_head = 0; ///< index of the front in m_values
};

} // namespace trace
