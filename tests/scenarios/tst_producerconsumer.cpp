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
    void theModelOfQCoroBeginsTasksWhereTheyAreCalled();
    void theModelOfQCoroResumesAConsumerWithinThePut();
    void bothModelsMoveTheSameItems();
    void oneStepOfTheModelOfQCoroIsOneEntryThatResumes();
};

namespace {

/// The events of some kinds as text, up to `count`: "resumed producer-1".
QStringList firstEvents(const ScenarioRun &run, int count)
{
    QStringList lines;
    run.trace->forEach(0, run.trace->eventCount(), [&](quint64, const trace::Event &e) {
        switch (e.kind) {
        case trace::EventKind::TaskCreated:
            lines += u"created "_s + run.taskName(e.task);
            break;
        case trace::EventKind::TaskReady:
            lines += u"ready "_s + run.taskName(e.task);
            break;
        case trace::EventKind::TaskResumed:
            lines += u"resumed "_s + run.taskName(e.task);
            break;
        case trace::EventKind::TaskSuspended:
            lines += u"suspended "_s + run.taskName(e.task);
            break;
        case trace::EventKind::TaskFinished:
            lines += u"finished "_s + run.taskName(e.task);
            break;
        case trace::EventKind::QueuePut:
            lines += u"put "_s + run.taskName(e.task);
            break;
        case trace::EventKind::QueueGet:
            lines += u"get "_s + run.taskName(e.task);
            break;
        default:
            break;
        }
        return lines.size() < count;
    });
    return lines;
}

const Values OneItem { { u"model"_s, u"qcoro"_s }, { u"producers"_s, u"1"_s }, { u"items"_s, u"2"_s }, { u"consume"_s, u"2"_s },
    { u"produce-delay"_s, u"1s"_s }, { u"consume-delay"_s, u"100ms"_s } };

} // namespace

void TestProducerConsumer::theModelOfQCoroBeginsTasksWhereTheyAreCalled()
{
    // Eager: no "ready" before the first resume, and main's own step goes on when the producer has suspended.
    QCOMPARE(firstEvents(runWith(OneItem), 12), (QStringList { u"created main-1"_s, u"ready main-1"_s, u"resumed main-1"_s,
        u"created producer-1"_s, u"resumed producer-1"_s, u"put producer-1"_s, u"suspended producer-1"_s,
        u"created consumer-1"_s, u"resumed consumer-1"_s, u"get consumer-1"_s, u"suspended consumer-1"_s, u"suspended main-1"_s }));
}

void TestProducerConsumer::theModelOfQCoroResumesAConsumerWithinThePut()
{
    const QStringList all = firstEvents(runWith(OneItem), 1000);
    // The consumer has slept and waits again; the second put resumes it before the producer's step goes on.
    QCOMPARE(all.mid(12, 9), (QStringList { u"ready consumer-1"_s, u"resumed consumer-1"_s, u"suspended consumer-1"_s,
        u"ready producer-1"_s, u"resumed producer-1"_s, u"put producer-1"_s, u"ready consumer-1"_s, u"resumed consumer-1"_s, u"get consumer-1"_s }));
    QCOMPARE(all.mid(21, 2), (QStringList { u"suspended consumer-1"_s, u"suspended producer-1"_s }));
    // A task that ends resumes who awaits it at once.
    const qsizetype end = all.indexOf(u"finished producer-1"_s);
    QCOMPARE(all.mid(end, 3), (QStringList { u"finished producer-1"_s, u"ready main-1"_s, u"resumed main-1"_s }));
    // The other model queues it.
    Values asyncio = OneItem;
    asyncio[u"model"_s] = u"asyncio"_s;
    const QStringList queued = firstEvents(runWith(asyncio), 1000);
    const qsizetype put = queued.lastIndexOf(u"put producer-1"_s);
    QCOMPARE(queued.mid(put, 4), (QStringList { u"put producer-1"_s, u"ready consumer-1"_s, u"suspended producer-1"_s, u"resumed consumer-1"_s }));
}

void TestProducerConsumer::bothModelsMoveTheSameItems()
{
    for (const quint64 seed : { 1u, 2u, 3u, 42u }) {
        for (const QString &maxsize : { u"0"_s, u"1"_s, u"3"_s }) {
            const Values plain { { u"producers"_s, u"3"_s }, { u"consumers"_s, u"2"_s }, { u"consume"_s, u"all"_s }, { u"maxsize"_s, maxsize } };
            Values qcoro = plain;
            qcoro[u"model"_s] = u"qcoro"_s;
            const ScenarioRun a = runWith(plain, seed);
            const ScenarioRun b = runWith(qcoro, seed);
            QVERIFY(a.end == Loop::End::Finished && b.end == Loop::End::Finished);
            QCOMPARE(b.trace->queues()[0].puts, 60U);
            QCOMPARE(b.trace->queues()[0].gets, 60U);
            QCOMPARE(b.trace->tasks().size(), a.trace->tasks().size());
            QCOMPARE(runWith(qcoro, seed).log(), b.log());
        }
    }
}

void TestProducerConsumer::oneStepOfTheModelOfQCoroIsOneEntryThatResumes()
{
    scheduler::LoopOptions options;
    Loop loop(options);
    QVERIFY(Catalogue::find(u"producer-consumer")->start(loop, OneItem));
    int steps = 0;
    while (loop.step())
        ++steps;
    QVERIFY(loop.isFinished());
    // main with both children, the consumer's and the producer's timers; what these resume runs within them.
    QCOMPARE(steps, 5);
}

void TestProducerConsumer::theStandardRunTakesTwentyToTwentyThreeSeconds()
{
    for (const quint64 seed : { 1u, 2u, 3u, 42u, 1000u }) {
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
