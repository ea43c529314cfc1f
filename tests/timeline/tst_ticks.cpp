// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/tracebuilder.h"
#include "timeline/ticks.h"

#include <QTest>

#include <random>

using namespace timeline;
using trace::Duration;
using trace::Timestamp;

namespace {

constexpr qint64 Us = 1'000;
constexpr qint64 Ms = 1'000'000;
constexpr qint64 S = 1'000'000'000;

QString labels(const Ticks &ticks)
{
    QStringList texts;
    for (const Tick &tick : ticks.ticks) {
        if (tick.isMajor)
            texts << tick.label;
    }
    return texts.join(u'|');
}

} // namespace

class TestTicks : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void stepsAreRound_data()
    {
        QTest::addColumn<qint64>("least");
        QTest::addColumn<qint64>("step");
        QTest::newRow("nothing") << qint64(0) << qint64(1);
        QTest::newRow("exact") << 5 * Ms << 5 * Ms;
        QTest::newRow("2 becomes 5") << 2 * Ms + 1 << 5 * Ms;
        QTest::newRow("5 becomes 10") << 6 * Ms << 10 * Ms;
        QTest::newRow("10 s becomes 20") << 11 * S << 20 * S;
        QTest::newRow("20 s becomes 30") << 21 * S << 30 * S;
        QTest::newRow("half a minute becomes one") << 31 * S << 60 * S;
        QTest::newRow("minutes") << 61 * S << 120 * S;
        QTest::newRow("hours") << 3601 * S << 7200 * S;
        QTest::newRow("days") << 13 * 3600 * S << 86400 * S;
    }
    void stepsAreRound()
    {
        QFETCH(qint64, least);
        QFETCH(qint64, step);
        QCOMPARE(tickStep(Duration(least)).count(), step);
    }

    void labelsAreShort_data()
    {
        QTest::addColumn<qint64>("begin");
        QTest::addColumn<qint64>("end");
        QTest::addColumn<QString>("expected");
        QTest::newRow("seconds") << 4200 * Ms << 9600 * Ms << QStringLiteral("5 s|6 s|7 s|8 s|9 s");
        QTest::newRow("from before zero") << -100 * Ms << 4 * S << QStringLiteral("0 s|0.5 s|1.0 s|1.5 s|2.0 s|2.5 s|3.0 s|3.5 s");
        QTest::newRow("milliseconds") << qint64(0) << 450 * Ms << QStringLiteral("0 s|50 ms|100 ms|150 ms|200 ms|250 ms|300 ms|350 ms|400 ms");
        QTest::newRow("parts of a second") << 5 * S << 5 * S + 9 * Ms << QStringLiteral("5.000 s|5.001 s|5.002 s|5.003 s|5.004 s|5.005 s|5.006 s|5.007 s|5.008 s");
        QTest::newRow("too deep for that") << 5 * S << 5 * S + 90 * Us
                                           << QStringLiteral("+0 \u00b5s|+10 \u00b5s|+20 \u00b5s|+30 \u00b5s|+40 \u00b5s|+50 \u00b5s|+60 \u00b5s|+70 \u00b5s|+80 \u00b5s");
        QTest::newRow("minutes") << qint64(0) << 600 * S << QStringLiteral("0|1 min|2 min|3 min|4 min|5 min|6 min|7 min|8 min|9 min");
        QTest::newRow("hours") << 3600 * S << 4 * 3600 * S << QStringLiteral("1 h|1 h 30 min|2 h|2 h 30 min|3 h|3 h 30 min");
        QTest::newRow("nanoseconds") << qint64(0) << qint64(9) << QStringLiteral("0 s|1 ns|2 ns|3 ns|4 ns|5 ns|6 ns|7 ns|8 ns");
    }
    void labelsAreShort()
    {
        QFETCH(qint64, begin);
        QFETCH(qint64, end);
        QFETCH(QString, expected);
        QCOMPARE(labels(ticksFor(Scale({ { begin }, { end } }, 0, 960), 96)), expected);
    }

    void relativeLabelsSayWhatTheyCountFrom()
    {
        const Ticks ticks = ticksFor(Scale({ { 7 * S + 123'456'789 }, { 7 * S + 123'466'789 } }, 0, 960), 96);
        QVERIFY(ticks.isRelative);
        QCOMPARE(ticks.base.ns, 7 * S + 123'400'000);
        QCOMPARE(ticks.ticks.front().position.units % 200, 0);
    }

    void nothingIsWrittenBeforeZeroOrForNoWidth()
    {
        for (const Tick &tick : ticksFor(Scale({ { -5 * S }, { 2 * S } }, 0, 900), 90).ticks)
            QVERIFY(tick.position >= trace::Position());
        QVERIFY(ticksFor(Scale({ {}, { S } }, 0, 0), 90).ticks.empty());
        QVERIFY(ticksFor(Scale({ { S }, { S } }, 0, 900), 90).ticks.empty());
    }

    void labelledTicksKeepTheirDistance()
    {
        const auto seed = std::random_device()();
        qInfo("seed %u", seed);
        std::mt19937_64 random(seed);
        for (int n = 0; n < 3000; ++n) {
            const trace::Position begin { qint64(random() >> (4 + random() % 50)) };
            const qint64 length = 100 + qint64(random() >> (4 + random() % 57));
            const Scale scale({ begin, begin + length }, 0, 64 + double(random() % 3000));
            const Ticks ticks = ticksFor(scale, 96);
            double last = -1e9;
            for (const Tick &tick : ticks.ticks) {
                QVERIFY(scale.shows(tick.position));
                QCOMPARE(tick.label.isEmpty(), !tick.isMajor);
                if (!tick.isMajor)
                    continue;
                // A step is never shorter than asked for, but a window below a step of 1 ns has no finer one; beyond the table neither.
                const double x = scale.x(tick.position);
                QVERIFY2(x - last > 95.9 || length > qint64(1) << 59, qPrintable(QString::number(x - last)));
                QVERIFY2(tick.label.size() <= 22, qPrintable(tick.label));
                last = x;
            }
        }
    }

    void stepsAreLabelledWhereTimeMovesOn()
    {
        // Three resumes at 0 s, two at 1 s, one at 1.5 s.
        support::TraceBuilder b;
        const trace::TaskId task = b.create(QStringLiteral("a"));
        for (const qint64 at : { qint64(0), qint64(0), qint64(0), S, S, 1500 * Ms })
            b.at(Duration(at)).resume(task).suspend(task, trace::AwaitReason::Yield);
        const auto trace = b.take();
        const trace::Axis axis(*trace, trace::AxisKind::Steps);
        constexpr qint64 Unit = trace::Axis::UnitsPerStep;
        const Scale wide({ { 0 }, { 6 * Unit } }, 0, 900);
        QCOMPARE(labels(stepTicksFor(axis, wide, 96)), QStringLiteral("0.000 s|1.000 s|1.500 s"));
        for (const Tick &tick : stepTicksFor(axis, wide, 96).ticks)
            QCOMPARE(tick.isMajor, tick.position.units / Unit == 0 || tick.position.units / Unit == 3 || tick.position.units / Unit == 5);
        QCOMPARE(stepTicksFor(axis, wide, 96).ticks.size(), std::size_t(7)); // one a step, and the end
        // Too narrow for all of them; and inside one instant the left edge says which.
        QVERIFY(stepTicksFor(axis, Scale({ { 0 }, { 6 * Unit } }, 0, 120), 96).ticks.size() > 1);
        QCOMPARE(labels(stepTicksFor(axis, Scale({ { Unit + 100 }, { 2 * Unit } }, 0, 900), 96)), QStringLiteral("0.000 s"));
        QVERIFY(stepTicksFor(axis, Scale({ {}, { Unit } }, 0, 0), 96).ticks.empty());
        QVERIFY(labels(stepTicksFor(axis, Scale({ { 7 * Unit }, { 9 * Unit } }, 0, 900), 96)).isEmpty());
    }

    void labelsOfStepsStayWhereTheyAre()
    {
        const auto seed = std::random_device()();
        qInfo("seed %u", seed);
        std::mt19937_64 random(seed);
        support::TraceBuilder b;
        const trace::TaskId task = b.create(QStringLiteral("a"));
        qint64 now = 0;
        for (int n = 0; n < 3000; ++n) {
            now += random() % 3 ? 0 : qint64(random() % 1'000'000'000);
            b.at(Duration(now)).resume(task).suspend(task, trace::AwaitReason::Yield);
        }
        const auto trace = b.take();
        const trace::Axis axis(*trace, trace::AxisKind::Steps);
        for (const qint64 length : { qint64(9'000), qint64(60'000), qint64(900'000), qint64(3'000'000) }) {
            const trace::Position begin { qint64(random() % 1'000'000) };
            for (int shift = 0; shift < 20; ++shift) {
                const Scale scale({ begin + shift * length / 40, begin + (shift * length / 40 + length) }, 0, 1200);
                const Ticks ticks = stepTicksFor(axis, scale, 96);
                double last = -1e9;
                trace::Position before { -1 };
                for (const Tick &tick : ticks.ticks) {
                    QVERIFY(tick.position > before);
                    before = tick.position;
                    if (!tick.isMajor)
                        continue;
                    QCOMPARE(tick.label, exactMomentText(axis.time(tick.position)));
                    const bool isEdge = scale.x(tick.position) < 1;
                    QVERIFY2(isEdge || scale.x(tick.position) - last > 70 || last < 1, qPrintable(QString::number(scale.x(tick.position) - last)));
                    last = scale.x(tick.position);
                }
            }
        }
    }

    void exactMomentsHaveTheDigitsTheyNeed()
    {
        QCOMPARE(exactMomentText({ 7 * S }), QStringLiteral("7.000 s"));
        QCOMPARE(exactMomentText({ 7 * S + 20 * Us }), QStringLiteral("7.00002 s"));
        QCOMPARE(exactMomentText({ 7'123'456'789 }), QStringLiteral("7.123457 s"));
    }

    void momentsHaveTheDecimalsOfTheirScale()
    {
        QCOMPARE(momentText({ 7 * S }, 5e6), QStringLiteral("7.000 s"));
        QCOMPARE(momentText({ 6'999'999'999 }, 5e6), QStringLiteral("7.000 s"));
        QCOMPARE(momentText({ 7'123'456'789 }, 1e3), QStringLiteral("7.123457 s"));
        QCOMPARE(momentText({ 7'123'456'789 }, 0.2), QStringLiteral("7.123456789 s"));
        QCOMPARE(momentText({ -250 * Ms }, 1e6), QStringLiteral("\u22120.250 s"));
        QCOMPARE(momentText({ -1 }, 1e6), QStringLiteral("0.000 s"));
    }

    void lengthsHaveFourDigits_data()
    {
        QTest::addColumn<qint64>("ns");
        QTest::addColumn<QString>("text");
        QTest::newRow("zero") << qint64(0) << QStringLiteral("0 s");
        QTest::newRow("ns") << qint64(7) << QStringLiteral("7 ns");
        QTest::newRow("us") << qint64(12'345) << QStringLiteral("12.35 \u00b5s");
        QTest::newRow("round") << 800 * Ms << QStringLiteral("800 ms");
        QTest::newRow("s") << qint64(1'294'000'000) << QStringLiteral("1.294 s");
        QTest::newRow("hundreds") << qint64(123'456'000'000) << QStringLiteral("123.5 s");
        QTest::newRow("negative") << -500 * Ms << QStringLiteral("\u2212500 ms");
        QTest::newRow("carry") << qint64(999'999'999) << QStringLiteral("1 s");
    }
    void lengthsHaveFourDigits()
    {
        QFETCH(qint64, ns);
        QFETCH(QString, text);
        QCOMPARE(lengthText(Duration(ns)), text);
    }

    void counterAxesBeginAtZeroAndAreRound_data()
    {
        QTest::addColumn<qint64>("limit");
        QTest::addColumn<int>("most");
        QTest::addColumn<QString>("values");
        QTest::newRow("one") << qint64(1) << 4 << QStringLiteral("0 1");
        QTest::newRow("four") << qint64(4) << 4 << QStringLiteral("0 2 4");
        QTest::newRow("six") << qint64(6) << 4 << QStringLiteral("0 2 4 6");
        QTest::newRow("many") << qint64(87) << 4 << QStringLiteral("0 50");
        QTest::newRow("two") << qint64(1'000'000) << 2 << QStringLiteral("0 1000000");
        QTest::newRow("none") << qint64(0) << 4 << QStringLiteral("0 1");
    }
    void counterAxesBeginAtZeroAndAreRound()
    {
        QFETCH(qint64, limit);
        QFETCH(int, most);
        QFETCH(QString, values);
        QStringList texts;
        for (const qint64 value : counterTicks(limit, most))
            texts << QString::number(value);
        QCOMPARE(texts.join(u' '), values);
    }
};

QTEST_GUILESS_MAIN(TestTicks)
#include "tst_ticks.moc"
