// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/rangesurvey.h"

#include "support/handmadetrace.h"

#include <QRandomGenerator>
#include <QTest>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

using namespace analysis;
using trace::AwaitReason;
using trace::Duration;
using trace::SliceState;
using trace::TimeRange;
using trace::Timestamp;

namespace {

Stretch stretchOf(const trace::Trace &trace, TimeRange time)
{
    return { time, trace.countBefore(time.begin), trace.countBefore(time.end) };
}

/// The same sums by looking at each slice of the trace.
struct Plain
{
    std::map<quint32, std::vector<qint64>> latencies;
    std::map<quint32, qint64> running;
    std::map<quint32, quint64> resumes;
    std::map<AwaitReason, std::vector<qint64>> waits;
    std::map<AwaitReason, qint64> waited;
    qint64 loopBusy = 0;

    Plain(const trace::Trace &trace, const Stretch &stretch)
    {
        const Timestamp end = trace.range().end;
        const auto inside = [&](TimeRange range) {
            return std::max<qint64>(std::min(range.end.ns, stretch.time.end.ns) - std::max(range.begin.ns, stretch.time.begin.ns), 0);
        };
        for (quint64 n = 0; n < trace.loopLane().count(); ++n) {
            const trace::Slice slice = trace.loopLane().slice(n, end);
            if (slice.state == SliceState::Running || slice.state == SliceState::Ready)
                loopBusy += inside(slice.range);
        }
        for (const trace::TaskRow &task : trace.tasks()) {
            const trace::Lane &lane = trace.taskLane(task.id);
            const quint32 id = trace::number(task.id);
            for (quint64 n = 0; n < lane.count(); ++n) {
                const trace::Slice slice = lane.slice(n, end);
                const bool isBegun = slice.event >= stretch.firstEvent && slice.event < stretch.lastEvent;
                const bool isMeasured = isBegun && !slice.isOpen;
                if (slice.state == SliceState::Running) {
                    running[id] += inside(slice.range);
                    resumes[id] += isBegun;
                } else if (slice.state == SliceState::Ready && isMeasured) {
                    latencies[id].push_back(slice.range.length().count());
                } else if (slice.state == SliceState::Awaiting) {
                    waited[slice.reason] += inside(slice.range);
                    if (isMeasured)
                        waits[slice.reason].push_back(slice.range.length().count());
                }
            }
        }
    }
};

/// Whether a percentile is the right one, or up to a 128th above it.
bool isNear(Duration told, Duration exact)
{
    return told >= exact && static_cast<double>(told.count()) <= static_cast<double>(exact.count()) * (1 + 1.0 / 128) + 1;
}

bool areNear(const Percentiles &told, std::vector<qint64> samples)
{
    const Percentiles exact = percentilesOf(samples);
    return told.count == exact.count && isNear(told.p50, exact.p50) && isNear(told.p90, exact.p90) && isNear(told.p99, exact.p99) && told.max == exact.max;
}

} // namespace

class TestRangeSurvey : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void percentilesOfAHistogramAreNearlyExact()
    {
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);
        for (int round = 0; round < 200; ++round) {
            LengthHistogram histogram;
            std::vector<qint64> samples;
            const int bits = random.bounded(1, 62);
            for (int n = random.bounded(1, 3000); n > 0; --n)
                samples.push_back(static_cast<qint64>(random.generate64() >> 1) >> (62 - random.bounded(bits)));
            for (const qint64 sample : samples)
                histogram.add(sample);
            QVERIFY(areNear(histogram.percentiles(), samples));
        }
        QCOMPARE(LengthHistogram().percentiles().count, quint64(0));
    }

    void shortLengthsAreCountedExactly()
    {
        LengthHistogram histogram;
        for (int n = 0; n < 256; ++n)
            histogram.add(n);
        QCOMPARE(histogram.percentiles().p50, Duration(127));
        QCOMPARE(histogram.percentiles().p99, Duration(253));
        QCOMPARE(histogram.percentiles().max, Duration(255));
    }

    void aStretchHoldsWhatItsSlicesHold_data()
    {
        QTest::addColumn<int>("which");
        QTest::newRow("producers") << 0;
        QTest::newRow("troubles") << 1;
        QTest::newRow("a crowd") << 2;
    }
    void aStretchHoldsWhatItsSlicesHold()
    {
        QFETCH(int, which);
        const auto trace = which == 0 ? support::producerConsumer() : which == 1 ? support::troubles() : support::crowd(30, 5000);
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);
        const qint64 whole = trace->range().end.ns;
        for (int round = 0; round < 60; ++round) {
            qint64 begin = static_cast<qint64>(static_cast<double>(whole) * random.generateDouble());
            qint64 end = static_cast<qint64>(static_cast<double>(whole) * random.generateDouble());
            if (round == 0)
                begin = 0, end = whole + 1;
            const Stretch stretch = stretchOf(*trace, { { std::min(begin, end) }, { std::max(begin, end) } });
            const RangeStatistics told = rangeStatistics(*trace, stretch);
            const Plain plain(*trace, stretch);
            QCOMPARE(told.loopBusy, Duration(plain.loopBusy));
            quint64 resumes = 0;
            for (const TaskShare &task : told.tasks) {
                const quint32 id = trace::number(task.id);
                const auto of = [&](const auto &map) { return map.count(id) > 0 ? map.at(id) : typename std::decay_t<decltype(map)>::mapped_type(); };
                QCOMPARE(task.running, Duration(of(plain.running)));
                QCOMPARE(task.resumes, of(plain.resumes));
                QVERIFY(areNear(task.readyLatency, of(plain.latencies)));
                resumes += task.resumes;
            }
            quint64 all = 0;
            for (const auto &[id, count] : plain.resumes)
                all += count;
            QCOMPARE(resumes, all);
            QCOMPARE(told.resumes, all);
            for (const ReasonShare &reason : told.reasons) {
                QCOMPARE(reason.total, Duration(plain.waited.at(reason.reason)));
                QVERIFY(areNear(reason.lengths, plain.waits.count(reason.reason) > 0 ? plain.waits.at(reason.reason) : std::vector<qint64>()));
            }
        }
    }

    void aSurveyInPartsFindsTheSame()
    {
        const auto trace = support::crowd(400, 40'000);
        const Stretch stretch = stretchOf(*trace, { {}, trace->range().end });
        RangeSurvey survey(*trace, stretch);
        int parts = 1;
        double progress = 0;
        while (!survey.advance(Duration(0))) {
            QVERIFY(survey.progress() >= progress);
            progress = survey.progress();
            ++parts;
        }
        QVERIFY(parts > 20);
        const RangeStatistics whole = rangeStatistics(*trace, stretch);
        QCOMPARE(survey.statistics().resumes, whole.resumes);
        QCOMPARE(survey.statistics().loopBusy, whole.loopBusy);
        QCOMPARE(survey.statistics().readyLatency.p99, whole.readyLatency.p99);
        QCOMPARE(survey.statistics().tasks.size(), whole.tasks.size());
    }

    void tasksComeInOrderOfWhatTheyDid()
    {
        const auto trace = support::crowd(10'000, 60'000);
        const RangeStatistics told = rangeStatistics(*trace, stretchOf(*trace, { {}, trace->range().end }));
        QVERIFY(told.tasks.size() > 9'000);
        QVERIFY(std::is_sorted(told.tasks.begin(), told.tasks.end(), [](const TaskShare &a, const TaskShare &b) {
            return std::tuple(a.running, a.ready, a.resumes) > std::tuple(b.running, b.ready, b.resumes);
        }));
        std::set<trace::TaskId> ids;
        for (const TaskShare &task : told.tasks)
            ids.insert(task.id);
        QCOMPARE(ids.size(), told.tasks.size());
    }

    void aLongLaneIsMeasuredLikeAShortOne()
    {
        const auto trace = support::crowd(2, 60'000); // more slices than are taken at once, more latencies than are told exactly
        for (const qint64 part : { 1, 3 }) {
            const Stretch stretch = stretchOf(*trace, { { trace->range().end.ns / 7 * (part - 1) }, { trace->range().end.ns / part } });
            const RangeStatistics told = rangeStatistics(*trace, stretch);
            const Plain plain(*trace, stretch);
            QVERIFY(told.readyLatency.count > RangeSurvey::MostExact);
            for (const TaskShare &task : told.tasks) {
                QCOMPARE(task.running, Duration(plain.running.at(trace::number(task.id))));
                QCOMPARE(task.resumes, plain.resumes.at(trace::number(task.id)));
                QVERIFY(areNear(task.readyLatency, plain.latencies.at(trace::number(task.id))));
            }
        }
    }

    void aStretchOfTheStepAxisNeedNotFitItsTimes()
    {
        const auto trace = support::crowd(30, 5000);
        QRandomGenerator random(QRandomGenerator::global()->generate());
        for (int round = 0; round < 60; ++round) {
            const quint64 first = random.bounded(4000u);
            const quint64 last = first + random.bounded(900u);
            // As where many events share a step: the time is that of the last event of the first step.
            const Stretch stretch { { trace->event(std::min(first + 7, last)).time, trace->event(last).time }, first, last };
            const RangeStatistics told = rangeStatistics(*trace, stretch);
            const Plain plain(*trace, stretch);
            QCOMPARE(told.loopBusy, Duration(plain.loopBusy));
            for (const TaskShare &task : told.tasks) {
                const quint32 id = trace::number(task.id);
                QCOMPARE(task.running, Duration(plain.running.count(id) > 0 ? plain.running.at(id) : 0));
                QCOMPARE(task.resumes, plain.resumes.count(id) > 0 ? plain.resumes.at(id) : 0);
            }
        }
    }

    void anInstantOfVirtualTimeIsToldByItsEvents()
    {
        const auto trace = support::producerConsumer();
        // All that happened at the first instant at which two tasks were resumed: no time passes, yet there is something to count.
        const RangeStatistics told = rangeStatistics(*trace, { { {}, {} }, 0, trace->countUpTo({}) });
        QVERIFY(told.resumes > 0);
        QCOMPARE(told.running, Duration(0));
    }
};

QTEST_GUILESS_MAIN(TestRangeSurvey)
#include "tst_rangesurvey.moc"
