// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/statecodec.h"

#include <algorithm>

namespace trace {

namespace {

enum StatusBits : quint8 { CancelRequested = 8, Queued = 16, Declared = 32, Known = 64 };

// What tasks share, as a number: bits · why · which numbers follow · site.
enum ShapeShift { WhyAt = 8, GapAt = 16, WakerAt = 17, ObjectAt = 18, SiteAt = 24 };
constexpr int ShapeBits = SiteAt + 32;

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

quint8 bitsOf(const TaskStatus &task)
{
    quint8 bits = static_cast<quint8>(task.state);
    bits |= task.isCancelRequested ? CancelRequested : 0;
    bits |= task.isQueued ? Queued : 0;
    bits |= task.isDeclared ? Declared : 0;
    bits |= task.id != TaskId::None ? Known : 0;
    return bits;
}

quint8 whyOf(const TaskStatus &task)
{
    return static_cast<quint8>(static_cast<unsigned>(task.reason) | static_cast<unsigned>(task.cause) << 4);
}

/// Whether they are those of a task.
bool isStatus(quint8 bits, quint64 why)
{
    return (bits & 7) < TaskStateCount && (why & 15) < AwaitReasonCount && why >> 4 < ReadyCauseCount;
}

/// What they say, of a task that has not finished; all else but the name and the parent, where those are told, as in a new row.
void setStatus(TaskStatus &task, quint8 bits, quint64 why)
{
    // Field by field: a whole row put together elsewhere and copied would wait for the parts that have just been written.
    const bool isKnown = (bits & Known) != 0;
    if (!(bits & Declared)) {
        task.name = TextId::None;
        task.parent = TaskId::None;
    }
    task.id = TaskId::None;
    task.waker = TaskId::None;
    task.site = SiteId::None;
    task.since = {};
    task.object = 0;
    task.resumes = 0;
    task.state = isKnown ? static_cast<TaskState>(bits & 7) : TaskState::Created;
    task.reason = isKnown ? static_cast<AwaitReason>(why & 15) : AwaitReason::None;
    task.cause = isKnown ? static_cast<ReadyCause>(why >> 4) : ReadyCause::Unknown;
    task.outcome = Outcome::None;
    task.isCancelRequested = isKnown && (bits & CancelRequested) != 0;
    task.isQueued = isKnown && (bits & Queued) != 0;
    task.isDeclared = isKnown && (bits & Declared) != 0;
}

} // namespace

void putTask(ByteWriter &out, const TaskStatus &task, Timestamp now)
{
    out.put(bitsOf(task));
    if (task.id == TaskId::None)
        return;
    out.put(whyOf(task));
    out.putId(task.waker);
    out.putId(task.site);
    out.putSigned((now - task.since).count());
    out.put(task.object);
    out.put(task.resumes);
}

void takeTask(ByteReader &in, TaskStatus &task, TaskId id, Timestamp now)
{
    const auto bits = static_cast<quint8>(in.take());
    const quint64 why = bits & Known ? in.take() : 0;
    if (!isStatus(bits, why))
        return in.fail();
    setStatus(task, bits, why);
    if (!(bits & Known))
        return;
    task.id = id;
    task.waker = in.takeId<TaskId>();
    task.site = in.takeId<SiteId>();
    task.since = in.takeTimeBefore(now);
    task.object = in.takeNumber();
    task.resumes = in.takeNumber();
}

void TaskPacker::clear()
{
    m_shapes.clear();
    m_numbers.clear();
    m_recent.fill({});
    m_rows.clear();
    m_count = 0;
    m_next = 0;
}

std::size_t TaskPacker::shapeOf(quint64 key)
{
    auto &[recent, number] = m_recent[key * 0x9e3779b97f4a7c15u >> 56];
    if (recent == key + 1)
        return number;
    const auto [at, isNew] = m_numbers.try_emplace(key, m_shapes.size());
    if (isNew)
        m_shapes.push_back(key);
    recent = key + 1; // so that 0 is none
    number = at->second;
    return number;
}

void TaskPacker::put(std::size_t row, const TaskStatus &task, Timestamp now)
{
    const bool isKnown = task.id != TaskId::None;
    quint64 key = bitsOf(task) | quint64(row != m_next) << GapAt;
    if (isKnown) {
        key |= static_cast<quint64>(whyOf(task)) << WhyAt | quint64(task.waker != TaskId::None) << WakerAt | quint64(task.object != 0) << ObjectAt
            | static_cast<quint64>(number(task.site)) << SiteAt;
    }
    m_rows.put(shapeOf(key));
    if (row != m_next)
        m_rows.put(row - m_next);
    m_next = row + 1;
    ++m_count;
    if (!isKnown)
        return;
    if (task.waker != TaskId::None)
        m_rows.putId(task.waker);
    if (task.object != 0)
        m_rows.put(task.object);
    m_rows.putSigned((now - task.since).count());
    m_rows.put(task.resumes);
}

void TaskPacker::finish(ByteWriter &out) const
{
    out.put(m_shapes.size());
    for (const quint64 shape : m_shapes)
        out.put(shape);
    out.put(m_count);
    out.append(m_rows.bytes());
}

TaskUnpacker::TaskUnpacker(ByteReader &in, Timestamp now)
    : m_in(in)
    , m_now(now)
    , m_shapes(in.takeCount())
{
    for (quint64 &shape : m_shapes) {
        shape = in.take();
        if (shape >> ShapeBits != 0 || !isStatus(static_cast<quint8>(shape), shape >> WhyAt & 0xff))
            in.fail();
    }
    m_left = in.takeCount();
}

std::size_t TaskUnpacker::nextRow()
{
    const quint64 number = m_in.take();
    if (number >= m_shapes.size())
        m_in.fail();
    m_shape = m_in.isBroken() ? 0 : m_shapes[number];
    if (m_shape >> GapAt & 1)
        m_row += static_cast<std::size_t>(m_in.takeNumber());
    --m_left;
    return m_row;
}

void TaskUnpacker::take(TaskStatus &task)
{
    setStatus(task, static_cast<quint8>(m_shape), m_shape >> WhyAt & 0xff);
    const std::size_t row = m_row++;
    if (!(m_shape & Known))
        return;
    task.id = static_cast<TaskId>(row + 1);
    task.site = static_cast<SiteId>(m_shape >> SiteAt);
    task.waker = m_shape >> WakerAt & 1 ? m_in.takeId<TaskId>() : TaskId::None;
    task.object = m_shape >> ObjectAt & 1 ? m_in.takeNumber() : 0;
    task.since = m_in.takeTimeBefore(m_now);
    task.resumes = m_in.takeNumber();
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
    state.jobs.forEach([&](const JobStatus &job) {
        out.putId(job.id);
        out.putId(job.task);
        out.putId(job.worker);
        out.putId(job.name);
        out.putSigned((state.time - job.since).count());
    });
    out.put(state.ios.size());
    state.ios.forEach([&](const IoStatus &io) {
        out.putId(io.id);
        out.putId(io.task);
        out.putId(io.text);
        out.putSigned((state.time - io.since).count());
    });
}

void takeTables(ByteReader &in, State &state)
{
    in.takeIds(state.ready);
    state.timers.clear();
    quint64 left = in.takeCount();
    state.timers.reserve(std::min<quint64>(left, in.rest().size() / 3)); // none takes less
    for (; left > 0; --left) {
        TimerStatus timer;
        timer.id = in.takeId<TimerId>();
        timer.task = in.takeId<TaskId>();
        timer.due = in.takeTimeAfter(state.time);
        if (timer.id == TimerId::None || !state.timers.insert(timer))
            return in.fail();
    }
    state.queues.resize(in.takeCount());
    for (QueueStatus &queue : state.queues)
        takeQueue(in, queue);
    state.jobs.clear();
    left = in.takeCount();
    state.jobs.reserve(std::min<quint64>(left, in.rest().size() / 3)); // none takes less
    for (; left > 0; --left) {
        JobStatus job;
        job.id = in.takeId<JobId>();
        job.task = in.takeId<TaskId>();
        job.worker = in.takeId<WorkerId>();
        job.name = in.takeId<TextId>();
        job.since = in.takeTimeBefore(state.time);
        if (job.id == JobId::None || !state.jobs.insert(job))
            return in.fail();
    }
    state.ios.clear();
    left = in.takeCount();
    state.ios.reserve(std::min<quint64>(left, in.rest().size() / 3)); // none takes less
    for (; left > 0; --left) {
        IoStatus io;
        io.id = in.takeId<IoId>();
        io.task = in.takeId<TaskId>();
        io.text = in.takeId<TextId>();
        io.since = in.takeTimeBefore(state.time);
        if (io.id == IoId::None || !state.ios.insert(io))
            return in.fail();
    }
}

void putMoment(ByteWriter &out, const State &state)
{
    out.putSigned(state.time.ns);
    out.put(state.iteration);
    out.put(state.isInIteration ? 1 : 0);
    out.putId(state.running);
    out.putIds(state.outer);
    out.put(state.lost);
    out.put(state.ignored);
}

void takeMoment(ByteReader &in, State &state)
{
    state.time = { in.takeSigned() };
    state.iteration = in.take();
    state.isInIteration = in.take() != 0;
    state.running = in.takeId<TaskId>();
    in.takeIds(state.outer);
    state.lost = in.take();
    state.ignored = in.take();
}

void verify(ByteReader &in, const State &state)
{
    const auto isKnown = [&](TaskId id) { return state.task(id) != nullptr; };
    if ((state.running != TaskId::None && !isKnown(state.running)) || !std::all_of(state.outer.begin(), state.outer.end(), isKnown)
        || !std::all_of(state.ready.begin(), state.ready.end(), isKnown))
        in.fail();
}

void putTablesInOrder(ByteWriter &out, State &state, const FileIds &ids)
{
    for (QueueStatus &queue : state.queues) {
        queue.name = ids.of(queue.name);
        Fifo<TextId> items;
        for (const TextId item : queue.items)
            items.push_back(ids.of(item));
        queue.items = items;
    }
    State::Jobs jobs;
    for (JobStatus job : state.jobs) {
        job.name = ids.of(job.name);
        jobs.insert(job);
    }
    state.jobs = std::move(jobs);
    State::Ios ios;
    for (IoStatus io : state.ios) {
        io.text = ids.of(io.text);
        ios.insert(io);
    }
    state.ios = std::move(ios);
    State::Timers timers;
    for (const TimerStatus &timer : state.timers)
        timers.insert(timer);
    state.timers = std::move(timers);
    putTables(out, state);
}

void putState(ByteWriter &out, const State &state, const FileIds &ids)
{
    State filed = state;
    putMoment(out, filed);
    out.put(filed.events);
    out.put(filed.tasks.size());
    for (TaskStatus task : filed.tasks) {
        task.site = ids.of(task.site);
        putTask(out, task, filed.time);
        out.putId(task.parent);
        out.putId(ids.of(task.name));
        out.put(static_cast<quint64>(task.outcome));
    }
    putTablesInOrder(out, filed, ids);
}

void takeState(ByteReader &in, State &state)
{
    state = {};
    takeMoment(in, state);
    state.events = in.take();
    const quint64 rows = in.takeCount();
    if (rows > State::MaxRows)
        return in.fail();
    state.tasks.growTo(static_cast<std::size_t>(rows));
    for (std::size_t row = 0; row < rows; ++row) {
        TaskStatus &task = state.tasks.edit(row);
        takeTask(in, task, static_cast<TaskId>(row + 1), state.time);
        task.parent = in.takeId<TaskId>();
        task.name = in.takeId<TextId>();
        const quint64 outcome = in.take();
        if (outcome >= OutcomeCount)
            return in.fail();
        task.outcome = static_cast<Outcome>(outcome);
    }
    takeTables(in, state);
    verify(in, state);
}

} // namespace trace
