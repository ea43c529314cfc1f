// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenariorun.h"
#include "scenarios/catalogue.h"

#include <QRegularExpression>
#include <QTest>

using namespace scenarios;
using namespace Qt::StringLiterals;
using scheduler::Loop;

namespace {

ScenarioRun runWith(const Values &values, quint64 seed = 1)
{
    scheduler::LoopOptions options;
    options.seed = seed;
    return ScenarioRun(*Catalogue::find(u"producer-consumer"), values, options);
}

} // namespace

class TestProducerConsumer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theStandardRunTakesTwentyToTwentyThreeSeconds();
    void tasksAreNamedAndGathered();
    void everyItemIsGeneratedAndProcessedInOrder();
    void aThirdProducerLeavesTwentyItems();
    void allConsumesWhatIsMade();
    void consumersShareTheWork();
    void aBoundedQueueNeverHoldsMore();
    void consumingMoreThanIsMadeIsADeadlock();
    void aFullQueueThatNobodyEmptiesIsADeadlock();
    void delaysAreDrawnFromTheirRange();
};

void TestProducerConsumer::theStandardRunTakesTwentyToTwentyThreeSeconds()
{
    for (const quint64 seed : { 1, 2, 3, 42, 1000 }) {
        const ScenarioRun run = runWith({}, seed);
        QVERIFY(run.end == Loop::End::Finished);
        QVERIFY2(run.endTime.ns >= 20'000'000'000 && run.endTime.ns <= 23'000'000'000,
            qPrintable(QString::number(run.endTime.ns)));
        const trace::QueueRow &data = run.trace->queues()[0];
        QCOMPARE(data.puts, 40U);
        QCOMPARE(data.gets, 40U);
    }
}

void TestProducerConsumer::tasksAreNamedAndGathered()
{
    const ScenarioRun run = runWith({});
    QStringList names;
    for (const trace::TaskRow &row : run.trace->tasks()) {
        names += run.trace->text(row.name);
        QCOMPARE(trace::number(row.parent), trace::number(row.id) == 1 ? 0U : 1U);
    }
    QCOMPARE(names, (QStringList { u"main-1"_s, u"producer-1"_s, u"producer-2"_s, u"consumer-1"_s }));
}

void TestProducerConsumer::everyItemIsGeneratedAndProcessedInOrder()
{
    const ScenarioRun run = runWith({ { u"producers"_s, u"1"_s }, { u"consume"_s, u"all"_s }, { u"items"_s, u"3"_s } });
    const QStringList log = run.log();
    QStringList generated, processed;
    static const QRegularExpression age(u" after \\d+\\.\\d\\d s$"_s);
    for (const QString &line : log) {
        const QString text = line.section(u' ', 2);
        if (text.startsWith(u"generated"))
            generated += text;
        else if (text.startsWith(u"processed"))
            processed += QString(text).remove(age);
    }
    QCOMPARE(generated, (QStringList { u"generated item 1"_s, u"generated item 2"_s, u"generated item 3"_s }));
    QCOMPARE(processed, (QStringList { u"processed 1"_s, u"processed 4"_s, u"processed 9"_s }));
    QVERIFY(log.last().contains(u"main-1 all done after"_s) && log.last().endsWith(u", 0 items left"_s));
}

void TestProducerConsumer::aThirdProducerLeavesTwentyItems()
{
    const ScenarioRun run = runWith({ { u"producers"_s, u"3"_s } });
    QVERIFY(run.end == Loop::End::Finished);
    const trace::QueueRow &data = run.trace->queues()[0];
    QCOMPARE(data.puts, 60U);
    QCOMPARE(data.gets, 40U);
    QCOMPARE(run.trace->latest().queues[0].items.size(), std::size_t(20));
    QVERIFY(run.log().last().endsWith(u"20 items left"_s));
}

void TestProducerConsumer::allConsumesWhatIsMade()
{
    const ScenarioRun run = runWith({ { u"producers"_s, u"3"_s }, { u"items"_s, u"7"_s }, { u"consume"_s, u"all"_s } });
    QVERIFY(run.end == Loop::End::Finished);
    QCOMPARE(run.trace->queues()[0].gets, 21U);
}

void TestProducerConsumer::consumersShareTheWork()
{
    const ScenarioRun run = runWith({ { u"consumers"_s, u"3"_s } });
    QVERIFY(run.end == Loop::End::Finished);
    QCOMPARE(run.trace->queues()[0].gets, 40U);
    QSet<QString> getters;
    run.forEach(trace::EventKind::QueueGet, [&](const trace::Event &e) { getters += run.taskName(e.task); });
    QCOMPARE(getters, (QSet<QString> { u"consumer-1"_s, u"consumer-2"_s, u"consumer-3"_s }));
}

void TestProducerConsumer::aBoundedQueueNeverHoldsMore()
{
    const ScenarioRun run
        = runWith({ { u"producers"_s, u"8"_s }, { u"maxsize"_s, u"5"_s }, { u"consume"_s, u"all"_s } });
    QVERIFY(run.end == Loop::End::Finished);
    qint64 deepest = 0;
    run.forEach(trace::EventKind::QueuePut, [&](const trace::Event &e) { deepest = std::max(deepest, e.value); });
    QCOMPARE(deepest, 5);
}

void TestProducerConsumer::consumingMoreThanIsMadeIsADeadlock()
{
    QVERIFY(runWith({ { u"consume"_s, u"41"_s } }).end == Loop::End::Deadlock);
}

void TestProducerConsumer::aFullQueueThatNobodyEmptiesIsADeadlock()
{
    QVERIFY(runWith({ { u"consume"_s, u"1"_s }, { u"maxsize"_s, u"3"_s } }).end == Loop::End::Deadlock);
}

void TestProducerConsumer::delaysAreDrawnFromTheirRange()
{
    const ScenarioRun run
        = runWith({ { u"produce-delay"_s, u"10ms..30ms"_s }, { u"items"_s, u"100"_s }, { u"consume"_s, u"all"_s } });
    std::map<trace::TaskId, trace::Timestamp> last;
    int count = 0;
    run.forEach(trace::EventKind::QueuePut, [&](const trace::Event &e) {
        if (last.contains(e.task)) {
            const qint64 pause = (e.time - last[e.task]).count();
            QVERIFY(pause >= 10'000'000 && pause <= 30'000'000);
            ++count;
        }
        last[e.task] = e.time;
    });
    QCOMPARE(count, 198);
}

QTEST_GUILESS_MAIN(TestProducerConsumer)
#include "tst_producerconsumer.moc"
