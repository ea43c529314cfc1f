// SPDX-License-Identifier: GPL-3.0-or-later
#include "situations.h"

using namespace trace;
using namespace std::chrono_literals;
using support::TraceBuilder;

namespace situations {

namespace {

constexpr auto Moment = Situation::About::Moment;
constexpr auto Step = Situation::About::Step;

TaskId created(TraceBuilder &b, const char *name, TaskId parent = TaskId::None)
{
    const TaskId id = b.create(QString::fromLatin1(name), parent);
    b.ready(id, ReadyCause::Started, parent);
    return id;
}

TaskId nothing(TraceBuilder &)
{
    return TaskId::None;
}

TaskId beforeTheFirstStep(TraceBuilder &b)
{
    return created(b, "main-1");
}

TaskId twoReady(TraceBuilder &b)
{
    (void)created(b, "a-1");
    return created(b, "b-1");
}

TaskId sleeping(TraceBuilder &b)
{
    const TaskId one = created(b, "producer-1");
    const TaskId two = created(b, "producer-2");
    b.resume(one).suspend(one, AwaitReason::Sleep, number(b.arm(one, 5s)));
    b.resume(two).at(1s).suspend(two, AwaitReason::Sleep, number(b.arm(two, 2900ms)));
    return two;
}

TaskId sleepingWithAJob(TraceBuilder &b)
{
    const TaskId one = sleeping(b);
    const TaskId pi = created(b, "pi-1");
    b.resume(pi).add({ .task = pi, .object = 1, .text = b.text(QStringLiteral("digits")), .kind = EventKind::JobQueued }).suspend(pi, AwaitReason::Job, 1);
    return one;
}

TaskId jobsAndRequests(TraceBuilder &b)
{
    const TaskId a = created(b, "a-1");
    b.resume(a);
    for (quint32 n : { 1u, 2u })
        b.add({ .task = a, .object = n, .kind = EventKind::JobQueued });
    b.add({ .task = a, .object = 9, .text = b.text(QStringLiteral("GET /")), .kind = EventKind::IoBegun });
    return b.suspend(a, AwaitReason::Gather, 3), a;
}

TaskId oneRequest(TraceBuilder &b)
{
    const TaskId a = created(b, "fetch-1");
    b.resume(a).add({ .task = a, .object = 9, .text = b.text(QStringLiteral("GET /planet/3")), .kind = EventKind::IoBegun }).suspend(a, AwaitReason::Io, 9);
    return a;
}

TaskId holding(TraceBuilder &b)
{
    const TaskId pi = created(b, "pi-1");
    (void)created(b, "greet-1");
    b.resume(pi);
    b.trace().advanceTo({ 812'000'000 });
    return pi;
}

TaskId allFinished(TraceBuilder &b)
{
    const TaskId a = created(b, "say-1");
    b.resume(a).at(1s).finish(a);
    return a;
}

TaskId deadlock(TraceBuilder &b)
{
    const QueueId data = b.queue(QStringLiteral("data"));
    const TaskId a = created(b, "a-1");
    const TaskId c = created(b, "b-1");
    const TaskId d = created(b, "c-1");
    b.resume(a).suspend(a, AwaitReason::Join, number(c)).resume(c).suspend(c, AwaitReason::Join, number(a));
    b.resume(d).suspend(d, AwaitReason::QueueGet, number(data));
    return a;
}

/// Between the end of the last gathered task and the iteration that tells the gatherer no event shows that anything is to come.
TaskId aboutToTellTheGatherer(TraceBuilder &b)
{
    const TaskId main = created(b, "main-1");
    b.resume(main);
    const TaskId child = created(b, "child-1", main);
    b.suspend(main, AwaitReason::Gather, 1).resume(child).finish(child);
    return main;
}

TaskId outsideOnly(TraceBuilder &b)
{
    const TaskId a = created(b, "a-1");
    b.resume(a).suspend(a, AwaitReason::Foreign);
    return a;
}

TaskId unknownOnly(TraceBuilder &b)
{
    const TaskId a = created(b, "a-1");
    b.resume(a).suspend(a, AwaitReason::Unknown).add({ .value = 1, .kind = EventKind::Lost });
    return a;
}

/// The step of the picture of the window: an item that has lain in the queue is taken without waiting.
TaskId takesAnItem(TraceBuilder &b)
{
    const QueueId data = b.queue(QStringLiteral("data"));
    const TaskId one = created(b, "producer-1");
    const TaskId two = created(b, "producer-2");
    const TaskId consumer = created(b, "consumer-1");
    b.resume(one).at(5390ms).put(one, data, QStringLiteral("64"), 1);
    b.suspend(one, AwaitReason::Sleep, number(b.arm(one, 2791ms)));
    b.resume(two).at(6s).put(two, data, QStringLiteral("81"), 2).put(two, data, QStringLiteral("64"), 3).put(two, data, QStringLiteral("100"), 4);
    b.suspend(two, AwaitReason::Sleep, number(b.arm(two, 1290ms)));
    b.resume(consumer).at(6500ms);
    const TimerId timer = b.arm(consumer, 500ms);
    b.suspend(consumer, AwaitReason::Sleep, number(timer)).at(7s).fire(consumer, timer).ready(consumer, ReadyCause::Timer, TaskId::None, number(timer));
    b.resume(consumer, 16).take(consumer, data, QStringLiteral("64"), 3);
    b.suspend(consumer, AwaitReason::Sleep, number(b.arm(consumer, 500ms)));
    return consumer;
}

TaskId putsAndWakes(TraceBuilder &b)
{
    const QueueId data = b.queue(QStringLiteral("data"));
    const TaskId consumer = created(b, "consumer-1");
    const TaskId producer = created(b, "producer-1");
    b.resume(consumer).suspend(consumer, AwaitReason::QueueGet, number(data));
    b.resume(producer).log(producer, QStringLiteral("generated item 7")).put(producer, data, QStringLiteral("7"), 1);
    b.ready(consumer, ReadyCause::Queue, producer, number(data)).finish(producer);
    return producer;
}

TaskId takesWhatItWaitedFor(TraceBuilder &b)
{
    const TaskId producer = putsAndWakes(b);
    b.at(1ms).resume(TaskId(1), 2).take(TaskId(1), QueueId(1), QStringLiteral("7"), 0).suspend(TaskId(1), AwaitReason::QueueGet, 1);
    return producer;
}

TaskId wokenInVain(TraceBuilder &b)
{
    const TaskId producer = putsAndWakes(b);
    const TaskId thief = created(b, "thief-1");
    b.resume(thief).take(thief, QueueId(1), QStringLiteral("7"), 0).suspend(thief, AwaitReason::Lock);
    b.resume(TaskId(1), 2).suspend(TaskId(1), AwaitReason::QueueGet, 1);
    return producer;
}

TaskId createsAndGathers(TraceBuilder &b)
{
    const TaskId main = created(b, "main-1");
    b.resume(main);
    for (const char *name : { "a-1", "b-1", "c-1" })
        (void)created(b, name, main);
    return b.suspend(main, AwaitReason::Gather, 3), main;
}

TaskId firstOfThree(TraceBuilder &b)
{
    for (const char *name : { "a-1", "b-1", "c-1" })
        (void)created(b, name);
    b.resume(TaskId(1)).at(250ms).suspend(TaskId(1), AwaitReason::Yield).ready(TaskId(1), ReadyCause::Yield);
    return TaskId(1);
}

TaskId raisesAndCancels(TraceBuilder &b)
{
    const TaskId main = created(b, "main-1");
    const TaskId worker = created(b, "worker-1", main);
    b.resume(main).requestCancel(worker, main).finish(main, Outcome::Raised, QStringLiteral("TimeoutError"));
    return main;
}

TaskId stillRunning(TraceBuilder &b)
{
    const TaskId main = created(b, "main-1");
    b.resume(main).at(300ms).log(main, QStringLiteral("half way"));
    return main;
}

TaskId unknownWaker(TraceBuilder &b)
{
    const TaskId a = b.create(QStringLiteral("handler"));
    b.resume(a).at(1s).suspend(a, AwaitReason::Unknown).at(2s).resume(a).at(2100ms).suspend(a, AwaitReason::Unknown);
    return a;
}

} // namespace

std::vector<Situation> ofMoments()
{
    return {
        { "an empty trace", nothing,
          "Nothing has happened yet.",
          "", Moment },
        { "before the first step", beforeTheFirstStep,
          "Next, main-1 is resumed because it was newly created.",
          "", Moment },
        { "two ready", twoReady,
          "Next, a-1 is resumed because it was newly created.",
          "b-1 stands ready behind it.", Moment },
        { "the loop sleeps", sleeping,
          "Nothing runs: the loop sleeps until the timer of producer-2 at 3.9 s.",
          "2 of 2 tasks wait.", Moment },
        { "the loop sleeps while a job runs", sleepingWithAJob,
          "Nothing runs: the loop sleeps until the timer of producer-2 at 3.9 s, or until the pool job digits of pi-1 is done.",
          "3 of 3 tasks wait.", Moment },
        { "jobs and requests are under way", jobsAndRequests,
          "Nothing runs: the loop waits for 2 pool jobs and 1 I/O request.",
          "", Moment },
        { "one request is under way", oneRequest,
          "Nothing runs: the loop waits for GET /planet/3 of fetch-1.",
          "", Moment },
        { "a task holds the loop", holding,
          "pi-1 has held the loop for 812 ms, since 0 s.",
          "greet-1 stands ready behind it.", Moment },
        { "all have finished", allFinished,
          "Nothing runs: every task has finished.",
          "", Moment },
        { "a deadlock", deadlock,
          "Deadlock: 3 tasks are left that nothing can ever wake.",
          "a-1 waits for b-1 to finish. b-1 waits for a-1 to finish. c-1 waits to get from data, which is empty. They wait in a circle: a-1 for b-1 and b-1 for a-1.", Moment },
        { "a gather that is about to be told", aboutToTellTheGatherer,
          "Nothing runs: main-1 becomes ready in the next iteration, for what it awaits has finished.",
          "1 of 2 tasks waits, 1 has finished.", Moment },
        { "only the outside can wake", outsideOnly,
          "Nothing runs: the loop waits for something outside.",
          "", Moment },
        { "not known what comes", unknownOnly,
          "Nothing runs: what comes next is not known.",
          "1 event was lost before this moment.", Moment },
    };
}

std::vector<Situation> ofSteps()
{
    return {
        { "no step yet", beforeTheFirstStep,
          "Next, main-1 is resumed because it was newly created.",
          "", Step },
        { "an item is taken without waiting", takesAnItem,
          "consumer-1 was resumed because its sleep of 500 ms ended.",
          "It took item 64 from data (producer-1 put it 1.61 s ago) without waiting; 3 more lie in the queue. Now it sleeps for 500 ms, until 7.5 s. Next: the loop sleeps until the timer of producer-2 at 7.29 s.", Step },
        { "an item is put and wakes a getter", putsAndWakes,
          "producer-1 was resumed because it was newly created.",
          "It put item 7 into data, woke consumer-1 and logged \"generated item 7\". It returned. Next: consumer-1 is resumed.", Step },
        { "an item is taken that was waited for", takesWhatItWaitedFor,
          "consumer-1 was resumed because producer-1 put item 7 into data.",
          "It took item 7 from data (producer-1 put it 1 ms ago). Now it waits to get from data, which is empty. Next: nothing, for 1 task is left that nothing can ever wake.", Step },
        { "a getter is woken in vain", wokenInVain,
          "consumer-1 was resumed because producer-1 put item 7 into data.",
          "It found data empty again and waits on. Next: nothing, for 2 tasks are left that nothing can ever wake.", Step },
        { "tasks are created and gathered", createsAndGathers,
          "main-1 was resumed because it was newly created.",
          "It created a-1, b-1 and c-1. Now it waits for the 3 tasks it gathers: a-1, b-1 and c-1. Next: a-1 is resumed, the first of 3 ready tasks.", Step },
        { "first of three, then a yield after holding the loop", firstOfThree,
          "a-1 was resumed because it was newly created.",
          "It was first of 3 in the ready queue. It yielded and is ready, 3rd of 3 in the queue; it held the loop for 250 ms. Next: b-1 is resumed, the first of 3 ready tasks.", Step },
        { "a cancellation and an exception", raisesAndCancels,
          "main-1 was resumed because it was newly created.",
          "It was first of 2 in the ready queue. It cancelled worker-1. It raised TimeoutError. Next: worker-1 is resumed.", Step },
        { "the step has not ended", stillRunning,
          "main-1 was resumed because it was newly created.",
          "It logged \"half way\". It still holds the loop, for 300 ms.", Step },
        { "a waker that is not known", unknownWaker,
          "handler was resumed; the trace does not say what woke it.",
          "Now it waits; the trace does not say for what; it held the loop for 100 ms. What comes next is not known.", Step },
    };
}

} // namespace situations
