// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/tracebuilder.h"
#include "timeline/framepainter.h"
#include "timeline/workbudget.h"

#include <QTest>

#include <algorithm>

using timeline::Frame;
using timeline::MinimapColumns;

namespace {

Frame frameOf(const trace::Trace &trace, trace::Span whole)
{
    Frame frame;
    frame.trace = &trace;
    frame.whole = whole;
    return frame;
}

} // namespace

class TestMinimap : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingIsShownBeyondTheEndOfTheTrace()
    {
        support::TraceBuilder writer { trace::TraceInfo() };
        const trace::TaskId task = writer.create(QStringLiteral("main"));
        writer.ready(task, trace::ReadyCause::Started);
        const auto begun = writer.take();
        MinimapColumns columns;
        columns.update(frameOf(*begun, { { -100 }, { 10'000'000'000 } }), 100, 20);
        // The ready task stands at the one moment that there is.
        QCOMPARE(columns.depths.size(), std::size_t(1));
        QCOMPARE(columns.depths.front().begin, std::size_t(0));
        QCOMPARE(columns.depths.front().end, std::size_t(1));
    }

    void theLastValueOfAQueueEndsWithTheTrace()
    {
        support::TraceBuilder writer { trace::TraceInfo() };
        const trace::QueueId queue = writer.queue(QStringLiteral("data"), 0);
        const trace::TaskId task = writer.create(QStringLiteral("main"));
        writer.at(trace::Duration(1'000'000'000));
        writer.put(task, queue, {}, 3);
        writer.at(trace::Duration(5'000'000'000));
        writer.log(task, QStringLiteral("the last event"));
        const auto begun = writer.take();
        MinimapColumns columns;
        columns.update(frameOf(*begun, { {}, { 10'000'000'000 } }), 100, 20);
        QCOMPARE(columns.depths.size(), std::size_t(1));
        QCOMPARE(columns.depths.front().begin, std::size_t(10));
        QCOMPARE(columns.depths.front().end, std::size_t(51));
        QCOMPARE(columns.depths.front().height, 20);
    }

    void whatGrowsFrameAfterFrameIsCoarseUntilItStandsStill()
    {
        support::TraceBuilder writer { trace::TraceInfo() };
        const trace::QueueId queue = writer.queue(QStringLiteral("data"), 0);
        const trace::TaskId task = writer.create(QStringLiteral("main"));
        timeline::WorkBudget budget(1'000'000);
        MinimapColumns columns;
        const auto update = [&](timeline::WorkBudget *ofFrame) {
            Frame frame = frameOf(writer.trace(), { {}, writer.trace().range().end.ns });
            frame.budget = ofFrame;
            columns.update(frame, 100, 20);
        };
        for (int n = 1; n <= 20; ++n) {
            writer.at(trace::Duration(n * 1'000'000'000LL));
            writer.put(task, queue, {}, 3 + n % 2);
            update(&budget);
            QCOMPARE(columns.pixelsPerColumn, n <= MinimapColumns::GrowingFrames ? 1 : MinimapColumns::CoarsePixels);
            update(&budget); // for the pointer
        }
        QCOMPARE(columns.depth.size(), std::size_t(34));
        for (int n = 2; n <= MinimapColumns::StillFrames; ++n) {
            QCOMPARE(columns.pixelsPerColumn, MinimapColumns::CoarsePixels);
            update(&budget);
        }
        MinimapColumns fresh;
        fresh.update(frameOf(writer.trace(), { {}, writer.trace().range().end.ns }), 100, 20);
        QCOMPARE(columns.pixelsPerColumn, 1);
        QCOMPARE(columns.depth, fresh.depth);

        // A picture is drawn once, also of what is coarse in the window.
        for (int n = 21; n <= 30; ++n) {
            writer.at(trace::Duration(n * 1'000'000'000LL));
            writer.put(task, queue, {}, 3);
            update(&budget);
        }
        QCOMPARE(columns.pixelsPerColumn, MinimapColumns::CoarsePixels);
        update(nullptr);
        QCOMPARE(columns.pixelsPerColumn, 1);
        for (int n = 31; n <= 50; ++n) {
            writer.at(trace::Duration(n * 1'000'000'000LL));
            writer.put(task, queue, {}, 3);
            update(nullptr);
            QCOMPARE(columns.pixelsPerColumn, 1);
        }
    }

    void coarseColumnsHoldTheGreatestOfThoseUnderThem()
    {
        support::TraceBuilder writer { trace::TraceInfo() };
        const trace::QueueId queue = writer.queue(QStringLiteral("data"), 0);
        const trace::TaskId task = writer.create(QStringLiteral("main"));
        timeline::WorkBudget budget(1'000'000);
        MinimapColumns columns;
        for (int n = 1; n <= 30; ++n) {
            writer.at(trace::Duration(n * 1'000'000'000LL));
            writer.put(task, queue, {}, n);
            Frame frame = frameOf(writer.trace(), { {}, writer.trace().range().end.ns });
            frame.budget = &budget;
            columns.update(frame, 90, 20);
        }
        QCOMPARE(columns.pixelsPerColumn, 3);
        MinimapColumns fine;
        fine.update(frameOf(writer.trace(), { {}, writer.trace().range().end.ns }), 90, 20);
        QCOMPARE(columns.depth.size(), std::size_t(30));
        for (std::size_t n = 0; n < 30; ++n)
            QCOMPARE(columns.depth[n], *std::max_element(fine.depth.begin() + std::ptrdiff_t(3 * n), fine.depth.begin() + std::ptrdiff_t(3 * n + 3)));
    }
};

QTEST_MAIN(TestMinimap)
#include "tst_minimap.moc"
