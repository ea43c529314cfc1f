// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/slicewalk.h"

#include "support/handmadetrace.h"

#include <QRandomGenerator>
#include <QTest>

using namespace timeline;
using trace::Axis;
using trace::AxisKind;
using trace::Lane;
using trace::Slice;
using trace::SliceState;
using trace::Span;

namespace {

/// One after the other, as they stand in the lane.
std::vector<SliceWalk::Item> allFrom(const Axis &axis, const Lane &lane, quint64 first)
{
    std::vector<SliceWalk::Item> items;
    for (quint64 n = first; n < lane.count(); ++n) {
        const Slice slice = lane.slice(n, axis.trace().range().end);
        const Span span = trace::spanOf(axis, lane, n);
        if (!span.isEmpty())
            items.push_back({ .index = n, .span = span, .length = slice.range.length(), .state = slice.state, .reason = slice.reason, .isOpen = slice.isOpen });
    }
    return items;
}

bool isAlike(const SliceWalk::Item &a, const SliceWalk::Item &b)
{
    return a.index == b.index && a.span == b.span && a.length == b.length && a.state == b.state && a.reason == b.reason && a.isOpen == b.isOpen;
}

void compare(const Axis &axis, const Lane &lane, quint64 first)
{
    SliceWalk walk(axis, lane, first);
    for (const SliceWalk::Item &expected : allFrom(axis, lane, first)) {
        QVERIFY(walk.moveOn());
        QVERIFY2(isAlike(walk.item(), expected), qPrintable(QStringLiteral("axis %1 from %2: slice %3 for %4").arg(int(axis.kind())).arg(first).arg(walk.item().index).arg(expected.index)));
    }
    QVERIFY(!walk.moveOn());
    QVERIFY(!walk.moveOn());
}

} // namespace

class TestSliceWalk : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void isTheSlicesThatHaveALength_data()
    {
        QTest::addColumn<int>("axis");
        QTest::newRow("time") << int(AxisKind::Time);
        QTest::newRow("steps") << int(AxisKind::Steps);
        QTest::newRow("events") << int(AxisKind::Events);
    }
    void isTheSlicesThatHaveALength()
    {
        QFETCH(int, axis);
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);
        for (const std::shared_ptr<trace::Trace> &trace : { support::producerConsumer(), support::crowd(20, 4000) }) {
            const Axis on(*trace, AxisKind(axis));
            for (quint32 task = 1; task <= trace->tasks().size(); ++task) {
                const Lane &lane = trace->taskLane(trace::TaskId(task));
                compare(on, lane, 0);
                for (int n = 0; n < 4; ++n)
                    compare(on, lane, random.bounded(quint32(lane.count()) + 2));
            }
            compare(on, trace->loopLane(), 0);
        }
    }

    void passesOverAnyNumberOfSlicesAtOneMoment()
    {
        const std::shared_ptr<trace::Trace> trace = support::producerConsumer();
        const Axis axis(*trace, AxisKind::Time);
        Lane lane;
        quint64 event = 0;
        for (const auto &[time, count] : { std::pair(10, 1), std::pair(20, 1), std::pair(30, 1000), std::pair(31, 7), std::pair(32, 8), std::pair(33, 9), std::pair(40, 64) }) {
            for (int n = 0; n < count; ++n)
                lane.append({ time }, n % 2 ? SliceState::Ready : SliceState::Running, trace::AwaitReason::None, trace::Outcome::None, event++);
        }
        for (quint64 first = 0; first <= lane.count(); first += 1 + first / 8)
            compare(axis, lane, first);
    }
};

QTEST_GUILESS_MAIN(TestSliceWalk)
#include "tst_slicewalk.moc"
