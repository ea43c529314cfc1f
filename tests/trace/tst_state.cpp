// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/state.h"
#include "trace/statecodec.h"

#include <QTest>

#include <limits>

using namespace trace;

namespace {

constexpr TaskId T1 { 1 };
constexpr TaskId T2 { 2 };
constexpr TaskId T3 { 3 };
constexpr QueueId Q1 { 1 };

Event at(qint64 ns, EventKind kind, TaskId task = TaskId::None)
{
    return { .time = { ns }, .task = task, .kind = kind };
}

Event ready(qint64 ns, TaskId task, ReadyCause cause = ReadyCause::Started, TaskId waker = TaskId::None)
{
    return { .time = { ns }, .task = task, .other = number(waker), .kind = EventKind::TaskReady, .detail = static_cast<quint8>(cause) };
}

Event suspended(qint64 ns, TaskId task, AwaitReason reason, quint32 object = 0)
{
    return { .time = { ns }, .task = task, .object = object, .site = SiteId(7), .kind = EventKind::TaskSuspended, .detail = static_cast<quint8>(reason) };
}

State after(std::initializer_list<Event> events)
{
    State state;
    for (const Event &event : events)
        state.apply(event);
    return state;
}

} // namespace

class TestState : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // In a damaged file a length may be any number, also one that no two times are apart.
    void timesOfADamagedFileWrap()
    {
        State state = after({ { .time = { 0 }, .task = T1, .object = 1, .kind = EventKind::IoBegun } });
        state.time = { std::numeric_limits<qint64>::max() };
        ByteWriter out;
        putTables(out, state);
        QByteArray bytes(reinterpret_cast<const char *>(out.bytes().data()), static_cast<qsizetype>(out.bytes().size()));
        const QByteArray greatest("\xff\xff\xff\xff\xff\xff\xff\xff\x7f"); // 2^63 - 1
        QCOMPARE(bytes.count(greatest), 1);
        bytes.replace(greatest, QByteArray("\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01")); // one more
        State read;
        ByteReader in({ reinterpret_cast<const quint8 *>(bytes.constData()), static_cast<std::size_t>(bytes.size()) });
        takeTables(in, read);
        QVERIFY(!in.isBroken());
        QCOMPARE(read.ios.begin()->since.ns, std::numeric_limits<qint64>::min());
    }

    void aTaskGoesThroughItsStates()
    {
        State s;
        s.apply({ .time = { 1 }, .task = T1, .other = 0, .text = TextId(3), .site = SiteId(4), .kind = EventKind::TaskCreated });
        QVERIFY(s.task(T1)->state == TaskState::Created);
        QVERIFY(s.task(T1)->name == TextId(3) && s.task(T1)->site == SiteId(4));
        s.apply(ready(2, T1));
        QVERIFY(s.task(T1)->state == TaskState::Ready && s.ready == Fifo<TaskId>({ T1 }));
        s.apply({ .time = { 3 }, .value = 5, .task = T1, .kind = EventKind::TaskResumed });
        QVERIFY(s.task(T1)->state == TaskState::Running && s.running == T1 && s.ready.empty());
        QCOMPARE(s.iteration, quint64(5));
        QCOMPARE(s.task(T1)->resumes, 1u);
        s.apply(suspended(4, T1, AwaitReason::Sleep, 9));
        QVERIFY(s.task(T1)->state == TaskState::Awaiting && s.running == TaskId::None);
        QVERIFY(s.task(T1)->reason == AwaitReason::Sleep && s.task(T1)->object == 9 && s.task(T1)->site == SiteId(7));
        QCOMPARE(s.task(T1)->since.ns, 4);
        s.apply({ .time = { 6 }, .task = T1, .text = TextId(8), .kind = EventKind::TaskFinished, .detail = static_cast<quint8>(Outcome::Raised) });
        QVERIFY(s.task(T1)->state == TaskState::Finished && s.task(T1)->outcome == Outcome::Raised);
        QVERIFY(s.task(T1)->reason == AwaitReason::None);
        QCOMPARE(s.events, quint64(5));
        QCOMPARE(s.ignored, quint64(0));
    }

    void aTaskReadiedWhileItRunsStaysRunningAndIsReadyAfterItsSuspend()
    {
        State s = after({ ready(0, T1), ready(0, T2), at(1, EventKind::TaskResumed, T1), ready(1, T1, ReadyCause::Yield) });
        QVERIFY(s.task(T1)->state == TaskState::Running);
        QVERIFY(s.ready == Fifo<TaskId>({ T2, T1 }));
        s.apply(suspended(2, T1, AwaitReason::Yield));
        QVERIFY(s.task(T1)->state == TaskState::Ready);
        QCOMPARE(s.task(T1)->since.ns, 2);
        QVERIFY(s.ready == Fifo<TaskId>({ T2, T1 }));
        s.apply(at(3, EventKind::TaskResumed, T1));
        QVERIFY(s.ready == Fifo<TaskId>({ T2 }));
    }

    void aSecondWakeKeepsThePlaceAndTheFirstWaker()
    {
        const State s = after({ ready(0, T1, ReadyCause::Task, T2), ready(1, T3), ready(2, T1, ReadyCause::Task, T3) });
        QVERIFY(s.ready == Fifo<TaskId>({ T1, T3 }));
        QVERIFY(s.task(T1)->waker == T2);
    }

    void waitersOfAQueueStandInOrderAndLeaveWhenWoken()
    {
        State s = after({ at(0, EventKind::TaskResumed, T1), suspended(1, T1, AwaitReason::QueueGet, 1), at(1, EventKind::TaskResumed, T2),
                          suspended(2, T2, AwaitReason::QueueGet, 1), at(2, EventKind::TaskResumed, T3), suspended(3, T3, AwaitReason::QueuePut, 1) });
        QVERIFY(s.queue(Q1)->getters == Fifo<TaskId>({ T1, T2 }));
        QVERIFY(s.queue(Q1)->putters == Fifo<TaskId>({ T3 }));
        s.apply(ready(4, T2, ReadyCause::Cancel));
        QVERIFY(s.queue(Q1)->getters == Fifo<TaskId>({ T1 }));
        s.apply(at(5, EventKind::TaskFinished, T1));
        s.apply(at(5, EventKind::TaskResumed, T3));
        QVERIFY(s.queue(Q1)->getters.empty() && s.queue(Q1)->putters.empty());
    }

    void aQueueHoldsItsItems()
    {
        const auto put = [](quint32 item, qint64 depth) {
            return Event { .value = depth, .task = T1, .object = 1, .text = TextId(item), .kind = EventKind::QueuePut };
        };
        const auto got = [](quint32 item, qint64 depth) {
            return Event { .value = depth, .task = T1, .object = 1, .text = TextId(item), .kind = EventKind::QueueGet };
        };
        State s = after({ put(5, 1), put(6, 2), put(7, 3), got(5, 2) });
        QVERIFY(s.queue(Q1)->items == Fifo<TextId>({ TextId(6), TextId(7) }));
        s.apply(got(7, 1)); // last in, first out
        QVERIFY(s.queue(Q1)->items == Fifo<TextId>({ TextId(6) }));
        s.apply(put(8, 0)); // handed over to a getter at once
        QVERIFY(s.queue(Q1)->items.empty());
        QCOMPARE(s.queue(Q1)->puts, quint64(4));
        QCOMPARE(s.queue(Q1)->gets, quint64(2));
        s.apply(got(99, 4)); // the recording began later than the queue
        QCOMPARE(s.queue(Q1)->depth, 4);
        QVERIFY(s.queue(Q1)->items.empty());
    }

    void timersStandByDueTime()
    {
        const auto arm = [](quint32 id, qint64 due) { return Event { .value = due, .task = T1, .object = id, .kind = EventKind::TimerArmed }; };
        const auto off = [](quint32 id, EventKind kind) { return Event { .task = T1, .object = id, .kind = kind }; };
        State s = after({ arm(1, 30), arm(2, 10), arm(3, 30), arm(4, 20) });
        QList<quint32> order;
        for (const TimerStatus &timer : s.timers)
            order << number(timer.id);
        QCOMPARE(order, QList<quint32>({ 2, 4, 1, 3 }));
        s.apply(off(2, EventKind::TimerFired));
        s.apply(off(1, EventKind::TimerCancelled));
        QCOMPARE(s.timers.size(), std::size_t(2));
        QVERIFY(s.timers.front().id == TimerId(4));
        s.apply(off(1, EventKind::TimerFired));
        QCOMPARE(s.ignored, quint64(1));
    }

    void aCancelRequestLastsUntilTheResumeThatDeliversIt()
    {
        State s = after({ at(0, EventKind::TaskResumed, T1), suspended(1, T1, AwaitReason::Sleep), at(2, EventKind::TaskCancelRequested, T1) });
        QVERIFY(s.task(T1)->isCancelRequested);
        s.apply(ready(2, T1, ReadyCause::Cancel));
        QVERIFY(s.task(T1)->isCancelRequested);
        s.apply(at(3, EventKind::TaskResumed, T1));
        QVERIFY(!s.task(T1)->isCancelRequested);
    }

    void aFinishedTaskIsFinal()
    {
        State s = after({ at(0, EventKind::TaskResumed, T1), at(1, EventKind::TaskFinished, T1) });
        const TaskStatus before = *s.task(T1);
        s.apply(ready(2, T1));
        s.apply(at(3, EventKind::TaskResumed, T1));
        QCOMPARE(s.ignored, quint64(2));
        QVERIFY(*s.task(T1) == before && s.ready.empty() && s.running == TaskId::None);
    }

    void anEagerChildRunsInsideItsParentsStep()
    {
        State s = after({ at(0, EventKind::TaskResumed, T1), at(1, EventKind::TaskResumed, T2) });
        QVERIFY(s.running == T2);
        s.apply(suspended(2, T2, AwaitReason::Sleep));
        QVERIFY(s.running == T1 && s.task(T1)->state == TaskState::Running);
        s.apply(suspended(3, T1, AwaitReason::Sleep));
        QVERIFY(s.running == TaskId::None);
    }

    void aTaskThatSeemsToRunAcrossIterationsHasLostItsSuspend()
    {
        const State s = after({ at(0, EventKind::IterationBegun), at(0, EventKind::TaskResumed, T1), at(1, EventKind::IterationEnded) });
        QVERIFY(s.running == TaskId::None && !s.isInIteration);
        QVERIFY(s.task(T1)->state == TaskState::Awaiting && s.task(T1)->reason == AwaitReason::Unknown);
    }

    void jobsAndIosAreOutstandingUntilTheyEnd()
    {
        const auto job = [](EventKind kind, quint32 id, quint32 worker) { return Event { .time = { id }, .task = T1, .other = worker, .object = id, .kind = kind }; };
        State s = after({ job(EventKind::JobQueued, 1, 0), job(EventKind::JobQueued, 2, 0), job(EventKind::JobStarted, 1, 3) });
        QCOMPARE(s.jobs.size(), std::size_t(2));
        QVERIFY(s.jobs[0].worker == WorkerId(3) && s.jobs[1].worker == WorkerId::None);
        s.apply(job(EventKind::JobFinished, 1, 3));
        QVERIFY(s.jobs.size() == 1 && s.jobs.front().id == JobId(2));
        s.apply({ .task = T1, .object = 1, .text = TextId(2), .kind = EventKind::IoBegun });
        QCOMPARE(s.ios.size(), std::size_t(1));
        s.apply({ .task = T1, .object = 1, .kind = EventKind::IoEnded });
        QVERIFY(s.ios.empty());
    }

    void aWildIdCannotMakeTheTablesGrow()
    {
        State s = after({ at(0, EventKind::TaskResumed, TaskId(4'000'000'000u)), { .object = 50'000'000, .kind = EventKind::QueuePut } });
        QCOMPARE(s.ignored, quint64(2));
        QVERIFY(s.tasks.empty() && s.queues.empty());
    }

    void aCopyDoesNotChangeWithItsOriginal()
    {
        State s = after({ at(0, EventKind::TaskResumed, T1) });
        const State copy = s;
        s.apply(at(1, EventKind::TaskFinished, T1));
        QVERIFY(copy.task(T1)->state == TaskState::Running);
        QVERIFY(!(copy == s));
    }
};

QTEST_GUILESS_MAIN(TestState)
#include "tst_state.moc"
