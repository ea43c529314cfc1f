// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/laneorder.h"
#include "session/laneslices.h"
#include "support/handmadetrace.h"
#include "support/tracebuilder.h"
#include "timeline/slicetext.h"

#include <QTest>

using namespace timeline;
using session::LaneId;
using support::TraceBuilder;
using trace::AwaitReason;
using trace::ReadyCause;
using trace::TaskId;

namespace {

/// The read-out of the lane's slice at t, as one line.
QString told(const trace::Trace &trace, LaneId lane, qint64 ns)
{
    const auto index = session::sliceAt(trace, lane, { ns });
    return index ? plainText(readoutOf(trace, { lane, *index }, 1e6)) : QString();
}

} // namespace

class TestSliceText : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void slicesAreToldInFull_data()
    {
        QTest::addColumn<int>("task");
        QTest::addColumn<qint64>("ms");
        QTest::addColumn<QString>("text");
        QTest::newRow("gather") << 1 << qint64(500)
                                << "main-1 awaits gather 4, since 0.003 s, until 1.420 s, lasted 1.417 s, woken by hog-1, at handmade.cpp:10";
        QTest::newRow("job") << 2 << qint64(100) << "good-1 awaits job, since 0.008 s, until 0.300 s, lasted 292 ms, woken by the end of its job, at handmade.cpp:20";
        QTest::newRow("ready") << 2 << qint64(500) << "good-1 is ready, since 0.300 s, until 0.820 s, lasted 520 ms, woken by the end of its job";
        QTest::newRow("running") << 2 << qint64(840) << "good-1 runs, since 0.820 s, until 0.870 s, lasted 50 ms, iteration 3, woken by the end of its job";
        QTest::newRow("returned") << 2 << qint64(1000) << "good-1 has returned, since 0.870 s, for 554 ms";
        QTest::newRow("put") << 3 << qint64(100) << "bad-1 awaits put orders, since 0.012 s, until 0.820 s, lasted 808 ms, woken by hog-1 through queue orders, at handmade.cpp:31";
        QTest::newRow("raised") << 3 << qint64(1000) << "bad-1 has raised, since 0.900 s, for 524 ms, raised ValueError: no such order";
        QTest::newRow("I/O, cancelled") << 4 << qint64(100) << "late-1 awaits I/O, since 0.016 s, until 1.100 s, lasted 1.084 s, woken by hog-1, which cancelled it, at handmade.cpp:42";
        QTest::newRow("lock") << 5 << qint64(1000) << "hog-1 awaits lock, since 0.820 s, until 1.400 s, lasted 580 ms, woken by lock, at handmade.cpp:55";
    }
    void slicesAreToldInFull()
    {
        QFETCH(int, task);
        QFETCH(qint64, ms);
        QFETCH(QString, text);
        const auto trace = support::troubles();
        QCOMPARE(told(*trace, LaneId::of(TaskId(quint32(task))), ms * 1'000'000), text);
    }

    void otherLanesAreToldToo()
    {
        const auto trace = support::troubles();
        QCOMPARE(told(*trace, LaneId::loop(), 400'000'000), QStringLiteral("loop runs hog-1, since 0.020 s, until 0.820 s, lasted 800 ms"));
        QCOMPARE(told(*trace, LaneId::of(trace::WorkerId(1)), 100'000'000),
                 QStringLiteral("pool-1 computes for good-1, since 0.003 s, until 0.300 s, lasted 297 ms"));
        QCOMPARE(told(*trace, LaneId::of(trace::QueueId(1)), 100'000'000),
                 QStringLiteral("orders holds 3 items, since 0.008 s, until 0.820 s, lasted 812 ms, put by bad-1 (order 3)"));
    }

    void aMarkHasAMomentAndNoLength()
    {
        const auto trace = support::oneSleeper();
        const trace::Lane &lane = trace->taskLane(TaskId(1));
        for (quint64 n = 0; n < lane.count(); ++n) {
            if (lane.slice(n, trace->range().end).state == trace::SliceState::Running) {
                const Readout readout = readoutOf(*trace, { LaneId::of(TaskId(1)), n }, 1e6);
                QCOMPARE(readout.rows.front(), (Readout::Row { QStringLiteral("at"), QStringLiteral("0.000 s") }));
                return;
            }
        }
        QFAIL("nothing runs");
    }

    void whatIsNotKnownIsLeftOut()
    {
        TraceBuilder builder;
        const TaskId task = builder.create(QString());
        builder.suspend(task, AwaitReason::Unknown);
        const trace::Trace &trace = builder.trace();
        const QString text = told(trace, LaneId::of(task), 0);
        QVERIFY2(text.startsWith(QStringLiteral("task 1 awaits something unknown")), qPrintable(text));
        QVERIFY2(!text.contains(QStringLiteral("woken")) && !text.contains(QStringLiteral(" at ")), qPrintable(text));
        QCOMPARE(readoutOf(trace, { LaneId::of(task), 99 }, 1).title, QString());
        QCOMPARE(trustText(trace), QStringLiteral("virtual clock \u00b7 0 lost"));
    }

    void labelsOfAwaitsNameTheirObject_data()
    {
        QTest::addColumn<int>("reason");
        QTest::addColumn<QString>("label");
        QTest::newRow("sleep") << int(AwaitReason::Sleep) << "sleep";
        QTest::newRow("get") << int(AwaitReason::QueueGet) << "get data";
        QTest::newRow("put") << int(AwaitReason::QueuePut) << "put data";
        QTest::newRow("join") << int(AwaitReason::Join) << "join t";
        QTest::newRow("gather") << int(AwaitReason::Gather) << "gather 1";
        QTest::newRow("event") << int(AwaitReason::Event) << "event";
        QTest::newRow("foreign") << int(AwaitReason::Foreign) << "foreign";
    }
    void labelsOfAwaitsNameTheirObject()
    {
        QFETCH(int, reason);
        QFETCH(QString, label);
        TraceBuilder builder;
        builder.queue(QStringLiteral("data"));
        const TaskId task = builder.create(QStringLiteral("t"));
        builder.ready(task).resume(task).suspend(task, AwaitReason(reason), 1);
        const trace::Trace &trace = builder.trace();
        const trace::Lane &lane = trace.taskLane(task);
        QCOMPARE(sliceLabel(trace, LaneId::of(task), lane.slice(lane.count() - 1, trace.range().end)), label);
    }

    void headersSayWhatALaneHasDone()
    {
        const auto trace = support::troubles();
        QCOMPARE(laneNote(*trace, LaneId::loop()), QString());
        QCOMPARE(laneNote(*trace, LaneId::of(TaskId(1))), QStringLiteral("2 resumes"));
        QCOMPARE(laneNote(*trace, LaneId::of(TaskId(3))), QStringLiteral("raised \u00b7 2 resumes"));
        QCOMPARE(laneNote(*trace, LaneId::of(trace::QueueId(1))), QStringLiteral("queue of 3"));
        QCOMPARE(laneNote(*trace, LaneId::of(trace::WorkerId(1))), QStringLiteral("1 job"));
        QCOMPARE(trustText(*trace), QStringLiteral("real clock \u00b7 12 events lost"));
    }

    void senselessTracesAreSurvived()
    {
        const quint32 first = QRandomGenerator::global()->generate();
        qInfo("seeds from %u", first);
        for (quint32 seed = first; seed < first + 60; ++seed) {
            const auto trace = support::randomTrace(seed);
            session::LaneOrder order;
            order.update(*trace, {});
            for (qsizetype row = 0; row < std::min<qsizetype>(order.count(), 60); ++row) {
                const LaneId lane = order.row(row).id;
                QVERIFY(!session::laneName(*trace, lane).isEmpty());
                (void)laneNote(*trace, lane);
                for (quint64 n = 0; n < session::sliceCount(*trace, lane); ++n)
                    QVERIFY(!readoutOf(*trace, { lane, n }, 1e3).title.isEmpty());
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestSliceText)
#include "tst_slicetext.moc"
