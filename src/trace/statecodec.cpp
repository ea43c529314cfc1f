// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/statecodec.h"

#include <algorithm>

namespace trace {

namespace {

enum StatusBits : quint8 { CancelRequested = 8, Queued = 16, Declared = 32, Known = 64 };

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
    if ((bits & 7) >= TaskStateCount)
        return in.fail();
    task.id = id;
    task.state = static_cast<TaskState>(bits & 7);
    task.isCancelRequested = (bits & CancelRequested) != 0;
    task.isQueued = (bits & Queued) != 0;
    task.isDeclared = (bits & Declared) != 0;
    const quint64 why = in.take();
    if ((why & 15) >= AwaitReasonCount || why >> 4 >= ReadyCauseCount)
        return in.fail();
    task.reason = static_cast<AwaitReason>(why & 15);
    task.cause = static_cast<ReadyCause>(why >> 4);
    task.waker = in.takeId<TaskId>();
    task.site = in.takeId<SiteId>();
    task.since = now - Duration(in.takeSigned());
    task.object = in.takeNumber();
    task.resumes = in.takeNumber();
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
    for (quint64 left = in.takeCount(); left > 0; --left) {
        TimerStatus timer;
        timer.id = in.takeId<TimerId>();
        timer.task = in.takeId<TaskId>();
        timer.due = state.time + Duration(in.takeSigned());
        if (timer.id == TimerId::None || !state.timers.arm(timer))
            return in.fail();
    }
    state.queues.resize(in.takeCount());
    for (QueueStatus &queue : state.queues)
        takeQueue(in, queue);
    state.jobs = {};
    for (quint64 left = in.takeCount(); left > 0; --left) {
        JobStatus job;
        job.id = in.takeId<JobId>();
        job.task = in.takeId<TaskId>();
        job.worker = in.takeId<WorkerId>();
        job.name = in.takeId<TextId>();
        job.since = state.time - Duration(in.takeSigned());
        state.jobs.insert(job);
    }
    state.ios = {};
    for (quint64 left = in.takeCount(); left > 0; --left) {
        IoStatus io;
        io.id = in.takeId<IoId>();
        io.task = in.takeId<TaskId>();
        io.text = in.takeId<TextId>();
        io.since = state.time - Duration(in.takeSigned());
        state.ios.insert(io);
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
    SortedBlocks<JobStatus, State::JobNumber, 32> jobs;
    for (JobStatus job : state.jobs) {
        job.name = ids.of(job.name);
        jobs.insert(job);
    }
    state.jobs = std::move(jobs);
    SortedBlocks<IoStatus, State::IoNumber, 32> ios;
    for (IoStatus io : state.ios) {
        io.text = ids.of(io.text);
        ios.insert(io);
    }
    state.ios = std::move(ios);
    TimerTable timers;
    for (const TimerStatus &timer : state.timers)
        timers.arm(timer);
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
