// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/laneslices.h"
#include "support/handmadetrace.h"
#include "timeline/timelinewidget.h"

#include <QPainter>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include <cmath>

using namespace timeline;
using session::LaneId;
using session::Session;
using session::Theme;
using trace::TaskId;
using trace::TimeRange;
using trace::Timestamp;

namespace {

constexpr qint64 Second = 1'000'000'000;

/// A shown timeline with verbs for what a user does; places are found by asking the widget, as an eye does.
struct Timeline
{
    Session session;
    TimelineWidget widget;

    explicit Timeline(std::shared_ptr<trace::Trace> trace = support::producerConsumer(), QSize size = { 1000, 560 }) : widget(session)
    {
        if (trace)
            session.open(std::move(trace), { session::SourceKind::File, QStringLiteral("test") });
        widget.resize(size);
        widget.show();
        widget.setFocus();
        if (!QTest::qWaitForWindowExposed(&widget))
            qFatal("the window is not shown");
    }

    [[nodiscard]] QWidget *viewport() { return widget.viewport(); }
    /// y of the middle of a lane that is in sight.
    [[nodiscard]] int laneY(LaneId lane)
    {
        int first = -1;
        for (int y = 0; y < viewport()->height(); ++y) {
            const bool isHit = widget.laneUnder({ 500, y }) == lane;
            if (isHit && first < 0)
                first = y;
            if (!isHit && first >= 0)
                return (first + y) / 2;
        }
        if (first < 0)
            qFatal("the lane is not in sight");
        return (first + viewport()->height()) / 2;
    }
    /// Left and right end of the part where time is, found by where slices of main-1 answer... the widths of the header and margin.
    [[nodiscard]] double xOf(Timestamp t)
    {
        const TimeRange visible = session.visibleRange();
        return left() + double((t - visible.begin).count()) / double(visible.length().count()) * (right() - left());
    }
    [[nodiscard]] int left()
    {
        // The loop answers from where time begins; the run covers the window when it is zoomed into its middle.
        if (m_left < 0) {
            const trace::Span visible = session.visibleSpan();
            const int y = laneY(LaneId::loop());
            session.show({ { session.trace().range().end.ns / 4 }, { session.trace().range().end.ns / 2 } });
            m_left = 0;
            while (m_left < viewport()->width() && !widget.sliceUnder({ m_left, y }))
                ++m_left;
            m_right = m_left;
            while (m_right < viewport()->width() && widget.sliceUnder({ m_right, y }))
                ++m_right;
            session.show(visible);
        }
        return m_left;
    }
    [[nodiscard]] int right()
    {
        (void)left();
        return m_right;
    }
    void wheel(QPointF at, QPoint angle, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QWheelEvent event(at, viewport()->mapToGlobal(at), QPoint(), angle, Qt::NoButton, modifiers, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(viewport(), &event);
    }
    void drag(QPoint from, QPoint to, Qt::KeyboardModifiers modifiers = Qt::NoModifier, Qt::MouseButton button = Qt::LeftButton)
    {
        QTest::mousePress(viewport(), button, modifiers, from);
        for (int n = 1; n <= 8; ++n)
            move(from + (to - from) * n / 8, button, modifiers);
        QTest::mouseRelease(viewport(), button, modifiers, to);
    }
    void move(QPoint to, Qt::MouseButtons buttons = Qt::NoButton, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        // QTest::mouseMove carries no button.
        QMouseEvent event(QEvent::MouseMove, to, viewport()->mapToGlobal(to), Qt::NoButton, buttons, modifiers);
        QCoreApplication::sendEvent(viewport(), &event);
    }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) { QTest::keyClick(&widget, key, modifiers); }
    [[nodiscard]] int rulerY() { return laneY(LaneId::loop()) - 40; }
    [[nodiscard]] QImage picture()
    {
        QCoreApplication::processEvents();
        return widget.grab().toImage().convertToFormat(QImage::Format_RGB32);
    }

private:
    int m_left = -1;
    int m_right = -1;
};

int countOf(const QImage &image, const QColor &colour)
{
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            count += image.pixel(x, y) == colour.rgb();
    }
    return count;
}

} // namespace

class TestTimelineWidget : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void ctrlWheelZoomsAtThePointer()
    {
        Timeline timeline;
        const QPoint at(640, 300);
        const TimeRange before = timeline.session.visibleRange();
        const double share = (at.x() - timeline.left()) / double(timeline.right() - timeline.left());
        const double t = double(before.begin.ns) + share * double(before.length().count());
        timeline.wheel(at, { 0, 240 }, Qt::ControlModifier);
        const TimeRange after = timeline.session.visibleRange();
        QVERIFY(after.length() < before.length());
        const double shown = double(after.begin.ns) + share * double(after.length().count());
        QVERIFY(std::abs(shown - t) < double(after.length().count()) / 800 * 1.5); // a pixel and a half
        timeline.wheel(at, { 0, -240 }, Qt::ControlModifier);
        QVERIFY(std::abs((timeline.session.visibleRange().length() - before.length()).count()) <= 8);
    }

    void wheelScrollsLanesAndShiftWheelTime()
    {
        Timeline timeline(support::crowd(200, 4000));
        timeline.session.show({ { 1'000'000 }, { 3'000'000 } });
        const TimeRange before = timeline.session.visibleRange();
        timeline.wheel({ 500, 300 }, { 0, -360 });
        QVERIFY(timeline.widget.verticalScrollBar()->value() > 0);
        QCOMPARE(timeline.session.visibleRange(), before);
        timeline.wheel({ 500, 300 }, { 0, -120 }, Qt::ShiftModifier);
        QVERIFY(timeline.session.visibleRange().begin > before.begin);
        QCOMPARE(timeline.session.visibleRange().length(), before.length());
    }

    void draggingPans()
    {
        Timeline timeline;
        timeline.session.show({ { 5 * Second }, { 9 * Second } });
        const double before = timeline.xOf({ 7 * Second });
        timeline.drag({ 700, 300 }, { 600, 300 });
        QVERIFY(std::abs(timeline.xOf({ 7 * Second }) - (before - 100)) < 1);
        QVERIFY(!timeline.session.selection().lane); // a drag is no click
        timeline.session.undoNavigation();
        QCOMPARE(timeline.session.visibleRange().begin.ns, 5 * Second); // and one step back
    }

    void aClickSelectsTheSliceAndADoubleClickShowsItsMoment()
    {
        Timeline timeline;
        timeline.session.show({ { 5 * Second }, { 9 * Second } });
        const LaneId lane = LaneId::of(TaskId(4));
        const QPoint at(int(timeline.xOf({ 7'450'000'000 })), timeline.laneY(lane));
        QTest::mouseClick(timeline.viewport(), Qt::LeftButton, Qt::NoModifier, at);
        QCOMPARE(timeline.session.selection().lane, lane);
        const quint64 index = *timeline.session.selection().slice;
        QCOMPARE(index, *timeline.session.trace().taskLane(TaskId(4)).indexAt({ 7'450'000'000 }));
        QSignalSpy activated(&timeline.widget, &TimelineWidget::activated);
        QTest::mouseDClick(timeline.viewport(), Qt::LeftButton, Qt::NoModifier, at);
        QCOMPARE(activated.count(), 1);
        QCOMPARE(timeline.session.playhead().time, session::spanOf(timeline.session.trace(), { lane, index })->range.begin);
    }

    void aMarkOfAResumeIsHitAsItIsDrawn()
    {
        Timeline timeline;
        timeline.session.show({ { 5 * Second }, { 9 * Second } });
        const trace::Lane &lane = timeline.session.trace().taskLane(TaskId(4));
        const trace::Slice awaiting = lane.slice(*lane.indexAt({ 7 * Second }), timeline.session.trace().range().end);
        const int y = timeline.laneY(LaneId::of(TaskId(4)));
        for (const int off : { -2, 0, 2 }) {
            const auto slice = timeline.widget.sliceUnder({ int(std::lround(timeline.xOf(awaiting.range.begin))) + off, y });
            QVERIFY(slice);
            QCOMPARE(lane.slice(slice->index, {}).state, trace::SliceState::Running);
        }
        const auto beside = timeline.widget.sliceUnder({ int(timeline.xOf(awaiting.range.begin)) + 8, y });
        QCOMPARE(lane.slice(beside->index, {}).state, trace::SliceState::Awaiting);
    }

    void aClickOnTheRulerMovesThePlayheadAndADragMeasures()
    {
        Timeline timeline;
        timeline.session.show({ { 5 * Second }, { 9 * Second } });
        const int y = timeline.rulerY();
        QTest::mouseClick(timeline.viewport(), Qt::LeftButton, Qt::NoModifier, { int(timeline.xOf({ 6 * Second })), y });
        QVERIFY(std::abs((timeline.session.playhead().time - Timestamp { 6 * Second }).count()) < 5'000'000);
        timeline.drag({ int(timeline.xOf({ 7 * Second })), y }, { int(timeline.xOf({ 8 * Second })), y });
        QVERIFY(timeline.session.measured());
        QVERIFY(std::abs(timeline.session.measured()->length() - Second) < 10'000'000);
        const trace::Span measured = *timeline.session.measured();
        timeline.press(Qt::Key_Z);
        QCOMPARE(timeline.session.visibleSpan(), measured);
        QVERIFY(!timeline.session.measured());
    }

    void shiftDragMeasuresAnywhereAlsoBackwards()
    {
        Timeline timeline;
        timeline.drag({ 700, 300 }, { 400, 300 }, Qt::ShiftModifier);
        QVERIFY(timeline.session.measured());
        QVERIFY(timeline.session.measured()->begin < timeline.session.measured()->end);
        timeline.press(Qt::Key_Escape);
        QVERIFY(!timeline.session.measured());
    }

    void thePlayheadIsDraggedByItsBadge()
    {
        Timeline timeline;
        timeline.session.show({ { 5 * Second }, { 9 * Second } });
        timeline.session.setPlayhead({ 6 * Second });
        const int y = timeline.rulerY();
        timeline.drag({ int(timeline.xOf({ 6 * Second })), y }, { int(timeline.xOf({ 8 * Second })), y });
        QVERIFY(!timeline.session.measured());
        QVERIFY(std::abs((timeline.session.playhead().time - Timestamp { 8 * Second }).count()) < 10'000'000);
    }

    void theMinimapMovesAndStretchesTheWindow()
    {
        Timeline timeline;
        timeline.session.show({ { 5 * Second }, { 9 * Second } });
        const TimeRange before = timeline.session.visibleRange();
        const trace::Span whole = timeline.session.scrollBounds();
        const auto xIn = [&](Timestamp t) {
            return int(std::lround(timeline.left() + double(t.ns - whole.begin.units) / double(whole.length()) * (timeline.right() - timeline.left())));
        };
        timeline.drag({ xIn({ 7 * Second }), 25 }, { xIn({ 11 * Second }), 25 });
        QCOMPARE(timeline.session.visibleRange().length(), before.length());
        QVERIFY(std::abs((timeline.session.visibleRange().begin - Timestamp { 9 * Second }).count()) < Second / 10);
        const Timestamp end = timeline.session.visibleRange().end;
        timeline.drag({ xIn(timeline.session.visibleRange().begin), 25 }, { xIn({ 3 * Second }), 25 });
        QVERIFY(std::abs((timeline.session.visibleRange().begin - Timestamp { 3 * Second }).count()) < Second / 10);
        QVERIFY(std::abs((timeline.session.visibleRange().end - end).count()) < 100);
        QTest::mouseClick(timeline.viewport(), Qt::LeftButton, Qt::NoModifier, { xIn({ 18 * Second }), 25 });
        QVERIFY(timeline.session.visibleRange().contains({ 18 * Second }));
    }

    void keysNavigate()
    {
        Timeline timeline;
        const TimeRange whole = timeline.session.visibleRange();
        timeline.press(Qt::Key_W);
        timeline.press(Qt::Key_W);
        QVERIFY(timeline.session.visibleRange().length() < whole.length());
        const TimeRange zoomed = timeline.session.visibleRange();
        timeline.press(Qt::Key_D);
        QVERIFY(timeline.session.visibleRange().begin > zoomed.begin);
        timeline.press(Qt::Key_A);
        QVERIFY(std::abs((timeline.session.visibleRange().begin - zoomed.begin).count()) < 2000);
        timeline.press(Qt::Key_S);
        QVERIFY(timeline.session.visibleRange().length() > zoomed.length());
        timeline.press(Qt::Key_Home);
        QCOMPARE(timeline.session.visibleRange(), whole);
        timeline.press(Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(timeline.session.visibleRange() != whole);
        timeline.press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(timeline.session.visibleRange(), whole);
        timeline.press(Qt::Key_W);
        timeline.press(Qt::Key_0);
        QCOMPARE(timeline.session.visibleRange(), whole);
    }

    void everythingCanBeSelectedFromTheKeyboard()
    {
        Timeline timeline;
        timeline.session.setPlayhead({ 7 * Second });
        timeline.press(Qt::Key_Down);
        QCOMPARE(timeline.session.selection().lane, LaneId::loop());
        for (int n = 0; n < 4; ++n)
            timeline.press(Qt::Key_Down);
        QCOMPARE(timeline.session.selection().lane, LaneId::of(TaskId(4)));
        const quint64 index = *timeline.session.selection().slice;
        timeline.press(Qt::Key_Period);
        QCOMPARE(timeline.session.selection().slice, index + 1);
        timeline.press(Qt::Key_Comma);
        QCOMPARE(timeline.session.selection().slice, index);
        timeline.press(Qt::Key_F);
        QVERIFY(timeline.session.visibleRange().length() < trace::Duration(2 * Second));
        timeline.press(Qt::Key_F);
        QVERIFY(timeline.session.visibleRange().length() > trace::Duration(15 * Second));
        QSignalSpy activated(&timeline.widget, &TimelineWidget::activated);
        timeline.press(Qt::Key_Return);
        QCOMPARE(activated.count(), 1);
        timeline.press(Qt::Key_M);
        QCOMPARE(timeline.session.marks().size(), size_t(1));
        QCOMPARE(timeline.session.marks()[0].moment.time, timeline.session.playhead().time);
        timeline.press(Qt::Key_Escape);
        QVERIFY(!timeline.session.selection().lane);
    }

    void aSelectedLaneIsScrolledIntoView()
    {
        Timeline timeline(support::crowd(100, 1000));
        for (int n = 0; n < 80; ++n)
            timeline.press(Qt::Key_Down);
        const LaneId lane = *timeline.session.selection().lane;
        QCOMPARE(timeline.widget.laneUnder({ 10, timeline.laneY(lane) }), lane);
        QVERIFY(timeline.widget.verticalScrollBar()->value() > 0);
    }

    void theTriangleOpensAndClosesChildren()
    {
        Timeline timeline;
        const qsizetype before = timeline.session.lanes().count();
        const QPoint triangle(9, timeline.laneY(LaneId::of(TaskId(1))));
        QTest::mouseClick(timeline.viewport(), Qt::LeftButton, Qt::NoModifier, triangle);
        QCOMPARE(timeline.session.lanes().count(), before - 3);
        QTest::mouseClick(timeline.viewport(), Qt::LeftButton, Qt::NoModifier, triangle);
        QCOMPARE(timeline.session.lanes().count(), before);
        QTest::mouseClick(timeline.viewport(), Qt::LeftButton, Qt::NoModifier, triangle + QPoint(50, 0));
        QCOMPARE(timeline.session.selection(), (session::Selection { LaneId::of(TaskId(1)), std::nullopt }));
    }

    void theHeaderIsMadeWiderByItsEdge()
    {
        Timeline timeline;
        const int y = timeline.laneY(LaneId::of(TaskId(1)));
        const int left = timeline.left();
        timeline.drag({ left - 2, y }, { left + 58, y });
        QVERIFY(!timeline.widget.sliceUnder({ left + 40, y }));
        QVERIFY(timeline.widget.sliceUnder({ left + 120, y }));
    }

    void hoveringTellsTheSlice()
    {
        Timeline timeline;
        timeline.session.show({ { 5 * Second }, { 9 * Second } });
        const QPoint at(int(timeline.xOf({ 7'450'000'000 })), timeline.laneY(LaneId::of(TaskId(4))));
        const QImage before = timeline.picture();
        timeline.move(at);
        QCOMPARE(timeline.session.hovered(), timeline.widget.sliceUnder(at));
        QVERIFY(timeline.session.hovered());
        const QImage hovered = timeline.picture();
        QVERIFY(countOf(hovered, Theme::light().panel) > countOf(before, Theme::light().panel) + 3000); // the card
        QEvent leave(QEvent::Leave);
        QCoreApplication::sendEvent(timeline.viewport(), &leave);
        QVERIFY(!timeline.session.hovered());
        QCOMPARE(timeline.picture(), before);
    }

    void aRightClickSelectsAndAsksForAMenu()
    {
        Timeline timeline;
        QSignalSpy menu(&timeline.widget, &TimelineWidget::menuRequested);
        const QPoint at(400, timeline.laneY(LaneId::of(TaskId(2))));
        QContextMenuEvent event(QContextMenuEvent::Mouse, at, timeline.viewport()->mapToGlobal(at));
        QCoreApplication::sendEvent(timeline.viewport(), &event);
        QCOMPARE(menu.count(), 1);
        QCOMPARE(timeline.session.selection().lane, LaneId::of(TaskId(2)));
    }

    void aLiveRunIsRepaintedOnceAFrame()
    {
        struct Counter : QObject
        {
            int paints = 0;
            bool eventFilter(QObject *, QEvent *event) override
            {
                paints += event->type() == QEvent::Paint;
                return false;
            }
        };
        Timeline timeline(nullptr);
        auto trace = std::make_shared<trace::Trace>(trace::TraceInfo());
        timeline.session.open(trace, { session::SourceKind::Live, QStringLiteral("run") });
        Counter counter;
        timeline.viewport()->installEventFilter(&counter);
        const auto source = support::crowd(10, 2000);
        for (quint64 n = 0; n < source->eventCount(); ++n) {
            trace->append(source->event(n));
            timeline.session.noteGrowth();
            if (n % 10 == 0)
                QCoreApplication::processEvents();
        }
        QTRY_VERIFY(counter.paints > 0);
        QVERIFY2(counter.paints < 120, qPrintable(QString::number(counter.paints))); // far fewer than 2000, even if the machine is slow
        QVERIFY(timeline.session.isFollowing());
    }

    void partsOfTheWidgetAreRepaintedAsTheyWere_data()
    {
        QTest::addColumn<QRegion>("region");
        QTest::newRow("a stripe") << QRegion(300, 0, 40, 560);
        QTest::newRow("a hole") << QRegion(200, 100, 400, 300).subtracted(QRegion(300, 150, 100, 100));
        QTest::newRow("a corner") << QRegion(900, 500, 100, 60);
    }
    void partsOfTheWidgetAreRepaintedAsTheyWere()
    {
        QFETCH(QRegion, region);
        Timeline timeline;
        timeline.session.show({ { 5 * Second }, { 9 * Second } });
        const QImage whole = timeline.picture();
        QImage image(whole.size(), QImage::Format_RGB32);
        image.fill(Qt::magenta);
        timeline.viewport()->render(&image, region.boundingRect().topLeft(), region, QWidget::RenderFlags());
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                if (region.contains(QPoint(x, y)))
                    QCOMPARE(image.pixel(x, y), whole.pixel(x, y));
                else
                    QCOMPARE(image.pixel(x, y), QColor(Qt::magenta).rgb());
            }
        }
    }

    void theThemeAndTheDensityAreSeen()
    {
        Timeline timeline;
        QVERIFY(countOf(timeline.picture(), Theme::light().running) > 1000);
        timeline.widget.setTheme(Theme::dark());
        const QImage dark = timeline.picture();
        QCOMPARE(dark.pixel(500, 540), Theme::dark().ground.rgb());
        QVERIFY(countOf(dark, Theme::dark().running) > 1000);
        timeline.widget.setDensity(Density::Packed);
        QVERIFY(countOf(timeline.picture(), Theme::dark().running) < countOf(dark, Theme::dark().running) / 3);
    }

    void anEmptySessionIsDrawnWithItsHint()
    {
        Timeline timeline(nullptr);
        const QImage before = timeline.picture();
        timeline.widget.setHint(QStringLiteral("Space runs, F10 steps"));
        QVERIFY(timeline.picture() != before);
        for (const Qt::Key key : { Qt::Key_W, Qt::Key_Down, Qt::Key_Period, Qt::Key_BracketLeft, Qt::Key_BracketRight, Qt::Key_F, Qt::Key_Z, Qt::Key_Escape })
            timeline.press(key);
        timeline.widget.resize(320, 200);
        timeline.widget.resize(1, 1);
        (void)timeline.picture();
    }
};

QTEST_MAIN(TestTimelineWidget)
#include "tst_timelinewidget.moc"
