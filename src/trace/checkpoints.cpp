// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/checkpoints.h"

#include "trace/packing.h"

#include <algorithm>
#include <bit>

namespace trace {

namespace {

constexpr quint64 LeastSpacing = 4096;
/// Events between checkpoints for each row in them. More makes the trace smaller and moments dearer to find: a row takes some 8 bytes, so this is
/// 2.7 bytes an event where thousands of tasks live.
constexpr quint64 EventsPerRow = 3;

class ByteWriter
{
public:
    explicit ByteWriter(std::vector<quint8> &bytes) : m_bytes(bytes) {}
    void put(quint64 value)
    {
        if (m_bytes.size() - m_size < MostVarintBytes)
            m_bytes.resize(std::max<std::size_t>(2 * m_bytes.size(), 256));
        m_size = static_cast<std::size_t>(putVarint(m_bytes.data() + m_size, value) - m_bytes.data());
    }
    [[nodiscard]] std::size_t size() const { return m_size; }
    void putSigned(qint64 value) { put(folded(value)); }
    template<typename Id>
    void putId(Id id)
    {
        put(number(id));
    }
    template<typename Ids>
    void putIds(const Ids &ids)
    {
        put(ids.size());
        for (const auto id : ids)
            putId(id);
    }

private:
    std::vector<quint8> &m_bytes; ///< more than is written
    std::size_t m_size = 0;
};

class ByteReader
{
public:
    explicit ByteReader(const quint8 *at) : m_at(at) {}
    quint64 take() { return takeVarint(m_at); }
    qint64 takeSigned() { return unfolded(take()); }
    template<typename Id>
    Id takeId()
    {
        return static_cast<Id>(take());
    }
    template<typename Ids>
    void takeIds(Ids &ids)
    {
        ids.clear();
        for (quint64 left = take(); left > 0; --left)
            ids.push_back(takeId<typename Ids::value_type>());
    }

private:
    const quint8 *m_at;
};

enum StatusBits : quint8 { CancelRequested = 8, Queued = 16, Declared = 32, Known = 64 };

void putTask(ByteWriter &out, const TaskStatus &task, Timestamp now)
{
    quint8 bits = static_cast<quint8>(task.state);
    bits |= task.isCancelRequested ? CancelRequested : 0;
    bits |= task.isQueued ? Queued : 0;
    bits |= task.isDeclared ? Declared : 0;
    bits |= task.id != TaskId::None ? Known : 0;
    out.put(bits);
    if (task.id == TaskId::None)
        return;
    out.put(static_cast<quint64>(task.reason) | static_cast<quint64>(task.cause) << 4);
    out.putId(task.waker);
    out.putId(task.site);
    out.putSigned((now - task.since).count());
    out.put(task.object);
    out.put(task.resumes);
}

/// Into a row that holds what the latest state knows: name and parent, which stay as they are once they are told.
void takeTask(ByteReader &in, TaskStatus &task, TaskId id, Timestamp now)
{
    const auto bits = static_cast<quint8>(in.take());
    TaskStatus before;
    if (bits & Declared) {
        before.name = task.name;
        before.parent = task.parent;
    }
    task = before;
    if (!(bits & Known))
        return;
    task.id = id;
    task.state = static_cast<TaskState>(bits & 7);
    task.isCancelRequested = (bits & CancelRequested) != 0;
    task.isQueued = (bits & Queued) != 0;
    task.isDeclared = (bits & Declared) != 0;
    const quint64 why = in.take();
    task.reason = static_cast<AwaitReason>(why & 15);
    task.cause = static_cast<ReadyCause>(why >> 4);
    task.waker = in.takeId<TaskId>();
    task.site = in.takeId<SiteId>();
    task.since = now - Duration(in.takeSigned());
    task.object = static_cast<quint32>(in.take());
    task.resumes = static_cast<quint32>(in.take());
}

void putQueue(ByteWriter &out, const QueueStatus &queue)
{
    out.putId(queue.id);
    out.putId(queue.name);
    out.putSigned(queue.maxsize);
    out.putSigned(queue.depth);
    out.put(queue.puts);
    out.put(queue.gets);
    out.putIds(queue.items);
    out.putIds(queue.getters);
    out.putIds(queue.putters);
}

void takeQueue(ByteReader &in, QueueStatus &queue)
{
    queue.id = in.takeId<QueueId>();
    queue.name = in.takeId<TextId>();
    queue.maxsize = in.takeSigned();
    queue.depth = in.takeSigned();
    queue.puts = in.take();
    queue.gets = in.take();
    in.takeIds(queue.items);
    in.takeIds(queue.getters);
    in.takeIds(queue.putters);
}

void putTables(ByteWriter &out, const State &state)
{
    out.putIds(state.ready);
    out.put(state.timers.size());
    state.timers.forEach([&](const TimerStatus &timer) {
        out.putId(timer.id);
        out.putId(timer.task);
        out.putSigned((timer.due - state.time).count());
    });
    out.put(state.queues.size());
    for (const QueueStatus &queue : state.queues)
        putQueue(out, queue);
    out.put(state.jobs.size());
    for (const JobStatus &job : state.jobs) {
        out.putId(job.id);
        out.putId(job.task);
        out.putId(job.worker);
        out.putId(job.name);
        out.putSigned((state.time - job.since).count());
    }
    out.put(state.ios.size());
    for (const IoStatus &io : state.ios) {
        out.putId(io.id);
        out.putId(io.task);
        out.putId(io.text);
        out.putSigned((state.time - io.since).count());
    }
}

void takeTables(ByteReader &in, State &state)
{
    in.takeIds(state.ready);
    state.timers.clear();
    for (quint64 left = in.take(); left > 0; --left) {
        TimerStatus timer;
        timer.id = in.takeId<TimerId>();
        timer.task = in.takeId<TaskId>();
        timer.due = state.time + Duration(in.takeSigned());
        state.timers.arm(timer);
    }
    state.queues.resize(in.take());
    for (QueueStatus &queue : state.queues)
        takeQueue(in, queue);
    state.jobs = {};
    for (quint64 left = in.take(); left > 0; --left) {
        JobStatus job;
        job.id = in.takeId<JobId>();
        job.task = in.takeId<TaskId>();
        job.worker = in.takeId<WorkerId>();
        job.name = in.takeId<TextId>();
        job.since = state.time - Duration(in.takeSigned());
        state.jobs.insert(job);
    }
    state.ios = {};
    for (quint64 left = in.take(); left > 0; --left) {
        IoStatus io;
        io.id = in.takeId<IoId>();
        io.task = in.takeId<TaskId>();
        io.text = in.takeId<TextId>();
        io.since = state.time - Duration(in.takeSigned());
        state.ios.insert(io);
    }
}

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
    Entry entry;
    entry.events = state.events;
    ByteWriter out(m_packed);
    out.putSigned(state.time.ns);
    out.put(state.iteration);
    out.put(state.isInIteration ? 1 : 0);
    out.putId(state.running);
    out.putIds(state.outer);
    out.put(state.lost);
    out.put(state.ignored);
    out.put(state.tasks.size());
    out.put(m_open.count());
    std::size_t before = 0;
    m_open.forEach([&](std::size_t row) {
        out.put(row - before);
        before = row;
        putTask(out, state.tasks[row], state.time);
    });
    putTables(out, state);
    const std::size_t rows = rowsIn(state, m_open.count());
    entry.size = static_cast<quint32>(std::min<std::size_t>(rows, 0xffffffffu));
    entry.bytes.assign(m_packed.begin(), m_packed.begin() + static_cast<std::ptrdiff_t>(out.size()));
    m_bytes += entry.bytes.size();
    m_index.push_back(std::move(entry));
    m_next = state.events + std::max<quint64>(LeastSpacing, EventsPerRow * rows);
}

void Checkpoints::approach(State &state, quint64 n, const State &latest) const
{
    const auto after = std::partition_point(m_index.begin(), m_index.end(), [n](const Entry &e) { return e.events <= n; });
    if (after == m_index.begin())
        return;
    const Entry &entry = *(after - 1);
    const bool isBehind = state.events > 0 && state.events <= n;
    if (isBehind && n - state.events <= n - entry.events + entry.size)
        return;
    ByteReader in(entry.bytes.data());
    state.events = entry.events;
    state.time = { in.takeSigned() };
    state.iteration = in.take();
    state.isInIteration = in.take() != 0;
    state.running = in.takeId<TaskId>();
    in.takeIds(state.outer);
    state.lost = in.take();
    state.ignored = in.take();
    state.tasks = latest.tasks;
    state.tasks.shrinkTo(in.take());
    std::size_t row = 0;
    for (quint64 left = in.take(); left > 0; --left) {
        row += in.take();
        takeTask(in, state.tasks.edit(row), static_cast<TaskId>(row + 1), state.time);
    }
    takeTables(in, state);
}

quint64 Checkpoints::bytes() const
{
    return m_bytes + m_index.capacity() * sizeof(Entry) + m_open.bytes();
}

} // namespace trace
