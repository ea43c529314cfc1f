// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/laneslices.h"
#include "session/session.h"
#include "support/handmadetrace.h"
#include "support/tracebuilder.h"

#include <QSignalSpy>
#include <QTest>

using namespace session;
using trace::Axis;
using trace::AxisKind;
using trace::Position;
using trace::Span;
using trace::TaskId;
using trace::Timestamp;

namespace {

constexpr qint64 Second = 1'000'000'000;
constexpr qint64 Unit = Axis::UnitsPerStep;

struct Recording
{
    Session session;
    explicit Recording(std::shared_ptr<trace::Trace> trace = support::producerConsumer()) { session.open(std::move(trace), { SourceKind::File, QStringLiteral("x") }); }
    [[nodiscard]] Playhead middle() { return session.momentAt(session.visibleSpan().begin + session.visibleSpan().length() / 2); }
};

} // namespace

class TestSessionView : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void anotherAxisKeepsTheMomentInTheMiddle_data()
    {
        QTest::addColumn<AxisKind>("kind");
        QTest::newRow("steps") << AxisKind::Steps;
        QTest::newRow("events") << AxisKind::Events;
    }
    void anotherAxisKeepsTheMomentInTheMiddle()
    {
        QFETCH(AxisKind, kind);
        Recording run;
        run.session.show({ { 6 * Second }, { 12 * Second } });
        const Playhead before = run.middle();
        QSignalSpy changed(&run.session, &Session::axisChanged);
        run.session.setAxis(kind);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(run.session.axisKind(), kind);
        const Span shown = run.session.visibleSpan();
        QVERIFY(std::abs(run.session.positionOf(before) - (shown.begin + shown.length() / 2)) <= 1);
        QVERIFY(run.session.visibleSpan().length() >= 16 * Unit);
        QVERIFY(run.session.visibleRange().begin >= Timestamp { 5 * Second });
        QVERIFY(run.session.visibleRange().end <= Timestamp { 13 * Second });
        const Span there = run.session.visibleSpan();
        run.session.panBy(2 * Unit);
        const Playhead moved = run.middle();
        run.session.setAxis(AxisKind::Time);
        QVERIFY(std::abs((run.middle().time - moved.time).count()) < 10);
        // The history knows of the axes too.
        run.session.undoNavigation();
        QCOMPARE(run.session.axisKind(), kind);
        run.session.undoNavigation();
        QCOMPARE(run.session.visibleSpan(), there);
        run.session.undoNavigation();
        QCOMPARE(run.session.axisKind(), AxisKind::Time);
        QCOMPARE(run.session.visibleSpan(), (Span { { 6 * Second }, { 12 * Second } }));
    }

    void straightBackIsWhereOneWas()
    {
        Recording run;
        run.session.show({ { 6 * Second }, { 6 * Second + 1000 } });
        const Span before = run.session.visibleSpan();
        run.session.toggleAxis();
        QCOMPARE(run.session.axisKind(), AxisKind::Steps);
        run.session.toggleAxis();
        QCOMPARE(run.session.visibleSpan(), before);
    }

    void theWholeRunStaysTheWholeRun()
    {
        Recording run;
        run.session.toggleAxis();
        const Span whole = run.session.axis().whole();
        QVERIFY(run.session.visibleSpan().begin <= whole.begin && run.session.visibleSpan().end >= whole.end);
    }

    void tGoesToTheKindOfStepsChosenLast()
    {
        Recording run;
        run.session.setAxis(AxisKind::Events);
        run.session.toggleAxis();
        QCOMPARE(run.session.axisKind(), AxisKind::Time);
        run.session.toggleAxis();
        QCOMPARE(run.session.axisKind(), AxisKind::Events);
    }

    void stepsAreSuggestedOnceAndNeverAgainstTheUser()
    {
        Recording run;
        QVERIFY(run.session.suggestSteps());
        QCOMPARE(run.session.axisKind(), AxisKind::Steps);
        QVERIFY(!run.session.suggestSteps());
        run.session.toggleAxis();
        QVERIFY(!run.session.suggestSteps());
        QCOMPARE(run.session.axisKind(), AxisKind::Time);
        // The choice outlives the trace; a suggestion does not.
        run.session.open(support::oneSleeper(), { SourceKind::File, QStringLiteral("y") });
        QVERIFY(!run.session.suggestSteps());
        Recording other;
        QVERIFY(other.session.suggestSteps());
        QSignalSpy changed(&other.session, &Session::axisChanged);
        other.session.open(support::oneSleeper(), { SourceKind::File, QStringLiteral("y") });
        QCOMPARE(other.session.axisKind(), AxisKind::Time);
        QCOMPARE(changed.size(), 1);
    }

    void thePlayheadGoesFromStepToStep()
    {
        Recording run;
        run.session.setAxis(AxisKind::Steps);
        const trace::Trace &trace = run.session.trace();
        for (qint64 step = 0; step < 30; ++step) {
            run.session.setPlayheadAt({ step * Unit + Unit / 3 });
            QCOMPARE(run.session.playhead().events, trace.resumes().at(quint64(step)) + 1);
            QCOMPARE(run.session.playheadPosition(), Position { step * Unit });
            QVERIFY(run.session.stateAtPlayhead().running != TaskId::None);
        }
        run.session.setPlayheadAt(run.session.axis().whole().end);
        QVERIFY(run.session.isPlayheadAtEnd());
        run.session.setPlayheadAt({ -5 });
        QCOMPARE(run.session.playhead().events, quint64(0));
    }

    void marksAndMeasuredStretchesStandOnBothAxes()
    {
        Recording run;
        run.session.setPlayheadEvents(100);
        run.session.toggleMark(run.session.playhead());
        run.session.setMeasured(Span { { 5 * Second }, { 9 * Second } });
        run.session.setAxis(AxisKind::Events);
        QCOMPARE(run.session.positionOf(run.session.marks().front().moment), Position { 99 * Unit });
        QVERIFY(run.session.measured());
        const trace::TimeRange times = run.session.axis().times(*run.session.measured());
        QVERIFY(times.begin >= Timestamp { 5 * Second } && times.end <= Timestamp { 9 * Second });
        run.session.toggleMark(run.session.playhead());
        QVERIFY(run.session.marks().empty());
    }

    void focusShowsTheSliceOnTheAxis()
    {
        Recording run;
        run.session.setAxis(AxisKind::Steps);
        const LaneId lane = LaneId::of(TaskId(4));
        for (quint64 n = 20; n < 30; ++n) {
            run.session.select({ lane, n });
            run.session.focusSelection();
            const auto span = spanOf(run.session.axis(), { lane, n });
            QVERIFY(run.session.visibleSpan().begin <= span->begin && run.session.visibleSpan().end >= span->end);
        }
    }

    void aLiveAxisOfStepsFollowsTheEnd()
    {
        auto trace = std::make_shared<trace::Trace>(trace::TraceInfo());
        Session session;
        session.open(trace, { SourceKind::Live, QStringLiteral("run") });
        session.setAxis(AxisKind::Steps);
        QVERIFY(session.isFollowing());
        QCOMPARE(session.visibleSpan().length(), VisibleRange::LiveSteps);
        for (int n = 0; n < 100; ++n) {
            trace->append({ .task = TaskId(1), .kind = n == 0 ? trace::EventKind::TaskCreated : trace::EventKind::TaskResumed });
            trace->append({ .task = TaskId(1), .kind = trace::EventKind::TaskSuspended });
            session.noteGrowth();
            QVERIFY(session.visibleSpan().contains(session.playheadPosition()));
        }
        // All of it happened at one moment.
        QCOMPARE(session.visibleRange().length().count(), 0);
        session.toggleAxis();
        QVERIFY(session.isFollowing());
        QCOMPARE(session.visibleRange().length().count(), VisibleRange::LiveTime);
    }

    void aHeldPlayheadStaysWhileTheTraceGrows()
    {
        auto trace = std::make_shared<trace::Trace>(trace::TraceInfo());
        Session session;
        session.open(trace, { SourceKind::Live, QStringLiteral("run") });
        session.holdPlayhead();
        trace->append({ .task = TaskId(1), .kind = trace::EventKind::TaskCreated });
        session.noteGrowth();
        QCOMPARE(session.playhead().events, quint64(0));
        QVERIFY(session.stateAtPlayhead().tasks.size() == 0);
        session.setFollowing(true);
        QCOMPARE(session.playhead().events, quint64(1));
    }

    void neighboursGoOnFromAMovedPlayhead()
    {
        Recording run;
        const LaneId lane = LaneId::of(TaskId(4));
        run.session.select({ lane, 2 });
        run.session.setPlayhead({ 10 * Second });
        const auto here = sliceAfter(run.session.trace(), lane, run.session.playhead().events);
        QVERIFY(run.session.selectNeighbour(-1)); // to where the slice at the playhead began
        QCOMPARE(run.session.selection().slice, here);
        QVERIFY(run.session.selectNeighbour(-1));
        QCOMPARE(*run.session.selection().slice, *here - 1);
        run.session.setPlayhead({ 10 * Second });
        QVERIFY(run.session.selectNeighbour(1));
        QCOMPARE(*run.session.selection().slice, *here + 1);
    }
};

QTEST_GUILESS_MAIN(TestSessionView)
#include "tst_sessionview.moc"
