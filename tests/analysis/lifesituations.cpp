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

TaskId afterSleep(TraceBuilder &b)
{
    const TaskId id = created(b, "consumer-1");
    b.resume(id).at(6500ms);
    const TimerId timer = b.arm(id, 500ms);
    b.suspend(id, AwaitReason::Sleep, number(timer)).at(7s).fire(id, timer).ready(id, ReadyCause::Timer, TaskId::None, number(timer));
    b.resume(id, 16);
    return id;
}

TaskId holding(TraceBuilder &b)
{
    const TaskId id = created(b, "pi-1");
    (void)created(b, "greet-1");
    (void)created(b, "greet-2");
    b.resume(id).at(812ms).log(id, QStringLiteral("term 1000"));
    return id;
}

TaskId runningOfUnknownCause(TraceBuilder &b)
{
    const TaskId id = b.create(QStringLiteral("handler"));
    b.at(1s).suspend(id, AwaitReason::Unknown).at(2s).resume(id);
    return id;
}

TaskId startedFromWithin(TraceBuilder &b)
{
    const TaskId outer = created(b, "main-1");
    b.resume(outer);
    b.resume(created(b, "child-1", outer));
    return outer;
}

template<Outcome outcome>
TaskId ended(TraceBuilder &b)
{
    const TaskId id = created(b, "worker-1");
    b.resume(id).at(1500ms).finish(id, outcome, outcome == Outcome::Raised ? QStringLiteral("ValueError:\n no such planet") : QString());
    b.trace().advanceTo({ 9'000'000'000 });
    return id;
}

TaskId raisedNothingKnown(TraceBuilder &b)
{
    const TaskId id = created(b, "worker-1");
    b.resume(id).at(1s).finish(id, Outcome::Raised);
    return id;
}

TaskId cancelledByTask(TraceBuilder &b)
{
    const TaskId main = created(b, "main-1");
    const TaskId worker = created(b, "worker-1", main);
    b.resume(worker).suspend(worker, AwaitReason::Event).resume(main).at(2s).requestCancel(worker, main);
    b.ready(worker, ReadyCause::Cancel, main).suspend(main, AwaitReason::Lock).at(2500ms).resume(worker).finish(worker, Outcome::Cancelled);
    return worker;
}

TaskId cancelledItself(TraceBuilder &b)
{
    const TaskId id = created(b, "worker-1");
    b.resume(id).at(2s).requestCancel(id, id).finish(id, Outcome::Cancelled);
    return id;
}

TaskId cancelledByTimeout(TraceBuilder &b)
{
    const TaskId id = created(b, "worker-1");
    b.resume(id);
    const TimerId timer = b.arm(id, 2s);
    b.suspend(id, AwaitReason::Event).at(2s).fire(id, timer).requestCancel(id).ready(id, ReadyCause::Cancel, TaskId::None, number(timer));
    b.resume(id).finish(id, Outcome::Cancelled);
    return id;
}

TaskId notResumedYet(TraceBuilder &b)
{
    const TaskId main = created(b, "main-1");
    b.resume(main).at(500ms);
    return b.create(QStringLiteral("worker-1"), main);
}

TaskId heardOfOnly(TraceBuilder &b)
{
    const TaskId main = created(b, "main-1");
    b.resume(main).requestCancel(TaskId(2), main);
    return TaskId(2);
}

TaskId unknown(TraceBuilder &b)
{
    (void)created(b, "main-1");
    return TaskId(17);
}

} // namespace

std::vector<Situation> ofLives()
{
    return {
        { "running after a sleep", afterSleep,
          "consumer-1 is running: resumed at 7 s because its sleep of 500 ms ended.",
          "" },
        { "holding the loop with two behind it", holding,
          "pi-1 has held the loop for 812 ms: resumed at 0 s because it was newly created.",
          "So far it logged \"term 1000\". greet-1 and greet-2 stand ready behind it." },
        { "running, resumed for a reason that is not known", runningOfUnknownCause,
          "handler is running: resumed at 2 s; the trace does not say what woke it.",
          "" },
        { "running a child from within its step", startedFromWithin,
          "main-1 is running: resumed at 0 s because it was newly created.",
          "So far it created child-1. It has started child-1 from within its own step." },
        { "returned", ended<Outcome::Returned>,
          "worker-1 returned at 1.5 s.",
          "It was resumed once and lived for 1.5 s." },
        { "raised", ended<Outcome::Raised>,
          "worker-1 raised ValueError: no such planet at 1.5 s.",
          "It was resumed once and lived for 1.5 s." },
        { "raised something not known", raisedNothingKnown,
          "worker-1 raised an exception at 1 s.",
          "It was resumed once and lived for 1 s." },
        { "ended by a cancellation, not known by whom", ended<Outcome::Cancelled>,
          "worker-1 was cancelled at 1.5 s; the trace does not say by whom.",
          "It was resumed once and lived for 1.5 s." },
        { "ended, cancelled by a task", cancelledByTask,
          "worker-1 was cancelled at 2.5 s; main-1 asked it to cancel at 2 s.",
          "It was resumed 2 times and lived for 2.5 s." },
        { "cancelled by itself", cancelledItself,
          "worker-1 was cancelled at 2 s; it asked for that itself at 2 s.",
          "It was resumed once and lived for 2 s." },
        { "ended, cancelled by a timeout", cancelledByTimeout,
          "worker-1 was cancelled at 2 s; its timeout ran out at 2 s.",
          "It was resumed 2 times and lived for 2 s." },
        { "finished, not known how", ended<Outcome::None>,
          "worker-1 finished at 1.5 s; the trace does not say how.",
          "It was resumed once and lived for 1.5 s." },
        { "created and not readied", notResumedYet,
          "worker-1 has not run yet; main-1 created it at 500 ms.",
          "" },
        { "named by others only", heardOfOnly,
          "task 2 is known by name only: the trace does not say yet what it does.",
          "main-1 asked it to cancel at 0 s; it is told when it is resumed." },
        { "not in the trace", unknown,
          "The trace has no task 17.",
          "" },
    };
}

} // namespace situations
