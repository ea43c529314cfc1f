// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/coordinates.h"

#include <QTest>

#include <random>

using namespace timeline;
using trace::Duration;
using trace::TimeRange;
using trace::Timestamp;

class TestCoordinates : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theRangeFillsTheWidth()
    {
        const TimeRange range { { 1000 }, { 3000 } };
        QCOMPARE(timeToX({ 1000 }, range, 10, 400), 10.0);
        QCOMPARE(timeToX({ 2000 }, range, 10, 400), 210.0);
        QCOMPARE(timeToX({ 3000 }, range, 10, 400), 410.0);
        QCOMPARE(timeToX({ 0 }, range, 10, 400), -190.0); // the caller clips
        QCOMPARE(xToTime(210, range, 10, 400).ns, 2000);
        QCOMPARE(xToTime(-190, range, 10, 400).ns, 0);
    }

    void degenerateScalesAnswerTheirBegin()
    {
        QCOMPARE(timeToX({ 77 }, { { 5 }, { 5 } }, 10, 400), 10.0);
        QCOMPARE(xToTime(99, { { 5 }, { 9 } }, 10, 0).ns, 5);
        QCOMPARE(xToTime(99, { { 5 }, { 9 } }, 10, -3).ns, 5);
        QCOMPARE(TimeScale().nsPerPixel(), 0.0);
        QCOMPARE(TimeScale({ { 5 }, { 9 } }, 10, -3).width(), 0.0);
    }

    void farPointsDoNotOverflow()
    {
        const TimeRange range { {}, { qint64(1) << 61 } };
        QVERIFY(xToTime(1e300, range, 0, 1).ns > 0);
        QVERIFY(xToTime(-1e300, range, 0, 1).ns < 0);
    }

    void thereAndBackIsExactToThePixelsTime()
    {
        const auto seed = std::random_device()();
        qInfo("seed %u", seed);
        std::mt19937_64 random(seed);
        for (int n = 0; n < 20'000; ++n) {
            const Timestamp begin { qint64(random() >> (3 + random() % 40)) };
            const Duration length { 1 + qint64(random() >> (4 + random() % 58)) };
            const TimeScale scale({ begin, begin + length }, double(random() % 300), 1 + double(random() % 4000));
            const Timestamp t = begin + Duration(qint64(random() % quint64(length.count())));
            // What a double cannot hold of x is 2^-52 of it.
            const double allowed = 1 + scale.nsPerPixel() * scale.right() * 0x1p-50;
            QVERIFY2(std::abs(double((scale.time(scale.x(t)) - t).count())) <= allowed,
                     qPrintable(QStringLiteral("%1 in %2 + %3").arg(t.ns).arg(begin.ns).arg(length.count())));
        }
    }

    void theLastMicrosecondOfADayIsAsExactAsTheFirst()
    {
        const Timestamp day { 86'400'000'000'000 };
        const TimeScale scale({ day, day + Duration(1000) }, 0, 1000);
        for (int ns = 0; ns < 1000; ++ns)
            QCOMPARE(scale.x(day + Duration(ns)), double(ns));
    }

    void onThePixelGridShiftsByLessThanAPixel()
    {
        const double ratios[] { 1, 1.5, 2 };
        for (const double ratio : ratios) {
            qint64 last = -1;
            for (qint64 begin = 0; begin < 40'000'000; begin += 123'457) {
                const TimeScale scale({ { begin }, { begin + 1'000'000'000 } }, 136, 884);
                const TimeScale grid = scale.onPixelGrid(ratio);
                const double ns = scale.nsPerPixel() / ratio;
                QVERIFY(std::abs(double((grid.range().begin - scale.range().begin).count())) <= ns);
                QCOMPARE(grid.range().length(), scale.range().length());
                // Two grids differ by whole device pixels.
                const double pixels = double(grid.range().begin.ns) / ns;
                QVERIFY(std::abs(pixels - std::round(pixels)) < 1e-3);
                QVERIFY(grid.range().begin.ns >= last);
                last = grid.range().begin.ns;
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestCoordinates)
#include "tst_coordinates.moc"
