// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/arena.h"
#include "trace/bytes.h"
#include "trace/eventcodec.h"
#include "trace/filerows.h"

#include <functional>


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
            if (m_unpacker.position() < m_limit) [[likely]]
                m_unpacker.next(event);
            else
                event = { .time = m_log.m_runs[m_run].time, .kind = EventKind::Mark }; // of a page that cannot be read
            ++m_index;
        }

    private:
        void enterRun(std::size_t run);

        const EventLog &m_log;
        std::size_t m_run = 0;
        quint64 m_index = 0;
        quint64 m_runEnd = 0;
        const quint8 *m_limit = nullptr; ///< no event begins here or behind
        EventUnpacker m_unpacker;
    };

    [[nodiscard]] Event event(quint64 n) const;
    /// Number of events with time < t. O(log n) plus one run.
    [[nodiscard]] quint64 countBefore(Timestamp t) const;
    [[nodiscard]] quint64 bytes() const;

    /// Writes it to a file, each event as `filed` makes it, which is called at least once every few thousand events; false where it has said so.
    bool save(PageWriter &pages, ByteWriter &head, const std::function<bool(quint64 n, Event &event)> &filed) const;
    /// Makes an empty one what save() has written; fails `head` where that makes no sense. The file has to outlive it.
    void open(const PageFile &file, ByteReader &head);

private:
    static constexpr std::size_t ChunkBytes = 64 << 10;

    /// Where a run begins.
    struct Run
    {
        quint64 first = 0; ///< number of its first event
        Timestamp time; ///< of its first event
        quint64 data = 0; ///< address, or PagePlace in a file

        [[nodiscard]] std::array<quint64, 3> toWords() const { return { first, static_cast<quint64>(time.ns), data }; }
        [[nodiscard]] static Run fromWords(const std::array<quint64, 3> &words) { return { words[0], { static_cast<qint64>(words[1]) }, words[2] }; }
    };
    using Runs = FileRows<Run, 512>;
    void beginRun(Timestamp time);

    Arena &m_arena;
    ShapeTable m_shapes;
    EventPacker m_packer;
    Runs m_runs;
    std::size_t m_chunkCount = 0;
    quint8 *m_at = nullptr; ///< where the next event goes
    quint8 *m_end = nullptr; ///< of the last chunk
    quint64 m_count = 0;
    quint64 m_runEnd = 0;
};

} // namespace trace
