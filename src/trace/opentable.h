// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/arena.h"
#include "trace/ids.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <memory>
#include <utility>
#include <vector>

namespace trace {

/// What is open at a moment, each by its id: armed timers, jobs, I/O. `T` has a member `id` that is None in a T(); `Order` compares two of them.
/// Reads as a range in that order.
///
/// They come and go far more often than anybody looks at them, so they are kept in a hash table by id (inserting and removing are O(1)), and put in
/// order when they are read: O(n log n) for the first look after a change. Any number of threads may read while none changes it.
template<typename T, typename Order>
class OpenTable
{
public:
    using value_type = T;
    using Id = decltype(T::id);
    using const_iterator = typename std::vector<T>::const_iterator;

    OpenTable() = default;
    OpenTable(const OpenTable &other) : m_slots(other.m_slots), m_size(other.m_size) {}
    OpenTable(OpenTable &&other) noexcept { swap(other); }
    OpenTable &operator=(const OpenTable &other)
    {
        if (this == &other)
            return *this;
        forgetOrder();
        m_slots = other.m_slots;
        m_size = other.m_size;
        return *this;
    }
    OpenTable &operator=(OpenTable &&other) noexcept
    {
        swap(other);
        return *this;
    }
    ~OpenTable() { forgetOrder(); }

    /// Adds one, whose id is not None; false (and nothing done) when one of this id is there.
    bool insert(const T &value)
    {
        if (2 * (m_size + 1) > m_slots.size())
            rehash(std::max<std::size_t>(2 * m_slots.size(), LeastSlots));
        std::size_t slot = home(value.id);
        for (; m_slots[slot].id != Id::None; slot = after(slot)) {
            if (m_slots[slot].id == value.id)
                return false;
        }
        m_slots[slot] = value;
        ++m_size;
        forgetOrder();
        return true;
    }

    /// Removes the one of this id; false when there is none.
    bool remove(Id id)
    {
        const std::size_t found = slotOf(id);
        if (found == m_slots.size())
            return false;
        // Those behind it move up, each no further than to where its search begins (Knuth, The Art of Computer Programming 3, 6.4, algorithm R).
        std::size_t slot = found;
        for (std::size_t next = after(slot); m_slots[next].id != Id::None; next = after(next)) {
            const std::size_t distance = (next - home(m_slots[next].id)) & (m_slots.size() - 1);
            if (distance >= ((next - slot) & (m_slots.size() - 1))) {
                m_slots[slot] = m_slots[next];
                slot = next;
            }
        }
        m_slots[slot] = {};
        --m_size;
        forgetOrder();
        return true;
    }

    /// The one of this id to change (never its id), null where there is none.
    [[nodiscard]] T *edit(Id id)
    {
        const std::size_t slot = slotOf(id);
        if (slot == m_slots.size())
            return nullptr;
        forgetOrder();
        return &m_slots[slot];
    }

    /// Says that the one of this id will be inserted, removed or edited soon, so that its place is in a cache by then.
    [[gnu::always_inline]] void announce(Id id) const
    {
        if (!m_slots.empty())
            prefetchToWrite(m_slots.data() + home(id));
    }

    /// Removes them all; keeps the memory.
    void clear()
    {
        std::fill(m_slots.begin(), m_slots.end(), T());
        m_size = 0;
        forgetOrder();
    }

    /// Makes room for so many.
    void reserve(std::size_t count)
    {
        if (2 * count > m_slots.size())
            rehash(std::max<std::size_t>(std::bit_ceil(2 * count), LeastSlots));
    }

    [[nodiscard]] std::size_t size() const { return m_size; }
    [[nodiscard]] bool empty() const { return m_size == 0; }
    [[nodiscard]] const T &front() const { return inOrder().front(); }
    [[nodiscard]] const T &operator[](std::size_t n) const { return inOrder()[n]; }
    [[nodiscard]] const_iterator begin() const { return inOrder().begin(); }
    [[nodiscard]] const_iterator end() const { return inOrder().end(); }
    /// Calls visit(value) for each, in no order.
    template<typename Visit>
    void forEach(Visit visit) const
    {
        for (const T &slot : m_slots) {
            if (slot.id != Id::None)
                visit(slot);
        }
    }
    [[nodiscard]] bool operator==(const OpenTable &other) const { return m_size == other.m_size && inOrder() == other.inOrder(); }

private:
    static constexpr std::size_t LeastSlots = 8;

    /// Where the search for an id begins.
    [[nodiscard]] std::size_t home(Id id) const { return number(id) * 0x9e3779b1u >> 7 & (m_slots.size() - 1); }
    [[nodiscard]] std::size_t after(std::size_t slot) const { return (slot + 1) & (m_slots.size() - 1); }
    /// Where it stands; the number of slots where it does not.
    [[nodiscard]] std::size_t slotOf(Id id) const
    {
        if (m_size == 0 || id == Id::None)
            return m_slots.size();
        std::size_t slot = home(id);
        while (m_slots[slot].id != id) {
            if (m_slots[slot].id == Id::None)
                return m_slots.size();
            slot = after(slot);
        }
        return slot;
    }
    void rehash(std::size_t slots)
    {
        const std::vector<T> before = std::move(m_slots);
        m_slots.assign(slots, {});
        for (const T &value : before) {
            if (value.id == Id::None)
                continue;
            std::size_t slot = home(value.id);
            while (m_slots[slot].id != Id::None)
                slot = after(slot);
            m_slots[slot] = value;
        }
    }
    [[nodiscard]] const std::vector<T> &inOrder() const
    {
        if (const auto *order = m_order.load(std::memory_order_acquire))
            return *order;
        auto made = std::make_unique<std::vector<T>>();
        made->reserve(m_size);
        forEach([&](const T &value) { made->push_back(value); });
        std::sort(made->begin(), made->end(), Order());
        // Of several threads that look for the first time, one leaves its order to all.
        const std::vector<T> *first = nullptr;
        if (m_order.compare_exchange_strong(first, made.get(), std::memory_order_acq_rel, std::memory_order_acquire))
            return *made.release();
        return *first;
    }
    void forgetOrder()
    {
        if (const auto *order = m_order.load(std::memory_order_relaxed)) {
            delete order;
            m_order.store(nullptr, std::memory_order_relaxed);
        }
    }
    void swap(OpenTable &other) noexcept
    {
        m_slots.swap(other.m_slots);
        std::swap(m_size, other.m_size);
        const auto *order = m_order.load(std::memory_order_relaxed);
        m_order.store(other.m_order.load(std::memory_order_relaxed), std::memory_order_relaxed);
        other.m_order.store(order, std::memory_order_relaxed);
    }

    std::vector<T> m_slots; ///< open addressing, at most half full; a free one has no id
    std::size_t m_size = 0;
    mutable std::atomic<const std::vector<T> *> m_order { nullptr }; ///< owned; none after a change
};

} // namespace trace
