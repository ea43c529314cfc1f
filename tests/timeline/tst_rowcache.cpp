// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/rowcache.h"

#include <QRandomGenerator>
#include <QTest>

using namespace timeline;
using session::LaneId;
using trace::Coverage;
using trace::Duration;
using trace::Lane;
using trace::SliceState;
using trace::TimeRange;
using trace::Timestamp;

namespace {

/// A lane that grows, and what a cache says of it.
struct Watched
{
    Lane lane;
    RowCache cache;
    qint64 now = 0;
    qint64 events = 0;

    void grow(QRandomGenerator &random, int transitions)
    {
        for (int n = 0; n < transitions; ++n) {
            now += random.bounded(3) == 0 ? 0 : random.bounded(1, 400'000);
            const auto state = SliceState(random.bounded(int(SliceState::Ready), int(SliceState::Finished)));
            lane.append({ now }, state, state == SliceState::Awaiting ? trace::AwaitReason::Sleep : trace::AwaitReason::None, trace::Outcome::None, quint64(events++));
        }
    }
    [[nodiscard]] Timestamp end() const { return { now + 5000 }; }

    /// The columns by way of the cache; `computed` is how many of them it had to ask for.
    const std::vector<Coverage> &columns(qint64 begin, double perColumn, qsizetype count, qsizetype &computed)
    {
        RowCache::Row &row = cache.row(LaneId::of(trace::TaskId(1)),
                                       { .axis = 0, .begin = begin, .perColumn = perColumn, .count = count, .settled = now, .end = end().ns, .events = quint64(events), .lost = 0 });
        computed = 0;
        for (const RowCache::Stretch stretch : { row.left, row.right }) {
            if (stretch.isEmpty())
                continue;
            computed += stretch.end - stretch.begin;
            const TimeRange range { { begin + std::llround(double(stretch.begin) * perColumn) }, { begin + std::llround(double(stretch.end) * perColumn) } };
            lane.coverage(range, end(), std::span(row.columns).subspan(size_t(stretch.begin), size_t(stretch.end - stretch.begin)));
        }
        return row.columns;
    }
};

bool isAlike(const Coverage &a, const Coverage &b)
{
    // Columns whose borders lie a little beside may differ by a level on either side.
    const auto isNear = [](quint8 x, quint8 y) { return std::abs(int(x) - int(y)) <= 2; };
    return isNear(a.idle, b.idle) && isNear(a.ready, b.ready) && isNear(a.running, b.running) && isNear(a.awaiting, b.awaiting);
}

} // namespace

class TestRowCache : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatIsKeptIsWhatWouldBeComputed()
    {
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);
        Watched watched;
        watched.grow(random, 500);
        constexpr qsizetype Count = 400;
        qint64 begin = 0;
        double perColumn = 100'000;
        qsizetype all = 0;
        for (int frame = 0; frame < 400; ++frame) {
            const int what = random.bounded(10);
            if (what == 0)
                perColumn = random.bounded(700, 300'000);
            else if (what < 5)
                begin += std::llround(random.bounded(-60, 61) * perColumn);
            else if (what == 5)
                begin += random.bounded(2) == 0 ? random.bounded(int(perColumn)) : std::llround(perColumn / 300); // a small step is no step, but many are
            else if (what < 8)
                watched.grow(random, random.bounded(30));
            qsizetype computed = 0;
            const std::vector<Coverage> &kept = watched.columns(begin, perColumn, Count, computed);
            all += computed;
            std::vector<Coverage> fresh(Count);
            watched.lane.coverage({ { begin }, { begin + std::llround(double(Count) * perColumn) } }, watched.end(), fresh);
            for (size_t n = 0; n < fresh.size(); ++n)
                QVERIFY2(isAlike(kept[n], fresh[n]), qPrintable(QStringLiteral("seed %1 frame %2 column %3").arg(seed).arg(frame).arg(n)));
        }
        QVERIFY2(all < 400 * Count * 6 / 10, "most columns are kept");
    }

    void depthsThatAreKeptAreThoseThatWouldBeComputed()
    {
        constexpr qsizetype Count = 150;
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);
        trace::Counter counter;
        std::vector<trace::CounterColumn> kept;
        RowCache::Place at;
        qint64 now = 0;
        qint64 begin = -40'000;
        qint64 perColumn = 3000; // whole units, so that all borders are the same whatever they are counted from
        quint64 events = 0;
        qsizetype computed = 0;
        for (int frame = 0; frame < 400; ++frame) {
            const int what = random.bounded(10);
            if (what < 5)
                begin += random.bounded(-60, 60) * perColumn;
            else if (what == 5)
                perColumn = random.bounded(600, 6000);
            for (int n = 0; what > 6 && n < 25; ++n)
                counter.append({ now += random.bounded(9000) }, random.bounded(40), events++);
            const RowCache::Place place { .axis = 0, .begin = begin, .perColumn = double(perColumn), .count = Count, .settled = now, .end = now + 500, .events = events, .lost = 0 };
            const RowCache::Missing missing = RowCache::moveTo(kept, at, place);
            for (const RowCache::Stretch stretch : { missing.left, missing.right }) {
                if (stretch.isEmpty())
                    continue;
                counter.columns({ { begin + stretch.begin * perColumn }, { begin + stretch.end * perColumn } }, std::span(kept).subspan(size_t(stretch.begin), size_t(stretch.end - stretch.begin)));
                computed += stretch.end - stretch.begin;
            }
            std::vector<trace::CounterColumn> fresh(Count);
            counter.columns({ { begin }, { begin + Count * perColumn } }, fresh);
            for (size_t n = 0; n < fresh.size(); ++n) {
                const trace::CounterColumn &a = kept[n];
                const trace::CounterColumn &b = fresh[n];
                QVERIFY2(a.isKnown == b.isKnown && a.min == b.min && a.max == b.max && a.last == b.last, qPrintable(QStringLiteral("seed %1 frame %2 column %3").arg(seed).arg(frame).arg(n)));
            }
        }
        QVERIFY2(computed < 400 * Count * 7 / 10, qPrintable(QString::number(computed)));
    }

    void aFrameLikeTheLastOneComputesNothing()
    {
        QRandomGenerator random(1);
        Watched watched;
        watched.grow(random, 100);
        qsizetype computed = 0;
        (void)watched.columns(-1000, 3000, 200, computed);
        QCOMPARE(computed, qsizetype(200));
        (void)watched.columns(-1000, 3000, 200, computed);
        QCOMPARE(computed, qsizetype(0));
        (void)watched.columns(-1000 + 3000 * 24, 3000, 200, computed);
        QCOMPARE(computed, qsizetype(24));
        (void)watched.columns(-1000, 6000, 200, computed);
        QCOMPARE(computed, qsizetype(200));
    }
};

QTEST_GUILESS_MAIN(TestRowCache)
#include "tst_rowcache.moc"
