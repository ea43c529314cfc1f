// SPDX-License-Identifier: GPL-3.0-or-later
// Measuring a stretch with the mouse and reading what happened in it.
#include "support/handmadetrace.h"
#include "timeline/rangecard.h"
#include "timeline/timelinewidget.h"

#include <QApplication>
#include <QClipboard>
#include <QTest>
#include <QToolButton>

using namespace timeline;

namespace {

struct Timeline
{
    session::Session session;
    TimelineWidget widget { session };

    explicit Timeline(std::shared_ptr<trace::Trace> trace = support::producerConsumer())
    {
        session.open(std::move(trace), { session::SourceKind::File, QStringLiteral("test") });
        widget.resize(1100, 620);
        widget.show();
        widget.setFocus();
        if (!QTest::qWaitForWindowExposed(&widget))
            qFatal("the window is not shown");
    }
    [[nodiscard]] RangeCard &card() { return *widget.findChild<RangeCard *>(); }
    template<typename Widget>
    [[nodiscard]] Widget *child(const char *name)
    {
        return widget.findChild<Widget *>(QLatin1String(name));
    }
    void move(QPoint to, Qt::KeyboardModifiers modifiers)
    {
        QMouseEvent event(QEvent::MouseMove, to, widget.viewport()->mapToGlobal(to), Qt::NoButton, Qt::LeftButton, modifiers);
        QCoreApplication::sendEvent(widget.viewport(), &event);
    }
    void dragOverLanes(int from, int to, int y = 300)
    {
        QTest::mousePress(widget.viewport(), Qt::LeftButton, Qt::ShiftModifier, { from, y });
        for (int n = 1; n <= 6; ++n)
            move({ from + (to - from) * n / 6, y }, Qt::ShiftModifier);
        QTest::mouseRelease(widget.viewport(), Qt::LeftButton, Qt::ShiftModifier, { to, y });
    }
};

} // namespace

class TestTimelineRange : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shiftAndDragTellsWhatHappenedThere()
    {
        Timeline timeline;
        QVERIFY(!timeline.card().isVisible());
        timeline.dragOverLanes(300, 700);
        QTRY_VERIFY(timeline.card().isComplete());
        QVERIFY(timeline.card().isVisible());
        const trace::Span span = *timeline.session.measured();
        const trace::Trace &trace = timeline.session.trace();
        const trace::TimeRange time { { span.begin.units }, { span.end.units } };
        const auto expected = analysis::rangeStatistics(trace, { time, trace.countBefore(time.begin), trace.countBefore(time.end) });
        const analysis::RangeStatistics &told = *timeline.card().statistics();
        QVERIFY(expected.resumes > 0);
        QCOMPARE(told.stretch, expected.stretch);
        QCOMPARE(told.resumes, expected.resumes);
        QCOMPARE(told.tasks.size(), expected.tasks.size());
        // It stands beside what it tells of, inside of the widget.
        QVERIFY(timeline.widget.viewport()->rect().contains(timeline.card().geometry()));
    }

    void aLongerDragCountsAnew()
    {
        Timeline timeline;
        timeline.dragOverLanes(300, 400);
        QTRY_VERIFY(timeline.card().isComplete());
        const quint64 few = timeline.card().statistics()->resumes;
        timeline.dragOverLanes(200, 1000);
        QTRY_VERIFY(timeline.card().isComplete() && timeline.card().statistics()->stretch.time.end.ns == timeline.session.measured()->end.units);
        QVERIFY(timeline.card().statistics()->resumes > few);
    }

    void escapeAndTheCrossCloseIt()
    {
        Timeline timeline;
        timeline.dragOverLanes(300, 700);
        QTRY_VERIFY(timeline.card().isVisible());
        QTest::keyClick(&timeline.widget, Qt::Key_Escape);
        QVERIFY(!timeline.card().isVisible());
        QVERIFY(!timeline.session.measured());
        timeline.dragOverLanes(300, 700);
        QTRY_VERIFY(timeline.card().isVisible());
        QTest::mouseClick(timeline.child<QToolButton>("closeRange"), Qt::LeftButton);
        QVERIFY(!timeline.card().isVisible());
        QVERIFY(!timeline.session.measured());
        QTest::qWait(120);
        QVERIFY(!timeline.card().isVisible());
    }

    void copyPutsATableOnTheClipboard()
    {
        Timeline timeline(support::troubles());
        timeline.dragOverLanes(200, 1000);
        QTRY_VERIFY(timeline.card().isComplete());
        QTest::mouseClick(timeline.child<QToolButton>("copyRange"), Qt::LeftButton);
        const QString text = QApplication::clipboard()->text();
        QCOMPARE(text, timeline.card().text());
        const QStringList lines = text.split(u'\n');
        QVERIFY2(lines[0].contains(QStringLiteral("loop busy")), qPrintable(lines[0]));
        QCOMPARE(lines[1], QStringLiteral("state\ttimes\tin all\tp50\tp99\tlongest"));
        QVERIFY2(text.contains(QStringLiteral("task\tresumes\trunning\tshare\tready p50\tp99")), qPrintable(text));
    }

    void stepsOfOneInstantAreMeasuredToo()
    {
        Timeline timeline;
        timeline.session.setAxis(trace::AxisKind::Steps);
        timeline.session.setMeasured(trace::Span { { 0 }, { 3 * trace::Axis::UnitsPerStep } });
        QTRY_VERIFY(timeline.card().isComplete());
        QCOMPARE(timeline.card().statistics()->resumes, quint64(3));
    }

    void anotherTraceEndsIt()
    {
        Timeline timeline(support::crowd(100, 50'000));
        timeline.session.setMeasured(timeline.session.axis().whole());
        timeline.session.open(support::producerConsumer(), { session::SourceKind::File, QStringLiteral("other") });
        QTest::qWait(120);
        QVERIFY(!timeline.card().isVisible());
    }
};

QTEST_MAIN(TestTimelineRange)
#include "tst_timelinerange.moc"
