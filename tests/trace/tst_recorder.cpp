// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/recorder.h"
#include "trace/trace.h"

#include <QTest>

#include <array>
#include <thread>

using namespace trace;

namespace {

constexpr int Threads = 3; ///< the loop and two workers

Event numbered(TaskId task, qint64 n)
{
    return { .time = { n }, .value = n, .task = task, .kind = EventKind::Log };
}

/// What each thread has written so far, published after the event: whoever reads it writes events that happened after.
struct Progress
{
    alignas(64) std::atomic<quint32> count { 0 };
};

/// Writes `total` events; each says in `other`, `object` and `value` how many events of the loop and the two workers its thread knew of.
void produce(Writer &writer, std::array<Progress, Threads> &progress, std::size_t self, quint32 total, quint32 pauseEvery)
{
    for (quint32 n = 1; n <= total; ++n) {
        std::array<quint32, Threads> seen;
        for (std::size_t other = 0; other < Threads; ++other)
            seen[other] = progress[other].count.load(std::memory_order_acquire);
        writer.record({ .value = seen[2], .task = static_cast<TaskId>(self + 1), .other = seen[0], .object = seen[1], .kind = EventKind::Mark });
        progress[self].count.store(n, std::memory_order_release);
        if (pauseEvery != 0 && n % pauseEvery == 0)
            std::this_thread::yield();
    }
}

/// True when every event stands behind all that its thread knew of.
bool isLinearExtension(const Trace &trace, std::array<quint32, Threads> &counts)
{
    counts = {};
    bool isTrue = true;
    trace.forEach(0, trace.eventCount(), [&](quint64, const Event &event) {
        isTrue = isTrue && counts[0] >= event.other && counts[1] >= event.object && counts[2] >= event.value;
        ++counts[rowOf(event.task)];
        return isTrue;
    });
    return isTrue;
}

} // namespace

class TestRecorder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsWrittenComesOutInOrder()
    {
        Recorder recorder(std::make_shared<TextTable>());
        Trace trace({}, recorder.texts());
        Writer &loop = recorder.loopWriter();
        QVERIFY(&loop == &recorder.loopWriter());
        qint64 next = 0;
        for (int round = 0; round < 5; ++round) {
            for (int n = 0; n < 5000; ++n)
                loop.record(numbered(TaskId(1), next++));
            QCOMPARE(recorder.backlog(), quint64(5000));
            QCOMPARE(recorder.drain(trace), quint64(5000));
        }
        QCOMPARE(trace.eventCount(), quint64(25000));
        for (const quint64 n : { 0u, 1637u, 24999u })
            QCOMPARE(trace.event(n), numbered(TaskId(1), static_cast<qint64>(n)));
        QCOMPARE(recorder.lostCount(), quint64(0));
        QCOMPARE(recorder.drain(trace), quint64(0));
    }

    void aDrainTakesNoMoreThanItIsAllowed()
    {
        Recorder recorder(std::make_shared<TextTable>());
        Trace trace({}, recorder.texts());
        Writer &worker = recorder.addWorkerWriter();
        for (qint64 n = 0; n < 10; ++n)
            (n % 2 ? worker : recorder.loopWriter()).record(numbered(TaskId(1), n));
        QCOMPARE(recorder.drain(trace, 3), quint64(3));
        QCOMPARE(recorder.backlog(), quint64(7));
        QCOMPARE(recorder.drain(trace, 4), quint64(4));
        QCOMPARE(recorder.drain(trace, 100), quint64(3));
        for (quint64 n = 0; n < 10; ++n)
            QCOMPARE(trace.event(n).value, static_cast<qint64>(n));
    }

    void aDrainWithinABudgetMovesSomeEventsAndLeavesTheRestForTheNext()
    {
        constexpr quint64 Events = 100'000;
        Recorder recorder(std::make_shared<TextTable>());
        Trace trace({}, recorder.texts());
        Writer &worker = recorder.addWorkerWriter();
        for (quint64 n = 0; n < Events; ++n)
            (n % 1000 == 999 ? worker : recorder.loopWriter()).record(numbered(TaskId(1), static_cast<qint64>(n)));
        int calls = 0;
        for (quint64 waiting = Events; waiting > 0; ++calls) {
            const quint64 taken = recorder.drainFor(trace, Duration(0));
            QVERIFY(taken > 0 && taken < Events);
            waiting -= taken;
            QCOMPARE(recorder.backlog(), waiting);
        }
        QVERIFY(calls > 1);
        QCOMPARE(recorder.drainFor(trace, std::chrono::seconds(10)), quint64(0));
        QCOMPARE(trace.eventCount(), Events);
        for (quint64 n = 0; n < Events; n += 997)
            QCOMPARE(trace.event(n).value, static_cast<qint64>(n));
    }

    void aWorkersEventStandsBehindTheLoopEventsItCameAfter()
    {
        Recorder recorder(std::make_shared<TextTable>());
        Trace trace({}, recorder.texts());
        Writer &first = recorder.addWorkerWriter();
        Writer &second = recorder.addWorkerWriter();
        Writer *const order[] { &second, &recorder.loopWriter(), &second, &first, &second, &recorder.loopWriter(), &first };
        qint64 next = 0;
        for (Writer *writer : order)
            writer->record({ .value = next++, .kind = EventKind::Mark });
        QCOMPARE(recorder.drain(trace), quint64(7));
        for (quint64 n = 0; n < 7; ++n)
            QCOMPARE(trace.event(n).value, static_cast<qint64>(n));
    }

    void lossesAreToldWhereTheyHappened()
    {
        Recorder recorder(std::make_shared<TextTable>(), 2 * 8 * sizeof(Event));
        Trace trace({}, recorder.texts());
        Writer &loop = recorder.loopWriter();
        for (qint64 n = 0; n < 20; ++n)
            loop.record(numbered(TaskId(1), n));
        QCOMPARE(recorder.lostCount(), quint64(4));
        QCOMPARE(recorder.drain(trace, 10), quint64(10));
        loop.record(numbered(TaskId(1), 20)); // the first chunk is free again: Lost goes in before it
        QCOMPARE(recorder.drain(trace), quint64(8));
        QCOMPARE(trace.eventCount(), quint64(18));
        QCOMPARE(trace.event(15).value, 15);
        QVERIFY(trace.event(16).kind == EventKind::Lost);
        QCOMPARE(trace.event(16).value, 4);
        QCOMPARE(trace.event(16).time.ns, 20);
        QCOMPARE(trace.event(16).detail, quint8(0));
        QCOMPARE(trace.event(17).value, 20);
        QCOMPARE(trace.lostCount(), quint64(4));
    }

    void lossesThatNothingFollowsAreToldOnce()
    {
        Recorder recorder(std::make_shared<TextTable>(), 2 * 8 * sizeof(Event));
        Trace trace({}, recorder.texts());
        Writer &loop = recorder.loopWriter();
        for (qint64 n = 0; n < 20; ++n)
            loop.record(numbered(TaskId(1), n));
        QCOMPARE(recorder.drain(trace), quint64(17));
        QVERIFY(trace.event(16).kind == EventKind::Lost);
        QCOMPARE(trace.event(16).value, 4);
        QCOMPARE(trace.event(16).time.ns, 19);
        QCOMPARE(recorder.drain(trace), quint64(0));
        loop.record(numbered(TaskId(1), 20)); // its writer still tells of the same four
        QCOMPARE(recorder.drain(trace), quint64(1));
        QCOMPARE(trace.event(17).value, 20);
        QCOMPARE(trace.lostCount(), quint64(4));
    }

    void aLostEventOfTheProducersOwnGoesThrough()
    {
        Recorder recorder(std::make_shared<TextTable>());
        Trace trace({}, recorder.texts());
        recorder.loopWriter().record({ .value = 7, .kind = EventKind::Lost });
        recorder.drain(trace);
        QCOMPARE(trace.event(0).value, 7);
    }

    void nothingIsWrittenWhileSwitchedOff()
    {
        Recorder recorder(std::make_shared<TextTable>());
        Trace trace({}, recorder.texts());
        recorder.setEnabled(false);
        QVERIFY(!recorder.loopWriter().isEnabled());
        recorder.loopWriter().record(numbered(TaskId(1), 1));
        recorder.setEnabled(true);
        recorder.loopWriter().record(numbered(TaskId(1), 2));
        QCOMPARE(recorder.drain(trace), quint64(1));
        QCOMPARE(trace.event(0).value, 2);
        QCOMPARE(recorder.lostCount(), quint64(0));
    }

    void theMergeOfLiveThreadsIsALinearExtensionOfHappenedBefore()
    {
        constexpr std::array<quint32, Threads> Totals { 60000, 20000, 20000 };
        Recorder recorder(std::make_shared<TextTable>());
        Trace trace({}, recorder.texts());
        std::array<Progress, Threads> progress;
        std::atomic<int> running { Threads };
        std::vector<std::thread> threads;
        for (std::size_t n = 0; n < Threads; ++n) {
            Writer &writer = n == 0 ? recorder.loopWriter() : recorder.addWorkerWriter();
            threads.emplace_back([&, n] {
                produce(writer, progress, n, Totals[n], n == 0 ? 64 : 16);
                running.fetch_sub(1);
            });
        }
        while (running.load() > 0)
            recorder.drain(trace, 777);
        for (std::thread &thread : threads)
            thread.join();
        recorder.drain(trace);
        std::array<quint32, Threads> counts;
        QVERIFY(isLinearExtension(trace, counts));
        QCOMPARE(counts, Totals);
        QCOMPARE(recorder.lostCount(), quint64(0));
    }

    void liveThreadsLoseNothingUncounted()
    {
        constexpr quint32 Total = 100000;
        Recorder recorder(std::make_shared<TextTable>(), 4096);
        Trace trace({}, recorder.texts());
        std::atomic<bool> isDone { false };
        std::thread producer([&, &loop = recorder.loopWriter()] {
            for (qint64 n = 0; n < Total; ++n)
                loop.record(numbered(TaskId(1), n));
            isDone = true;
        });
        while (!isDone)
            recorder.drain(trace);
        producer.join();
        recorder.drain(trace);
        // Each gap in the numbers is bridged by exactly one Lost event that says how many are missing.
        qint64 expected = 0;
        bool isBridged = true;
        trace.forEach(0, trace.eventCount(), [&](quint64, const Event &event) {
            isBridged = event.kind == EventKind::Lost || event.value == expected;
            expected += event.kind == EventKind::Lost ? event.value : 1;
            return isBridged;
        });
        QVERIFY(isBridged);
        QCOMPARE(expected, qint64(Total));
        QCOMPARE(trace.lostCount(), recorder.lostCount());
    }

    void theCheckForLinearExtensionsFindsAViolation()
    {
        Trace trace({});
        trace.append({ .task = TaskId(2), .other = 1, .kind = EventKind::Mark }); // knew of a loop event that stands behind it
        trace.append({ .task = TaskId(1), .kind = EventKind::Mark });
        std::array<quint32, Threads> counts;
        QVERIFY(!isLinearExtension(trace, counts));
    }
};

QTEST_GUILESS_MAIN(TestRecorder)
#include "tst_recorder.moc"
