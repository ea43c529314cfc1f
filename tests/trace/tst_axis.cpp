// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/tracebuilder.h"
#include "trace/axislanes.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <cstring>

using namespace trace;

namespace {

constexpr qint64 Unit = Axis::UnitsPerStep;

/// A run in which tasks are resumed at random, several at one instant, and put into a queue.
std::unique_ptr<Trace> randomRun(quint32 seed, int rounds, int tasks)
{
    QRandomGenerator random(seed);
    support::TraceBuilder b;
    const QueueId queue = b.queue(QStringLiteral("data"));
    std::vector<TaskId> ids;
    for (int n = 0; n < tasks; ++n)
        ids.push_back(b.create(QStringLiteral("task-%1").arg(n + 1)));
    qint64 now = 0;
    qint64 depth = 0;
    for (int n = 0; n < rounds; ++n) {
        now += random.bounded(3) == 0 ? random.bounded(1, 5000) : 0;
        b.at(Duration(now));
        const TaskId task = ids[random.bounded(quint32(tasks))];
        b.ready(task, ReadyCause::Timer);
        b.resume(task);
        if (random.bounded(2))
            b.put(task, queue, QStringLiteral("x"), ++depth);
        b.suspend(task, random.bounded(2) ? AwaitReason::Sleep : AwaitReason::QueueGet);
    }
    return b.take();
}

} // namespace

class tst_Axis : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesAreThoseOfTheCommandLine();
    void aStepIsOneUnitFromItsResumeToWhatItBroughtAbout();
    void placesAndMomentsAreThoseOfAWalk_data();
    void placesAndMomentsAreThoseOfAWalk();
    void anIndexFindsWhatWasAppended();
    void columnsAreTheAreaOfEachState_data();
    void columnsAreTheAreaOfEachState();
    void crowdedColumnsAreNearTheArea();
    void bordersAreThoseOfTheColumnsThatAreAskedFor();
    void aCounterNeverHidesAPeak();
    void lossesStandWhereTheyHappened();
};

void tst_Axis::namesAreThoseOfTheCommandLine()
{
    for (const AxisKind kind : { AxisKind::Time, AxisKind::Steps, AxisKind::Events })
        QCOMPARE(axisKindNamed(nameOf(kind)), std::optional(kind));
    QVERIFY(!axisKindNamed("step"));
}

void tst_Axis::aStepIsOneUnitFromItsResumeToWhatItBroughtAbout()
{
    support::TraceBuilder b;
    const TaskId a = b.create(QStringLiteral("a"));
    const TaskId c = b.create(QStringLiteral("c"));
    b.ready(a).resume(a).ready(c, ReadyCause::Task, a).suspend(a, AwaitReason::Sleep).resume(c).finish(c);
    const auto trace = b.take();
    const Axis axis(*trace, AxisKind::Steps);
    QCOMPARE(axis.stepCount(), 2);
    QCOMPARE(axis.whole(), (Span { {}, { 2 * Unit } }));
    const Lane &first = trace->taskLane(a);
    for (quint64 n = 0; n < first.count(); ++n) {
        if (first.slice(n, {}).state == SliceState::Running)
            QCOMPARE(spanOf(axis, first, n), (Span { { 0 }, { Unit } }));
        if (first.slice(n, {}).state == SliceState::Awaiting)
            QCOMPARE(spanOf(axis, first, n), (Span { { Unit }, { 2 * Unit } }));
    }
    const Lane &second = trace->taskLane(c);
    for (quint64 n = 0; n < second.count(); ++n) {
        if (second.slice(n, {}).state == SliceState::Ready) // made ready by the first step, so at its end
            QCOMPARE(spanOf(axis, second, n), (Span { { Unit }, { Unit } }));
        if (second.slice(n, {}).state == SliceState::Running)
            QCOMPARE(spanOf(axis, second, n), (Span { { Unit }, { 2 * Unit } }));
    }
    // In the middle of a step its task runs; at the end of the axis all has happened.
    QCOMPARE(trace->stateAfter(axis.eventsAt({ Unit / 2 })).running, a);
    QCOMPARE(axis.eventsAt({ 2 * Unit }), trace->eventCount());
    QCOMPARE(axis.eventsAt({ -1 }), quint64(0));
}

void tst_Axis::placesAndMomentsAreThoseOfAWalk_data()
{
    QTest::addColumn<AxisKind>("kind");
    QTest::newRow("steps") << AxisKind::Steps;
    QTest::newRow("events") << AxisKind::Events;
    QTest::newRow("time") << AxisKind::Time;
}

void tst_Axis::placesAndMomentsAreThoseOfAWalk()
{
    QFETCH(AxisKind, kind);
    const quint32 seed = QRandomGenerator::global()->generate();
    qInfo("seed %u", seed);
    const auto trace = randomRun(seed, 700, 5);
    const Axis axis(*trace, kind);
    qint64 resumes = 0;
    std::vector<Position> places;
    trace->forEach(0, trace->eventCount(), [&](quint64 n, const Event &event) {
        places.push_back({ kind == AxisKind::Time ? event.time.ns : kind == AxisKind::Steps ? resumes * Unit : qint64(n) * Unit });
        resumes += event.kind == EventKind::TaskResumed;
        return true;
    });
    for (quint64 n = 0; n < places.size(); ++n) {
        const Event event = trace->event(n);
        QCOMPARE(axis.at(event.time, n), places[n]);
        QCOMPARE(axis.afterEvents(event.time, n + 1), places[n]);
    }
    QRandomGenerator random(seed + 1);
    for (int tried = 0; tried < 500; ++tried) {
        const Position p { random.bounded(qint64(-100), axis.whole().end.units + 100) };
        const quint64 expected = quint64(std::upper_bound(places.begin(), places.end(), p) - places.begin());
        const bool isAtEnd = p >= axis.whole().end;
        QCOMPARE(axis.eventsAt(p), isAtEnd ? trace->eventCount() : expected);
        if (kind != AxisKind::Time)
            QCOMPARE(axis.time(p), isAtEnd ? trace->range().end : expected == 0 ? Timestamp() : trace->event(expected - 1).time);
        const Timestamp t { random.bounded(qint64(0), trace->range().end.ns) };
        const quint64 upTo = trace->countUpTo(t);
        if (kind != AxisKind::Time && upTo > 0)
            QCOMPARE(axis.at(t), places[upTo - 1]);
    }
}

void tst_Axis::anIndexFindsWhatWasAppended()
{
    EventIndex index;
    std::vector<quint64> expected;
    quint64 event = quint64(1) << 33;
    QRandomGenerator random(11);
    for (quint64 n = 0; n < 3 * EventIndex::BlockLength + 5; ++n) {
        event += 1 + random.bounded(100u);
        index.append(event);
        expected.push_back(event);
    }
    QCOMPARE(index.count(), expected.size());
    for (quint64 n = 0; n < expected.size(); ++n) {
        QCOMPARE(index.at(n), expected[n]);
        QCOMPARE(index.countBefore(expected[n]), n);
        QCOMPARE(index.countBefore(expected[n] + 1), n + 1);
    }
    QVERIFY(index.bytes() < expected.size() * 8);
}

namespace {

/// Area of each state in a column, by brute force over all slices.
Coverage bruteColumn(const Axis &axis, const Lane &lane, double left, double right)
{
    double running = 0;
    double ready = 0;
    double awaiting = 0;
    bool hasRun = false;
    for (quint64 n = 0; n < lane.count(); ++n) {
        const Slice slice = lane.slice(n, {});
        const Span span = spanOf(axis, lane, n);
        const double part = std::min(right, double(span.end.units)) - std::max(left, double(span.begin.units));
        if (part <= 0)
            continue;
        running += slice.state == SliceState::Running ? part : 0;
        ready += slice.state == SliceState::Ready ? part : 0;
        awaiting += slice.state == SliceState::Awaiting ? part : 0;
        hasRun = hasRun || slice.state == SliceState::Running;
    }
    const auto level = [&](double area) { return quint8(std::lround(area / (right - left) * 255)); };
    Coverage column;
    column.running = level(running);
    column.ready = level(ready);
    column.awaiting = level(awaiting);
    column.hasRun = hasRun;
    return column;
}

} // namespace

void tst_Axis::columnsAreTheAreaOfEachState_data()
{
    QTest::addColumn<AxisKind>("kind");
    QTest::addColumn<int>("rounds");
    for (const AxisKind kind : { AxisKind::Steps, AxisKind::Events }) {
        for (const int rounds : { 1, 3, 40, 300 })
            QTest::addRow("%s, %d rounds", nameOf(kind).data(), rounds) << kind << rounds;
    }
}

void tst_Axis::columnsAreTheAreaOfEachState()
{
    QFETCH(AxisKind, kind);
    QFETCH(int, rounds);
    const quint32 seed = QRandomGenerator::global()->generate();
    qInfo("seed %u", seed);
    const auto trace = randomRun(seed, rounds, 7);
    const Axis axis(*trace, kind);
    QRandomGenerator random(seed);
    for (int tried = 0; tried < 16; ++tried) {
        const qint64 end = axis.whole().end.units;
        const qint64 begin = random.bounded(-Unit, end);
        // At most 8 steps a column: more are measured in events.
        const Span span { { begin }, { begin + random.bounded(qint64(1), 8 * Unit * 100) } };
        std::vector<Coverage> columns(100);
        const Lane &lane = tried % 2 ? trace->loopLane() : trace->taskLane(TaskId(1 + tried % 7));
        coverage(axis, lane, span, columns);
        for (std::size_t p = 0; p < columns.size(); ++p) {
            const double width = double(span.length()) / 100;
            const double left = double(begin) + width * double(p);
            const Coverage expected = bruteColumn(axis, lane, left, left + width);
            const QByteArray where = QStringLiteral("column %1 of [%2, %3)").arg(p).arg(begin).arg(span.end.units).toUtf8();
            QVERIFY2(std::abs(columns[p].running - expected.running) <= 1, where.constData());
            QVERIFY2(std::abs(columns[p].ready - expected.ready) <= 1, where.constData());
            QVERIFY2(std::abs(columns[p].awaiting - expected.awaiting) <= 1, where.constData());
            if (expected.running > 0)
                QVERIFY2(columns[p].hasRun, where.constData());
        }
    }
}

void tst_Axis::crowdedColumnsAreNearTheArea()
{
    const quint32 seed = QRandomGenerator::global()->generate();
    qInfo("seed %u", seed);
    const auto trace = randomRun(seed, 6000, 3);
    for (const AxisKind kind : { AxisKind::Steps, AxisKind::Events }) {
        const Axis axis(*trace, kind);
        std::vector<Coverage> columns(20);
        const Span whole = axis.whole();
        coverage(axis, trace->taskLane(TaskId(1)), whole, columns);
        double error = 0;
        for (std::size_t p = 0; p < columns.size(); ++p) {
            const double width = double(whole.length()) / 20;
            const Coverage expected = bruteColumn(axis, trace->taskLane(TaskId(1)), width * double(p), width * double(p + 1));
            QVERIFY(columns[p].hasRun && expected.hasRun);
            error += std::abs(columns[p].running - expected.running) / 20.0;
        }
        QVERIFY2(error < 8, qPrintable(QStringLiteral("mean error %1 of 255").arg(error)));
    }
}

// Kept from lane to lane, but not over a change of what is looked at: here one thing is changed at a time.
void tst_Axis::bordersAreThoseOfTheColumnsThatAreAskedFor()
{
    const auto one = randomRun(7, 6000, 4);
    const auto longer = randomRun(8, 7000, 4);
    const auto other = randomRun(8, 4000, 4);
    const auto growTo = [&](quint64 events) {
        while (other->eventCount() < events)
            other->append(longer->event(other->eventCount()));
    };
    StepBorders kept;
    const auto compare = [&](const Trace &trace, AxisKind kind, Span span, std::size_t count) {
        const Axis axis(trace, kind);
        for (quint32 task = 1; task <= 4; ++task) {
            std::vector<Coverage> fresh(count);
            std::vector<Coverage> known(count);
            coverage(axis, trace.taskLane(TaskId(task)), span, fresh);
            coverage(axis, trace.taskLane(TaskId(task)), span, known, RunKind::Resume, &kept);
            QVERIFY(std::memcmp(fresh.data(), known.data(), count * sizeof(Coverage)) == 0); // bytes without gaps
            QVERIFY(std::any_of(known.begin(), known.end(), [](const Coverage &column) { return column.hasRun; }));
        }
    };
    const Span whole = Axis(*one, AxisKind::Steps).whole();
    const Span part { whole.begin + whole.length() / 4, whole.end };
    compare(*one, AxisKind::Steps, whole, 40);
    compare(*one, AxisKind::Steps, part, 40);
    compare(*one, AxisKind::Steps, part, 57);
    compare(*one, AxisKind::Events, part, 57);
    compare(*one, AxisKind::Steps, part, 57);
    compare(*other, AxisKind::Steps, part, 57);
    growTo(one->eventCount());
    compare(*other, AxisKind::Steps, part, 57);
    compare(*one, AxisKind::Steps, part, 57);
    growTo(longer->eventCount());
    compare(*other, AxisKind::Steps, part, 57);
}

void tst_Axis::aCounterNeverHidesAPeak()
{
    support::TraceBuilder b;
    const QueueId queue = b.queue(QStringLiteral("data"));
    const TaskId task = b.create(QStringLiteral("a"));
    for (int n = 0; n < 4000; ++n)
        b.at(Duration(n / 3)).resume(task).put(task, queue, QStringLiteral("x"), n == 1234 ? 99 : 1).suspend(task, AwaitReason::Sleep);
    const auto trace = b.take();
    for (const AxisKind kind : { AxisKind::Steps, AxisKind::Events }) {
        const Axis axis(*trace, kind);
        for (const std::size_t width : { 1u, 10u, 333u, 4000u, 9000u }) {
            std::vector<CounterColumn> found(width);
            columns(axis, trace->queueDepth(queue), axis.whole(), found);
            const auto peak = std::max_element(found.begin(), found.end(), [](const auto &x, const auto &y) { return x.max < y.max; });
            QCOMPARE(peak->max, 99);
            QCOMPARE(found.back().last, 1);
        }
    }
}

void tst_Axis::lossesStandWhereTheyHappened()
{
    support::TraceBuilder b;
    const TaskId task = b.create(QStringLiteral("a"));
    for (int n = 0; n < 100; ++n) {
        b.at(Duration(n * 100)).resume(task).suspend(task, AwaitReason::Sleep);
        if (n == 60)
            b.lose(5);
    }
    const auto trace = b.take();
    QCOMPARE(trace->losses().size(), std::size_t(1));
    const Axis axis(*trace, AxisKind::Steps);
    std::vector<Coverage> columns(100);
    coverage(axis, trace->taskLane(task), axis.whole(), columns);
    for (std::size_t p = 0; p < columns.size(); ++p)
        QCOMPARE(columns[p].isLost, p == 61);
}

QTEST_GUILESS_MAIN(tst_Axis)
#include "tst_axis.moc"
