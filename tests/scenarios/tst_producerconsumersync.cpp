// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenariorun.h"
#include "scenarios/catalogue.h"

#include <QTest>

using namespace scenarios;
using namespace Qt::StringLiterals;
using scheduler::Loop;

namespace {

ScenarioRun runWith(const QString &scenario, const Values &values, quint64 seed = 1)
{
    scheduler::LoopOptions options;
    options.seed = seed;
    return ScenarioRun(*Catalogue::find(scenario), values, options);
}

// The pauses of producer-consumer's producers, over all of them: what the last put and the producer's end stand apart
// counts too.
qint64 sumOfProduceDelays(const ScenarioRun &run)
{
    std::map<trace::TaskId, qint64> first, last;
    run.forEach(trace::EventKind::QueuePut, [&](const trace::Event &e) { first.try_emplace(e.task, e.time.ns); });
    run.forEach(trace::EventKind::TaskFinished, [&](const trace::Event &e) { last[e.task] = e.time.ns; });
    qint64 sum = 0;
    for (const auto &[task, begin] : first)
        sum += last.at(task) - begin;
    return sum;
}

} // namespace

class TestProducerConsumerSync : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theDurationIsTheSumOfAllDelays();
    void theLoopIsHeldAllTheTime();
    void itTakesMuchLongerThanItsTwin();
    void everythingIsMadeBeforeAnythingIsUsed();
    void takingMoreThanIsMadeRaises();
    void aQueueThatIsTooSmallRaises();
};

void TestProducerConsumerSync::theDurationIsTheSumOfAllDelays()
{
    for (const quint64 seed : { 1u, 2u, 3u, 42u }) {
        for (const QString &producers : { u"1"_s, u"3"_s }) {
            const Values values { { u"producers"_s, producers }, { u"consume"_s, u"all"_s } };
            const ScenarioRun sync = runWith(u"producer-consumer-sync"_s, values, seed);
            const ScenarioRun async = runWith(u"producer-consumer"_s, values, seed);
            const qint64 consumed = producers.toLongLong() * 20 * 500'000'000;
            QCOMPARE(sync.endTime.ns, sumOfProduceDelays(async) + consumed);
        }
    }
}

void TestProducerConsumerSync::theLoopIsHeldAllTheTime()
{
    const ScenarioRun run = runWith(u"producer-consumer-sync"_s, {});
    QVERIFY(run.end == Loop::End::Finished);
    QCOMPARE(run.trace->tasks().size(), std::size_t(1));
    QCOMPARE(run.trace->tasks()[0].resumes, 1U);
    const trace::Lane &loop = run.trace->loopLane();
    qint64 busy = 0;
    for (quint64 i = 0; i < loop.count(); ++i) {
        const trace::Slice slice = loop.slice(i, run.endTime);
        if (slice.state == trace::SliceState::Running)
            busy += slice.range.length().count();
    }
    QCOMPARE(busy, run.endTime.ns);
}

void TestProducerConsumerSync::itTakesMuchLongerThanItsTwin()
{
    for (quint64 seed = 1; seed <= 20; ++seed) {
        const Values values { { u"producers"_s, u"1"_s }, { u"consume"_s, u"all"_s } };
        const double sync = static_cast<double>(runWith(u"producer-consumer-sync"_s, {}, seed).endTime.ns);
        const double async = static_cast<double>(runWith(u"producer-consumer"_s, values, seed).endTime.ns);
        QVERIFY2(sync >= 1.4 * async, qPrintable(QString::number(sync / async)));
    }
}

void TestProducerConsumerSync::everythingIsMadeBeforeAnythingIsUsed()
{
    const ScenarioRun run = runWith(u"producer-consumer-sync"_s, {});
    const QStringList log = run.log();
    QCOMPARE(log.size(), 41);
    for (qsizetype i = 0; i < 20; ++i) {
        QVERIFY(log[i].endsWith(u" main-1 generated item %1"_s.arg(i + 1)));
        QVERIFY(log[20 + i].contains(u" main-1 processed %1 after "_s.arg((i + 1) * (i + 1))));
    }
    const trace::Timestamp firstGet = [&] {
        trace::Timestamp t;
        run.forEach(trace::EventKind::QueueGet, [&](const trace::Event &e) { t = t.ns == 0 ? e.time : t; });
        return t;
    }();
    QVERIFY(firstGet.ns > 15'000'000'000);
}

void TestProducerConsumerSync::takingMoreThanIsMadeRaises()
{
    QCOMPARE(
        runWith(u"producer-consumer-sync"_s, { { u"consume"_s, u"21"_s } }).error, u"main-1: the queue is empty"_s);
}

void TestProducerConsumerSync::aQueueThatIsTooSmallRaises()
{
    QCOMPARE(runWith(u"producer-consumer-sync"_s, { { u"maxsize"_s, u"19"_s } }).error, u"main-1: the queue is full"_s);
    QCOMPARE(runWith(u"producer-consumer-sync"_s, { { u"maxsize"_s, u"20"_s } }).error, QString());
}

QTEST_GUILESS_MAIN(TestProducerConsumerSync)
#include "tst_producerconsumersync.moc"
