// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/trace.h"

#include <QTest>

using namespace trace;

class TestTrace : public QObject
{
    Q_OBJECT

    static constexpr TaskId T1 { 1 };

private Q_SLOTS:
    void lanesAreWhatTheEventsSay()
    {
        Trace t({});
        t.append({ .time = { 0 }, .value = 1, .object = 1, .kind = EventKind::IterationBegun });
        t.append({ .time = { 0 }, .task = T1, .text = t.texts()->intern(u"main-1"), .kind = EventKind::TaskCreated });
        t.append({ .time = { 0 }, .task = T1, .kind = EventKind::TaskReady });
        t.append({ .time = { 10 }, .value = 1, .task = T1, .kind = EventKind::TaskResumed });
        t.append({ .time = { 30 }, .task = T1, .kind = EventKind::TaskSuspended, .detail = static_cast<quint8>(AwaitReason::Sleep) });
        t.append({ .time = { 40 }, .value = 1, .kind = EventKind::IterationEnded });
        t.advanceTo({ 100 });
        QCOMPARE(t.range().end.ns, 100);
        QCOMPARE(t.text(t.tasks()[0].name), QStringLiteral("main-1"));
        const Lane &lane = t.taskLane(T1);
        QCOMPARE(lane.count(), quint64(4));
        QVERIFY(lane.slice(0, { 100 }).state == SliceState::Created);
        QVERIFY(lane.slice(1, { 100 }).state == SliceState::Ready);
        const Slice running = lane.slice(2, { 100 });
        QVERIFY(running.state == SliceState::Running && running.range == (TimeRange { { 10 }, { 30 } }) && running.event == 3);
        const Slice asleep = lane.slice(3, { 100 });
        QVERIFY(asleep.isOpen && asleep.reason == AwaitReason::Sleep && asleep.range.end.ns == 100);
        QCOMPARE(t.loopLane().count(), quint64(4));
        QVERIFY(t.loopLane().slice(3, { 100 }).state == SliceState::Idle);
        std::vector<Coverage> columns(10);
        lane.coverage(t.range(), t.range().end, columns);
        QCOMPARE(columns[0].ready, quint8(255));
        QVERIFY(columns[1].running == 255 && columns[1].hasRun && columns[1].isSingle);
        QVERIFY(columns[9].awaiting == 255 && columns[9].reason == AwaitReason::Sleep);
    }

    void aTimeThatRunsBackwardsIsRaisedAndCounted()
    {
        Trace t({});
        t.append({ .time = { 50 }, .kind = EventKind::Mark });
        t.append({ .time = { 20 }, .kind = EventKind::Mark });
        QCOMPARE(t.event(1).time.ns, 50);
        QCOMPARE(t.clampedCount(), quint64(1));
        QCOMPARE(t.countBefore({ 50 }), quint64(0));
        QCOMPARE(t.countUpTo({ 50 }), quint64(2));
    }
};

QTEST_GUILESS_MAIN(TestTrace)
#include "tst_trace.moc"
