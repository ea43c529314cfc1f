// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/breakpoints.h"
#include "session/prediction.h"
#include "session/session.h"
#include "support/tracebuilder.h"

#include <QSignalSpy>
#include <QTest>

using namespace trace;
using namespace std::chrono_literals;
using analysis::Condition;
using session::Breakpoints;
using session::Prediction;
using session::Session;
using Direction = Breakpoints::Direction;

namespace {

Condition condition(const char *text) { return Condition::parse(QString::fromUtf8(text)).value(); }

/// a runs at 0, b at 1 s, a again at 2 s; each logs its name.
std::shared_ptr<Trace> turns()
{
    support::TraceBuilder b;
    const TaskId one = b.create(QStringLiteral("a"));
    const TaskId two = b.create(QStringLiteral("b"));
    b.ready(one).ready(two).resume(one).log(one, QStringLiteral("a")).suspend(one, AwaitReason::Event);
    b.at(1s).resume(two).log(two, QStringLiteral("b")).ready(one, ReadyCause::Event, two).suspend(two, AwaitReason::Lock);
    b.at(2s).resume(one).log(one, QStringLiteral("a")).suspend(one, AwaitReason::Lock);
    return b.take();
}

} // namespace

class TestBreakpoints : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aConditionStandsInTheListOnce()
    {
        Session session;
        Breakpoints &breakpoints = session.breakpoints();
        QSignalSpy changed(&breakpoints, &Breakpoints::changed);
        QCOMPARE(breakpoints.add(condition("held > 1s")), std::optional<std::size_t>(0));
        QCOMPARE(breakpoints.add(condition("deadlock")), std::optional<std::size_t>(1));
        breakpoints.setEnabled(0, false);
        QCOMPARE(breakpoints.conditions(), std::vector { condition("deadlock") });
        QCOMPARE(breakpoints.add(condition("held > 1s")), std::optional<std::size_t>(0));
        QCOMPARE(breakpoints.list().size(), std::size_t(2));
        QVERIFY(breakpoints.list()[0].isEnabled);
        breakpoints.replace(1, condition("queue q full"));
        breakpoints.remove(0);
        QCOMPARE(breakpoints.conditions(), std::vector { condition("queue q full") });
        QCOMPARE(changed.count(), 6);
        breakpoints.remove(7);
        breakpoints.setEnabled(7, true);
        QCOMPARE(changed.count(), 6);
    }

    void theListHasAnEnd()
    {
        Session session;
        Breakpoints &breakpoints = session.breakpoints();
        for (std::size_t n = 0; n < Breakpoints::MaxCount; ++n)
            QVERIFY(breakpoints.add({ Condition::Kind::TimeReached, {}, qint64(n) }));
        QVERIFY(!breakpoints.add(condition("deadlock")));
        QVERIFY(breakpoints.add({ Condition::Kind::TimeReached, {}, 3 }));
        breakpoints.assign(std::vector<session::Breakpoint>(1000, { condition("deadlock"), true }));
        QCOMPARE(breakpoints.list().size(), Breakpoints::MaxCount);
    }

    void theSearchMovesThePlayheadBothWays()
    {
        Session session;
        session.open(turns(), { session::SourceKind::File, QStringLiteral("turns") });
        session.setPlayheadEvents(0);
        Breakpoints &breakpoints = session.breakpoints();
        breakpoints.add(condition("deadlock"));
        breakpoints.add(condition("log ~ a"));
        QSignalSpy ended(&breakpoints, &Breakpoints::searchEnded);
        breakpoints.find(Direction::Next);
        QTRY_COMPARE(ended.count(), 1);
        QVERIFY(ended.takeFirst().at(1).toBool());
        QCOMPARE(session.playhead().time.ns, 0);
        QCOMPARE(breakpoints.hit()->row, std::size_t(1));
        QCOMPARE(breakpoints.hit()->reason.plain(), QStringLiteral("a logs \"a\""));
        QVERIFY(breakpoints.isAtHit());
        breakpoints.find(Direction::Next);
        QTRY_COMPARE(ended.count(), 1);
        QCOMPARE(session.playhead().time.ns, 2'000'000'000);
        QVERIFY(session.visibleRange().contains(session.playhead().time) || session.visibleRange().end == session.playhead().time);
        breakpoints.find(Direction::Previous);
        QTRY_COMPARE(ended.count(), 2);
        QCOMPARE(session.playhead().time.ns, 0);
        breakpoints.find(Direction::Previous);
        QTRY_COMPARE(ended.count(), 3);
        QVERIFY(!ended.last().at(1).toBool());
        QVERIFY(breakpoints.isAtHit());
        session.setPlayhead({ 1'000'000'000 });
        QVERIFY(!breakpoints.isAtHit());
        QVERIFY(breakpoints.hit());
        // Taking the row away takes its hit away; another trace forgets it.
        breakpoints.remove(0);
        QCOMPARE(breakpoints.hit()->row, std::size_t(0));
        session.open(turns(), { session::SourceKind::File, QStringLiteral("turns") });
        QVERIFY(!breakpoints.hit());
        QCOMPARE(breakpoints.list().size(), std::size_t(1));
    }

    void aPlaceBetweenTwoEventsIsComeTo()
    {
        Session session;
        session.open(turns(), { session::SourceKind::File, QStringLiteral("turns") });
        session.setPlayheadEvents(0);
        session.breakpoints().add(condition("time >= 1.5s"));
        session.breakpoints().add(condition("time >= 1s"));
        QSignalSpy ended(&session.breakpoints(), &Breakpoints::searchEnded);
        session.breakpoints().find(Direction::Next);
        QTRY_COMPARE(ended.count(), 1);
        // At 1 s nothing of that instant has happened yet, as where a run is halted.
        QCOMPARE(session.playhead().time.ns, 1'000'000'000);
        QCOMPARE(session.stateAtPlayhead().time.ns, 0);
        session.breakpoints().find(Direction::Next);
        QTRY_COMPARE(ended.count(), 2);
        QCOMPARE(session.playhead().time.ns, 1'500'000'000);
        QCOMPARE(session.stateAtPlayhead().time.ns, 1'000'000'000);
    }

    void anotherTraceEndsTheSearch()
    {
        Session session;
        support::TraceBuilder b;
        const TaskId task = b.create(QStringLiteral("spin-1"));
        for (int n = 0; n < 1'000'000; ++n)
            b.log(task, QStringLiteral("x"));
        session.open(b.take(), { session::SourceKind::File, QStringLiteral("long") });
        session.setPlayheadEvents(0);
        session.breakpoints().add(condition("log ~ never"));
        QSignalSpy ended(&session.breakpoints(), &Breakpoints::searchEnded);
        session.breakpoints().find(Direction::Next);
        QVERIFY(session.breakpoints().isSearching());
        session.open(turns(), { session::SourceKind::File, QStringLiteral("turns") });
        QVERIFY(!session.breakpoints().isSearching());
        QTest::qWait(20);
        QCOMPARE(ended.count(), 0);
    }

    void aGuessIsAnsweredByTheNextResume()
    {
        Session session;
        session.open(turns(), { session::SourceKind::File, QStringLiteral("turns") });
        session.setPlayheadEvents(4);
        Prediction &prediction = session.prediction();
        session.select({ session::LaneId::of(TaskId(1)), {} });
        QCOMPARE(prediction.guess(), TaskId::None); // off at first
        prediction.setOn(true);
        session.select({ session::LaneId::of(TaskId(1)), {} }); // the same once more
        QCOMPARE(prediction.guess(), TaskId(1));
        session.setPlayheadEvents(7);
        QVERIFY(prediction.answer() && prediction.answer()->isRight());
        QCOMPARE(prediction.guess(), TaskId::None);
        session.select({ session::LaneId::of(TaskId(1)), {} });
        session.setPlayheadEvents(11);
        QVERIFY(!prediction.answer()->isRight());
        QCOMPARE(prediction.answer()->resumed, TaskId(2));
        QCOMPARE(prediction.right(), 1);
        QCOMPARE(prediction.answered(), 2);
        // Without a guess the next step only takes the answer away.
        session.setPlayheadEvents(14);
        QVERIFY(!prediction.answer());
        QCOMPARE(prediction.answered(), 2);
        // A guess about a moment that one has left is none.
        session.select({ session::LaneId::of(TaskId(2)), {} });
        session.setPlayheadEvents(3);
        QCOMPARE(prediction.guess(), TaskId::None);
        prediction.setOn(false);
        prediction.setOn(true);
        QCOMPARE(prediction.answered(), 0);
    }
};

QTEST_GUILESS_MAIN(TestBreakpoints)
#include "tst_breakpoints.moc"
