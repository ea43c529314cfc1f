// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/ids.h"
#include "trace/time.h"

#include <vector>

namespace scheduler {

/// Which of two timers with equal deadlines fires first.
enum class TieOrder : quint8 {
    Fifo, ///< the one that was armed first: what users see on a real clock, where deadlines hardly ever tie
    Heapq, ///< as CPython's heapq leaves them, which is not stable: for comparing with CPython on a virtual clock
};

/// Told on the loop's thread when its timer has come up.
class TimerTarget
{
public:
    virtual void timerFired() = 0;

protected:
    ~TimerTarget() = default;
};

/// Names an armed timer until it has fired or was cancelled.
enum class TimerSlot : quint32 { None = 0 };

/// The scheduled timers of a loop, as asyncio keeps them: a binary heap ordered by deadline from which cancelled timers are taken
/// lazily, at its head or all at once when more than 100 are scheduled and more than half of them are cancelled
/// (base_events.py, _run_once; the heap is heapq's sift-down/sift-up, both in CPython 3.11). Arming and popping are O(log n),
/// cancelling is O(1).
class Timers
{
public:
    explicit Timers(TieOrder ties) : m_ties(ties) {}

    struct Timer
    {
        TimerTarget *target = nullptr;
        trace::TimerId id = trace::TimerId::None; ///< None: not recorded
        trace::TaskId task = trace::TaskId::None; ///< whom it will wake
        bool isScheduled = false; ///< in the heap
        bool isCancelled = false;
    };

    /// A new timer that is not scheduled.
    TimerSlot add(const Timer &timer);
    void schedule(TimerSlot slot, trace::Timestamp due);
    [[nodiscard]] Timer &timer(TimerSlot slot) { return m_slots[static_cast<std::size_t>(slot)].timer; }
    /// asyncio's TimerHandle.cancel(): it will not fire; its slot is released when it leaves the heap or the ready queue.
    void cancel(TimerSlot slot);
    /// Gives the slot back; not while it is scheduled.
    void release(TimerSlot slot);

    /// What _run_once does first: drops cancelled timers from the head, or all when there are many.
    void purge();
    [[nodiscard]] bool isEmpty() const { return m_heap.empty(); }
    /// Deadline of the head; not when empty.
    [[nodiscard]] trace::Timestamp nextDue() const { return m_heap.front().due; }
    /// Takes the head, cancelled or not; it is no longer scheduled.
    TimerSlot pop();
    void clear();

private:
    struct Node
    {
        trace::Timestamp due;
        quint32 order; // of arming
        TimerSlot slot;
    };
    struct Slot
    {
        Timer timer;
        TimerSlot nextFree = TimerSlot::None;
    };
    [[nodiscard]] bool isBefore(const Node &a, const Node &b) const;
    void siftDown(std::size_t start, std::size_t position);
    void siftUp(std::size_t position);

    std::vector<Node> m_heap;
    std::vector<Slot> m_slots = std::vector<Slot>(1); // slot 0 is None
    TimerSlot m_firstFree = TimerSlot::None;
    std::size_t m_cancelledCount = 0; // asyncio's _timer_cancelled_count
    quint32 m_order = 0;
    TieOrder m_ties;
};

} // namespace scheduler
