// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/conditionsearch.h"
#include "analysis/conditionwatch.h"
#include "support/tracebuilder.h"

#include <QTest>

using namespace analysis;
using namespace trace;
using namespace std::chrono_literals;

namespace {

using Source = ConditionWatch::Source;

std::vector<Condition> conditions(const QStringList &texts)
{
    std::vector<Condition> parsed;
    for (const QString &text : texts)
        parsed.push_back(Condition::parse(text).value());
    return parsed;
}

/// Two producers and a consumer over a queue of two; every condition is met in it at least once.
///  ms   what happens
///   0   main-1 creates the three; they become ready
///  10   main-1 suspends in a gather; producer-1 puts a and b (full) and sleeps until 110
///  10   producer-2 holds the loop until 260, then waits to put
/// 260   consumer-1, ready since 0, takes a and b (empty)
/// 300   main-1's timeout: consumer-1 is cancelled and ends so; producer-1 raises; producer-2 and main-1 are left
std::unique_ptr<Trace> story()
{
    support::TraceBuilder b;
    const QueueId data = b.queue(QStringLiteral("data"), 2);
    b.add({ .value = 1, .kind = EventKind::IterationBegun });
    const TaskId main = b.create(QStringLiteral("main-1"));
    b.ready(main).resume(main);
    const TaskId one = b.create(QStringLiteral("producer-1"), main);
    b.ready(one, ReadyCause::Started, main);
    const TaskId two = b.create(QStringLiteral("producer-2"), main);
    b.ready(two, ReadyCause::Started, main);
    const TaskId consumer = b.create(QStringLiteral("consumer-1"), main);
    b.ready(consumer, ReadyCause::Started, main);
    b.at(10ms).suspend(main, AwaitReason::Gather, 3).resume(one);
    b.put(one, data, QStringLiteral("a"), 1).put(one, data, QStringLiteral("b"), 2).log(one, QStringLiteral("generated item 2"));
    b.suspend(one, AwaitReason::Sleep, number(b.arm(one, 100ms)));
    b.resume(two).at(260ms).suspend(two, AwaitReason::QueuePut, number(data)).fire(one, TimerId(1)).ready(one, ReadyCause::Timer);
    b.resume(consumer).take(consumer, data, QStringLiteral("a"), 1).take(consumer, data, QStringLiteral("b"), 0);
    b.log(consumer, QStringLiteral("processed a")).suspend(consumer, AwaitReason::QueueGet, number(data));
    b.resume(one).at(300ms).requestCancel(consumer, one).ready(consumer, ReadyCause::Cancel, one);
    b.finish(one, Outcome::Raised, QStringLiteral("ValueError")).resume(consumer).finish(consumer, Outcome::Cancelled);
    b.resume(two).suspend(two, AwaitReason::QueuePut, number(data)).resume(main).suspend(main, AwaitReason::Join, number(two));
    return b.take();
}

/// Hits as "MS reason", met one after the other.
QStringList forwards(const Trace &trace, const std::vector<Condition> &wanted)
{
    QStringList hits;
    analysis::Place at;
    while (const auto hit = findNext(trace, wanted, at)) {
        hits << QStringLiteral("%1 %2").arg(hit->time.ns / 1'000'000).arg(hit->reason.plain());
        if (placeOf(*hit) <= at)
            return { QStringLiteral("does not get on") };
        at = placeOf(*hit);
    }
    return hits;
}

QStringList backwards(const Trace &trace, const std::vector<Condition> &wanted)
{
    QStringList hits;
    analysis::Place at { trace.eventCount(), trace.range().end + 1ns };
    while (const auto hit = findPrevious(trace, wanted, at)) {
        hits.prepend(QStringLiteral("%1 %2").arg(hit->time.ns / 1'000'000).arg(hit->reason.plain()));
        if (placeOf(*hit) >= at)
            return { QStringLiteral("does not get on") };
        at = placeOf(*hit);
    }
    return hits;
}

QStringList watched(const Trace &trace, const std::vector<Condition> &wanted, Source source = Source::Recording)
{
    ConditionWatch watch(wanted, trace.texts(), State(), source);
    QStringList hits;
    trace.forEach(0, trace.eventCount(), [&](quint64, const Event &event) {
        if (event.kind == EventKind::TaskResumed && source == Source::Live) {
            if (const auto hit = watch.aboutToResume(event.task, event.time))
                hits << QStringLiteral("%1 %2").arg(hit->time.ns / 1'000'000).arg(hit->reason.plain());
        }
        if (const auto hit = watch.observe(event))
            hits << QStringLiteral("%1 %2").arg(hit->time.ns / 1'000'000).arg(hit->reason.plain());
        return true;
    });
    return hits;
}

} // namespace

class TestConditionWatch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachConditionIsMetWhereItBecomesTrue_data()
    {
        QTest::addColumn<QString>("condition");
        QTest::addColumn<QStringList>("hits");
        const auto row = [](const char *condition, const QStringList &hits) { QTest::newRow(condition) << QString::fromUtf8(condition) << hits; };
        const auto text = [](const char *utf8) { return QString::fromUtf8(utf8); };
        row("task producer-* resumes", { text("10 producer-1 resumes"), text("10 producer-2 resumes"), text("260 producer-1 resumes"), text("300 producer-2 resumes") });
        row("task main-1 suspends", { text("10 main-1 suspends"), text("300 main-1 suspends") });
        row("task * finishes", { text("300 producer-1 raises ValueError"), text("300 consumer-1 finishes: it was cancelled") });
        row("task * raises", { text("300 producer-1 raises ValueError") });
        row("task consumer-1 is cancelled", { text("300 consumer-1 is cancelled by producer-1"), text("300 consumer-1 ends, cancelled") });
        row("task nobody is cancelled", {});
        row("queue data depth >= 1", { text("10 queue data holds 1 item") });
        row("queue data depth >= 2", { text("10 queue data holds 2 items") });
        row("queue data depth <= 1", { text("260 queue data holds 1 item") });
        row("queue data full", { text("10 queue data is full (2 of 2)") });
        row("queue d* empty", { text("260 queue data is empty") });
        row("queue other empty", {});
        row("ready > 100ms", { text("100 consumer-1 has been ready for more than 100 ms") });
        row("ready > 5ms", { text("5 producer-1 has been ready for more than 5 ms") }); // the others too, at the same moment
        row("ready > 260ms", {});
        row("held > 5ms", { text("5 main-1 has held the loop for more than 5 ms"), text("15 producer-2 has held the loop for more than 5 ms"), text("265 producer-1 has held the loop for more than 5 ms") });
        row("held > 250ms", {});
        row("deadlock", { text("300 2 tasks are left that nothing can ever wake") });
        row("log ~ ^processed", { text("260 consumer-1 logs \"processed a\"") });
        row("log ~ item \\d", { text("10 producer-1 logs \"generated item 2\"") });
        row("time >= 0", {}); // it stands there from the beginning
        row("time >= 50ms", { text("50 50 ms is reached") });
        row("time >= 260ms", { text("260 260 ms is reached") });
        row("time >= 301ms", {});
    }
    void eachConditionIsMetWhereItBecomesTrue()
    {
        QFETCH(QString, condition);
        QFETCH(QStringList, hits);
        const auto trace = story();
        const auto wanted = conditions({ condition });
        QCOMPARE(forwards(*trace, wanted), hits);
        QCOMPARE(backwards(*trace, wanted), wanted.front().kind == Condition::Kind::Deadlock ? QStringList() : hits);
        if (wanted.front().kind != Condition::Kind::Deadlock)
            QCOMPARE(watched(*trace, wanted), hits);
    }

    void aLiveRunIsHaltedBeforeTheTaskRunsOn()
    {
        const auto trace = story();
        const auto wanted = conditions({ QStringLiteral("task producer-2 resumes"), QStringLiteral("queue data full") });
        QCOMPARE(watched(*trace, wanted, Source::Live), QStringList({ QStringLiteral("10 queue data is full (2 of 2)"),
                                                                      QStringLiteral("10 producer-2 is about to resume"),
                                                                      QStringLiteral("300 producer-2 is about to resume") }));
    }

    void conditionsCanBeChangedInTheMiddleOfARun()
    {
        const auto trace = story();
        ConditionWatch watch({}, trace->texts(), State(), Source::Live);
        watch.trackAll();
        const QStringList later { QStringLiteral("ready > 100ms"), QStringLiteral("held > 40ms"), QStringLiteral("queue data empty"), QStringLiteral("time >= 0") };
        QStringList hits;
        trace->forEach(0, trace->eventCount(), [&](quint64, const Event &event) {
            if (event.kind == EventKind::QueuePut)
                watch.setConditions(conditions(later));
            if (const auto hit = watch.observe(event))
                hits << hit->reason.plain();
            return true;
        });
        // Known from before they were asked for: since when consumer-1 is ready, and the depth; 0 s has long been reached.
        QCOMPARE(hits, QStringList({ QStringLiteral("consumer-1 has been ready for 260 ms; it passed 100 ms at 100 ms"), QStringLiteral("queue data is empty") }));
    }

    void aTimeIsReachedWithoutAnEvent()
    {
        ConditionWatch watch(conditions({ QStringLiteral("time >= 5s"), QStringLiteral("time >= 2s") }), std::make_shared<TextTable>(), State(), Source::Live);
        QCOMPARE(watch.nextTime().value().ns, qint64(2'000'000'000));
        QVERIFY(!watch.timeReached({ 1'000'000'000 }));
        QCOMPARE(watch.timeReached({ 2'000'000'000 })->reason.plain(), QStringLiteral("2 s is reached"));
        QVERIFY(!watch.observe({ .time = { 2'000'000'000 }, .kind = EventKind::Mark }));
        QCOMPARE(watch.nextTime().value().ns, qint64(5'000'000'000));
        QCOMPARE(watch.observe({ .time = { 6'000'000'000 }, .kind = EventKind::Mark })->condition, std::size_t(0));
        QVERIFY(!watch.nextTime());
    }

    void ofSeveralConditionsTheFirstIsToldAndNamed()
    {
        const auto trace = story();
        const auto wanted = conditions({ QStringLiteral("log ~ never"), QStringLiteral("task * suspends"), QStringLiteral("held > 5s") });
        const auto hit = findNext(*trace, wanted, {});
        QVERIFY(hit);
        QCOMPARE(hit->condition, std::size_t(1));
        QCOMPARE(hit->task, TaskId(1));
        // The moment is the one right after the event that met it.
        QCOMPARE(trace->event(hit->events - 1).kind, EventKind::TaskSuspended);
        QVERIFY(std::holds_alternative<TaskId>(hit->reason.pieces().front().target));
    }

    void aMomentBetweenTwoEventsIsFoundInBothDirections()
    {
        support::TraceBuilder b;
        const TaskId holder = b.create(QStringLiteral("holder-1"));
        b.ready(holder).resume(holder).at(500ms).suspend(holder, AwaitReason::Lock);
        const auto wanted = conditions({ QStringLiteral("time >= 200ms"), QStringLiteral("held > 100ms"), QStringLiteral("time >= 400ms"), QStringLiteral("time >= 600ms") });
        const auto held = findNext(b.trace(), wanted, {});
        QCOMPARE(held->condition, std::size_t(1));
        // The task still holds the loop there, and nothing has happened since it was resumed.
        QCOMPARE(placeOf(*held), (analysis::Place { 3, { 100'000'001 } }));
        QCOMPARE(b.trace().stateAfter(held->events).running, holder);
        const auto next = findNext(b.trace(), wanted, placeOf(*held));
        QCOMPARE(placeOf(*next), (analysis::Place { 3, { 200'000'000 } }));
        QCOMPARE(placeOf(*findNext(b.trace(), wanted, { 3, { 300'000'000 } })), (analysis::Place { 3, { 400'000'000 } }));
        QCOMPARE(placeOf(*findPrevious(b.trace(), wanted, { 3, { 300'000'000 } })), (analysis::Place { 3, { 200'000'000 } }));
        QCOMPARE(findPrevious(b.trace(), wanted, placeOf(*next))->condition, std::size_t(1));
        // A trace may go on after its last event.
        QVERIFY(!findNext(b.trace(), wanted, { 4, { 500'000'000 } }));
        b.trace().advanceTo({ 900'000'000 });
        QCOMPARE(placeOf(*findNext(b.trace(), wanted, { 4, { 500'000'000 } })), (analysis::Place { 4, { 600'000'000 } }));
        QCOMPARE(placeOf(*findPrevious(b.trace(), wanted, { 4, { 700'000'000 } })), (analysis::Place { 4, { 600'000'000 } }));
    }

    void aConditionThatIsTrueAtTheStartIsNotMetByStayingTrue()
    {
        const auto trace = story();
        const analysis::Place full = placeOf(*findNext(*trace, conditions({ QStringLiteral("queue data full") }), {}));
        const auto wanted = conditions({ QStringLiteral("queue data depth >= 1"), QStringLiteral("queue data full"), QStringLiteral("time >= 5ms") });
        QVERIFY(!findNext(*trace, wanted, full));
    }

    void aDeadlockIsTheLastMomentOfItsTrace()
    {
        const auto trace = story();
        const auto wanted = conditions({ QStringLiteral("deadlock") });
        QCOMPARE(findNext(*trace, wanted, { 3, {} })->events, trace->eventCount());
        QVERIFY(!findNext(*trace, wanted, { trace->eventCount(), trace->range().end }));
        trace->append({ .time = { 400'000'000 }, .value = 1'000'000'000, .task = TaskId(1), .object = 9, .kind = EventKind::TimerArmed });
        QVERIFY(!findNext(*trace, wanted, { 3, {} }));
    }

    /// Instants of other programs' recordings are lines of the log, and most of what they say stands in their args.
    void aLogConditionSeesTheArgsOfALine_data()
    {
        QTest::addColumn<QString>("condition");
        QTest::addColumn<QStringList>("hits");
        const QStringList first { QStringLiteral("10 the loop logs \"retry (host: db-1, tries: 3)\"") };
        QTest::newRow("a value") << QStringLiteral("log ~ db-1") << first;
        QTest::newRow("text and args") << QStringLiteral("log ~ ^retry.*tries: 3\\)$") << first;
        QTest::newRow("the text alone") << QStringLiteral("log ~ ^retry$") << QStringList { first.first(), QStringLiteral("20 the loop logs \"retry\"") };
        QTest::newRow("neither") << QStringLiteral("log ~ db-2") << QStringList();
    }
    void aLogConditionSeesTheArgsOfALine()
    {
        QFETCH(QString, condition);
        QFETCH(QStringList, hits);
        support::TraceBuilder b;
        const ArgId args = b.trace().texts()->args().add(R"({"host":"db-1","tries":3})");
        b.at(10ms).add({ .value = number(args), .text = b.text(QStringLiteral("retry")), .kind = EventKind::Log });
        b.at(20ms).add({ .text = b.text(QStringLiteral("retry")), .kind = EventKind::Log });
        QCOMPARE(forwards(b.trace(), conditions({ condition })), hits);
    }

    void aSearchOfALongRecordingCanBeGivenUp()
    {
        support::TraceBuilder b;
        const TaskId task = b.create(QStringLiteral("spin-1"));
        for (int n = 0; n < 100'000; ++n)
            b.at(std::chrono::microseconds(n)).ready(task).resume(task).suspend(task, AwaitReason::Yield);
        const auto wanted = conditions({ QStringLiteral("log ~ x") });
        int calls = 0;
        const auto giveUp = [&calls](quint64 done, quint64 total) {
            ++calls;
            return done > total;
        };
        QVERIFY(!findNext(b.trace(), wanted, {}, giveUp));
        QCOMPARE(calls, 1);
        QVERIFY(!findPrevious(b.trace(), wanted, { ~quint64(0), {} }, giveUp));
        QCOMPARE(calls, 2);
    }

    void aSearchBackwardsGoesOverTheBoundsOfItsParts()
    {
        support::TraceBuilder b;
        const TaskId holder = b.create(QStringLiteral("holder-1"));
        const TaskId waiter = b.create(QStringLiteral("waiter-1"));
        b.ready(waiter).ready(holder).resume(holder);
        for (int n = 0; n < 200'000; ++n)
            b.at(std::chrono::microseconds(n)).log(holder, QStringLiteral("line"));
        b.suspend(holder, AwaitReason::Lock).resume(waiter);
        const auto wanted = conditions({ QStringLiteral("ready > 10ms"), QStringLiteral("held > 20ms"), QStringLiteral("time >= 30ms") });
        const QStringList hits = forwards(b.trace(), wanted);
        QCOMPARE(hits, QStringList({ QStringLiteral("10 waiter-1 has been ready for more than 10 ms"), QStringLiteral("20 holder-1 has held the loop for more than 20 ms"),
                                     QStringLiteral("30 30 ms is reached") }));
        QCOMPARE(backwards(b.trace(), wanted), hits);
    }

    void anyTraceGivesTheSameHitsForwardsAndBackwardsAndLive()
    {
        const auto wanted = conditions({ QStringLiteral("task * resumes"), QStringLiteral("task * raises"), QStringLiteral("task * is cancelled"),
            QStringLiteral("queue * depth >= 50"), QStringLiteral("queue * depth <= 20"), QStringLiteral("queue * full"), QStringLiteral("queue * empty"),
            QStringLiteral("log ~ a"), QStringLiteral("time >= 1s") });
        for (quint32 seed = 1; seed <= 200; ++seed) {
            const auto trace = support::randomTrace(seed);
            for (const Condition &condition : wanted) {
                const QStringList hits = watched(*trace, { condition });
                QVERIFY2(forwards(*trace, { condition }) == hits, qPrintable(QStringLiteral("seed %1, %2").arg(seed).arg(condition.text())));
                QVERIFY2(backwards(*trace, { condition }) == hits, qPrintable(QStringLiteral("seed %1, %2").arg(seed).arg(condition.text())));
            }
            // A search that begins anew takes the state's word for who runs and waits, which in a senseless trace is not what the events told on the way.
            const auto late = conditions({ QStringLiteral("ready > 1ms"), QStringLiteral("held > 1ms"), QStringLiteral("task * resumes") });
            QVERIFY2(!forwards(*trace, late).contains(QStringLiteral("does not get on")), qPrintable(QStringLiteral("seed %1").arg(seed)));
            QVERIFY2(!backwards(*trace, late).contains(QStringLiteral("does not get on")), qPrintable(QStringLiteral("seed %1").arg(seed)));
        }
    }

    void idsThatNoTraceCanHoldCostNothing()
    {
        ConditionWatch watch(conditions({ QStringLiteral("task * resumes"), QStringLiteral("ready > 1ms"), QStringLiteral("queue * full") }),
                             std::make_shared<TextTable>(), State());
        for (const quint32 id : { ~0u, 1u << 31, State::MaxRows, 0u }) {
            for (int kind = 0; kind < EventKindCount; ++kind)
                (void)watch.observe({ .time = { qint64(id) }, .value = ~qint64(0), .task = TaskId(id), .other = id, .object = id, .kind = EventKind(kind) });
        }
        QVERIFY(true); // 2^32 rows would not fit into memory
    }
};

QTEST_GUILESS_MAIN(TestConditionWatch)
#include "tst_conditionwatch.moc"
