// SPDX-License-Identifier: GPL-3.0-or-later
// The timeline on an axis of steps, by mouse and keys.
#include "drawnpicture.h"
#include "session/laneslices.h"
#include "support/handmadetrace.h"
#include "timeline/timelinewidget.h"

#include <QBuffer>
#include <QTest>
#include <QWheelEvent>

#include <cmath>

using namespace timeline;
using session::LaneId;
using trace::Axis;
using trace::AxisKind;
using trace::Position;
using trace::Span;

namespace {

constexpr qint64 Unit = Axis::UnitsPerStep;

struct Steps
{
    session::Session session;
    TimelineWidget widget { session };
    int left = 0; ///< where the axis begins and ends in the viewport
    int right = 0;
    int loopY = 0;

    Steps()
    {
        session.open(support::producerConsumer(), { session::SourceKind::File, QStringLiteral("test") });
        widget.resize(1000, 560);
        widget.show();
        widget.setFocus();
        if (!QTest::qWaitForWindowExposed(&widget))
            qFatal("the window is not shown");
        QTest::keyClick(&widget, Qt::Key_T);
        session.show(Span { { 10 * Unit }, { 30 * Unit } });
        while (widget.laneUnder({ 20, loopY }) != LaneId::loop())
            ++loopY;
        loopY += 17;
        while (!widget.sliceUnder({ left, loopY }))
            ++left;
        right = left;
        while (right < viewport()->width() && widget.sliceUnder({ right, loopY }))
            ++right;
    }
    [[nodiscard]] QWidget *viewport() { return widget.viewport(); }
    [[nodiscard]] int x(double step)
    {
        const Span span = session.visibleSpan();
        return int(std::lround(left + (step * Unit - double(span.begin.units)) / double(span.length()) * (right - left)));
    }
    [[nodiscard]] int rulerY() const { return loopY - 17 - 10; }
    void move(QPoint to, Qt::MouseButtons buttons = Qt::NoButton)
    {
        QMouseEvent event(QEvent::MouseMove, to, viewport()->mapToGlobal(to), Qt::NoButton, buttons, {});
        QCoreApplication::sendEvent(viewport(), &event);
    }
};

} // namespace

class TestTimelineSteps : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void tAndTheChipChangeTheAxis()
    {
        Steps steps;
        QCOMPARE(steps.session.axisKind(), AxisKind::Steps);
        QTest::keyClick(&steps.widget, Qt::Key_T);
        QCOMPARE(steps.session.axisKind(), AxisKind::Time);
        // The chip stands in the corner of ruler and headers, where the pointer becomes a hand.
        const int y = steps.loopY - 17 - 24;
        int x = 0;
        for (; x < steps.left; ++x) {
            steps.move({ x, y });
            if (steps.viewport()->cursor().shape() == Qt::PointingHandCursor)
                break;
        }
        QVERIFY(x < steps.left);
        QTest::mouseClick(steps.viewport(), Qt::LeftButton, {}, { x + 4, y });
        QCOMPARE(steps.session.axisKind(), AxisKind::Steps);
    }

    void eachUnitIsOneResume()
    {
        Steps steps;
        const trace::Trace &trace = steps.session.trace();
        for (int step = 10; step < 30; ++step) {
            const auto hit = steps.widget.sliceUnder({ steps.x(step + 0.5), steps.loopY });
            QVERIFY(hit);
            QCOMPARE(trace.loopLane().slice(hit->index, {}).event, trace.resumes().at(quint64(step)));
            // And in the lane of its task, where that is in sight.
            const trace::Event resume = trace.event(trace.resumes().at(quint64(step)));
            for (int y = 0; y < steps.viewport()->height(); y += 4) {
                if (steps.widget.laneUnder({ 20, y }) != LaneId::of(resume.task))
                    continue;
                const auto slice = steps.widget.sliceUnder({ steps.x(step + 0.5), y });
                QVERIFY(slice);
                QCOMPARE(trace.taskLane(resume.task).slice(slice->index, {}).state, trace::SliceState::Running);
            }
        }
    }

    void zoomPanMeasureAndMarkWorkAsOnTime()
    {
        Steps steps;
        const auto at = [&](int x) { return double(steps.session.visibleSpan().begin.units) + double(x - steps.left) / (steps.right - steps.left) * double(steps.session.visibleSpan().length()); };
        const int x = steps.x(22.5);
        const double before = at(x);
        QWheelEvent wheel(QPointF(x, steps.loopY), steps.viewport()->mapToGlobal(QPointF(x, steps.loopY)), QPoint(), QPoint(0, 240), Qt::NoButton, Qt::ControlModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(steps.viewport(), &wheel);
        QVERIFY(steps.session.visibleSpan().length() < 20 * Unit);
        QVERIFY(std::abs(at(x) - before) < 40);
        QTest::keyClick(&steps.widget, Qt::Key_D);
        QVERIFY(at(x) > before);

        steps.session.show(Span { { 10 * Unit }, { 30 * Unit } });
        QTest::mousePress(steps.viewport(), Qt::LeftButton, {}, { steps.x(15), steps.rulerY() });
        for (int n = 1; n <= 5; ++n)
            steps.move({ steps.x(15 + n), steps.rulerY() }, Qt::LeftButton);
        QTest::mouseRelease(steps.viewport(), Qt::LeftButton, {}, { steps.x(20), steps.rulerY() });
        QVERIFY(steps.session.measured());
        QVERIFY(std::abs(steps.session.measured()->length() - 5 * Unit) < Unit / 4);
        QTest::keyClick(&steps.widget, Qt::Key_Z);
        QVERIFY(std::abs(steps.session.visibleSpan().length() - 5 * Unit) < Unit / 4);

        QTest::mouseClick(steps.viewport(), Qt::LeftButton, {}, { steps.x(17.5), steps.rulerY() });
        QCOMPARE(steps.session.playheadPosition(), Position { 17 * Unit });
        steps.move({ 10, steps.loopY });
        QTest::keyClick(&steps.widget, Qt::Key_M);
        QCOMPARE(steps.session.marks().size(), std::size_t(1));
        QCOMPARE(steps.session.marks().front().moment, steps.session.playhead());
    }

    void aPictureOfStepsIsTheSameTwiceAndNotThatOfTime()
    {
        const auto trace = support::producerConsumer();
        for (const PictureFormat format : { PictureFormat::Png, PictureFormat::Svg, PictureFormat::Pdf }) {
            const auto bytes = [&](AxisKind axis) {
                PictureOptions options;
                options.size = { 800, 0 };
                options.axis = axis;
                options.range = trace::TimeRange { { 2'000'000'000 }, { 6'000'000'000 } };
                options.cursor = trace::Timestamp { 4'000'000'000 };
                QBuffer buffer;
                buffer.open(QIODevice::WriteOnly);
                return render(*trace, options, format, buffer) ? buffer.data() : QByteArray();
            };
            QVERIFY(!bytes(AxisKind::Steps).isEmpty());
            QVERIFY(bytes(AxisKind::Steps) == bytes(AxisKind::Steps));
            QVERIFY(bytes(AxisKind::Steps) != bytes(AxisKind::Time));
            QVERIFY(bytes(AxisKind::Steps) != bytes(AxisKind::Events));
        }
        // A range in which nothing happens still is a picture.
        PictureOptions nothing;
        nothing.axis = AxisKind::Steps;
        nothing.range = trace::TimeRange { { 1 }, { 2 } };
        QVERIFY(renderImage(*trace, nothing));
    }
};

QTEST_MAIN(TestTimelineSteps)
#include "tst_timelinesteps.moc"
