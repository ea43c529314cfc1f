// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/ids.h"
#include "trace/time.h"

#include <atomic>
#include <vector>

namespace trace {

struct TimerStatus
{
    TimerId id = TimerId::None;
    TaskId task = TaskId::None;
    Timestamp due;
    bool operator==(const TimerStatus &) const = default;
};

/// The armed timers. Reads as a range of TimerStatus by due time, equal ones by id, which is the order they were armed in.
///
/// Timers come and go far more often than anybody looks at them, so they are kept in a hash table by id (arm and disarm are O(1)), and put in order when
/// they are read: O(n log n) for the first look after a change. Any number of threads may read while none changes it.
class TimerTable
{
public:
    using value_type = TimerStatus;
    using const_iterator = std::vector<TimerStatus>::const_iterator;

    TimerTable() = default;
    TimerTable(const TimerTable &other) : m_slots(other.m_slots), m_size(other.m_size) {}
    TimerTable(TimerTable &&other) noexcept { swap(other); }
    TimerTable &operator=(const TimerTable &other);
    TimerTable &operator=(TimerTable &&other) noexcept
    {
        swap(other);
        return *this;
    }
    ~TimerTable() { forgetOrder(); }

    /// Adds a timer, whose id is not None; false when one of this id is armed already.
    bool arm(const TimerStatus &timer);
    /// Removes a timer; false when none of this id is armed.
    bool disarm(TimerId id);
    /// Removes them all; keeps the memory.
    void clear();

    [[nodiscard]] std::size_t size() const { return m_size; }
    [[nodiscard]] bool empty() const { return m_size == 0; }
    [[nodiscard]] const TimerStatus &front() const { return inOrder().front(); }
    [[nodiscard]] const TimerStatus &operator[](std::size_t n) const { return inOrder()[n]; }
    [[nodiscard]] const_iterator begin() const { return inOrder().begin(); }
    [[nodiscard]] const_iterator end() const { return inOrder().end(); }
    /// Calls visit(timer) for each, in no order.
    template<typename Visit>
    void forEach(Visit visit) const
    {
        for (const TimerStatus &slot : m_slots) {
            if (slot.id != TimerId::None)
                visit(slot);
        }
    }
    [[nodiscard]] bool operator==(const TimerTable &other) const { return m_size == other.m_size && inOrder() == other.inOrder(); }

private:
    /// Where the search for an id begins.
    [[nodiscard]] std::size_t home(TimerId id) const { return number(id) * 0x9e3779b1u >> 7 & (m_slots.size() - 1); }
    [[nodiscard]] std::size_t after(std::size_t slot) const { return (slot + 1) & (m_slots.size() - 1); }
    void grow();
    [[nodiscard]] const std::vector<TimerStatus> &inOrder() const;
    void forgetOrder();
    void swap(TimerTable &other) noexcept;

    std::vector<TimerStatus> m_slots; ///< open addressing, at most half full; a free one has no id
    std::size_t m_size = 0;
    mutable std::atomic<const std::vector<TimerStatus> *> m_order { nullptr }; ///< owned; none after a change
};

} // namespace trace
