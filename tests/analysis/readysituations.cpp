// SPDX-License-Identifier: GPL-3.0-or-later
#include "situations.h"

using namespace trace;
using namespace std::chrono_literals;
using support::TraceBuilder;

namespace situations {

namespace {

TaskId created(TraceBuilder &b, const char *name, TaskId parent = TaskId::None)
{
    const TaskId id = b.create(QString::fromLatin1(name), parent);
    b.ready(id, ReadyCause::Started, parent);
    return id;
}

/// A task that awaits this since 1 s.
TaskId waiting(TraceBuilder &b, const char *name, AwaitReason reason, quint32 object = 0)
{
    const TaskId id = created(b, name);
    b.resume(id).at(1s).suspend(id, reason, object);
    return id;
}

/// The sentence of the brief: woken by a put, behind a task that holds the loop.
TaskId behindTheHolder(TraceBuilder &b)
{
    const QueueId data = b.queue(QStringLiteral("data"));
    const TaskId consumer = waiting(b, "consumer-1", AwaitReason::QueueGet, number(data));
    const TaskId producer = created(b, "producer-1");
    const TaskId holder = created(b, "producer-2");
    b.at(3204ms).resume(producer);
    const TaskId other = created(b, "greeter-1", producer);
    b.put(producer, data, QStringLiteral("7"), 1).ready(consumer, ReadyCause::Queue, producer, number(data));
    (void)created(b, "greeter-2", producer);
    b.suspend(producer, AwaitReason::Lock).resume(holder);
    b.at(4016ms).log(holder, QStringLiteral("still here"));
    Q_UNUSED(other)
    return consumer;
}

TaskId alone(TraceBuilder &b)
{
    const TaskId id = created(b, "say-1");
    b.resume(id);
    const TimerId timer = b.arm(id, 1s);
    b.suspend(id, AwaitReason::Sleep, number(timer)).at(1s).fire(id, timer).ready(id, ReadyCause::Timer, TaskId::None, number(timer));
    return id;
}

TaskId third(TraceBuilder &b)
{
    (void)created(b, "a-1");
    (void)created(b, "b-1");
    return created(b, "c-1");
}

TaskId startedByParent(TraceBuilder &b)
{
    const TaskId main = created(b, "main-1");
    b.resume(main).at(500ms);
    const TaskId child = created(b, "worker-1", main);
    b.suspend(main, AwaitReason::Join, number(child));
    return child;
}

TaskId wokenPutter(TraceBuilder &b)
{
    const QueueId data = b.queue(QStringLiteral("data"), 1);
    const TaskId producer = waiting(b, "producer-1", AwaitReason::QueuePut, number(data));
    const TaskId consumer = created(b, "consumer-1");
    b.resume(consumer).take(consumer, data, QStringLiteral("7"), 0).ready(producer, ReadyCause::Queue, consumer, number(data));
    b.suspend(consumer, AwaitReason::Lock);
    return producer;
}

TaskId wokenByAPassedOnWakeUp(TraceBuilder &b)
{
    const QueueId data = b.queue(QStringLiteral("data"));
    const TaskId second = waiting(b, "consumer-2", AwaitReason::QueueGet, number(data));
    const TaskId first = created(b, "consumer-1");
    b.resume(first).ready(second, ReadyCause::Queue, first, number(data)).finish(first, Outcome::Cancelled);
    return second;
}

TaskId wokenByARecorderThatWritesThePutLater(TraceBuilder &b)
{
    const QueueId data = b.queue(QStringLiteral("data"));
    const TaskId consumer = waiting(b, "consumer-1", AwaitReason::QueueGet, number(data));
    const TaskId producer = created(b, "producer-1");
    b.resume(producer).ready(consumer, ReadyCause::Queue, producer, number(data)).put(producer, data, QStringLiteral("8"), 1);
    b.suspend(producer, AwaitReason::Lock);
    return consumer;
}

TaskId wokenByJoin(TraceBuilder &b)
{
    const TaskId main = waiting(b, "main-1", AwaitReason::Join, 2);
    const TaskId worker = created(b, "worker-1", main);
    b.resume(worker).at(2s).finish(worker, Outcome::Raised, QStringLiteral("ValueError: no such planet"));
    b.ready(main, ReadyCause::Task, worker, number(worker));
    return main;
}

TaskId wokenByGather(TraceBuilder &b)
{
    const TaskId main = waiting(b, "main-1", AwaitReason::Gather, 2);
    const TaskId one = created(b, "a-1", main);
    const TaskId two = created(b, "b-1", main);
    b.resume(two).finish(two).resume(one).at(2s).finish(one).at(2001ms).ready(main, ReadyCause::Task, one, number(one));
    return main;
}

TaskId wokenByFailedGather(TraceBuilder &b)
{
    const TaskId main = waiting(b, "main-1", AwaitReason::Gather, 2);
    const TaskId one = created(b, "a-1", main);
    (void)created(b, "b-1", main);
    b.resume(one).at(2s).finish(one, Outcome::Cancelled).ready(main, ReadyCause::Task, one, number(one));
    return main;
}

TaskId wokenByJob(TraceBuilder &b)
{
    b.add({ .object = 1, .text = b.text(QStringLiteral("pool-1")), .kind = EventKind::WorkerCreated });
    const TaskId id = created(b, "pi-1");
    b.resume(id).add({ .task = id, .object = 1, .text = b.text(QStringLiteral("digits")), .kind = EventKind::JobQueued });
    b.suspend(id, AwaitReason::Job, 1).add({ .task = id, .other = 1, .object = 1, .kind = EventKind::JobStarted });
    b.at(2s).add({ .task = id, .other = 1, .object = 1, .kind = EventKind::JobFinished, .detail = quint8(Outcome::Returned) });
    b.ready(id, ReadyCause::Job, TaskId::None, 1);
    return id;
}

TaskId wokenByReply(TraceBuilder &b)
{
    const TaskId id = created(b, "fetch-1");
    b.resume(id).add({ .task = id, .object = 4, .text = b.text(QStringLiteral("GET /planet/3")), .kind = EventKind::IoBegun });
    b.suspend(id, AwaitReason::Io, 4).at(120ms);
    b.add({ .task = id, .object = 4, .text = b.text(QStringLiteral("200")), .kind = EventKind::IoEnded, .detail = quint8(Outcome::Returned) });
    b.ready(id, ReadyCause::Io, TaskId::None, 4);
    return id;
}

TaskId yielded(TraceBuilder &b)
{
    const TaskId id = waiting(b, "pi-1", AwaitReason::Yield);
    b.ready(id, ReadyCause::Yield);
    return id;
}

TaskId cancelledByTask(TraceBuilder &b)
{
    const TaskId worker = waiting(b, "worker-1", AwaitReason::Event);
    const TaskId main = created(b, "main-1");
    b.resume(main).at(2500ms).requestCancel(worker, main).ready(worker, ReadyCause::Cancel, main).suspend(main, AwaitReason::Lock);
    return worker;
}

TaskId cancelledByTimeout(TraceBuilder &b)
{
    const TaskId id = created(b, "main-1");
    b.resume(id);
    const TimerId timer = b.arm(id, 2s);
    b.suspend(id, AwaitReason::Event).at(2s).fire(id, timer).requestCancel(id).ready(id, ReadyCause::Cancel, TaskId::None, number(timer));
    return id;
}

TaskId cancelledByNobodyKnown(TraceBuilder &b)
{
    const TaskId id = waiting(b, "main-1", AwaitReason::Event);
    b.at(2s).ready(id, ReadyCause::Cancel);
    return id;
}

TaskId gotTheLock(TraceBuilder &b)
{
    const TaskId id = waiting(b, "worker-1", AwaitReason::Lock);
    const TaskId other = created(b, "worker-2");
    b.resume(other).ready(id, ReadyCause::Lock, other).finish(other);
    return id;
}

TaskId sawTheEvent(TraceBuilder &b)
{
    const TaskId id = waiting(b, "worker-1", AwaitReason::Event);
    b.ready(id, ReadyCause::Event);
    return id;
}

TaskId wokenFromOutside(TraceBuilder &b)
{
    const TaskId id = waiting(b, "worker-1", AwaitReason::Foreign);
    b.ready(id, ReadyCause::Foreign);
    return id;
}

TaskId imported(TraceBuilder &b)
{
    const TaskId id = waiting(b, "handler", AwaitReason::Unknown);
    b.at(3s).ready(id, ReadyCause::Unknown);
    return id;
}

TaskId importedWithWaker(TraceBuilder &b)
{
    const TaskId id = waiting(b, "handler", AwaitReason::Unknown);
    const TaskId other = created(b, "reader");
    b.resume(other).at(3s).ready(id, ReadyCause::Unknown, other).suspend(other, AwaitReason::Unknown);
    return id;
}

TaskId afterLosses(TraceBuilder &b)
{
    const TaskId id = waiting(b, "handler", AwaitReason::Unknown);
    b.at(3s).add({ .value = 12, .kind = EventKind::Lost }).ready(id, ReadyCause::Timer);
    return id;
}

} // namespace

std::vector<Situation> ofReadiness()
{
    return {
        { "second of three, behind the task that holds the loop, woken by a put", behindTheHolder,
          "consumer-1 is ready, 2nd of 3 in the queue, behind producer-2 which has held the loop for 812 ms; woken by producer-1's put of item 7 at 3.204 s.",
          "Ready since 3.204 s, for 812 ms. Before it in the queue stands greeter-1." },
        { "the only one, after a sleep", alone,
          "say-1 is ready, the only one in the queue; its sleep of 1 s ended at 1 s.",
          "Ready since 1 s." },
        { "third of three, new", third,
          "c-1 is ready, 3rd of 3 in the queue, behind a-1 and b-1; created at 0 s.",
          "Ready since 0 s." },
        { "new, created by its parent", startedByParent,
          "worker-1 is ready, the only one in the queue; created by main-1 at 500 ms.",
          "Ready since 500 ms." },
        { "woken by a get that made room", wokenPutter,
          "producer-1 is ready, the only one in the queue; woken by consumer-1's get of item 7 at 1 s.",
          "Ready since 1 s." },
        { "woken by a wake-up that was passed on", wokenByAPassedOnWakeUp,
          "consumer-2 is ready, the only one in the queue; woken by consumer-1 through queue data at 1 s.",
          "Ready since 1 s." },
        { "woken by a put that was recorded after the wake-up", wokenByARecorderThatWritesThePutLater,
          "consumer-1 is ready, the only one in the queue; woken by producer-1's put of item 8 at 1 s.",
          "Ready since 1 s." },
        { "the joined task raised", wokenByJoin,
          "main-1 is ready, the only one in the queue; woken at 2 s when worker-1 raised ValueError: no such planet.",
          "Ready since 2 s." },
        { "the last gathered task returned", wokenByGather,
          "main-1 is ready, the only one in the queue; woken at 2.001 s when a-1, the last of the 2 tasks it gathers, returned.",
          "Ready since 2.001 s." },
        { "a gathered task was cancelled", wokenByFailedGather,
          "main-1 is ready, 2nd of 2 in the queue, behind b-1; woken at 2 s when a-1, which it gathers, was cancelled.",
          "Ready since 2 s." },
        { "the job is done", wokenByJob,
          "pi-1 is ready, the only one in the queue; woken at 2 s when its job digits was done on pool-1.",
          "Ready since 2 s." },
        { "the reply came", wokenByReply,
          "fetch-1 is ready, the only one in the queue; woken at 120 ms when GET /planet/3 ended with 200.",
          "Ready since 120 ms." },
        { "after a yield", yielded,
          "pi-1 is ready, the only one in the queue; it only yielded, at 1 s.",
          "Ready since 1 s." },
        { "cancelled by a task", cancelledByTask,
          "worker-1 is ready, the only one in the queue; cancelled by main-1 at 2.5 s.",
          "Ready since 2.5 s." },
        { "cancelled by a timeout", cancelledByTimeout,
          "main-1 is ready, the only one in the queue; cancelled at 2 s because its timeout of 2 s ran out.",
          "Ready since 2 s." },
        { "cancelled, not known by whom", cancelledByNobodyKnown,
          "main-1 is ready, the only one in the queue; cancelled at 2 s, the trace does not say by whom.",
          "Ready since 2 s." },
        { "the lock was released", gotTheLock,
          "worker-1 is ready, the only one in the queue; woken at 1 s when worker-2 released the lock.",
          "Ready since 1 s." },
        { "the event was set, not known by whom", sawTheEvent,
          "worker-1 is ready, the only one in the queue; woken at 1 s when the event was set.",
          "Ready since 1 s." },
        { "something outside ended", wokenFromOutside,
          "worker-1 is ready, the only one in the queue; woken at 1 s when what it awaited outside the loop ended.",
          "Ready since 1 s." },
        { "an imported trace without wakers", imported,
          "handler is ready, the only one in the queue; the trace does not say what woke it.",
          "Ready since 3 s." },
        { "an imported trace with a waker and no cause", importedWithWaker,
          "handler is ready, the only one in the queue; woken by reader at 3 s.",
          "Ready since 3 s." },
        { "after events were lost", afterLosses,
          "handler is ready, the only one in the queue; its timer fired at 3 s.",
          "Ready since 3 s. 12 events before this moment were lost, so this may be incomplete." },
    };
}

} // namespace situations
