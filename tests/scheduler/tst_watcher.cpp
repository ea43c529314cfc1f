// SPDX-License-Identifier: GPL-3.0-or-later
#include "recording.h"
#include "scheduler/queue.h"

#include <QEventLoop>
#include <QSignalSpy>
#include <QTest>

using namespace scheduler;
using namespace std::chrono_literals;
using trace::EventKind;

namespace {

/// Halts at log lines that say "halt", before tasks of its list, and at its moment.
class Stops final : public Watcher
{
public:
    bool recorded(const trace::Event &event) override
    {
        ++events;
        return event.kind == EventKind::Log;
    }
    bool halts(TaskId next, Timestamp) override
    {
        asked.push_back(next);
        return std::find(tasks.begin(), tasks.end(), next) != tasks.end();
    }
    std::optional<Timestamp> haltTime() const override { return time; }
    void timeReached(Timestamp now) override
    {
        time.reset();
        reached = now;
    }

    quint64 events = 0;
    std::vector<TaskId> asked;
    std::vector<TaskId> tasks;
    std::optional<Timestamp> time;
    Timestamp reached;
};

Task<> logsBetweenSleeps(Loop &loop, int times)
{
    for (int i = 0; i < times; ++i) {
        co_await loop.sleep(1s);
        loop.log(QStringLiteral("line"));
    }
}

Task<> sleeps(Loop &loop, int times)
{
    for (int i = 0; i < times; ++i)
        co_await loop.sleep(1s);
}

Task<> yields(Loop &loop, int times)
{
    for (int i = 0; i < times; ++i)
        co_await loop.yield();
}

trace::State stateOf(Recording &recording)
{
    return recording.trace().latest();
}

} // namespace

class TestWatcher : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void itIsToldOfEveryEventAndChangesNone()
    {
        QStringList watched;
        QStringList alone;
        for (QStringList *lines : { &watched, &alone }) {
            Recording recording;
            Stops stops;
            Loop loop({ .recorder = &recording.recorder() });
            if (lines == &watched)
                loop.setWatcher(&stops);
            (void)loop.spawn(sleeps(loop, 5));
            (void)loop.spawn(yields(loop, 5));
            QCOMPARE(loop.runToEnd(), Loop::End::Finished);
            *lines = recording.lines();
            QCOMPARE(stops.events, lines == &watched ? recording.trace().eventCount() : 0);
        }
        QCOMPARE(watched, alone);
    }

    void anEventHaltsTheRunBeforeTimePasses()
    {
        Recording recording;
        Stops stops;
        Loop loop({ .recorder = &recording.recorder() });
        loop.setWatcher(&stops);
        (void)loop.spawn(logsBetweenSleeps(loop, 3));
        for (int line = 1; line <= 3; ++line) {
            QCOMPARE(loop.runToEnd(), Loop::End::Paused);
            QVERIFY(loop.isPaused());
            QCOMPARE(loop.now().ns, line * 1'000'000'000LL);
            QCOMPARE(recording.events(EventKind::Log).size(), std::size_t(line));
            QVERIFY(stateOf(recording).running == TaskId::None);
        }
        QCOMPARE(loop.runToEnd(), Loop::End::Finished);
    }

    void aTaskIsHaltedBeforeItRunsAndThenGoesOnOnce()
    {
        Recording recording;
        Stops stops;
        Loop loop({ .recorder = &recording.recorder() });
        loop.setWatcher(&stops);
        (void)loop.spawn(yields(loop, 1));
        const TaskId second = loop.spawn(yields(loop, 1)).id();
        stops.tasks = { second };
        for (int resumes = 0; resumes < 2; ++resumes) {
            QCOMPARE(loop.runToEnd(), Loop::End::Paused);
            const trace::State state = stateOf(recording);
            QVERIFY(state.ready.front() == second);
            QCOMPARE(state.task(second)->resumes, quint32(resumes));
        }
        QCOMPARE(loop.runToEnd(), Loop::End::Finished);
        QCOMPARE(stops.asked.size(), std::size_t(4)); // every resume once
    }

    void aVirtualClockStandsAtTheMomentAskedFor()
    {
        Recording recording;
        Stops stops;
        Loop loop({ .recorder = &recording.recorder() });
        loop.setWatcher(&stops);
        (void)loop.spawn(sleeps(loop, 10));
        stops.time = Timestamp { 3'500'000'000 };
        QCOMPARE(loop.runToEnd(), Loop::End::Paused);
        QCOMPARE(loop.now().ns, 3'500'000'000);
        QCOMPARE(stops.reached.ns, 3'500'000'000);
        stops.time = Timestamp { 4'500'000'000 };
        QCOMPARE(loop.runToEnd(Timestamp { 4'700'000'000 }), Loop::End::Paused);
        QCOMPARE(loop.now().ns, 4'500'000'000);
        QCOMPARE(loop.runToEnd(Timestamp { 4'700'000'000 }), Loop::End::Until);
        QCOMPARE(loop.runToEnd(), Loop::End::Finished);
    }

    void aRealClockIsHaltedSoonAfterTheMomentAskedFor()
    {
        Recording recording(trace::ClockKind::Real);
        Stops stops;
        Loop loop({ .clock = trace::ClockKind::Real, .recorder = &recording.recorder() });
        loop.setWatcher(&stops);
        (void)loop.spawn(sleeps(loop, 1));
        stops.time = Timestamp { 20'000'000 };
        QCOMPARE(loop.runToEnd(), Loop::End::Paused);
        QVERIFY(loop.now().ns >= 20'000'000 && loop.now().ns < 900'000'000);
        loop.stop();
    }

    void aRunInsideQtsEventLoopHaltsAndGoesOn()
    {
        Recording recording;
        Stops stops;
        Loop loop({ .recorder = &recording.recorder() });
        loop.setWatcher(&stops);
        (void)loop.spawn(logsBetweenSleeps(loop, 2));
        stops.time = Timestamp { 500'000'000 };
        QSignalSpy paused(&loop, &Loop::paused);
        QSignalSpy finished(&loop, &Loop::finished);
        for (int halt = 1; halt <= 3; ++halt) {
            loop.run();
            QTRY_COMPARE(paused.size(), halt);
        }
        QCOMPARE(loop.now().ns, 2'000'000'000);
        loop.run();
        QTRY_COMPARE(finished.size(), 1);
    }

    void stepsGoOnOverHalts()
    {
        Recording recording;
        Stops stops;
        Loop loop({ .recorder = &recording.recorder() });
        loop.setWatcher(&stops);
        const TaskId task = loop.spawn(logsBetweenSleeps(loop, 3)).id();
        stops.tasks = { task };
        stops.time = Timestamp { 1'500'000'000 };
        int steps = 0;
        while (loop.step())
            ++steps;
        QCOMPARE(steps, 4);
        QVERIFY(loop.isFinished());
    }

    void anIterationHaltsBetweenItsResumes()
    {
        Recording recording;
        Stops stops;
        Loop loop({ .recorder = &recording.recorder() });
        loop.setWatcher(&stops);
        (void)loop.spawn(yields(loop, 2));
        const TaskId second = loop.spawn(yields(loop, 2)).id();
        stops.tasks = { second };
        QVERIFY(loop.stepIteration());
        QCOMPARE(recording.events(EventKind::TaskResumed).size(), std::size_t(1));
        QVERIFY(loop.stepIteration());
        QCOMPARE(recording.events(EventKind::TaskResumed).size(), std::size_t(2));
        QVERIFY(loop.stepIteration());
        QCOMPARE(recording.events(EventKind::TaskResumed).size(), std::size_t(3));
    }
};

QTEST_GUILESS_MAIN(TestWatcher)
#include "tst_watcher.moc"
