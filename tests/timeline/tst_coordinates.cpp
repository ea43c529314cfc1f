// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/coordinates.h"

#include <QTest>

#include <random>

using namespace timeline;
using trace::Position;
using trace::Span;

class TestCoordinates : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theRangeFillsTheWidth()
    {
        const Span range { { 1000 }, { 3000 } };
        QCOMPARE(positionToX({ 1000 }, range, 10, 400), 10.0);
        QCOMPARE(positionToX({ 2000 }, range, 10, 400), 210.0);
        QCOMPARE(positionToX({ 3000 }, range, 10, 400), 410.0);
        QCOMPARE(positionToX({ 0 }, range, 10, 400), -190.0); // the caller clips
        QCOMPARE(xToPosition(210, range, 10, 400).units, 2000);
        QCOMPARE(xToPosition(-190, range, 10, 400).units, 0);
    }

    void degenerateScalesAnswerTheirBegin()
    {
        QCOMPARE(positionToX({ 77 }, { { 5 }, { 5 } }, 10, 400), 10.0);
        QCOMPARE(xToPosition(99, { { 5 }, { 9 } }, 10, 0).units, 5);
        QCOMPARE(xToPosition(99, { { 5 }, { 9 } }, 10, -3).units, 5);
        QCOMPARE(Scale().unitsPerPixel(), 0.0);
        QCOMPARE(Scale({ { 5 }, { 9 } }, 10, -3).width(), 0.0);
    }

    void farPointsDoNotOverflow()
    {
        const Span range { {}, { qint64(1) << 61 } };
        QVERIFY(xToPosition(1e300, range, 0, 1).units > 0);
        QVERIFY(xToPosition(-1e300, range, 0, 1).units < 0);
    }

    void thereAndBackIsExactToThePixelsTime()
    {
        const auto seed = std::random_device()();
        qInfo("seed %u", seed);
        std::mt19937_64 random(seed);
        for (int n = 0; n < 20'000; ++n) {
            const Position begin { qint64(random() >> (3 + random() % 40)) };
            const qint64 length = 1 + qint64(random() >> (4 + random() % 58));
            const Scale scale({ begin, begin + length }, double(random() % 300), 1 + double(random() % 4000));
            const Position t = begin + qint64(random() % quint64(length));
            // What a double cannot hold of x is 2^-52 of it.
            const double allowed = 1 + scale.unitsPerPixel() * scale.right() * 0x1p-50;
            QVERIFY2(std::abs(double(scale.position(scale.x(t)) - t)) <= allowed,
                     qPrintable(QStringLiteral("%1 in %2 + %3").arg(t.units).arg(begin.units).arg(length)));
        }
    }

    void theLastMicrosecondOfADayIsAsExactAsTheFirst()
    {
        const Position day { 86'400'000'000'000 };
        const Scale scale({ day, day + 1000 }, 0, 1000);
        for (int ns = 0; ns < 1000; ++ns)
            QCOMPARE(scale.x(day + ns), double(ns));
    }

    void onThePixelGridShiftsByLessThanAPixel()
    {
        const double ratios[] { 1, 1.5, 2 };
        for (const double ratio : ratios) {
            qint64 last = -1;
            for (qint64 begin = 0; begin < 40'000'000; begin += 123'457) {
                const Scale scale({ { begin }, { begin + 1'000'000'000 } }, 136, 884);
                const Scale grid = scale.onPixelGrid(ratio);
                const double ns = scale.unitsPerPixel() / ratio;
                QVERIFY(std::abs(double(grid.span().begin - scale.span().begin)) <= ns);
                QCOMPARE(grid.span().length(), scale.span().length());
                // Two grids differ by whole device pixels.
                const double pixels = double(grid.span().begin.units) / ns;
                QVERIFY(std::abs(pixels - std::round(pixels)) < 1e-3);
                QVERIFY(grid.span().begin.units >= last);
                last = grid.span().begin.units;
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestCoordinates)
#include "tst_coordinates.moc"
