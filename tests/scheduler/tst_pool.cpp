// SPDX-License-Identifier: GPL-3.0-or-later
#include "recording.h"
#include "trace/clock.h"

#include <QTest>

#include <latch>
#include <thread>

using namespace scheduler;
using namespace std::chrono_literals;

namespace {

int multiply(int a, int b)
{
    return a * b;
}

Task<> offloads(Loop &loop, Duration cost, int x, QStringList &out)
{
    const int result = co_await loop.offload(cost, multiply, x, 7);
    out << QStringLiteral("%1 at %2").arg(result).arg(loop.now().ns / 1'000'000'000);
}

Task<> offloadsWithErrors(Loop &loop, QStringList &out)
{
    try {
        co_await loop.offload(1s, [] { throw std::runtime_error("broken job"); });
    } catch (const std::runtime_error &error) {
        out << QString::fromUtf8(error.what());
    }
    const QString text = co_await loop.offload(1s, [](QString a, std::unique_ptr<int> b) { return a + QString::number(*b); },
        QStringLiteral("moved "), std::make_unique<int>(5)).named(QStringLiteral("join texts"));
    out << text;
}

void sleepOrStop(std::stop_token token)
{
    while (!token.stop_requested())
        std::this_thread::sleep_for(1ms);
}

Task<> offloadsForEver(Loop &loop)
{
    co_await loop.offload(1h, sleepOrStop);
}

Task<> offloadsOneHour(Loop &loop)
{
    co_await loop.offload(1h, [] { });
}

std::atomic<int> ranJobs = 0;

void countRun()
{
    ++ranJobs;
}

Task<> offloadsCounted(Loop &loop, Duration cost)
{
    co_await loop.offload(cost, countRun);
}

// Jobs that meet: each waits for the other, so that it ends only if both run at the same time.
void meet(std::latch *both)
{
    both->arrive_and_wait();
}

Task<> meets(Loop &loop, std::latch *both)
{
    co_await loop.offload(1s, meet, both);
}

Task<> greets(Loop &loop, int &greetings, const bool &isDone)
{
    while (!isDone) {
        ++greetings;
        co_await loop.sleep(1ms);
    }
}

Task<> offloadsAndMarks(Loop &loop, bool &isDone)
{
    co_await loop.offload(1s, [] { std::this_thread::sleep_for(50ms); });
    isDone = true;
}

} // namespace

class tst_Pool : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_out.clear(); }

    void inVirtualTimeAJobLastsItsCost()
    {
        Recording recording;
        Loop loop({ .recorder = &recording.recorder() });
        loop.spawn(offloads(loop, 3s, 6, m_out), QStringLiteral("a"));
        QCOMPARE(loop.runToEnd(), Loop::End::Finished);
        QCOMPARE(m_out, QStringList(QStringLiteral("42 at 3")));
        QCOMPARE(recording.lines(),
            QStringList({ QStringLiteral("task-created a-1"), QStringLiteral("task-ready a-1 started -"), QStringLiteral("task-resumed a-1"),
                QStringLiteral("job-queued a-1 job-1"), QStringLiteral("worker-created pool-1"), QStringLiteral("job-started a-1"),
                QStringLiteral("task-suspended a-1 job"), QStringLiteral("job-finished a-1 returned"), QStringLiteral("task-ready a-1 job -"),
                QStringLiteral("task-resumed a-1"), QStringLiteral("task-finished a-1 returned") }));
        QCOMPARE(recording.events(trace::EventKind::TaskSuspended).at(0).object, 1u);
    }

    void inVirtualTimeJobsWaitForAFreeWorker()
    {
        Recording recording;
        Loop loop({ .workers = 2, .recorder = &recording.recorder() });
        for (const int x : { 1, 2, 3, 4 })
            loop.spawn(offloads(loop, std::chrono::seconds(x), x, m_out));
        QCOMPARE(loop.runToEnd(), Loop::End::Finished);
        // Workers: 0..1 job 1, 1..4 job 3; 0..2 job 2, 2..6 job 4.
        QCOMPARE(m_out, QStringList({ QStringLiteral("7 at 1"), QStringLiteral("14 at 2"), QStringLiteral("21 at 4"), QStringLiteral("28 at 6") }));
        QStringList started;
        for (const trace::Event &event : recording.events(trace::EventKind::JobStarted))
            started << QStringLiteral("%1 on %2 at %3").arg(event.object).arg(event.other).arg(event.time.ns / 1'000'000'000);
        QCOMPARE(started, QStringList({ QStringLiteral("1 on 1 at 0"), QStringLiteral("2 on 2 at 0"), QStringLiteral("3 on 1 at 1"),
                              QStringLiteral("4 on 2 at 2") }));
        QCOMPARE(recording.trace().workers().size(), std::size_t(2));
        QCOMPARE(recording.trace().workers()[0].jobs, quint64(2));
    }

    void aJobsExceptionReachesItsTaskAndArgumentsAreMoved_data() { clocks(); }
    void aJobsExceptionReachesItsTaskAndArgumentsAreMoved()
    {
        QFETCH(trace::ClockKind, clock);
        Recording recording(clock);
        Loop loop({ .clock = clock, .recorder = &recording.recorder() });
        loop.spawn(offloadsWithErrors(loop, m_out), QStringLiteral("a"));
        QCOMPARE(loop.runToEnd(), Loop::End::Finished);
        QCOMPARE(m_out, QStringList({ QStringLiteral("broken job"), QStringLiteral("moved 5") }));
        const QStringList lines = recording.lines();
        QVERIFY(lines.contains(QStringLiteral("job-finished a-1 raised")));
        QVERIFY(lines.contains(QStringLiteral("job-finished a-1 returned")));
        QVERIFY(lines.contains(QStringLiteral("job-queued a-1 join texts")));
        QCOMPARE(recording.trace().latest().ignored, quint64(0));
    }

    void onARealClockJobsRunAtTheSameTime()
    {
        Recording recording(trace::ClockKind::Real);
        Loop loop({ .clock = trace::ClockKind::Real, .workers = 2, .recorder = &recording.recorder() });
        std::latch both(2);
        loop.spawn(meets(loop, &both));
        loop.spawn(meets(loop, &both));
        QCOMPARE(loop.runToEnd(), Loop::End::Finished);
        QCOMPARE(recording.trace().workers().size(), std::size_t(2));
        QCOMPARE(recording.events(trace::EventKind::JobStarted).size(), std::size_t(2));
        QCOMPARE(recording.trace().latest().ignored, quint64(0));
        // Not clampedCount(): a worker may lose its processor between reading the clock and writing, which is what clamping is for.
    }

    void onARealClockTheLoopGoesOnBesideAJob()
    {
        Loop loop({ .clock = trace::ClockKind::Real });
        int greetings = 0;
        bool isDone = false;
        loop.spawn(greets(loop, greetings, isDone));
        loop.spawn(offloadsAndMarks(loop, isDone));
        QCOMPARE(loop.runToEnd(), Loop::End::Finished);
        QVERIFY2(greetings >= 5, qPrintable(QString::number(greetings)));
    }

    void cancellingAskARunningJobToStop_data() { clocks(); }
    void cancellingAskARunningJobToStop()
    {
        QFETCH(trace::ClockKind, clock);
        Recording recording(clock);
        Loop loop({ .clock = clock, .workers = 1, .recorder = &recording.recorder() });
        TaskHandle<> handle = loop.spawn(offloadsForEver(loop), QStringLiteral("a"));
        QVERIFY(loop.stepIteration());
        handle.cancel();
        QCOMPARE(loop.runToEnd(), Loop::End::Finished);
        QCOMPARE(handle.outcome(), trace::Outcome::Cancelled);
        QVERIFY(loop.now().ns < 3'600'000'000'000);
        QCOMPARE(recording.events(trace::EventKind::JobFinished).size(), std::size_t(1));
    }

    void inVirtualTimeAJobThatDoesNotHeedTheStopKeepsItsWorker()
    {
        Recording recording;
        Loop loop({ .workers = 1, .recorder = &recording.recorder() });
        TaskHandle<> handle = loop.spawn(offloadsOneHour(loop));
        loop.spawn(offloads(loop, 1s, 6, m_out));
        QVERIFY(loop.stepIteration());
        handle.cancel();
        QCOMPARE(loop.runToEnd(), Loop::End::Finished);
        QCOMPARE(m_out, QStringList(QStringLiteral("42 at 3601")));
    }

    void aJobThatHasNotBegunIsTakenBack()
    {
        ranJobs = 0;
        Recording recording;
        Loop loop({ .workers = 1, .recorder = &recording.recorder() });
        loop.spawn(offloadsCounted(loop, 5s));
        TaskHandle<> waiting = loop.spawn(offloadsCounted(loop, 5s), QStringLiteral("waiting"));
        QVERIFY(loop.stepIteration());
        waiting.cancel();
        QCOMPARE(loop.runToEnd(), Loop::End::Finished);
        QCOMPARE(ranJobs.load(), 1);
        QCOMPARE(loop.now().ns, 5'000'000'000);
        QVERIFY(recording.lines().contains(QStringLiteral("job-finished waiting-1 cancelled")));
        QVERIFY(recording.trace().latest().jobs.empty());
    }

    void stoppingAndDestroyingTheLoopEndsJobs_data() { clocks(); }
    void stoppingAndDestroyingTheLoopEndsJobs()
    {
        QFETCH(trace::ClockKind, clock);
        Recording recording(clock);
        {
            Loop loop({ .clock = clock, .workers = 1, .recorder = &recording.recorder() });
            loop.spawn(offloadsForEver(loop));
            loop.spawn(offloadsCounted(loop, 1s)); // queued behind it
            QVERIFY(loop.stepIteration());
        }
        Loop loop({ .clock = clock, .workers = 1, .recorder = &recording.recorder() });
        loop.spawn(offloadsForEver(loop));
        loop.spawn(offloadsCounted(loop, 1s));
        QVERIFY(loop.stepIteration());
        loop.stop();
        QVERIFY(loop.isStopped());
        QVERIFY(loop.liveTasks().empty());
    }

    void theSameProgramGivesTheSameVirtualTrace()
    {
        QStringList first;
        for (int run = 0; run < 20; ++run) {
            Recording recording;
            Loop loop({ .workers = 2, .recorder = &recording.recorder() });
            for (const int x : { 5, 1, 4, 2, 3 })
                loop.spawn(offloads(loop, std::chrono::milliseconds(x), x, m_out));
            QCOMPARE(loop.runToEnd(), Loop::End::Finished);
            if (run == 0)
                first = recording.lines();
            QCOMPARE(recording.lines(), first);
        }
    }

private:
    static void clocks()
    {
        QTest::addColumn<trace::ClockKind>("clock");
        QTest::newRow("virtual") << trace::ClockKind::Virtual;
        QTest::newRow("real") << trace::ClockKind::Real;
    }
    QStringList m_out;
};

QTEST_GUILESS_MAIN(tst_Pool)
#include "tst_pool.moc"
