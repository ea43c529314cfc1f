// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/event.h"
#include "trace/texttable.h"

#include <array>
#include <deque>
#include <queue>
#include <random>
#include <vector>

namespace support {

/// The events of a busy asyncio-like loop, for benchmarks and properties of the store (timeline.md): a first-in first-out ready queue, steps of some
/// 3 us, waits of six kinds, 4 queues, 4 workers, about 1.2 million events a second of which a quarter are wake-ups. All tasks are alive and busy from
/// begin to end. The same arguments give the same events.
class SyntheticLoad
{
public:
    SyntheticLoad(trace::TextTable &texts, quint32 tasks, quint32 seed = 1);

    /// Appends the next events to `out` until it holds at least `count`.
    void fill(std::vector<trace::Event> &out, std::size_t count)
    {
        while (out.size() < count)
            step(out);
    }

private:
    /// Something outside of the loop that will wake a task.
    struct Wake
    {
        qint64 due;
        quint32 task;
        quint32 object;
        trace::ReadyCause cause;
        bool operator>(const Wake &other) const { return due > other.due; }
    };
    struct Queue
    {
        std::deque<quint32> getters;
        std::deque<trace::TextId> items;
    };

    void begin(std::vector<trace::Event> &out);
    void step(std::vector<trace::Event> &out);
    void wakeDue(std::vector<trace::Event> &out);
    void act(std::vector<trace::Event> &out, quint32 task);
    void await(std::vector<trace::Event> &out, quint32 task, trace::AwaitReason reason, quint32 object);
    void ready(std::vector<trace::Event> &out, quint32 task, trace::ReadyCause cause, quint32 object, quint32 waker);
    void awaitOutside(std::vector<trace::Event> &out, quint32 task, trace::ReadyCause cause);
    void useQueue(std::vector<trace::Event> &out, quint32 task);
    [[nodiscard]] quint32 draw(quint32 below) { return static_cast<quint32>((quint64(m_random()) * below) >> 32); }

    trace::TextTable &m_texts;
    quint32 m_tasks;
    std::mt19937 m_random;
    qint64 m_now = 0;
    qint64 m_iteration = 0;
    quint32 m_leftInIteration = 0;
    std::deque<quint32> m_ready;
    std::vector<quint32> m_getting; ///< by task: the queue it has been woken for, 0 none
    std::priority_queue<Wake, std::vector<Wake>, std::greater<>> m_wakes;
    std::array<Queue, 4> m_queues;
    std::array<trace::SiteId, 24> m_sites;
    std::array<trace::TextId, 100> m_items;
    std::array<quint32, 4> m_counts {}; ///< timers, jobs, I/O requests so far, by kind
};

} // namespace support
