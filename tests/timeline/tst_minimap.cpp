// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/tracebuilder.h"
#include "timeline/framepainter.h"

#include <QTest>

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
};

QTEST_MAIN(TestMinimap)
#include "tst_minimap.moc"
