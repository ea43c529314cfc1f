// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/arena.h"
#include "trace/chunked.h"
#include "trace/eventcodec.h"


namespace trace {

/// Events in order of time, packed (eventcodec.h) into chunks of 64 KB that never move; append-only. Reading an event anywhere costs a search and
/// the unpacking of at most RunLength events, about two microseconds; reading on from there some nanoseconds an event.
class EventLog
{
public:
    /// The arena has to outlive it.
    explicit EventLog(Arena &arena) : m_arena(arena), m_packer(m_shapes) {}
    EventLog(const EventLog &) = delete;
    EventLog &operator=(const EventLog &) = delete;

    /// Takes an event, not before the one before it.
    void append(const Event &event);
    [[nodiscard]] quint64 count() const { return m_count; }

    /// Reads forward from one event on. Valid until the next append.
    class Reader
    {
    public:
        /// At the n-th event, n <= count().
        Reader(const EventLog &log, quint64 n);
        /// Number of the event that next() gives.
        [[nodiscard]] quint64 index() const { return m_index; }
        /// The next event; there has to be one.
        void next(Event &event)
        {
            if (m_index == m_runEnd)
                enterRun(m_run + 1);
            m_unpacker.next(event);
            ++m_index;
        }

    private:
        void enterRun(std::size_t run);

        const EventLog &m_log;
        std::size_t m_run = 0;
        quint64 m_index = 0;
        quint64 m_runEnd = 0;
        EventUnpacker m_unpacker;
    };

    [[nodiscard]] Event event(quint64 n) const;
    /// Number of events with time < t. O(log n) plus one run.
    [[nodiscard]] quint64 countBefore(Timestamp t) const;
    [[nodiscard]] quint64 bytes() const;

private:
    static constexpr std::size_t ChunkBytes = 64 << 10;

    /// Where a run begins.
    struct Run
    {
        quint64 first = 0; ///< number of its first event
        Timestamp time; ///< of its first event
        const quint8 *data = nullptr;
    };
    void beginRun(Timestamp time);

    Arena &m_arena;
    ShapeTable m_shapes;
    EventPacker m_packer;
    Chunked<Run> m_runs;
    std::size_t m_chunkCount = 0;
    quint8 *m_at = nullptr; ///< where the next event goes
    quint8 *m_end = nullptr; ///< of the last chunk
    quint64 m_count = 0;
    quint64 m_runEnd = 0;
};

} // namespace trace
