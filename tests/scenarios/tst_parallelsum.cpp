// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenariorun.h"
#include "scenarios/catalogue.h"

#include <QTest>

using namespace scenarios;
using namespace Qt::StringLiterals;
using scheduler::Loop;

namespace {

ScenarioRun runWith(const Values &values, trace::ClockKind clock = trace::ClockKind::Virtual)
{
    scheduler::LoopOptions options;
    options.clock = clock;
    Values few { { u"rows"_s, u"100000"_s } };
    few.insert(values);
    return ScenarioRun(*Catalogue::find(u"parallel-sum"), few, options);
}

} // namespace

class TestParallelSum : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theSumIsVerified_data();
    void theSumIsVerified();
    void everyWorkerTakesASlice();
    void moreWorkersThanThePoolHadAreMade();
    void inVirtualTimeWorkersDivideTheTime();
    void onTheLoopMoreTasksGainNothing();
};

void TestParallelSum::theSumIsVerified_data()
{
    QTest::addColumn<trace::ClockKind>("clock");
    QTest::addColumn<QString>("workers");
    for (const char *workers : { "0", "1", "2", "3" }) {
        QTest::addRow("virtual %s", workers) << trace::ClockKind::Virtual << QString::fromLatin1(workers);
        QTest::addRow("real %s", workers) << trace::ClockKind::Real << QString::fromLatin1(workers);
    }
}

void TestParallelSum::theSumIsVerified()
{
    QFETCH(trace::ClockKind, clock);
    QFETCH(QString, workers);
    const ScenarioRun run = runWith({ { u"workers"_s, workers } }, clock);
    QVERIFY(run.end == Loop::End::Finished);
    QCOMPARE(run.error, QString());
    QVERIFY(run.log().last().contains(u"100000 rows add up to 49950000, which is right"_s));
}

void TestParallelSum::everyWorkerTakesASlice()
{
    const ScenarioRun run = runWith({ { u"workers"_s, u"3"_s }, { u"rows"_s, u"10"_s } });
    QCOMPARE(run.trace->workers().size(), std::size_t(3));
    const QStringList log = run.log();
    QVERIFY(log.filter(u"sum-1 rows 0 to 3 add"_s).size() == 1);
    QVERIFY(log.filter(u"sum-2 rows 3 to 6 add"_s).size() == 1);
    QVERIFY(log.filter(u"sum-3 rows 6 to 10 add"_s).size() == 1);
    QStringList names;
    run.forEach(trace::EventKind::JobQueued, [&](const trace::Event &e) { names += run.trace->text(e.text); });
    QCOMPARE(names, (QStringList { u"sum"_s, u"sum"_s, u"sum"_s }));
}

void TestParallelSum::moreWorkersThanThePoolHadAreMade()
{
    QCOMPARE(runWith({ { u"workers"_s, u"9"_s } }).trace->workers().size(), std::size_t(9));
    QVERIFY(runWith({ { u"workers"_s, u"9"_s } }, trace::ClockKind::Real).end == Loop::End::Finished);
}

void TestParallelSum::inVirtualTimeWorkersDivideTheTime()
{
    const qint64 one = runWith({ { u"workers"_s, u"1"_s } }).endTime.ns;
    QCOMPARE(one, 500'000);
    QCOMPARE(runWith({ { u"workers"_s, u"2"_s } }).endTime.ns, one / 2);
    QCOMPARE(runWith({ { u"workers"_s, u"4"_s } }).endTime.ns, one / 4);
    QVERIFY(runWith({ { u"workers"_s, u"4"_s } }).log().last().endsWith(u"speed-up 4.00"_s));
}

void TestParallelSum::onTheLoopMoreTasksGainNothing()
{
    const ScenarioRun one = runWith({ { u"workers"_s, u"0"_s } });
    const ScenarioRun eight = runWith({ { u"workers"_s, u"0"_s }, { u"tasks"_s, u"8"_s } });
    QCOMPARE(eight.trace->tasks().size(), std::size_t(9));
    QCOMPARE(eight.endTime.ns, one.endTime.ns);
    QVERIFY(eight.log().last().endsWith(u"speed-up 1.00"_s));
    QVERIFY(eight.trace->workers().empty());
}

QTEST_GUILESS_MAIN(TestParallelSum)
#include "tst_parallelsum.moc"
