// SPDX-License-Identifier: GPL-3.0-or-later
#include "scheduler/pace.h"

#include "scheduler/loop.h"
#include "trace/clock.h"
#include "trace/trace.h"

#include <QSignalSpy>
#include <QTest>

#include <thread>

using namespace scheduler;
using namespace std::chrono_literals;
using trace::Timestamp;

namespace {

Task<> ticking(Loop &loop, int times, Duration gap)
{
    for (int i = 0; i < times; ++i) {
        co_await loop.sleep(gap);
        loop.log(QString::number(i));
    }
}

Task<> holding(Loop &loop, Duration length)
{
    co_await loop.sleep(1ms);
    loop.compute(length);
    loop.log(QStringLiteral("let go"));
    co_await loop.sleep(1ms);
    loop.log(QStringLiteral("after"));
}

/// A loop in virtual time whose events go into a trace.
struct Recorded
{
    std::shared_ptr<trace::TextTable> texts = std::make_shared<trace::TextTable>();
    trace::Recorder recorder { texts };
    trace::Trace trace { {}, texts };
    Loop loop { { .recorder = &recorder } };

    QList<trace::Event> events()
    {
        recorder.drain(trace);
        QList<trace::Event> all;
        trace.forEach(0, trace.eventCount(), [&](quint64, const trace::Event &event) {
            all << event;
            return true;
        });
        return all;
    }
};

double secondsSince(qint64 begin)
{
    return static_cast<double>(trace::monotonicNow() - begin) / 1e9;
}

} // namespace

class tst_Pace : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void thePositionNeverPassesWhatIsAllowed();
    void thePositionStandsStillWhileNotRunning();
    void aNewSpeedGoesOnFromWhereThePositionIs();
    void aWaiterIsLetGoBySpeedHurryAndStop_data();
    void aWaiterIsLetGoBySpeedHurryAndStop();
    void aPacedRunHasTheEventsOfAnUnpacedOne();
    void aPacedRunTakesItsTimeDividedByTheSpeed();
    void aComputingTaskIsHeldForItsPacedTime();
    void aPauseRequestEndsTheHoldingAtTheNextAwait();
    void aStopEndsTheHoldingAtOnce();
    void stepsOfAPacedRunDoNotWait();
};

void tst_Pace::thePositionNeverPassesWhatIsAllowed()
{
    Pace pace;
    pace.setSpeed(1e6);
    pace.setRunning(true);
    pace.allowUpTo({ 5'000 });
    QTRY_COMPARE(pace.position().ns, 5'000);
    QTest::qWait(2);
    QCOMPARE(pace.position().ns, 5'000);
    QCOMPARE(pace.machineTimeUntil({ 5'000 }), 0);
}

void tst_Pace::thePositionStandsStillWhileNotRunning()
{
    Pace pace;
    pace.setSpeed(1);
    pace.allowUpTo({ 60'000'000'000 });
    QTest::qWait(5);
    QCOMPARE(pace.position().ns, 0);
    pace.setRunning(true);
    QTRY_VERIFY(pace.position().ns > 0);
    pace.setRunning(false);
    const Timestamp stood = pace.position();
    QTest::qWait(5);
    QCOMPARE(pace.position(), stood);
    pace.jumpTo({ 30'000'000'000 });
    QCOMPARE(pace.position().ns, 30'000'000'000);
    pace.jumpTo({ 1 });
    QCOMPARE(pace.position().ns, 30'000'000'000);
}

void tst_Pace::aNewSpeedGoesOnFromWhereThePositionIs()
{
    Pace pace;
    pace.setSpeed(1);
    pace.setRunning(true);
    pace.allowUpTo({ 3'600'000'000'000 });
    QTRY_VERIFY(pace.position().ns > 1'000'000);
    const Timestamp before = pace.position();
    pace.setSpeed(0.001);
    const Timestamp after = pace.position();
    QVERIFY(after >= before);
    const qint64 left = pace.machineTimeUntil(after + 1ms);
    QVERIFY2(left > 500'000'000 && left <= 1'000'000'000, qPrintable(QString::number(left)));
}

void tst_Pace::aWaiterIsLetGoBySpeedHurryAndStop_data()
{
    QTest::addColumn<int>("how");
    QTest::newRow("unlimited") << 0;
    QTest::newRow("hurried") << 1;
    QTest::newRow("stopped") << 2;
    QTest::newRow("halted") << 3;
}

void tst_Pace::aWaiterIsLetGoBySpeedHurryAndStop()
{
    QFETCH(int, how);
    Pace pace;
    pace.setSpeed(1);
    pace.setRunning(true);
    std::atomic<bool> stop = false;
    std::atomic<bool> isBack = false;
    std::thread waiter([&] {
        pace.waitUntil({ 3'600'000'000'000 }, stop);
        isBack = true;
    });
    QTest::qWait(20);
    const bool wasWaiting = !isBack;
    if (how == 0)
        pace.setSpeed(Pace::Unlimited);
    else if (how == 1)
        pace.setHurried(true);
    else if (how == 2)
        stop = true;
    else
        pace.setRunning(false);
    pace.wakeWaiter();
    waiter.join();
    QVERIFY(wasWaiting);
    QCOMPARE(pace.position().ns, 3'600'000'000'000);
}

void tst_Pace::aPacedRunHasTheEventsOfAnUnpacedOne()
{
    Recorded unpaced, paced;
    paced.loop.setPace(20);
    for (Recorded *run : { &unpaced, &paced }) {
        run->loop.spawn(ticking(run->loop, 30, 17ms));
        run->loop.spawn(ticking(run->loop, 10, 51ms));
        run->loop.spawn(holding(run->loop, 40ms));
        QSignalSpy finished(&run->loop, &Loop::finished);
        run->loop.run();
        QVERIFY(finished.wait());
    }
    QVERIFY(unpaced.events().size() > 100);
    QCOMPARE(paced.events(), unpaced.events());
}

void tst_Pace::aPacedRunTakesItsTimeDividedByTheSpeed()
{
    Recorded run;
    run.loop.setPace(10);
    run.loop.spawn(ticking(run.loop, 20, 100ms));
    QSignalSpy finished(&run.loop, &Loop::finished);
    const qint64 begin = trace::monotonicNow();
    run.loop.run();
    QTest::qWait(50);
    const Timestamp midway = run.loop.position();
    QVERIFY2(midway > run.loop.now() && midway.ns < 2'000'000'000, "the position moves between two timers");
    QVERIFY(finished.wait());
    const double took = secondsSince(begin);
    QVERIFY2(took > 0.195 && took < 0.5, qPrintable(QString::number(took)));
    QCOMPARE(run.loop.position().ns, 2'000'000'000);
}

void tst_Pace::aComputingTaskIsHeldForItsPacedTime()
{
    Recorded run;
    run.loop.setPace(10);
    run.loop.spawn(holding(run.loop, 2s));
    QSignalSpy finished(&run.loop, &Loop::finished);
    const qint64 begin = trace::monotonicNow();
    std::atomic<qint64> seen = 0;
    std::thread watcher([&] {
        std::this_thread::sleep_for(100ms);
        seen = run.loop.position().ns;
    });
    run.loop.run();
    QVERIFY(finished.wait());
    watcher.join();
    QVERIFY(secondsSince(begin) > 0.195);
    QVERIFY2(seen > 1'000'000 && seen < 2'001'000'000, qPrintable(QString::number(seen)));
    QCOMPARE(run.loop.now().ns, 2'002'000'000);
}

void tst_Pace::aPauseRequestEndsTheHoldingAtTheNextAwait()
{
    Recorded run;
    run.loop.setPace(1);
    run.loop.spawn(holding(run.loop, 3600s));
    QSignalSpy paused(&run.loop, &Loop::paused);
    std::thread other([&] {
        std::this_thread::sleep_for(50ms);
        run.loop.requestPause();
    });
    run.loop.run();
    QVERIFY(paused.wait());
    other.join();
    QVERIFY(run.loop.isPaused());
    QVERIFY(!run.loop.isFinished());
    QCOMPARE(run.loop.now(), Timestamp { 1'000'000 } + 3600s);
    QSignalSpy finished(&run.loop, &Loop::finished);
    run.loop.run();
    QVERIFY(finished.wait());
}

void tst_Pace::aStopEndsTheHoldingAtOnce()
{
    Recorded run;
    run.loop.setPace(1);
    run.loop.spawn(holding(run.loop, 3600s));
    QSignalSpy stopped(&run.loop, &Loop::stopped);
    std::thread other([&] {
        std::this_thread::sleep_for(50ms);
        run.loop.stop();
    });
    run.loop.run();
    QVERIFY(stopped.count() == 1 || stopped.wait());
    other.join();
    for (const trace::Event &event : run.events())
        QVERIFY(event.kind != trace::EventKind::Log);
}

void tst_Pace::stepsOfAPacedRunDoNotWait()
{
    Recorded run;
    run.loop.setPace(0.1);
    run.loop.spawn(holding(run.loop, 3600s));
    const qint64 begin = trace::monotonicNow();
    int steps = 0;
    while (run.loop.step())
        ++steps;
    QCOMPARE(steps, 3);
    QVERIFY(run.loop.isFinished());
    QVERIFY(secondsSince(begin) < 5);
    QCOMPARE(run.loop.position(), run.loop.now());
}

QTEST_GUILESS_MAIN(tst_Pace)
#include "tst_pace.moc"
