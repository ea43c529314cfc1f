// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/summary.h"

#include "support/tracebuilder.h"

#include <QTest>

using namespace analysis;
using namespace std::chrono_literals;
using trace::AwaitReason;
using trace::EventKind;
using trace::Outcome;
using trace::ReadyCause;
using trace::TaskId;

class TestSummary : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anEmptyTraceAddsUpToNothing()
    {
        const trace::Trace trace({});
        const Summary summary = summarise(trace);
        QCOMPARE(summary.duration, 0ns);
        QCOMPARE(summary.events, quint64(0));
        QVERIFY(summary.tasks.empty() && summary.queues.empty() && summary.findings.empty() && summary.log.empty());
    }

    void timesAreAddedUpByState()
    {
        support::TraceBuilder b;
        const TaskId task = b.create(QStringLiteral("a-1"));
        b.at(1s).ready(task);
        b.at(3s).resume(task);
        b.at(7s).suspend(task, AwaitReason::Sleep, 1);
        b.at(15s).ready(task, ReadyCause::Timer);
        b.at(16s).resume(task);
        b.at(18s).finish(task);
        const Summary summary = summarise(b.trace());
        QCOMPARE(summary.tasks.size(), std::size_t(1));
        const TaskSummary &row = summary.tasks[0];
        QCOMPARE(row.name, QStringLiteral("a-1"));
        QCOMPARE(row.ready, trace::Duration(3s));
        QCOMPARE(row.longestReady, trace::Duration(2s));
        QCOMPARE(row.running, trace::Duration(6s));
        QCOMPARE(row.longestRun, trace::Duration(4s));
        QCOMPARE(row.awaiting, trace::Duration(8s));
        QCOMPARE(row.resumes, quint64(2));
        QVERIFY(row.outcome == Outcome::Returned && row.state == trace::TaskState::Finished);
        QCOMPARE(summary.loopBusy, trace::Duration(6s));
        QCOMPARE(summary.readyLatency.count, quint64(2));
        QCOMPARE(summary.readyLatency.p50, trace::Duration(1s));
        QCOMPARE(summary.readyLatency.max, trace::Duration(2s));
        QCOMPARE(summary.holdTime.max, trace::Duration(4s));
    }

    void whatIsOpenLastsToTheEndOfTheTrace()
    {
        support::TraceBuilder b;
        const TaskId task = b.create(QStringLiteral("a-1"));
        b.ready(task).resume(task).suspend(task, AwaitReason::Sleep, 1);
        b.trace().advanceTo({ 500 });
        const Summary summary = summarise(b.trace());
        QCOMPARE(summary.tasks[0].awaiting, 500ns);
        QCOMPARE(summary.duration, 500ns);
        QVERIFY(summary.tasks[0].outcome == Outcome::None && summary.tasks[0].state == trace::TaskState::Awaiting);
    }

    void theLoopIsBusyInsideIterationsAndWhileATaskRuns()
    {
        support::TraceBuilder b;
        b.add({ .value = 1, .kind = EventKind::IterationBegun });
        b.at(2s).add({ .value = 1, .kind = EventKind::IterationEnded });
        const TaskId task = b.at(5s).create(QStringLiteral("a-1"));
        b.resume(task).at(6s).suspend(task, AwaitReason::Io);
        b.at(10s).add({ .kind = EventKind::Mark });
        const Summary summary = summarise(b.trace());
        QCOMPARE(summary.loopBusy, trace::Duration(3s));
        QCOMPARE(summary.iterations, quint64(1));
    }

    void queuesAndWorkersAreCounted()
    {
        support::TraceBuilder b;
        const auto data = b.queue(QStringLiteral("data"), 5);
        const TaskId task = b.create(QStringLiteral("a-1"));
        b.put(task, data, QStringLiteral("x"), 1).put(task, data, QStringLiteral("y"), 2).take(task, data, QStringLiteral("x"), 1);
        b.add({ .object = 1, .text = b.text(QStringLiteral("pool-1")), .kind = EventKind::WorkerCreated });
        b.add({ .task = task, .object = 1, .kind = EventKind::JobQueued });
        b.at(1s).add({ .task = task, .other = 1, .object = 1, .kind = EventKind::JobStarted });
        b.at(4s).add({ .task = task, .other = 1, .object = 1, .kind = EventKind::JobFinished, .detail = 1 });
        b.add({ .task = task, .other = 1, .object = 2, .kind = EventKind::JobStarted });
        b.at(6s).add({ .kind = EventKind::Mark });
        const Summary summary = summarise(b.trace());
        const QueueSummary &queue = summary.queues[0];
        QCOMPARE(queue.name, QStringLiteral("data"));
        QVERIFY(queue.maxsize == 5 && queue.puts == 2 && queue.gets == 1 && queue.maxDepth == 2 && queue.left == 1);
        QCOMPARE(summary.workers.size(), std::size_t(1));
        QCOMPARE(summary.workers[0].name, QStringLiteral("pool-1"));
        QCOMPARE(summary.workers[0].jobs, quint64(1));
        QCOMPARE(summary.workers[0].busy, trace::Duration(5s));
    }

    void logLinesKeepTheirOrder()
    {
        support::TraceBuilder b;
        const TaskId task = b.create(QStringLiteral("a-1"));
        b.log(task, QStringLiteral("one")).log(TaskId::None, QStringLiteral("two"));
        const Summary summary = summarise(b.trace());
        QCOMPARE(summary.log.size(), std::size_t(2));
        QCOMPARE(summary.log[0].text, QStringLiteral("one"));
        QVERIFY(summary.log[0].task == task && summary.log[1].task == TaskId::None);
    }

    void percentilesAreNearestRanks_data()
    {
        QTest::addColumn<int>("samples");
        QTest::addColumn<qint64>("p50");
        QTest::addColumn<qint64>("p90");
        QTest::addColumn<qint64>("p99");
        QTest::addColumn<qint64>("most");
        QTest::newRow("none") << 0 << qint64(0) << qint64(0) << qint64(0) << qint64(0);
        QTest::newRow("one") << 1 << qint64(1) << qint64(1) << qint64(1) << qint64(1);
        QTest::newRow("two") << 2 << qint64(1) << qint64(2) << qint64(2) << qint64(2);
        QTest::newRow("ten") << 10 << qint64(5) << qint64(9) << qint64(10) << qint64(10);
        QTest::newRow("hundred") << 100 << qint64(50) << qint64(90) << qint64(99) << qint64(100);
        QTest::newRow("thousand") << 1000 << qint64(500) << qint64(900) << qint64(990) << qint64(1000);
    }
    void percentilesAreNearestRanks()
    {
        QFETCH(int, samples);
        std::vector<qint64> values;
        for (int n = samples; n > 0; --n)
            values.push_back(n);
        const Percentiles of = percentilesOf(values);
        QCOMPARE(of.count, static_cast<quint64>(samples));
        QTEST(static_cast<qint64>(of.p50.count()), "p50");
        QTEST(static_cast<qint64>(of.p90.count()), "p90");
        QTEST(static_cast<qint64>(of.p99.count()), "p99");
        QTEST(static_cast<qint64>(of.max.count()), "most");
    }

    void percentilesOfFewAndManyAreThoseOfSortedSamples()
    {
        const auto seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);
        for (int round = 0; round < 2000; ++round) {
            const int count = 1 + random.bounded(round % 2 == 0 ? 30 : 300);
            const int most = round % 3 == 0 ? 4 : 1'000'000; // many of them equal
            std::vector<qint64> values;
            for (int n = 0; n < count; ++n)
                values.push_back(random.bounded(most) - (round % 5 == 0 ? most / 2 : 0)); // below 0 in a damaged file
            std::vector<qint64> sorted = values;
            std::sort(sorted.begin(), sorted.end());
            const auto at = [&](int percent) { return sorted[std::size_t((count * percent + 99) / 100 - 1)]; };
            const Percentiles of = percentilesOf(values);
            QCOMPARE(qint64(of.p50.count()), at(50));
            QCOMPARE(qint64(of.p90.count()), at(90));
            QCOMPARE(qint64(of.p99.count()), at(99));
            QCOMPARE(qint64(of.max.count()), sorted.back());
        }
    }

    void randomTracesAddUpToTheirLength()
    {
        const quint32 first = QRandomGenerator::global()->generate();
        for (quint32 n = 0; n < 100; ++n) {
            const auto trace = support::randomTrace(first + n);
            const Summary summary = summarise(*trace);
            const QByteArray seed = QByteArray::number(first + n);
            QVERIFY2(summary.loopBusy <= summary.duration, seed.constData());
            for (const TaskSummary &task : summary.tasks)
                QVERIFY2(task.running + task.ready + task.awaiting <= summary.duration, seed.constData());
        }
    }

    void progressCanEndIt()
    {
        support::TraceBuilder b;
        for (int n = 0; n < 100; ++n)
            b.log(TaskId::None, QStringLiteral("x"));
        SummaryOptions options;
        options.progress = [](quint64, quint64) { return false; };
        QVERIFY(summarise(b.trace(), options).log.size() < 100);
    }
};

QTEST_GUILESS_MAIN(TestSummary)
#include "tst_summary.moc"
