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
    m_runs.push_back({ m_count, time, reinterpret_cast<quintptr>(m_at) });
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
    // Runs are whole but for the last ones of chunks and pages, so the right one is not far behind where it would stand without those.
    std::size_t run = std::min<std::size_t>(n / RunLength, log.m_runs.size() - 1);
    while (run > 0 && log.m_runs[run].first > n)
        --run;
    run = log.m_runs.partitionPoint(run, [n](const Run &r) { return r.first <= n; });
    enterRun(run > 0 ? run - 1 : 0);
    if (n - m_index > RunLength) { // in a damaged file
        m_limit = nullptr;
        m_index = n;
    }
    Event passed;
    while (m_index < n)
        next(passed);
}

void EventLog::Reader::enterRun(std::size_t run)
{
    run = std::min(run, m_log.m_runs.size() - 1);
    const Run entered = m_log.m_runs[run];
    const quint64 before = m_index;
    m_run = run;
    m_index = entered.first;
    m_runEnd = run + 1 < m_log.m_runs.size() ? m_log.m_runs[run + 1].first : m_log.m_count;
    if (run >= m_log.m_runs.fileCount()) {
        m_limit = reinterpret_cast<const quint8 *>(~quintptr(0));
        m_unpacker = EventUnpacker(m_log.m_shapes, reinterpret_cast<const quint8 *>(static_cast<quintptr>(entered.data)), entered.time);
        return;
    }
    const PageFile &file = *m_log.m_runs.file();
    const std::span<const quint8> bytes = file.at(entered.data);
    m_unpacker = EventUnpacker(m_log.m_shapes, bytes.data(), entered.time);
    m_limit = bytes.data() + bytes.size();
    const bool isInOrder = entered.first >= before && m_runEnd > entered.first && m_runEnd - entered.first <= RunLength;
    if (!isInOrder || bytes.empty() || file.isMissing(entered.data)) {
        file.noteDamage(entered.data);
        m_limit = nullptr;
        m_index = isInOrder ? m_index : before;
        m_runEnd = isInOrder ? m_runEnd : before + RunLength;
    }
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

bool EventLog::save(PageWriter &pages, ByteWriter &head, const std::function<bool(quint64, Event &)> &filed) const
{
    ShapeTable shapes;
    EventPacker packer(shapes);
    Runs runs;
    std::vector<quint8> page(PageContent);
    quint8 *at = page.data();
    PagePlace place = pages.endPage();
    quint64 runEnd = 0;
    Reader reader(*this, 0);
    Event event;
    for (quint64 n = 0; n < m_count; ++n) {
        reader.next(event);
        if (!filed(n, event))
            return false;
        const bool isFull = static_cast<std::size_t>(page.data() + PageContent - at) < MostEventBytes;
        if (isFull) {
            (void)pages.put(page.data(), static_cast<std::size_t>(at - page.data()));
            place = pages.endPage();
            at = page.data();
        }
        if (isFull || n == runEnd) {
            runs.push_back({ n, event.time, place + static_cast<quint64>(at - page.data()) });
            runEnd = n + RunLength;
            packer.beginRun(event.time);
        }
        at = packer.put(at, event);
    }
    if (at != page.data())
        (void)pages.put(page.data(), static_cast<std::size_t>(at - page.data()));
    head.put(m_count);
    head.put(runs.size());
    head.put(runs.write(pages, [](std::size_t, const Run &run) { return run; }));
    head.put(shapes.count());
    for (quint32 n = 0; n < shapes.count(); ++n)
        head.put(shapes[n].key());
    return true;
}

void EventLog::open(const PageFile &file, ByteReader &head)
{
    const quint64 count = head.take();
    const quint64 runs = head.take();
    // A run holds one event at least and RunLength at most.
    if (runs > count || count / RunLength + (count % RunLength != 0 ? 1 : 0) > runs || !m_runs.open(file, head.take(), runs))
        return head.fail();
    m_count = count;
    for (quint64 left = head.takeCount(); left > 0; --left) {
        const quint32 before = m_shapes.count();
        if (m_shapes.numberOf(head.take()) != before)
            return head.fail();
    }
}

quint64 EventLog::bytes() const
{
    return m_chunkCount * ChunkBytes + m_runs.bytes() + m_shapes.bytes();
}

} // namespace trace
