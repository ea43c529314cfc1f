// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/event.h"
#include "trace/texttable.h"

#include <atomic>
#include <memory>

namespace trace {

class Trace;
class Recorder;

/// Where one thread writes its events: a bounded single-producer ring that a consumer drains. Never blocks; what finds no room is
/// counted and shows up as a Lost event. Created by its Recorder, used by one thread at a time, valid as long as the Recorder.
///
/// The loop's writer stores the event as it is (40 bytes) and publishes it with one release store; all of that is inline. Slots come in chunks
/// that the consumer hands back, so that a writer in its stride touches no fresh memory: page faults cost more than the recording.
class Writer
{
public:
    ~Writer();
    Writer(const Writer &) = delete;
    Writer &operator=(const Writer &) = delete;

    /// Writes one event; its time is loop time in ns, read by the caller (once a step where events share it).
    void record(const Event &event) noexcept
    {
        if (m_isEnabled.load(std::memory_order_relaxed))
            write(event);
    }
    /// False while the recorder is switched off: spares the caller the reading of the clock and the making of texts.
    [[nodiscard]] bool isEnabled() const noexcept { return m_isEnabled.load(std::memory_order_relaxed); }

private:
    friend class Recorder;
    struct Private;
    explicit Writer(std::unique_ptr<Private> p);

    void write(const Event &event) noexcept
    {
        // A worker's writer has no inline slots: its events carry stamps and always take the long way.
        Event *const slot = m_next != m_end ? m_next++ : slotTheLongWay(event.time);
        if (!slot) [[unlikely]]
            return;
        // Field by field, and nothing else sees the event, so that one that the caller has just put together never exists in memory but in its
        // slot. Copied whole it is read back in wider pieces than it was written in, which stalls for longer than all the rest takes.
        slot->time = event.time;
        slot->value = event.value;
        slot->task = event.task;
        slot->other = event.other;
        slot->object = event.object;
        slot->text = event.text;
        slot->site = event.site;
        slot->kind = event.kind;
        slot->detail = event.detail;
        m_published.store(m_published.load(std::memory_order_relaxed) + 1, std::memory_order_release);
    }
    [[nodiscard]] Event *slotTheLongWay(Timestamp time) noexcept;

    std::atomic<bool> m_isEnabled { true }; ///< here and not in the recorder: one load while switched off
    Event *m_next = nullptr;
    Event *m_end = nullptr;
    std::atomic<quint64> m_published { 0 }; ///< how many events have been written since the start
    std::unique_ptr<Private> d;
};

/// Joins the writers of one run: the loop's and one a pool worker. drain() merges them into a linear extension of "happened before":
/// a worker's event remembers how many loop events had been published when it was written, and is placed after exactly those;
/// workers' events among each other stand in the order of a counter they share.
class Recorder
{
public:
    /// byteLimit bounds what waits in the rings of all writers together, in bytes (at least two small chunks are kept).
    explicit Recorder(std::shared_ptr<TextTable> texts, quint64 byteLimit = quint64(64) << 20);
    ~Recorder();

    [[nodiscard]] const std::shared_ptr<TextTable> &texts() const;
    /// The loop's writer; the same at every call.
    [[nodiscard]] Writer &loopWriter();
    /// A new writer for a worker thread; owned here. Thread-safe.
    [[nodiscard]] Writer &addWorkerWriter();

    /// Recording on or off (one branch in the writers). On at first.
    void setEnabled(bool enabled);
    [[nodiscard]] bool isEnabled() const;

    /// Moves waiting events into the trace, at most maxEvents; returns how many. One consumer thread at a time; it may be the loop's own
    /// (the command line): call it between steps then. What was lost and is followed by nothing is told by a Lost event at the time of the last loss.
    quint64 drain(Trace &trace, quint64 maxEvents = ~quint64(0));
    /// The same within a budget: goes on until nothing waits or about `work` of machine time (ns, not negative) is over; what still waits then is the next
    /// call's. At least some events are moved, if any wait, so that calls come to an end however small the budget is.
    quint64 drainFor(Trace &trace, Duration work);
    /// Events that wait to be drained, about. Any thread.
    [[nodiscard]] quint64 backlog() const;
    /// Events that found no room so far. Any thread.
    [[nodiscard]] quint64 lostCount() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace trace
