// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/lane.h"

#include "trace/slicecode.h"

#include <QRandomGenerator>
#include <QTest>

#include <cmath>

using namespace trace;

class tst_Lane : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void coverageIsTheAreaOfEachState_data();
    void coverageIsTheAreaOfEachState();
    void severalZoomsOfABurstyLaneAreExact_data();
    void severalZoomsOfABurstyLaneAreExact();
    void coverageOverEventsCountsThem();
    void slicesOfAnyTimesAndEventsAreKept();
    void timesInARangeAreThoseOfItsSlices();
    void columnsHoldTheLeastAndTheGreatestValue_data() { coverageIsTheAreaOfEachState_data(); }
    void columnsHoldTheLeastAndTheGreatestValue();
    void stepsOfAnyTimesValuesAndEventsAreKept();
    void aCounterKeepsAnyNumberOfSteps();
    void whatHoldsLittleTakesLittle();
};

void tst_Lane::coverageIsTheAreaOfEachState_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("width");
    for (const int count : { 1, 63, 64, 65, 129, 5000 }) {
        for (const int width : { 1, 7, 200 })
            QTest::addRow("%d in %d px", count, width) << count << width;
    }
}

void tst_Lane::coverageIsTheAreaOfEachState()
{
    QFETCH(int, count);
    QFETCH(int, width);
    const quint32 seed = QRandomGenerator::global()->generate();
    QRandomGenerator random(seed);
    Lane lane;
    qint64 now = 0;
    for (int n = 0; n < count; ++n) {
        // Many at one moment, as in virtual time.
        now += random.bounded(3) == 0 ? 0 : random.bounded(1, 2000);
        const auto state = static_cast<SliceState>(random.bounded(int(SliceState::Ready), int(SliceState::Finished)));
        lane.append({ now }, state, state == SliceState::Awaiting ? AwaitReason::Sleep : AwaitReason::None, Outcome::None, quint64(n));
    }
    const Timestamp end { now + 1000 };
    const TimeRange range { { random.bounded(500) }, { end.ns - random.bounded(500) } };
    std::vector<Coverage> columns(static_cast<std::size_t>(width));
    lane.coverage(range, end, columns);
    const double span = double(range.length().count()) / width;
    for (int p = 0; p < width; ++p) {
        const double left = double(range.begin.ns) + span * p;
        double areas[SliceStateCount] = {};
        bool hasRun = false;
        for (quint64 n = 0; n < lane.count(); ++n) {
            const Slice s = lane.slice(n, end);
            const double a = std::max(left, double(s.range.begin.ns));
            const double b = std::min(left + span, double(s.range.end.ns));
            areas[int(s.state)] += std::max(0.0, b - a) / span;
            // A mark on the border may count for either side.
            hasRun = hasRun || (s.state == SliceState::Running && (b > a + 1e-6 * span || (double(s.range.begin.ns) > left + 1e-6 * span && double(s.range.begin.ns) < left + span * (1 - 1e-6))));
        }
        const Coverage &c = columns[std::size_t(p)];
        const QByteArray where = QByteArray("seed ") + QByteArray::number(seed) + " column " + QByteArray::number(p);
        QVERIFY2(std::abs(c.running - areas[int(SliceState::Running)] * 255) <= 1.01, where.constData());
        QVERIFY2(std::abs(c.ready - areas[int(SliceState::Ready)] * 255) <= 1.01, where.constData());
        QVERIFY2(std::abs(c.awaiting - areas[int(SliceState::Awaiting)] * 255) <= 1.01, where.constData());
        QVERIFY2(c.hasRun || !hasRun, where.constData());
    }
}

/// What is packed, of times and events that take no bits up to nearly all of them, with few codes and with all.
void tst_Lane::slicesOfAnyTimesAndEventsAreKept()
{
    const quint32 seed = QRandomGenerator::global()->generate();
    qInfo("seed %u", seed);
    QRandomGenerator random(seed);
    for (int round = 0; round < 300; ++round) {
        Lane lane;
        std::vector<Slice> slices;
        const int timeShift = random.bounded(5, 64);
        const int eventShift = random.bounded(9, 64);
        const bool isSteady = random.bounded(3) == 0;
        const int codes = random.bounded(1, SliceCodeCount + 1);
        qint64 now = qint64(random.generate64() >> 8) - (qint64(1) << 55);
        quint64 event = random.generate64() >> random.bounded(9, 60);
        for (int n = random.bounded(200); n >= 0; --n) {
            const auto code = static_cast<quint8>(random.bounded(codes));
            slices.push_back({ { { now }, {} }, stateOfCode(code), reasonOfCode(code), outcomeOfCode(code), n == 0, event });
            lane.append({ now }, stateOfCode(code), reasonOfCode(code), outcomeOfCode(code), event);
            const quint64 step = random.generate64() >> timeShift;
            now += random.bounded(4) == 0 ? 0 : qint64(step / 256);
            event += isSteady ? step / 256 / 1000 + random.bounded(20u) : (random.generate64() >> eventShift) / 256;
        }
        const Timestamp end { now };
        for (std::size_t n = 0; n < slices.size(); ++n) {
            slices[n].range.end = n + 1 < slices.size() ? slices[n + 1].range.begin : std::max(end, slices[n].range.begin);
            const Slice slice = lane.slice(n, end);
            const bool isSame = slice.range == slices[n].range && slice.state == slices[n].state && slice.reason == slices[n].reason && slice.outcome == slices[n].outcome
                && slice.event == slices[n].event && slice.isOpen == slices[n].isOpen;
            QVERIFY2(isSame, qPrintable(QStringLiteral("round %1, slice %2").arg(round).arg(n)));
            const auto last = std::upper_bound(slices.begin(), slices.end(), slices[n].range.begin, [](Timestamp t, const Slice &s) { return t < s.range.begin; });
            QCOMPARE(lane.indexAt(slices[n].range.begin), std::optional<quint64>(quint64(last - slices.begin()) - 1));
            const auto before = std::lower_bound(slices.begin(), slices.end(), slices[n].event, [](const Slice &s, quint64 e) { return s.event < e; });
            QCOMPARE(lane.indexAfter(slices[n].event), before == slices.begin() ? std::nullopt : std::optional<quint64>(quint64(before - slices.begin()) - 1));
        }
    }
}

/// The sums of any range and the lengths of any run of slices, against the slices one by one.
void tst_Lane::timesInARangeAreThoseOfItsSlices()
{
    const quint32 seed = QRandomGenerator::global()->generate();
    qInfo("seed %u", seed);
    QRandomGenerator random(seed);
    for (const int count : { 0, 1, 31, 32, 33, 64, 2000 }) {
        Lane lane;
        qint64 now = 500;
        for (int n = 0; n < count; ++n) {
            now += random.bounded(3) == 0 ? 0 : random.bounded(1, 2000);
            const auto state = static_cast<SliceState>(random.bounded(SliceStateCount - 1));
            const AwaitReason reason = state == SliceState::Awaiting ? static_cast<AwaitReason>(random.bounded(1, AwaitReasonCount)) : AwaitReason::None;
            lane.append({ now }, state, reason, Outcome::None, quint64(n));
        }
        const Timestamp end { now + random.bounded(1000) };
        for (int round = 0; round < 200; ++round) {
            const qint64 begin = random.bounded(int(end.ns + 100));
            const TimeRange range { { begin }, { begin + random.bounded(round % 2 == 0 ? 3000 : int(end.ns)) } };
            StateTimes expected;
            for (quint64 n = 0; n < lane.count(); ++n) {
                const Slice slice = lane.slice(n, end);
                const qint64 ns = std::max<qint64>((std::min(slice.range.end, range.end) - std::max(slice.range.begin, range.begin)).count(), 0);
                expected.states[std::size_t(slice.state)] += ns;
                if (slice.state == SliceState::Awaiting)
                    expected.reasons[std::size_t(slice.reason)] += ns;
            }
            const StateTimes told = lane.timesIn(range, end);
            QVERIFY(told.states == expected.states);
            QVERIFY(told.reasons == expected.reasons);
        }
        std::vector<qint64> lengths(100);
        std::vector<quint8> codes(100);
        for (int round = 0; round < 50; ++round) {
            const auto first = quint64(random.bounded(count + 1));
            const auto room = std::size_t(random.bounded(100));
            const std::size_t taken = lane.lengths(first, end, std::span(lengths).first(room), codes);
            QCOMPARE(taken, std::min<std::size_t>(room, std::size_t(lane.count() - first)));
            for (std::size_t n = 0; n < taken; ++n) {
                const Slice slice = lane.slice(first + n, end);
                QCOMPARE(lengths[n], slice.range.length().count());
                QCOMPARE(codes[n], sliceCode(slice.state, slice.reason, slice.outcome));
            }
        }
    }
}

void tst_Lane::severalZoomsOfABurstyLaneAreExact_data()
{
    QTest::addColumn<quint32>("seed");
    QTest::newRow("a state with 2e-6 of a column") << quint32(3'150'762'611);
    QTest::newRow("of this run") << QRandomGenerator::global()->generate();
}

/// Every zoom from the whole lane down to single slices against the areas of its slices: mean error, hue, marks, and what one slice fills.
void tst_Lane::severalZoomsOfABurstyLaneAreExact()
{
    QFETCH(quint32, seed);
    qInfo("seed %u", seed);
    QRandomGenerator random(seed);
    Lane lane;
    std::vector<Slice> slices;
    qint64 now = 1000;
    for (int n = 0; n < 30'000; ++n) {
        // Bursts of many orders of magnitude.
        now += random.bounded(5) == 0 ? 0 : 1 + (random.bounded(1 << 20) >> (n / 500 % 20));
        const auto state = static_cast<SliceState>(random.bounded(int(SliceState::Ready), int(SliceState::Finished)));
        const AwaitReason reason = state == SliceState::Awaiting ? static_cast<AwaitReason>(random.bounded(1, 7)) : AwaitReason::None;
        lane.append({ now }, state, reason, Outcome::None, quint64(n));
        if (!slices.empty())
            slices.back().range.end = { now };
        slices.push_back({ { { now }, {} }, state, reason, Outcome::None, false, quint64(n) });
    }
    const Timestamp end { now + 500 };
    slices.back().range.end = end;
    constexpr int Width = 300;
    std::vector<Coverage> columns(Width);
    for (int zoom = 0; zoom < 40; ++zoom) {
        const qint64 length = std::max<qint64>((now + 1000) >> random.bounded(20), 64);
        const qint64 begin = zoom == 0 ? 0 : qint64(random.generate64() % quint64(now)) - length / 2;
        const TimeRange range { { begin }, { begin + length } };
        lane.coverage(range, end, columns);
        const double span = double(length) / Width;
        double error = 0;
        auto first = std::partition_point(slices.begin(), slices.end(), [&](const Slice &s) { return s.range.end < range.begin; });
        for (int p = 0; p < Width; ++p) {
            const double left = span * p; // offsets since the begin, or doubles would not do
            const auto offset = [&](Timestamp t) { return double(t.ns - begin); };
            std::array<double, SliceStateCount> areas {};
            std::array<double, AwaitReasonCount> reasons {};
            bool isFilled = false;
            while (first != slices.end() && offset(first->range.end) < left)
                ++first;
            for (auto s = first; s != slices.end() && offset(s->range.begin) < left + span; ++s) {
                const double area = std::min(left + span, offset(s->range.end)) - std::max(left, offset(s->range.begin));
                areas[std::size_t(s->state)] += std::max(area, 0.0) / span;
                reasons[std::size_t(s->reason)] += std::max(area, 0.0) / span;
                isFilled = isFilled || area >= span * (1 - 1e-9);
            }
            const Coverage &c = columns[std::size_t(p)];
            const QByteArray where = "seed " + QByteArray::number(seed) + " zoom " + QByteArray::number(zoom) + " column " + QByteArray::number(p);
            const auto check = [&](quint8 painted, SliceState state) {
                const double area = areas[std::size_t(state)];
                error += std::abs(painted - area * 255);
                return (area < 1e-6 || painted > 0) && std::abs(painted - area * 255) < 1.01;
            };
            QVERIFY2(check(c.running, SliceState::Running) && check(c.ready, SliceState::Ready) && check(c.awaiting, SliceState::Awaiting), where.constData());
            QVERIFY2(c.hasRun || areas[std::size_t(SliceState::Running)] < 1e-6, where.constData());
            reasons[0] = 0;
            const double longest = *std::max_element(reasons.begin(), reasons.end());
            QVERIFY2(c.awaiting == 0 || longest - reasons[std::size_t(c.reason)] < 1e-6, where.constData());
            QVERIFY2(c.isSingle == isFilled, where.constData());
        }
        QVERIFY2(error / (3 * Width) <= 0.5, "mean error in 1/255");
    }
}

void tst_Lane::coverageOverEventsCountsThem()
{
    const quint32 seed = QRandomGenerator::global()->generate();
    qInfo("seed %u", seed);
    QRandomGenerator random(seed);
    Lane lane;
    std::vector<SliceState> stateAtEvent(20'000, SliceState::Unknown);
    std::vector<quint64> begins;
    quint64 event = 3;
    const auto grow = [&](int transitions) {
        for (int n = 0; n < transitions; ++n) {
            const auto state = static_cast<SliceState>(random.bounded(int(SliceState::Ready), int(SliceState::Finished)));
            lane.append({ qint64(event) * 10 }, state, AwaitReason::None, Outcome::None, event);
            std::fill(stateAtEvent.begin() + qptrdiff(event), stateAtEvent.end(), state);
            begins.push_back(event);
            event += quint64(random.bounded(1, 8));
        }
    };
    for (const int transitions : { 1, 40, 300, 2000 }) { // what is summed grows with the lane
        grow(transitions);
        for (const int width : { 1, 13, 400 }) {
            std::vector<quint64> borders;
            for (int p = 0; p <= width; ++p)
                borders.push_back(p == 0 ? quint64(random.bounded(5)) : borders.back() + quint64(random.bounded(int(2 * event) / width + 2)));
            std::vector<Coverage> columns(static_cast<std::size_t>(width));
            std::vector<quint32> runs(columns.size(), 77);
            lane.coverageOverEvents(borders, columns, runs);
            for (std::size_t p = 0; p < columns.size(); ++p) {
                std::array<double, SliceStateCount> counts {};
                for (quint64 e = borders[p]; e < borders[p + 1]; ++e)
                    counts[std::size_t(stateAtEvent[std::min<quint64>(e, stateAtEvent.size() - 1)])] += 255 / double(borders[p + 1] - borders[p]);
                const bool hasRun = counts[std::size_t(SliceState::Running)] > 0;
                const Coverage &c = columns[p];
                const QByteArray where = "seed " + QByteArray::number(seed) + " column " + QByteArray::number(qulonglong(p));
                const auto begunRuns = std::count_if(begins.begin(), begins.end(), [&](quint64 e) { return e >= borders[p] && e < borders[p + 1] && stateAtEvent[e] == SliceState::Running; });
                QVERIFY2(qint64(runs[p]) == begunRuns, where.constData());
                QVERIFY2(std::abs(c.running - counts[std::size_t(SliceState::Running)]) < 1.01 && c.hasRun == hasRun, where.constData());
                QVERIFY2(std::abs(c.ready - counts[std::size_t(SliceState::Ready)]) < 1.01, where.constData());
                QVERIFY2(std::abs(c.awaiting - counts[std::size_t(SliceState::Awaiting)]) < 1.01, where.constData());
            }
        }
        const quint64 events = quint64(random.bounded(int(event) + 5));
        const auto last = quint64(std::lower_bound(begins.begin(), begins.end(), events) - begins.begin());
        QVERIFY(lane.indexAfter(events) == (last > 0 ? std::optional(last - 1) : std::nullopt));
    }
}

void tst_Lane::stepsOfAnyTimesValuesAndEventsAreKept()
{
    const quint32 seed = QRandomGenerator::global()->generate();
    qInfo("seed %u", seed);
    QRandomGenerator random(seed);
    for (int round = 0; round < 300; ++round) {
        Counter counter;
        std::vector<Counter::Step> steps;
        const int timeShift = random.bounded(5, 64);
        const int eventShift = random.bounded(9, 64);
        const int valueShift = random.bounded(64);
        Timestamp now { qint64(random.generate64() >> 8) - (qint64(1) << 55) };
        quint64 event = random.generate64() >> random.bounded(9, 60);
        for (int n = random.bounded(200); n >= 0; --n) {
            steps.push_back({ now, qint64(random.generate64()) >> valueShift, event });
            counter.append(now, steps.back().value, event);
            now = now + Duration(qint64((random.generate64() >> timeShift) / 256));
            event += (random.generate64() >> eventShift) / 256;
        }
        for (std::size_t n = 0; n < steps.size(); ++n) {
            const Counter::Step step = counter.step(n);
            QVERIFY2(step.time == steps[n].time && step.value == steps[n].value && step.event == steps[n].event, qPrintable(QStringLiteral("round %1, step %2").arg(round).arg(n)));
        }
    }
}

/// A block holds 32, and the room for the open one grows on the way there.
void tst_Lane::aCounterKeepsAnyNumberOfSteps()
{
    Counter counter;
    QCOMPARE(counter.maximum(), qint64(0));
    QVERIFY(!counter.valueAt({ 1'000'000 }));
    for (qint64 count = 1; count <= 100; ++count) {
        counter.append({ count * 10 }, (count * 7) % 23 - 3, quint64(count) * 1000);
        QCOMPARE(counter.count(), quint64(count));
        qint64 maximum = std::numeric_limits<qint64>::min();
        for (qint64 n = 1; n <= count; ++n) {
            const Counter::Step step = counter.step(quint64(n - 1));
            QVERIFY(step.time.ns == n * 10 && step.value == (n * 7) % 23 - 3 && step.event == quint64(n) * 1000);
            QCOMPARE(counter.valueAt({ n * 10 + 9 }), std::optional(step.value));
            maximum = std::max(maximum, step.value);
        }
        QCOMPARE(counter.maximum(), maximum);
        QVERIFY(!counter.valueAt({ 9 }));
    }
}

/// A recording of another program has 10^5 of them.
void tst_Lane::whatHoldsLittleTakesLittle()
{
    Counter counter;
    QVERIFY2(counter.bytes() <= 64, qPrintable(QString::number(counter.bytes())));
    counter.append({ 1 }, 1, 1);
    QVERIFY2(counter.bytes() <= 112, qPrintable(QString::number(counter.bytes())));
    for (int n = 2; n <= 8; ++n)
        counter.append({ n }, n, quint64(n));
    QVERIFY2(counter.bytes() <= 256, qPrintable(QString::number(counter.bytes())));
    Lane lane;
    QVERIFY2(lane.bytes() <= 216, qPrintable(QString::number(lane.bytes())));
    lane.append({ 1 }, SliceState::Ready, AwaitReason::None, Outcome::None, 1);
    lane.append({ 2 }, SliceState::Running, AwaitReason::None, Outcome::None, 2);
    QVERIFY2(lane.bytes() <= 312, qPrintable(QString::number(lane.bytes())));
    for (int n = 3; n <= 34; ++n) // a whole block of 5 slots, and an open one that begins small again
        lane.append({ n * 1'000'000 }, static_cast<SliceState>(n % 5), AwaitReason::None, Outcome::None, quint64(n) * 100);
    QVERIFY2(lane.bytes() <= 700, qPrintable(QString::number(lane.bytes())));
}

void tst_Lane::columnsHoldTheLeastAndTheGreatestValue()
{
    QFETCH(int, count);
    QFETCH(int, width);
    const quint32 seed = QRandomGenerator::global()->generate();
    QRandomGenerator random(seed);
    Counter counter;
    qint64 now = 0;
    for (int n = 0; n < count; ++n)
        counter.append({ now += random.bounded(1, 50) }, random.bounded(-1000, 1000), quint64(n));
    const TimeRange range { { 0 }, { now + 17 } };
    std::vector<CounterColumn> columns(static_cast<std::size_t>(width));
    counter.columns(range, columns);
    qint64 before = 0;
    bool isKnown = false;
    quint64 next = 0;
    for (int p = 0; p < width; ++p) {
        CounterColumn expected { before, before, before, isKnown };
        for (; next < counter.count() && counter.step(next).time.ns * width / range.length().count() <= p; ++next) {
            const qint64 value = counter.step(next).value;
            expected = { expected.isKnown ? std::min(expected.min, value) : value, expected.isKnown ? std::max(expected.max, value) : value, value, true };
        }
        before = expected.last;
        isKnown = expected.isKnown;
        const CounterColumn &c = columns[std::size_t(p)];
        const QByteArray where = QByteArray("seed ") + QByteArray::number(seed) + " column " + QByteArray::number(p);
        QVERIFY2(c.isKnown == expected.isKnown && c.min == expected.min && c.max == expected.max && c.last == expected.last, where.constData());
    }
}

QTEST_GUILESS_MAIN(tst_Lane)
#include "tst_lane.moc"
