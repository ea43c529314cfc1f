// SPDX-License-Identifier: GPL-3.0-or-later
#include "scheduler/timers.h"

#include <utility>

namespace scheduler {

namespace {
// _MIN_SCHEDULED_TIMER_HANDLES and _MIN_CANCELLED_TIMER_HANDLES_FRACTION of asyncio's base_events.py
constexpr std::size_t PurgeCount = 100;
constexpr double PurgeFraction = 0.5;
} // namespace

TimerSlot Timers::add(const Timer &timer)
{
    TimerSlot slot = m_firstFree;
    if (slot == TimerSlot::None) {
        slot = static_cast<TimerSlot>(m_slots.size());
        m_slots.emplace_back();
    } else {
        m_firstFree = m_slots[static_cast<std::size_t>(slot)].nextFree;
    }
    m_slots[static_cast<std::size_t>(slot)].timer = timer;
    return slot;
}

void Timers::release(TimerSlot slot)
{
    Slot &freed = m_slots[static_cast<std::size_t>(slot)];
    freed.timer = {};
    freed.nextFree = m_firstFree;
    m_firstFree = slot;
}

void Timers::schedule(TimerSlot slot, trace::Timestamp due)
{
    timer(slot).isScheduled = true;
    m_heap.push_back({ due, m_order++, slot });
    siftDown(0, m_heap.size() - 1);
}

void Timers::cancel(TimerSlot slot)
{
    Timer &cancelled = timer(slot);
    if (cancelled.isCancelled)
        return;
    cancelled.isCancelled = true;
    cancelled.target = nullptr;
    if (cancelled.isScheduled)
        ++m_cancelledCount;
}

void Timers::purge()
{
    const std::size_t count = m_heap.size();
    if (count > PurgeCount && static_cast<double>(m_cancelledCount) / static_cast<double>(count) > PurgeFraction) {
        std::vector<Node> kept; // m_cancelledCount may exceed what is left to drop: one that came due is not counted down, as in CPython
        for (const Node &node : m_heap) {
            if (timer(node.slot).isCancelled)
                release(node.slot);
            else
                kept.push_back(node);
        }
        m_heap = std::move(kept);
        for (std::size_t i = m_heap.size() / 2; i-- > 0;)
            siftUp(i);
        m_cancelledCount = 0;
        return;
    }
    while (!m_heap.empty() && timer(m_heap.front().slot).isCancelled) {
        --m_cancelledCount;
        release(pop());
    }
}

TimerSlot Timers::pop()
{
    const TimerSlot slot = m_heap.front().slot;
    const Node last = m_heap.back();
    m_heap.pop_back();
    if (!m_heap.empty()) {
        m_heap.front() = last;
        siftUp(0);
    }
    timer(slot).isScheduled = false;
    return slot;
}

void Timers::clear()
{
    m_heap.clear();
    m_slots.assign(1, Slot());
    m_firstFree = TimerSlot::None;
    m_cancelledCount = 0;
}

bool Timers::isBefore(const Node &a, const Node &b) const
{
    if (a.due != b.due || m_ties == TieOrder::Heapq)
        return a.due < b.due;
    return static_cast<qint32>(a.order - b.order) < 0; // as a difference, so that the counter may wrap
}

// heapq.py, _siftdown: moves the node at position towards start, past every parent that it is before.
void Timers::siftDown(std::size_t start, std::size_t position)
{
    const Node node = m_heap[position];
    while (position > start) {
        const std::size_t parent = (position - 1) / 2;
        if (!isBefore(node, m_heap[parent]))
            break;
        m_heap[position] = m_heap[parent];
        position = parent;
    }
    m_heap[position] = node;
}

// heapq.py, _siftup: moves the smaller children up until a leaf is reached, then sifts the node down from there.
void Timers::siftUp(std::size_t position)
{
    const std::size_t end = m_heap.size();
    const std::size_t start = position;
    const Node node = m_heap[position];
    std::size_t child = 2 * position + 1;
    while (child < end) {
        const std::size_t right = child + 1;
        if (right < end && !isBefore(m_heap[child], m_heap[right]))
            child = right;
        m_heap[position] = m_heap[child];
        position = child;
        child = 2 * position + 1;
    }
    m_heap[position] = node;
    siftDown(start, position);
}

} // namespace scheduler
