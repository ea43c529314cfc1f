// SPDX-License-Identifier: GPL-3.0-or-later
#include "situations.h"

using namespace trace;
using namespace std::chrono_literals;
using support::TraceBuilder;

namespace situations {

namespace {

/// A task that has been created and resumed at 0 s.
TaskId running(TraceBuilder &b, const char *name, TaskId parent = TaskId::None)
{
    const TaskId id = b.create(QString::fromLatin1(name), parent);
    b.ready(id, ReadyCause::Started, parent).resume(id);
    return id;
}

TaskId suspended(TraceBuilder &b, const char *name, AwaitReason reason, quint32 object = 0)
{
    const TaskId id = running(b, name);
    b.suspend(id, reason, object);
    return id;
}

template<AwaitReason reason>
TaskId waiting(TraceBuilder &b)
{
    const TaskId id = suspended(b, "worker-1", reason);
    b.trace().advanceTo({ 250'000'000 });
    return id;
}

TaskId sleeper(TraceBuilder &b)
{
    const TaskId id = running(b, "producer-2");
    b.at(3604ms);
    const TimerId timer = b.arm(id, 504ms);
    b.suspend(id, AwaitReason::Sleep, number(timer), b.site(QStringLiteral("producerconsumer.cpp"), 41, QStringLiteral("produce")));
    b.trace().advanceTo({ 4'000'000'000 });
    return id;
}

TaskId overdueSleeper(TraceBuilder &b)
{
    const TaskId id = running(b, "say-1");
    b.suspend(id, AwaitReason::Sleep, number(b.arm(id, 1s)));
    const TaskId other = running(b, "pi-1");
    b.at(1500ms).log(other, QStringLiteral("digits"));
    return id;
}

TaskId getter(TraceBuilder &b)
{
    const QueueId data = b.queue(QStringLiteral("data"));
    const TaskId producer = running(b, "producer-1");
    const TaskId consumer = running(b, "consumer-1");
    b.at(1s).put(producer, data, QStringLiteral("7"), 1);
    b.take(consumer, data, QStringLiteral("7"), 0);
    b.at(1500ms).suspend(consumer, AwaitReason::QueueGet, number(data));
    b.trace().advanceTo({ 2'000'000'000 });
    return consumer;
}

TaskId secondGetter(TraceBuilder &b)
{
    const QueueId data = b.queue(QStringLiteral("data"), 5);
    (void)suspended(b, "consumer-1", AwaitReason::QueueGet, number(data));
    const TaskId second = suspended(b, "consumer-2", AwaitReason::QueueGet, number(data));
    (void)suspended(b, "consumer-3", AwaitReason::QueueGet, number(data));
    return second;
}

TaskId putter(TraceBuilder &b)
{
    const QueueId data = b.queue(QStringLiteral("data"), 2);
    const TaskId id = running(b, "producer-1");
    b.put(id, data, QStringLiteral("a"), 1).put(id, data, QStringLiteral("b"), 2);
    b.at(200ms).suspend(id, AwaitReason::QueuePut, number(data));
    return id;
}

TaskId getterWithTimeout(TraceBuilder &b)
{
    const QueueId data = b.queue(QStringLiteral("data"));
    const TaskId id = running(b, "consumer-1");
    b.at(1s);
    (void)b.arm(id, 2s);
    b.suspend(id, AwaitReason::QueueGet, number(data));
    return id;
}

TaskId joiner(TraceBuilder &b)
{
    const TaskId main = running(b, "main-1");
    const TaskId worker = b.create(QStringLiteral("worker-1"), main);
    b.ready(worker, ReadyCause::Started, main).suspend(main, AwaitReason::Join, number(worker));
    b.resume(worker).suspend(worker, AwaitReason::Sleep, number(b.arm(worker, 3s)));
    b.trace().advanceTo({ 1'000'000'000 });
    return main;
}

TaskId joinerOfItself(TraceBuilder &b)
{
    return suspended(b, "narcissus-1", AwaitReason::Join, 1);
}

TaskId gatherer(TraceBuilder &b)
{
    const TaskId main = running(b, "main-1");
    for (const char *name : { "producer-1", "producer-2", "consumer-1" })
        b.ready(b.create(QString::fromLatin1(name), main), ReadyCause::Started, main);
    b.suspend(main, AwaitReason::Gather, 3);
    return main;
}

TaskId gathererOfOneLeft(TraceBuilder &b)
{
    const TaskId main = gatherer(b);
    b.at(2s);
    for (const TaskId id : { TaskId(2), TaskId(4) })
        b.resume(id).finish(id);
    return main;
}

TaskId gathererOfStrangers(TraceBuilder &b)
{
    const TaskId main = running(b, "main-1");
    for (const char *name : { "a-1", "b-1", "c-1" })
        b.ready(b.create(QString::fromLatin1(name), main), ReadyCause::Started, main);
    b.log(main, QStringLiteral("spawned"));
    b.suspend(main, AwaitReason::Gather, 2);
    return main;
}

TaskId jobOwner(TraceBuilder &b)
{
    b.add({ .object = 1, .text = b.text(QStringLiteral("pool-1")), .kind = EventKind::WorkerCreated });
    const TaskId id = running(b, "pi-1");
    b.add({ .task = id, .object = 1, .text = b.text(QStringLiteral("digits")), .kind = EventKind::JobQueued });
    b.suspend(id, AwaitReason::Job, 1);
    b.at(100ms).add({ .task = id, .other = 1, .object = 1, .kind = EventKind::JobStarted });
    b.trace().advanceTo({ 1'300'000'000 });
    return id;
}

TaskId queuedJobOwner(TraceBuilder &b)
{
    TaskId id {};
    for (quint32 job : { 1u, 2u, 3u }) {
        id = running(b, "sum-1");
        b.add({ .task = id, .object = job, .kind = EventKind::JobQueued });
        b.suspend(id, AwaitReason::Job, job);
    }
    b.add({ .task = TaskId(1), .other = 1, .object = 1, .kind = EventKind::JobStarted });
    b.trace().setInfo({ {}, ClockKind::Real, {}, {}, {} });
    return id;
}

TaskId finishedJobOwner(TraceBuilder &b)
{
    const TaskId id = jobOwner(b);
    b.at(2s).add({ .task = id, .other = 1, .object = 1, .kind = EventKind::JobFinished, .detail = quint8(Outcome::Returned) });
    return id;
}

TaskId requester(TraceBuilder &b)
{
    const TaskId id = running(b, "fetch-1");
    b.at(100ms).add({ .task = id, .object = 1, .text = b.text(QStringLiteral("GET /planet/3")), .kind = EventKind::IoBegun });
    b.suspend(id, AwaitReason::Io, 1);
    b.trace().advanceTo({ 220'000'000 });
    return id;
}

TaskId cancelledWaiter(TraceBuilder &b)
{
    const TaskId main = running(b, "main-1");
    const TaskId worker = suspended(b, "worker-1", AwaitReason::Join, 7);
    b.at(1s).requestCancel(worker, main);
    return worker;
}

} // namespace

std::vector<Situation> ofWaits()
{
    return {
        { "a sleep", sleeper,
          "producer-2 sleeps for 504 ms, until 4.108 s.",
          "Since 3.604 s, for 396 ms, at producerconsumer.cpp:41 in produce." },
        { "a sleep whose timer is due while another task holds the loop", overdueSleeper,
          "say-1 sleeps; its timer was due at 1 s, 500 ms ago.",
          "Since 0 s, for 1.5 s." },
        { "a sleep without its timer", waiting<AwaitReason::Sleep>,
          "worker-1 sleeps; the trace does not say until when.",
          "Since 0 s, for 250 ms." },
        { "a bare yield that was not readied", waiting<AwaitReason::Yield>,
          "worker-1 has yielded to the others.",
          "Since 0 s, for 250 ms." },
        { "a get from an empty queue", getter,
          "consumer-1 waits to get from data, which is empty.",
          "Since 1.5 s, for 500 ms. The last to put was producer-1, item 7 at 1 s." },
        { "a get, second in line", secondGetter,
          "consumer-2 waits to get from data, which is empty, 2nd of 3 in line.",
          "Since 0 s." },
        { "a get from a queue that is not named", waiting<AwaitReason::QueueGet>,
          "worker-1 waits to get from a queue; the trace does not say which.",
          "Since 0 s, for 250 ms." },
        { "a put into a full queue", putter,
          "producer-1 waits to put into data, which is full (2 of 2).",
          "Since 200 ms." },
        { "a get within a timeout", getterWithTimeout,
          "consumer-1 waits to get from data, which is empty.",
          "Since 1 s. Its timeout runs out at 3 s." },
        { "a join", joiner,
          "main-1 waits for worker-1 to finish.",
          "Since 0 s, for 1 s. worker-1 sleeps for 3 s, until 3 s." },
        { "a join of itself", joinerOfItself,
          "narcissus-1 waits for itself to finish.",
          "Since 0 s." },
        { "a join of nobody known", waiting<AwaitReason::Join>,
          "worker-1 waits for a task to finish; the trace does not say which.",
          "Since 0 s, for 250 ms." },
        { "a gather", gatherer,
          "main-1 waits for the 3 tasks it gathers: producer-1, producer-2 and consumer-1.",
          "Since 0 s." },
        { "a gather with one task left", gathererOfOneLeft,
          "main-1 waits for the 3 tasks it gathers, of which producer-2 has not finished.",
          "Since 0 s, for 2 s." },
        { "a gather of tasks that the trace does not name", gathererOfStrangers,
          "main-1 waits for the 2 tasks it gathers; the trace does not say which.",
          "Since 0 s." },
        { "a gather of an unknown number", waiting<AwaitReason::Gather>,
          "worker-1 waits for the tasks it gathers; the trace does not say which.",
          "Since 0 s, for 250 ms." },
        { "a job that is computed, in virtual time", jobOwner,
          "pi-1 waits for its pool job digits, which pool-1 has computed for 1.2 s.",
          "Since 0 s, for 1.3 s. In virtual time a job lasts what its scenario declares: modelled, not measured." },
        { "a job in line for a worker", queuedJobOwner,
          "sum-1 waits for its pool job, which waits for a free worker, 2nd of 2 in line.",
          "Since 0 s." },
        { "a job that is done", finishedJobOwner,
          "pi-1 waits for its pool job, which is done.",
          "Since 0 s, for 2 s." },
        { "a job that is not known", waiting<AwaitReason::Job>,
          "worker-1 waits for a pool job; the trace does not say which.",
          "Since 0 s, for 250 ms." },
        { "a request", requester,
          "fetch-1 waits for GET /planet/3, begun 120 ms ago.",
          "Since 100 ms, for 120 ms." },
        { "I/O that is not known", waiting<AwaitReason::Io>,
          "worker-1 waits for I/O; the trace does not say which.",
          "Since 0 s, for 250 ms." },
        { "a lock", waiting<AwaitReason::Lock>,
          "worker-1 waits for a lock.",
          "Since 0 s, for 250 ms." },
        { "an event", waiting<AwaitReason::Event>,
          "worker-1 waits for an event to be set.",
          "Since 0 s, for 250 ms." },
        { "something of Qt", waiting<AwaitReason::Foreign>,
          "worker-1 waits for something outside the loop.",
          "Since 0 s, for 250 ms." },
        { "an unknown reason", waiting<AwaitReason::Unknown>,
          "worker-1 waits; the trace does not say for what.",
          "Since 0 s, for 250 ms." },
        { "a wait whose task has been asked to cancel", cancelledWaiter,
          "worker-1 waits for task 7 to finish.",
          "Since 0 s, for 1 s. main-1 asked it to cancel at 1 s; it is told when it is resumed." },
    };
}

} // namespace situations
