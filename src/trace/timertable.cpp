// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/timertable.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace trace {

TimerTable &TimerTable::operator=(const TimerTable &other)
{
    if (this == &other)
        return *this;
    forgetOrder();
    m_slots = other.m_slots;
    m_size = other.m_size;
    return *this;
}

void TimerTable::swap(TimerTable &other) noexcept
{
    m_slots.swap(other.m_slots);
    std::swap(m_size, other.m_size);
    const auto *order = m_order.load(std::memory_order_relaxed);
    m_order.store(other.m_order.load(std::memory_order_relaxed), std::memory_order_relaxed);
    other.m_order.store(order, std::memory_order_relaxed);
}

bool TimerTable::arm(const TimerStatus &timer)
{
    if (2 * (m_size + 1) > m_slots.size())
        grow();
    std::size_t slot = home(timer.id);
    for (; m_slots[slot].id != TimerId::None; slot = after(slot)) {
        if (m_slots[slot].id == timer.id)
            return false;
    }
    m_slots[slot] = timer;
    ++m_size;
    forgetOrder();
    return true;
}

bool TimerTable::disarm(TimerId id)
{
    if (m_size == 0)
        return false;
    std::size_t slot = home(id);
    while (m_slots[slot].id != id) {
        if (m_slots[slot].id == TimerId::None)
            return false;
        slot = after(slot);
    }
    // Those behind it move up, each no further than to where its search begins (Knuth, The Art of Computer Programming 3, 6.4, algorithm R).
    for (std::size_t next = after(slot); m_slots[next].id != TimerId::None; next = after(next)) {
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

void TimerTable::clear()
{
    std::fill(m_slots.begin(), m_slots.end(), TimerStatus());
    m_size = 0;
    forgetOrder();
}

void TimerTable::grow()
{
    const std::vector<TimerStatus> before = std::move(m_slots);
    m_slots.assign(std::max<std::size_t>(2 * before.size(), 8), {});
    for (const TimerStatus &timer : before) {
        if (timer.id == TimerId::None)
            continue;
        std::size_t slot = home(timer.id);
        while (m_slots[slot].id != TimerId::None)
            slot = after(slot);
        m_slots[slot] = timer;
    }
}

const std::vector<TimerStatus> &TimerTable::inOrder() const
{
    if (const auto *order = m_order.load(std::memory_order_acquire))
        return *order;
    auto made = std::make_unique<std::vector<TimerStatus>>();
    made->reserve(m_size);
    forEach([&](const TimerStatus &timer) { made->push_back(timer); });
    std::sort(made->begin(), made->end(), [](const TimerStatus &a, const TimerStatus &b) { return std::pair(a.due, a.id) < std::pair(b.due, b.id); });
    // Of several threads that look for the first time, one leaves its order to all.
    const std::vector<TimerStatus> *first = nullptr;
    if (m_order.compare_exchange_strong(first, made.get(), std::memory_order_acq_rel, std::memory_order_acquire))
        return *made.release();
    return *first;
}

void TimerTable::forgetOrder()
{
    if (const auto *order = m_order.load(std::memory_order_relaxed)) {
        delete order;
        m_order.store(nullptr, std::memory_order_relaxed);
    }
}

} // namespace trace
