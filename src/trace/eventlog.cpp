// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/eventlog.h"

namespace trace {

void EventLog::beginRun(Timestamp time)
{
    // A chunk keeps room for one more event than it holds, so that unpacking foreign bytes never leaves it.
    if (static_cast<std::size_t>(m_end - m_at) < 2 * MostEventBytes) {
        m_at = static_cast<quint8 *>(m_arena.take(ChunkBytes));
        ++m_chunkCount;
        m_end = m_at + ChunkBytes;
    }
    m_runs.push_back({ m_count, time, m_at });
    m_runEnd = m_count + RunLength;
    m_packer.beginRun(time);
}

void EventLog::append(const Event &event)
{
    if (m_count == m_runEnd || static_cast<std::size_t>(m_end - m_at) < 2 * MostEventBytes)
        beginRun(event.time);
    m_at = m_packer.put(m_at, event);
    ++m_count;
}

EventLog::Reader::Reader(const EventLog &log, quint64 n) : m_log(log), m_unpacker(log.m_shapes, nullptr, {})
{
    if (log.m_runs.empty())
        return;
    // Runs are whole but for the last ones of chunks, so the right one is not far behind where it would stand without those.
    std::size_t run = std::min<std::size_t>(n / RunLength, log.m_runs.size() - 1);
    while (log.m_runs[run].first > n)
        --run;
    run = log.m_runs.partitionPoint(run, [n](const Run &r) { return r.first <= n; }) - 1;
    enterRun(run);
    Event passed;
    while (m_index < n)
        next(passed);
}

void EventLog::Reader::enterRun(std::size_t run)
{
    const Run &entered = m_log.m_runs[run];
    m_run = run;
    m_index = entered.first;
    m_runEnd = run + 1 < m_log.m_runs.size() ? m_log.m_runs[run + 1].first : m_log.m_count;
    m_unpacker = EventUnpacker(m_log.m_shapes, entered.data, entered.time);
}

Event EventLog::event(quint64 n) const
{
    Event event;
    Reader(*this, n).next(event);
    return event;
}

quint64 EventLog::countBefore(Timestamp t) const
{
    std::size_t low = 0;
    std::size_t high = m_runs.size();
    while (low < high) {
        const std::size_t middle = low + (high - low) / 2;
        if (m_runs[middle].time < t)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0)
        return 0;
    const quint64 end = low < m_runs.size() ? m_runs[low].first : m_count;
    Reader reader(*this, m_runs[low - 1].first);
    Event event;
    while (reader.index() < end) {
        reader.next(event);
        if (event.time >= t)
            return reader.index() - 1;
    }
    return end;
}

quint64 EventLog::bytes() const
{
    return m_chunkCount * ChunkBytes + m_runs.bytes() + m_shapes.bytes();
}

} // namespace trace
