// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/visiblerange.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <random>

using session::VisibleRange;
using trace::Position;
using trace::Span;

namespace {

VisibleRange whole(qint64 end, bool isLive = false)
{
    VisibleRange visible;
    visible.setContent({ {}, { end } }, isLive);
    visible.fit();
    return visible;
}

bool isInside(Span inner, Span outer)
{
    return inner.begin >= outer.begin && inner.end <= outer.end;
}

} // namespace

class TestVisibleRange : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void fitShowsAllWithAMargin()
    {
        const VisibleRange visible = whole(6400);
        QCOMPARE(visible.range().begin.units, -100);
        QCOMPARE(visible.range().end.units, 6500);
    }

    void aLiveRunShowsTenSecondsBeforeItHasThem()
    {
        const VisibleRange visible = whole(1'000'000'000, true);
        QCOMPARE(visible.range().length(), VisibleRange::LiveTime);
    }

    void anEmptyTraceShowsTheLengthOfALiveOne()
    {
        QCOMPARE(whole(0).range().length(), VisibleRange::LiveTime);
    }

    void zoomKeepsTheMomentAtItsPlace_data()
    {
        QTest::addColumn<double>("factor");
        for (const double factor : { 1.1, 1.25, 2.0, 10.0, 0.9 })
            QTest::addRow("%g", factor) << factor;
    }
    void zoomKeepsTheMomentAtItsPlace()
    {
        QFETCH(double, factor);
        VisibleRange visible = whole(20'000'000'000);
        visible.show({ { 4'000'000'000 }, { 9'000'000'000 } });
        const Position t { 5'230'000'000 };
        const double before = double(t - visible.range().begin) / double(visible.range().length());
        visible.zoomAround(t, factor);
        const double after = double(t - visible.range().begin) / double(visible.range().length());
        QVERIFY(std::abs(after - before) < 1e-8);
    }

    void zoomStopsAtTheShortestAndAtTheWhole()
    {
        VisibleRange visible = whole(1'000'000);
        visible.zoomAround({ 500'000 }, 1e12);
        QCOMPARE(visible.range().length(), VisibleRange::MinLength);
        visible.zoomAround({ 500'000 }, 1e-12);
        QCOMPARE(visible.range(), whole(1'000'000).range());
    }

    void aPlaceFarAwayIsAsGoodAsTheNearestEnd()
    {
        const qint64 end = qint64(1) << 61;
        for (const qint64 far : { end, -end, std::numeric_limits<qint64>::max() / 2, std::numeric_limits<qint64>::min() / 2 }) {
            VisibleRange visible = whole(end);
            visible.show({ { 0 }, { 10'000 } });
            visible.zoomAround({ far }, 1e-9);
            // What was left of the place stays left of it, and so the range moves away from it.
            const Span bounds = visible.bounds(visible.range().length());
            QCOMPARE(far > 0 ? visible.range().begin : visible.range().end, far > 0 ? bounds.begin : bounds.end);
            visible.show({ { 0 }, { 10'000 } });
            visible.reveal({ far });
            QVERIFY(isInside(visible.range(), visible.bounds(10'000)));
        }
    }

    void aFactorThatIsNoneIsIgnored()
    {
        VisibleRange visible = whole(1'000'000);
        const Span before = visible.range();
        for (const double factor : { 0.0, -2.0, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity() })
            visible.zoomAround({ 500 }, factor);
        QCOMPARE(visible.range(), before);
    }

    void panStopsAtTheEndsWithoutSqueezing()
    {
        VisibleRange visible = whole(1'000'000);
        visible.show({ { 100'000 }, { 300'000 } });
        visible.panBy(std::numeric_limits<qint64>::max());
        QCOMPARE(visible.range().length(), 200'000);
        QCOMPARE(visible.range().end, visible.bounds(200'000).end);
        visible.panBy(std::numeric_limits<qint64>::min() + 1);
        QCOMPARE(visible.range().length(), 200'000);
        QCOMPARE(visible.range().begin, visible.bounds(200'000).begin);
    }

    void aLiveAxisOfStepsShowsFewOfThem()
    {
        VisibleRange visible;
        visible.setContent({ {}, { 2 * trace::Axis::UnitsPerStep } }, true, VisibleRange::LiveSteps);
        visible.fit();
        QCOMPARE(visible.range().length(), VisibleRange::LiveSteps);
    }

    void followKeepsTheEndInView()
    {
        VisibleRange visible = whole(1'000'000'000, true);
        visible.follow();
        QVERIFY(visible.range().begin.units <= 0); // what does not fill the window stands at its left
        visible.setContent({ {}, { 60'000'000'000 } }, true);
        visible.follow();
        QCOMPARE(visible.range().length(), VisibleRange::LiveTime);
        const double place = double((Position { 60'000'000'000 } - visible.range().begin)) / double(visible.range().length());
        QVERIFY(std::abs(place - 15.0 / 16) < 1e-6);
    }

    void revealMovesOnlyAsFarAsNeeded()
    {
        VisibleRange visible = whole(1'000'000);
        visible.show({ { 200'000 }, { 280'000 } });
        visible.reveal({ 240'000 });
        QCOMPARE(visible.range().begin.units, 200'000);
        visible.reveal({ 500'000 });
        QCOMPARE(visible.range().end.units, 510'000);
        QCOMPARE(visible.range().length(), 80'000);
    }

    void randomMovesNeverLeaveTheBounds()
    {
        const auto seed = std::random_device()();
        qInfo("seed %u", seed);
        for (int round = 0; round < 400; ++round) {
            // Every other one with a seed that once made the ends overflow.
            std::mt19937_64 random((round % 2 ? seed : 4000344944u) + static_cast<unsigned>(round / 2));
            const bool isLive = random() % 2;
            VisibleRange visible = whole(qint64(random() >> (2 + random() % 60)), isLive);
            for (int step = 0; step < 100; ++step) {
                const Position t { qint64(random() >> 2) - qint64(random() >> 2) };
                switch (random() % 5) {
                case 0:
                    visible.zoomAround(t, std::exp(double(random() % 2000) / 100 - 10));
                    break;
                case 1:
                    visible.panBy(qint64(random()));
                    break;
                case 2:
                    visible.show({ t, t + qint64(random() >> (2 + random() % 60)) });
                    break;
                case 3:
                    visible.reveal(t);
                    break;
                default:
                    visible.follow();
                }
                const Span range = visible.range();
                QVERIFY2(range.length() >= VisibleRange::MinLength, qPrintable(QStringLiteral("%1 units").arg(range.length())));
                QVERIFY2(isInside(range, visible.bounds(range.length())),
                         qPrintable(QStringLiteral("%1..%2").arg(range.begin.units).arg(range.end.units)));
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestVisibleRange)
#include "tst_visiblerange.moc"
