// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scheduler/timers.h"

#include <vector>

namespace scheduler {

class GatherState;
class TaskCore;

/// One entry of the ready queue: asyncio's Handle. A task's step, a timer that came due, or a gather that hears of a finished child.
struct ReadyEntry
{
    enum class Kind : quint8 { Step, Timer, GatherDone };

    TaskCore *task = nullptr; ///< Step: whose; GatherDone: the child, counted
    GatherState *gather = nullptr; ///< GatherDone, counted
    TimerSlot timer = TimerSlot::None; ///< Timer
    Kind kind = Kind::Step;
};

/// First in, first out; a ring that grows by doubling.
class ReadyQueue
{
public:
    [[nodiscard]] bool isEmpty() const { return m_head == m_tail; }
    [[nodiscard]] std::size_t size() const { return m_tail - m_head; }
    void push(const ReadyEntry &entry)
    {
        if (size() == m_ring.size())
            grow();
        m_ring[m_tail++ & (m_ring.size() - 1)] = entry;
    }
    /// The oldest entry; not when empty.
    [[nodiscard]] const ReadyEntry &front() const { return m_ring[m_head & (m_ring.size() - 1)]; }
    /// Takes the oldest entry; not when empty.
    ReadyEntry pop() { return m_ring[m_head++ & (m_ring.size() - 1)]; }

private:
    void grow()
    {
        std::vector<ReadyEntry> ring(m_ring.size() * 2);
        const std::size_t count = size();
        for (std::size_t i = 0; i < count; ++i)
            ring[i] = m_ring[(m_head + i) & (m_ring.size() - 1)];
        m_ring = std::move(ring);
        m_head = 0;
        m_tail = count;
    }

    std::vector<ReadyEntry> m_ring = std::vector<ReadyEntry>(64); // a power of two
    std::size_t m_head = 0; // counts up; the place is its remainder
    std::size_t m_tail = 0;
};

} // namespace scheduler
