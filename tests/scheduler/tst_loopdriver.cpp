// SPDX-License-Identifier: GPL-3.0-or-later
#include "recording.h"
#include "scheduler/bridge.h"
#include "scheduler/queue.h"
#include "trace/clock.h"

#include <QEventLoop>
#include <QFutureInterface>
#include <QSignalSpy>
#include <QTest>
#include <QThread>
#include <QTimer>

#include <ctime>
#include <thread>

using namespace scheduler;
using namespace std::chrono_literals;

namespace {

Task<> sleeps(Loop &loop, Duration duration, int times)
{
    for (int i = 0; i < times; ++i)
        co_await loop.sleep(duration);
}

Task<> yieldsForEver(Loop &loop, quint64 &count)
{
    while (true) {
        ++count;
        co_await loop.yield();
    }
}

Task<> hasABreakpoint(Loop &loop, int &reached)
{
    co_await loop.yield();
    loop.pause();
    ++reached;
    co_await loop.yield();
    ++reached;
}

Task<> produces(Loop &loop, Queue<int> &queue, int count)
{
    for (int i = 0; i < count; ++i) {
        co_await queue.put(i);
        co_await loop.sleep(loop.random().duration(5us, 15us));
    }
}

Task<> consumes(Loop &loop, Queue<int> &queue, int count)
{
    for (int i = 0; i < count; ++i) {
        const int item = co_await queue.get();
        loop.compute(Duration(item));
        co_await loop.sleep(5us);
    }
}

Task<> mixed(Loop &loop)
{
    Queue<int> queue(loop, QStringLiteral("q"), 3);
    co_await loop.gather(produces(loop, queue, 20), produces(loop, queue, 20), consumes(loop, queue, 40));
}

Task<> computesForEver(Loop &loop, std::atomic<bool> &isHolding)
{
    isHolding = true;
    while (true)
        loop.compute(1ms);
    co_return; // makes it a coroutine
}

Task<> burnsForEver(Loop &loop, std::atomic<bool> &isHolding)
{
    isHolding = true;
    while (true)
        loop.heedStop();
    co_return; // makes it a coroutine
}

Task<> computesADay(Loop &loop, std::atomic<bool> &isHolding, Guarded)
{
    isHolding = true;
    loop.compute(24h);
    co_return;
}

Task<> awaits(QFuture<int> future, int &out)
{
    out = co_await future;
}

Task<> nestsAnEventLoop(Loop &loop, QStringList &out)
{
    out << QStringLiteral("nested begins");
    QEventLoop nested;
    QTimer::singleShot(20, &nested, &QEventLoop::quit);
    nested.exec();
    out << QStringLiteral("nested ends");
    co_await loop.yield();
}

Task<> notes(Loop &loop, QStringList &out)
{
    out << QStringLiteral("other");
    co_await loop.yield();
}

/// Spins the Qt event loop until the condition holds; false after ten seconds.
template<typename Condition>
bool waitUntil(Condition condition)
{
    return QTest::qWaitFor(condition, 10'000);
}

} // namespace

class tst_LoopDriver : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void itRunsInsideTheQtEventLoop_data() { clocks(); }
    void itRunsInsideTheQtEventLoop()
    {
        QFETCH(trace::ClockKind, clock);
        Loop loop({ .clock = clock, .scale = 10 });
        QSignalSpy finished(&loop, &Loop::finished);
        loop.spawn(sleeps(loop, 2ms, 5));
        loop.run();
        QCOMPARE(finished.size(), 0); // nothing runs before the event loop does
        QVERIFY(waitUntil([&] { return finished.size() == 1; }));
        QVERIFY(loop.isFinished());
        QVERIFY(loop.now().ns >= 10'000'000);
    }

    void aRunThatHasFinishedGoesOnWhenATaskIsAdded()
    {
        Loop loop;
        QSignalSpy finished(&loop, &Loop::finished);
        loop.run();
        QVERIFY(waitUntil([&] { return finished.size() == 1; }));
        loop.spawn(sleeps(loop, 2s, 1));
        QVERIFY(!loop.isFinished());
        QVERIFY(waitUntil([&] { return finished.size() == 2; }));
        QCOMPARE(loop.now().ns, 2'000'000'000);
    }

    void aDeadlockIsTold()
    {
        Loop loop;
        Queue<int> queue(loop);
        QSignalSpy deadlocked(&loop, &Loop::deadlocked);
        loop.spawn(consumes(loop, queue, 1));
        loop.run();
        QVERIFY(waitUntil([&] { return deadlocked.size() == 1; }));
        QVERIFY(loop.isDeadlocked());
        queue.putNowait(1); // somebody outside helps
        QVERIFY(waitUntil([&] { return loop.isFinished(); }));
    }

    void nothingIsResumedWhilePaused()
    {
        quint64 count = 0;
        Loop loop;
        loop.spawn(yieldsForEver(loop, count));
        loop.run();
        QVERIFY(waitUntil([&] { return count > 100; }));
        loop.pause();
        const quint64 paused = count;
        QTest::qWait(30);
        QCOMPARE(count, paused);
        loop.run();
        QVERIFY(waitUntil([&] { return count > paused; }));
    }

    void aPausedRealClockStands()
    {
        Loop loop({ .clock = trace::ClockKind::Real });
        loop.spawn(sleeps(loop, 30ms, 1));
        loop.run();
        QTest::qWait(5);
        loop.pause();
        const Timestamp paused = loop.now();
        QTest::qWait(60);
        QCOMPARE(loop.now(), paused);
        QVERIFY(!loop.isFinished());
        loop.run();
        QVERIFY(waitUntil([&] { return loop.isFinished(); }));
        QVERIFY(loop.now().ns >= 30'000'000);
    }

    void aStepResumesOneTaskAndJumpsToTheNextTimer_data() { clocks(); }
    void aStepResumesOneTaskAndJumpsToTheNextTimer()
    {
        QFETCH(trace::ClockKind, clock);
        Recording recording(clock);
        Loop loop({ .clock = clock, .scale = 10, .recorder = &recording.recorder() });
        QSignalSpy stepped(&loop, &Loop::stepped);
        loop.spawn(sleeps(loop, 10s, 3));
        int steps = 0;
        while (loop.step()) {
            ++steps;
            QCOMPARE(recording.events(trace::EventKind::TaskResumed).size(), static_cast<std::size_t>(steps));
        }
        QCOMPARE(steps, 4);
        QCOMPARE(stepped.size(), 4);
        QVERIFY(loop.isFinished());
        // The clock went to each timer; on a running clock the steps themselves took some ms at most.
        QVERIFY(loop.now().ns >= 30'000'000'000 && loop.now().ns < 35'000'000'000);
        QCOMPARE(recording.trace().clampedCount(), quint64(0));
    }

    void anIterationStepEndsTheCurrentIteration()
    {
        Recording recording;
        Loop loop({ .recorder = &recording.recorder() });
        for (int i = 0; i < 3; ++i)
            loop.spawn(sleeps(loop, 0s, 2));
        QVERIFY(loop.step());
        QVERIFY(loop.stepIteration()); // the rest of iteration 1
        QCOMPARE(recording.events(trace::EventKind::TaskResumed).size(), std::size_t(3));
        QCOMPARE(recording.events(trace::EventKind::IterationEnded).size(), std::size_t(1));
        QVERIFY(loop.stepIteration());
        QCOMPARE(recording.events(trace::EventKind::TaskResumed).size(), std::size_t(6));
        QVERIFY(loop.stepIteration());
        QVERIFY(!loop.stepIteration());
        QVERIFY(!loop.step());
        QVERIFY(loop.isFinished());
    }

    void anEventStepRecordsAndGoesOnToTheNextAwaitAtMost()
    {
        Recording recording;
        Loop loop({ .recorder = &recording.recorder() });
        loop.spawn(sleeps(loop, 1s, 2));
        std::size_t events = recording.events().size();
        std::size_t resumes = 0;
        QStringList firsts;
        while (loop.stepEvent()) {
            const std::vector<trace::Event> all = recording.events();
            QVERIFY(all.size() > events);
            firsts << QString::fromLatin1(trace::nameOf(all[events].kind).toByteArray());
            events = all.size();
            const std::size_t now = recording.events(trace::EventKind::TaskResumed).size();
            QVERIFY(now <= resumes + 1);
            resumes = now;
            QVERIFY(loop.isPaused());
        }
        QVERIFY(loop.isFinished());
        QCOMPARE(resumes, std::size_t(3));
        // The begin of an iteration stands alone; the timer and the task that it wakes come one after the other.
        QCOMPARE(firsts.mid(0, 4), QStringList({ QStringLiteral("iteration-begun"), QStringLiteral("task-resumed"), QStringLiteral("iteration-begun"), QStringLiteral("timer-fired") }));
    }

    void anEventStepGoesOnWithoutRecording()
    {
        Loop loop;
        loop.spawn(sleeps(loop, 1s, 2));
        int steps = 0;
        while (loop.stepEvent())
            QVERIFY(++steps < 20);
        QVERIFY(loop.isFinished());
    }

    void aRunUntilATaskResumesStandsBehindItsStep_data() { clocks(); }
    void aRunUntilATaskResumesStandsBehindItsStep()
    {
        QFETCH(trace::ClockKind, clock);
        Recording recording(clock);
        Loop loop({ .clock = clock, .scale = 100, .recorder = &recording.recorder() });
        loop.spawn(sleeps(loop, 1ms, 50), QStringLiteral("quick"));
        const TaskId slow = loop.spawn(sleeps(loop, 7ms, 3), QStringLiteral("slow")).id();
        for (int n = 1; n <= 4; ++n) {
            loop.runUntilResumed(slow);
            QVERIFY(!loop.isPaused());
            QVERIFY(waitUntil([&] { return loop.isPaused(); }));
            const std::vector<trace::Event> resumes = recording.events(trace::EventKind::TaskResumed);
            QCOMPARE(resumes.back().task, slow);
            QCOMPARE(std::count_if(resumes.begin(), resumes.end(), [&](const trace::Event &e) { return e.task == slow; }), std::ptrdiff_t(n));
            QCOMPARE(recording.trace().latest().running, TaskId::None);
        }
        // It has finished: the run goes on to its end.
        loop.runUntilResumed(slow);
        QVERIFY(waitUntil([&] { return loop.isFinished(); }));
    }

    // However a run is cut into pauses, steps and slices, its virtual trace is the same.
    void stepsPausesAndRunsMixFreely()
    {
        const auto traceOf = [](quint64 seed) {
            Recording recording;
            Loop loop({ .recorder = &recording.recorder() });
            loop.spawn(mixed(loop));
            Random random(seed);
            while (seed != 0 && !loop.isFinished()) {
                switch (random.integer(0, 6)) {
                case 0:
                    loop.step();
                    break;
                case 1:
                    loop.stepIteration();
                    break;
                case 2:
                    loop.runToEnd(loop.now() + random.duration(0us, 20us));
                    break;
                case 3:
                    loop.run();
                    QCoreApplication::processEvents();
                    loop.pause();
                    break;
                case 4:
                    loop.stepEvent();
                    break;
                case 5:
                    loop.runUntilResumed(TaskId(random.integer(1, 8)));
                    QCoreApplication::processEvents();
                    break;
                default:
                    loop.setClock(trace::ClockKind::Virtual);
                }
            }
            loop.runToEnd();
            return recording.events();
        };
        const std::vector<trace::Event> whole = traceOf(0);
        QVERIFY(whole.size() > 500);
        for (quint64 seed = 1; seed <= 50; ++seed) {
            const std::vector<trace::Event> cut = traceOf(seed);
            QVERIFY2(cut == whole, qPrintable(QStringLiteral("seed %1").arg(seed)));
        }
    }

    void pauseInATaskIsABreakpoint_data()
    {
        QTest::addColumn<bool>("isHeadless");
        QTest::newRow("in the Qt event loop") << false;
        QTest::newRow("headless") << true;
    }
    void pauseInATaskIsABreakpoint()
    {
        QFETCH(bool, isHeadless);
        int reached = 0;
        quint64 others = 0;
        Loop loop;
        QSignalSpy paused(&loop, &Loop::paused);
        loop.spawn(yieldsForEver(loop, others));
        loop.spawn(hasABreakpoint(loop, reached));
        loop.spawn(yieldsForEver(loop, others));
        if (isHeadless) {
            QCOMPARE(loop.runToEnd(), Loop::End::Paused);
        } else {
            loop.run();
            QVERIFY(waitUntil([&] { return paused.size() == 1; }));
        }
        QVERIFY(loop.isPaused());
        QCOMPARE(reached, 1);
        QCOMPARE(others, quint64(3)); // it stands in the middle of an iteration
        QVERIFY(loop.step());
        QCOMPARE(others, quint64(4));
        loop.step();
        QVERIFY(loop.step());
        QCOMPARE(reached, 2);
    }

    void runToEndStopsAtTheTimeGiven()
    {
        Recording recording;
        Loop loop({ .recorder = &recording.recorder() });
        loop.spawn(sleeps(loop, 1s, 5));
        QCOMPARE(loop.runToEnd(Timestamp { 2'000'000'000 }), Loop::End::Until);
        QCOMPARE(loop.now().ns, 2'000'000'000);
        QCOMPARE(recording.events(trace::EventKind::TaskResumed).size(), std::size_t(3)); // what is due at that time has run
        QCOMPARE(loop.runToEnd(Timestamp { 2'500'000'000 }), Loop::End::Until);
        QCOMPARE(loop.now().ns, 2'500'000'000);
        QCOMPARE(loop.runToEnd(Timestamp { 60'000'000'000 }), Loop::End::Finished);
        QCOMPARE(loop.now().ns, 5'000'000'000);
    }

    void runToEndWaitsOnARealClock()
    {
        Loop loop({ .clock = trace::ClockKind::Real });
        loop.spawn(sleeps(loop, 5ms, 3));
        const qint64 begin = trace::monotonicNow();
        QCOMPARE(loop.runToEnd(), Loop::End::Finished);
        QVERIFY(trace::monotonicNow() - begin >= 15'000'000);
        loop.spawn(sleeps(loop, 1h, 1));
        QCOMPARE(loop.runToEnd(loop.now() + 5ms), Loop::End::Until);
    }

    void theBatchEndIsCalledOftenEnoughToLoseNothing()
    {
        auto texts = std::make_shared<trace::TextTable>();
        trace::Recorder recorder(texts, quint64(8) << 20); // about 200 000 events
        trace::Trace trace({ QStringLiteral("test"), trace::ClockKind::Virtual, {}, {}, {} }, texts);
        Loop loop({ .recorder = &recorder });
        Queue<int> queue(loop);
        loop.spawn([](Queue<int> &q) -> Task<> {
            for (int i = 0; i < 500'000; ++i)
                q.putNowait(i % 10); // one step
            co_return;
        }(queue));
        QCOMPARE(loop.runToEnd(std::nullopt, [&] { recorder.drain(trace); }), Loop::End::Finished);
        QCOMPARE(recorder.lostCount(), quint64(0));
        QCOMPARE(trace.queues()[0].puts, quint64(500'000));
    }

    void stopIsHeardInsideAStep_data()
    {
        QTest::addColumn<trace::ClockKind>("clock");
        QTest::addColumn<int>("how");
        QTest::newRow("computing many times, virtual") << trace::ClockKind::Virtual << 0;
        QTest::newRow("computing many times, real") << trace::ClockKind::Real << 0;
        QTest::newRow("asking") << trace::ClockKind::Virtual << 1;
        QTest::newRow("computing once, real") << trace::ClockKind::Real << 2;
    }
    void stopIsHeardInsideAStep()
    {
        QFETCH(trace::ClockKind, clock);
        QFETCH(int, how);
        std::atomic<bool> isHolding = false;
        int alive = 0;
        Loop loop({ .clock = clock });
        QSignalSpy stopped(&loop, &Loop::stopped);
        loop.spawn(how == 0 ? computesForEver(loop, isHolding)
                            : how == 1 ? burnsForEver(loop, isHolding) : computesADay(loop, isHolding, Guarded(alive)));
        std::thread other([&] {
            while (!isHolding)
                std::this_thread::yield();
            loop.stop();
        });
        QCOMPARE(loop.runToEnd(), Loop::End::Stopped);
        other.join();
        QCOMPARE(stopped.size(), 1);
        QCOMPARE(alive, 0);
        QVERIFY(loop.isStopped());
        QVERIFY(!loop.step());
        QCOMPARE(loop.runToEnd(), Loop::End::Stopped);
    }

    void stopEndsALoopThatSleeps()
    {
        Loop loop({ .clock = trace::ClockKind::Real });
        loop.spawn(sleeps(loop, 1h, 1));
        std::thread other([&] {
            std::this_thread::sleep_for(5ms);
            loop.stop();
        });
        QCOMPARE(loop.runToEnd(), Loop::End::Stopped);
        other.join();
    }

    void whatCompletesWhilePausedIsReadiedAndNotResumed()
    {
        Recording recording;
        Loop loop({ .recorder = &recording.recorder() });
        QFutureInterface<int> outside;
        outside.reportStarted();
        int out = 0;
        loop.spawn(awaits(outside.future(), out), QStringLiteral("a"));
        loop.spawn(sleeps(loop, 1s, 1), QStringLiteral("s"));
        QVERIFY(loop.stepIteration());
        QVERIFY(!loop.step()); // the virtual clock does not jump while something outside is under way
        QCOMPARE(loop.now().ns, 0);
        outside.reportFinished(std::array { 7 }.data());
        QVERIFY(waitUntil([&] { return recording.lines().contains(QStringLiteral("task-ready a-1 foreign -")); }));
        QCOMPARE(out, 0);
        QVERIFY(loop.step());
        QCOMPARE(out, 7);
        QVERIFY(loop.step());
        QCOMPARE(loop.now().ns, 1'000'000'000);
    }

    void aNestedEventLoopInATaskRunsNoOtherTask()
    {
        QStringList out;
        Loop loop;
        loop.spawn(nestsAnEventLoop(loop, out));
        loop.spawn(notes(loop, out));
        loop.run();
        QVERIFY(waitUntil([&] { return loop.isFinished(); }));
        QCOMPARE(out, QStringList({ QStringLiteral("nested begins"), QStringLiteral("nested ends"), QStringLiteral("other") }));
    }

    // A user interface on the same thread: between two ticks of its 5 ms timer the loop takes hardly more than 5 ms. Measured in processor time of this
    // process, which does not count what other programs take.
    void aTimerBesideAlwaysReadyTasksIsServed()
    {
        quint64 count = 0;
        Loop loop;
        for (int i = 0; i < 3; ++i)
            loop.spawn(yieldsForEver(loop, count));
        std::vector<std::clock_t> gaps;
        std::clock_t last = std::clock();
        QTimer ticker;
        ticker.setTimerType(Qt::PreciseTimer);
        connect(&ticker, &QTimer::timeout, this, [&] {
            const std::clock_t now = std::clock();
            gaps.push_back((now - last) * 1'000'000 / CLOCKS_PER_SEC);
            last = now;
        });
        ticker.start(5);
        loop.run();
        QVERIFY(waitUntil([&] { return gaps.size() == 100; }));
        loop.pause();
        std::sort(gaps.begin(), gaps.end());
        QVERIFY(count > 1000);
        qInfo("5 ms timer beside three always-ready tasks on one thread: gaps of processor time: median %ld us, worst %ld us; %llu resumes",
            gaps[50], gaps.back(), count);
        QVERIFY(gaps[95] < 10'000);
    }

    void aTimerOnAnotherThreadIsServedWhileTheLoopIsHeld()
    {
        std::atomic<bool> isHolding = false;
        QThread thread;
        QObject there;
        there.moveToThread(&thread);
        thread.start();
        Loop *loop = nullptr;
        QMetaObject::invokeMethod(
            &there,
            [&] {
                loop = new Loop({ .clock = trace::ClockKind::Real });
                connect(loop, &Loop::stopped, loop, [&] { thread.quit(); });
                loop->spawn(computesForEver(*loop, isHolding));
                loop->run();
            },
            Qt::BlockingQueuedConnection);
        connect(&thread, &QThread::finished, loop, &QObject::deleteLater);
        QVERIFY(waitUntil([&] { return isHolding.load(); }));
        int ticks = 0;
        QTimer ticker;
        connect(&ticker, &QTimer::timeout, this, [&] { ++ticks; });
        ticker.start(5);
        QVERIFY(waitUntil([&] { return ticks == 20; }));
        loop->stop();
        QVERIFY(thread.wait(10'000));
    }

private:
    static void clocks()
    {
        QTest::addColumn<trace::ClockKind>("clock");
        QTest::newRow("virtual") << trace::ClockKind::Virtual;
        QTest::newRow("real") << trace::ClockKind::Real;
        QTest::newRow("scaled") << trace::ClockKind::Scaled;
    }
};

QTEST_GUILESS_MAIN(tst_LoopDriver)
#include "tst_loopdriver.moc"
