// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/statecodec.h"

#include "trace/columns.h"
#include "trace/taskcodec.h"

#include <algorithm>

namespace trace {

namespace {

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

} // namespace

namespace {

quint64 between(Timestamp from, Timestamp to)
{
    return static_cast<quint64>(to.ns) - static_cast<quint64>(from.ns);
}

/// The moment that lies so much after another one, or before where it is a negative number; in a damaged file it may be any and wraps.
Timestamp after(Timestamp t, quint64 ns)
{
    return { static_cast<qint64>(static_cast<quint64>(t.ns) + ns) };
}

/// Ids that are all different: no 64 of them take less than 48 bytes in a column.
constexpr quint64 IdsPerByte = 2;

/// Ids as columns have them; fails the reader where one is no number of 32 bits.
template<typename Id>
Id idOf(ByteReader &in, quint64 number)
{
    if (number > 0xffffffffu)
        in.fail();
    return static_cast<Id>(number);
}

/// Makes a table of `Columns` numbers for each row of it, `rowOf(numbers)`; fails the reader where ids are missing or there twice.
template<std::size_t Columns, typename Table, typename RowOf>
void takeTable(ByteReader &in, Table &table, RowOf rowOf)
{
    table.clear();
    const quint64 count = in.takeCount(IdsPerByte);
    table.reserve(count);
    takeColumns<Columns>(in, count, [&](const std::array<quint64, Columns> &numbers) {
        const auto row = rowOf(numbers);
        if (row.id == decltype(row.id)::None || !table.insert(row))
            in.fail();
    });
}

} // namespace

void putTables(ByteWriter &out, const State &state)
{
    const auto id = [](auto which) { return static_cast<quint64>(number(which)); };
    out.put(state.ready.size());
    ColumnsWriter<1> ready(out);
    for (const TaskId task : state.ready)
        ready.put({ id(task) });
    ready.finish();
    out.put(state.timers.size());
    ColumnsWriter<3> timers(out);
    state.timers.forEach([&](const TimerStatus &timer) { timers.put({ id(timer.id), id(timer.task), between(state.time, timer.due) }); });
    timers.finish();
    out.put(state.queues.size());
    for (const QueueStatus &queue : state.queues)
        putQueue(out, queue);
    out.put(state.jobs.size());
    ColumnsWriter<5> jobs(out);
    state.jobs.forEach([&](const JobStatus &job) { jobs.put({ id(job.id), id(job.task), id(job.worker), id(job.name), between(job.since, state.time) }); });
    jobs.finish();
    out.put(state.ios.size());
    ColumnsWriter<4> ios(out);
    state.ios.forEach([&](const IoStatus &io) { ios.put({ id(io.id), id(io.task), id(io.text), between(io.since, state.time) }); });
    ios.finish();
}

void takeTables(ByteReader &in, State &state)
{
    state.ready.clear();
    takeColumns<1>(in, in.takeCount(IdsPerByte), [&](const std::array<quint64, 1> &numbers) { state.ready.push_back(idOf<TaskId>(in, numbers[0])); });
    takeTable<3>(in, state.timers, [&](const std::array<quint64, 3> &numbers) {
        return TimerStatus { idOf<TimerId>(in, numbers[0]), idOf<TaskId>(in, numbers[1]), after(state.time, numbers[2]) };
    });
    state.queues.resize(in.takeCount());
    for (QueueStatus &queue : state.queues)
        takeQueue(in, queue);
    takeTable<5>(in, state.jobs, [&](const std::array<quint64, 5> &numbers) {
        return JobStatus { idOf<JobId>(in, numbers[0]), idOf<TaskId>(in, numbers[1]), idOf<WorkerId>(in, numbers[2]), idOf<TextId>(in, numbers[3]), after(state.time, 0 - numbers[4]) };
    });
    takeTable<4>(in, state.ios, [&](const std::array<quint64, 4> &numbers) {
        return IoStatus { idOf<IoId>(in, numbers[0]), idOf<TaskId>(in, numbers[1]), idOf<TextId>(in, numbers[2]), after(state.time, 0 - numbers[3]) };
    });
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
