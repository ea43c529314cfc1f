// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/session.h"
#include "session/wakechain.h"
#include "support/handmadetrace.h"
#include "support/tracebuilder.h"

#include <QSignalSpy>
#include <QTest>

using namespace session;
using trace::TaskId;
using trace::TimeRange;
using trace::Timestamp;

namespace {

constexpr qint64 Second = 1'000'000'000;

/// A session on a live run that a test feeds.
struct LiveRun
{
    std::shared_ptr<trace::Trace> trace = std::make_shared<trace::Trace>(trace::TraceInfo());
    Session session;
    LiveRun() { session.open(trace, { SourceKind::Live, QStringLiteral("run") }); }

    void grow(qint64 ns)
    {
        trace::Event event;
        event.kind = trace::EventKind::Log;
        event.time = { ns };
        trace->append(event);
        session.noteGrowth();
    }
};

Session &opened(Session &session, std::shared_ptr<trace::Trace> trace)
{
    session.open(std::move(trace), { SourceKind::File, QStringLiteral("x.loopscope") });
    return session;
}

} // namespace

class TestSession : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void thereIsAlwaysATrace()
    {
        Session session;
        QCOMPARE(session.trace().eventCount(), quint64(0));
        QCOMPARE(session.lanes().count(), qsizetype(1));
        QVERIFY(!session.isLive());
    }

    void aRecordingOpensWholeAtItsBeginning()
    {
        Session session;
        opened(session, support::producerConsumer());
        QCOMPARE(session.playhead().time, Timestamp());
        QVERIFY(session.visibleRange().begin < Timestamp());
        QVERIFY(session.visibleRange().end > session.trace().range().end);
        QVERIFY(!session.isFollowing());
        QVERIFY(!session.isPlayheadAtEnd());
    }

    void aLiveRunIsFollowed()
    {
        LiveRun run;
        QSignalSpy moved(&run.session, &Session::playheadMoved);
        QSignalSpy scrolled(&run.session, &Session::visibleRangeChanged);
        run.grow(Second);
        QCOMPARE(run.session.playhead().time.ns, Second);
        QCOMPARE(moved.count(), 1);
        QCOMPARE(scrolled.count(), 0); // ten seconds are in view from the beginning
        run.grow(30 * Second);
        QCOMPARE(scrolled.count(), 1);
        QVERIFY(run.session.visibleRange().contains({ 30 * Second }));
        QVERIFY(!run.session.canUndoNavigation()); // what the run does is no move of the user
    }

    void panningAwayStopsTheFollowingButNotThePlayhead()
    {
        LiveRun run;
        run.grow(30 * Second);
        run.session.panBy(-10 * Second);
        QVERIFY(!run.session.isFollowing());
        const TimeRange here = run.session.visibleRange();
        run.grow(40 * Second);
        QCOMPARE(run.session.visibleRange(), here);
        QCOMPARE(run.session.playhead().time.ns, 40 * Second);
        run.session.setFollowing(true);
        QVERIFY(run.session.visibleRange().contains({ 40 * Second }));
    }

    void lookingBackHoldsThePlayheadUntilItIsBackAtTheEnd()
    {
        LiveRun run;
        run.grow(10 * Second);
        run.session.setPlayhead({ 4 * Second });
        run.grow(12 * Second);
        QCOMPARE(run.session.playhead().time.ns, 4 * Second);
        run.session.setPlayhead({ 99 * Second });
        QVERIFY(run.session.isPlayheadAtEnd());
        run.grow(13 * Second);
        QCOMPARE(run.session.playhead().time.ns, 13 * Second);
    }

    void zoomingKeepsFollowing()
    {
        LiveRun run;
        run.grow(30 * Second);
        run.session.zoomAround({ 29 * Second }, 4);
        QVERIFY(run.session.isFollowing());
        run.grow(60 * Second);
        QVERIFY(run.session.visibleRange().contains({ 60 * Second }));
    }

    void theEndOfALiveRunShowsAllOfItToWhoFollowed()
    {
        LiveRun run;
        run.grow(30 * Second);
        QSignalSpy ended(&run.session, &Session::liveEnded);
        run.session.endLive();
        QCOMPARE(ended.count(), 1);
        QVERIFY(!run.session.isFollowing());
        QVERIFY(run.session.visibleRange().contains({}));
        QVERIFY(run.session.visibleRange().contains({ 30 * Second }));
    }

    void thePlayheadStandsAfterAllEventsOfItsMoment()
    {
        Session session;
        opened(session, support::producerConsumer());
        const trace::Trace &trace = session.trace();
        for (const qint64 ns : { qint64(0), 3 * Second, 7 * Second, qint64(12'345'678'901) }) {
            session.setPlayhead({ ns });
            QCOMPARE(session.playhead().events, trace.countUpTo({ ns }));
            QCOMPARE(session.stateAtPlayhead(), trace.stateAt({ ns }));
        }
    }

    void thePlayheadCanStandBetweenEventsOfOneInstant()
    {
        Session session;
        opened(session, support::oneSleeper());
        for (quint64 n = 0; n <= session.trace().eventCount(); ++n) {
            session.setPlayheadEvents(n);
            QCOMPARE(session.stateAtPlayhead(), session.trace().stateAfter(n));
        }
        session.setPlayheadEvents(1'000'000);
        QVERIFY(session.isPlayheadAtEnd());
    }

    void undoGoesWhereOneHasBeen()
    {
        Session session;
        opened(session, support::producerConsumer());
        const TimeRange first = session.visibleRange();
        session.show({ { 2 * Second }, { 4 * Second } });
        const TimeRange second = session.visibleRange();
        for (int n = 0; n < 4; ++n)
            session.zoomAround({ 3 * Second }, 1.5);
        const TimeRange third = session.visibleRange();
        session.undoNavigation();
        QCOMPARE(session.visibleRange(), second);
        session.undoNavigation();
        QCOMPARE(session.visibleRange(), first);
        session.redoNavigation();
        session.redoNavigation();
        QCOMPARE(session.visibleRange(), third);
        QVERIFY(!session.canRedoNavigation());
    }

    void focusShowsTheSliceAndThenEverything()
    {
        Session session;
        opened(session, support::producerConsumer());
        const LaneId lane = LaneId::of(TaskId(4));
        const auto index = session.trace().taskLane(TaskId(4)).indexAt({ 7 * Second });
        session.select({ lane, index });
        session.focusSelection();
        QVERIFY(session.visibleRange().contains({ 7 * Second }));
        QVERIFY(session.visibleRange().length() < trace::Duration(Second));
        session.focusSelection();
        QVERIFY(session.visibleRange().length() > session.trace().range().length());
    }

    void neighboursAreWalkedInOrderOfTheLog()
    {
        Session session;
        opened(session, support::producerConsumer());
        session.select({ LaneId::of(TaskId(4)), 0 });
        quint64 last = 0;
        int steps = 0;
        while (session.selectNeighbour(1)) {
            QVERIFY(session.playhead().events > last);
            last = session.playhead().events;
            QVERIFY(session.visibleRange().contains(session.playhead().time));
            ++steps;
        }
        QCOMPARE(quint64(steps + 1), session.trace().taskLane(TaskId(4)).count());
        QVERIFY(session.selectNeighbour(-1));
        QVERIFY(!Session().selectNeighbour(1));
    }

    void wakersAndWokenAreWalkedBothWays()
    {
        Session session;
        opened(session, support::producerConsumer());
        // The consumer's first item: it waits at the queue and a producer wakes it.
        const trace::Lane &lane = session.trace().taskLane(TaskId(4));
        for (quint64 n = 0; n < lane.count(); ++n) {
            if (lane.slice(n, {}).reason == trace::AwaitReason::QueueGet) {
                session.select({ LaneId::of(TaskId(4)), n });
                break;
            }
        }
        QVERIFY(session.selectWaker());
        const LaneId producer = *session.selection().lane;
        QVERIFY(producer == LaneId::of(TaskId(2)) || producer == LaneId::of(TaskId(3)));
        QVERIFY(session.selectWoken());
        QCOMPARE(*session.selection().lane, LaneId::of(TaskId(4)));
        session.clearSelection();
        QVERIFY(!session.selectWaker());
    }

    void measuredSpansMustHaveALength()
    {
        Session session;
        session.setMeasured(trace::Span { { 5 }, { 5 } });
        QVERIFY(!session.measured());
        session.setMeasured(trace::Span { { 5 }, { 6 } });
        QVERIFY(session.measured());
    }

    void marksStandInOrderAndGoAgain()
    {
        Session session;
        session.toggleMark({ .time = { 20 } });
        session.toggleMark({ .time = { 10 } }, QStringLiteral("first"));
        QCOMPARE(session.marks().size(), size_t(2));
        QCOMPARE(session.marks().front().text, QStringLiteral("first"));
        session.toggleMark({ .time = { 10 } });
        QCOMPARE(session.marks().size(), size_t(1));
    }

    void openingForgetsWhatBelongedToTheOldTrace()
    {
        Session session;
        opened(session, support::producerConsumer());
        session.show({ { Second }, { 2 * Second } });
        session.select({ LaneId::of(TaskId(4)), 3 });
        session.toggleMark({ .time = { 5 } });
        LaneFilter filter;
        filter.globs = { QStringLiteral("producer*") };
        session.setFilter(filter);
        QCOMPARE(session.lanes().count(), qsizetype(2));
        session.open(support::oneSleeper(), { SourceKind::File, {} }, true);
        QCOMPARE(session.filter(), filter);
        QCOMPARE(session.lanes().count(), qsizetype(0));
        QVERIFY(!session.selection().lane);
        QVERIFY(session.marks().empty());
        QVERIFY(!session.canUndoNavigation());
        opened(session, support::oneSleeper());
        QCOMPARE(session.filter(), LaneFilter());
    }

    void newLanesAreTold()
    {
        LiveRun run;
        QSignalSpy lanes(&run.session, &Session::lanesChanged);
        run.grow(1);
        QCOMPARE(lanes.count(), 0);
        run.trace->append({ .time = { 2 }, .task = TaskId(1), .kind = trace::EventKind::TaskCreated });
        run.session.noteGrowth();
        QCOMPARE(lanes.count(), 1);
        QCOMPARE(run.session.lanes().count(), qsizetype(2));
    }
};

QTEST_GUILESS_MAIN(TestSession)
#include "tst_session.moc"
