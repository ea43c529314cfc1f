// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/checkpoints.h"

#include "trace/statecodec.h"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

namespace trace {

namespace {

constexpr quint64 LeastSpacing = 4096;
/// Events between checkpoints for every four rows in them. More makes the trace smaller and moments dearer to find: a row takes some 5 bytes, so this is
/// 4 bytes an event where 10^5 tasks live (and 2 where there are 1 000, because of LeastSpacing), and a moment there costs some 2 ms to unpack and 3 to replay.
constexpr quint64 EventsPerFourRows = 5;

static_assert(Rows<TaskStatus>::BlockLength == ColumnLength, "a group of rows is unpacked into a block of the table");

std::size_t rowsIn(const State &state, std::size_t openTasks)
{
    std::size_t rows = openTasks + state.ready.size() + state.timers.size() + state.jobs.size() + state.ios.size();
    for (const QueueStatus &queue : state.queues)
        rows += 1 + queue.items.size() + queue.getters.size() + queue.putters.size();
    return rows;
}

} // namespace

std::size_t RowSet::bit(quint64 word)
{
    return static_cast<std::size_t>(std::countr_zero(word));
}

void RowSet::add(std::size_t first, std::size_t last)
{
    if (first >= last)
        return;
    m_words.resize(std::max(m_words.size(), (last + 63) / 64));
    m_upper.resize((m_words.size() + 63) / 64);
    for (std::size_t row = first; row < last; ++row) {
        m_words[row / 64] |= quint64(1) << (row % 64);
        m_upper[row / 4096] |= quint64(1) << (row / 64 % 64);
    }
    m_count += last - first;
}

void RowSet::remove(std::size_t row)
{
    quint64 &word = m_words[row / 64];
    const quint64 mask = quint64(1) << (row % 64);
    if (!(word & mask))
        return;
    word &= ~mask;
    --m_count;
    if (word == 0)
        m_upper[row / 4096] &= ~(quint64(1) << (row / 64 % 64));
}

void Checkpoints::grow(std::size_t rows)
{
    m_open.add(m_rows, rows);
    m_rows = std::max(m_rows, rows);
}

void Checkpoints::take(const State &state)
{
    while (m_isPacking)
        packSome(state);
    m_entry.events = state.events;
    m_time = state.time;
    m_packed.clear();
    putMoment(m_packed, state);
    m_packed.put(state.tasks.size());
    m_tables.clear();
    putTables(m_tables, state);
    const std::size_t rows = rowsIn(state, m_open.count());
    m_entry.size = static_cast<quint32>(std::min<std::size_t>(rows, 0xffffffffu));
    m_next = state.events + std::max<quint64>(LeastSpacing, rows * EventsPerFourRows / 4);
    m_tasks.clear();
    if (m_open.count() <= MostAtOnce) {
        m_open.forEach([&](std::size_t row) { m_tasks.put(row, state.tasks[row], m_time); });
        finish();
        return;
    }
    m_unpacked = m_open;
    m_momentRows = state.tasks.size();
    m_nextRow = 0;
    m_kept.clear();
    m_keptOf.assign((m_momentRows + 63) / 64, 0);
    m_isPacking = true;
}

void Checkpoints::keep(std::size_t row, const TaskStatus &task)
{
    quint32 &first = m_keptOf[row / 64];
    m_kept.push_back({ task, static_cast<quint32>(row), first });
    first = static_cast<quint32>(m_kept.size());
}

/// The next 64 rows.
void Checkpoints::packSome(const State &state)
{
    std::array<const TaskStatus *, 64> tasks;
    quint64 rows = m_unpacked.word(m_nextRow);
    for (quint64 left = rows; left != 0; left &= left - 1) {
        const auto at = static_cast<std::size_t>(std::countr_zero(left));
        tasks[at] = &state.tasks[m_nextRow + at];
    }
    for (quint32 kept = m_keptOf[m_nextRow / 64]; kept != 0; kept = m_kept[kept - 1].next) {
        const std::size_t at = m_kept[kept - 1].row % 64;
        tasks[at] = &m_kept[kept - 1].task;
        rows |= quint64(1) << at;
    }
    for (; rows != 0; rows &= rows - 1) {
        const auto at = static_cast<std::size_t>(std::countr_zero(rows));
        m_tasks.put(m_nextRow + at, *tasks[at], m_time);
    }
    m_nextRow += 64;
    if (m_nextRow < m_momentRows)
        return;
    m_isPacking = false;
    finish();
}

void Checkpoints::finish()
{
    m_tasks.finish(m_packed);
    m_packed.append(m_tables.bytes());
    m_entry.bytes.assign(m_packed.bytes().begin(), m_packed.bytes().end());
    m_bytes += m_entry.bytes.size();
    m_index.push_back(std::exchange(m_entry, {}));
}

void Checkpoints::approach(State &state, quint64 n, const State &latest) const
{
    auto after = std::partition_point(m_index.begin(), m_index.end(), [n](const Entry &e) { return e.events <= n; });
    for (; after != m_index.begin(); --after) {
        const Entry &entry = *(after - 1);
        const bool isBehind = state.events > 0 && state.events <= n;
        if (isBehind && n - state.events <= n - entry.events + entry.size)
            return;
        const std::vector<quint8> filed = entry.place != 0 ? bytesOf(entry) : std::vector<quint8>();
        ByteReader in(entry.place != 0 ? filed : entry.bytes);
        state.events = entry.events;
        takeMoment(in, state);
        state.tasks = latest.tasks;
        const quint64 rows = in.take();
        if (rows > latest.tasks.size())
            in.fail();
        state.tasks.shrinkTo(static_cast<std::size_t>(std::min<quint64>(rows, latest.tasks.size())));
        TaskUnpacker open(in, state.time);
        while (open.left() > 0 && !in.isBroken()) {
            open.nextGroup();
            if (open.end() > state.tasks.size())
                in.fail();
            else if (open.rows() != 0)
                open.take(state.tasks.editBlock(open.first() / ColumnLength));
        }
        takeTables(in, state);
        if (entry.place != 0)
            verify(in, state);
        if (!in.isBroken())
            return;
        // Of a damaged file: the one before it may be whole, and else there is always the beginning.
        m_file->noteDamage(entry.place);
        state = {};
    }
}

std::vector<quint8> Checkpoints::bytesOf(const Entry &entry) const
{
    std::vector<quint8> bytes(entry.length);
    if (!m_file->copy(entry.place, bytes))
        bytes.clear();
    return bytes;
}

void Checkpoints::save(PageWriter &pages, ByteWriter &head, const FileIds &ids) const
{
    ByteWriter out;
    head.put(m_index.size());
    quint64 events = 0;
    pages.endPage(); // so that no place is 0
    for (const Entry &entry : m_index) {
        const std::vector<quint8> filed = entry.place != 0 ? bytesOf(entry) : std::vector<quint8>();
        ByteReader in(entry.place != 0 ? filed : entry.bytes);
        out.clear();
        State state;
        takeMoment(in, state);
        putMoment(out, state);
        out.put(in.take());
        TaskPacker filedTasks;
        TaskUnpacker open(in, state.time);
        while (open.left() > 0 && !in.isBroken()) {
            open.nextGroup();
            std::array<TaskStatus, ColumnLength> tasks;
            open.take(tasks.data());
            for (quint64 rows = open.rows(); rows != 0 && !in.isBroken(); rows &= rows - 1) {
                const auto at = static_cast<std::size_t>(std::countr_zero(rows));
                tasks[at].site = ids.of(tasks[at].site);
                filedTasks.put(open.first() + at, tasks[at], state.time);
            }
        }
        filedTasks.finish(out);
        takeTables(in, state);
        putTablesInOrder(out, state, ids);
        head.put(entry.events - events);
        events = entry.events;
        head.put(entry.size);
        head.put(out.bytes().size());
        head.put(pages.putLong(out.bytes().data(), out.bytes().size()));
    }
    head.put(m_next);
}

void Checkpoints::open(const PageFile &file, ByteReader &head, const State &latest)
{
    m_file = &file;
    quint64 events = 0;
    const quint64 bytesInFile = file.pageCount() * PageSize;
    for (quint64 left = head.takeCount(); left > 0; --left) {
        Entry entry;
        const quint64 step = head.take();
        entry.events = events + step;
        entry.size = head.takeNumber();
        entry.length = head.takeNumber();
        entry.place = head.take();
        const bool isInOrder = (m_index.empty() || step > 0) && entry.events < latest.events;
        if (!isInOrder || entry.place == 0 || entry.place >= bytesInFile || entry.length > bytesInFile)
            return head.fail();
        events = entry.events;
        m_index.push_back(std::move(entry));
    }
    m_next = head.take();
    grow(latest.tasks.size());
    for (const TaskStatus &task : latest.tasks) {
        if (task.state == TaskState::Finished)
            m_open.remove(rowOf(task.id));
    }
}

quint64 Checkpoints::bytes() const
{
    return m_bytes + m_index.capacity() * sizeof(Entry) + m_open.bytes() + m_unpacked.bytes() + m_kept.capacity() * sizeof(Kept)
        + m_keptOf.capacity() * sizeof(quint32);
}

} // namespace trace
