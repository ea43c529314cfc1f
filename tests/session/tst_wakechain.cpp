// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/laneslices.h"
#include "session/wakechain.h"
#include "support/handmadetrace.h"
#include "support/tracebuilder.h"

#include <QTest>

using session::LaneId;
using session::SliceRef;
using session::firstWokenBy;
using session::wakeBehind;
using session::wakeChain;
using support::TraceBuilder;
using trace::AwaitReason;
using trace::ReadyCause;
using trace::SliceState;
using trace::TaskId;

namespace {

SliceRef sliceIn(const trace::Trace &trace, TaskId task, SliceState state, int occurrence)
{
    const trace::Lane &lane = trace.taskLane(task);
    for (quint64 n = 0; n < lane.count(); ++n) {
        if (lane.slice(n, trace.range().end).state == state && occurrence-- == 0)
            return { LaneId::of(task), n };
    }
    qFatal("there is no such slice");
}

/// a wakes b, b wakes c, all in one instant of virtual time.
struct Relay
{
    TraceBuilder builder;
    TaskId a, b, c;

    Relay()
    {
        a = builder.create(QStringLiteral("a"));
        b = builder.create(QStringLiteral("b"));
        c = builder.create(QStringLiteral("c"));
        for (const TaskId task : { b, c }) {
            builder.ready(task);
            builder.resume(task);
            builder.suspend(task, AwaitReason::Event);
        }
        builder.at(trace::Duration(1000)).ready(a, ReadyCause::Timer);
        builder.resume(a);
        builder.ready(b, ReadyCause::Event, a);
        builder.suspend(a, AwaitReason::Sleep);
        builder.resume(b);
        builder.ready(c, ReadyCause::Event, b);
        builder.finish(b);
        builder.resume(c);
        builder.finish(c);
    }
};

} // namespace

class TestWakeChain : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aRunningSliceKnowsWhoWokeIt()
    {
        Relay relay;
        const trace::Trace &trace = relay.builder.trace();
        const auto wake = wakeBehind(trace, sliceIn(trace, relay.c, SliceState::Running, 1));
        QVERIFY(wake);
        QCOMPARE(wake->wakerTask, relay.b);
        QCOMPARE(wake->cause, ReadyCause::Event);
        QCOMPARE(wake->time.ns, 1000);
        QCOMPARE(wake->waker, sliceIn(trace, relay.b, SliceState::Running, 1));
    }

    void anAwaitingSliceKnowsWhatEndedIt()
    {
        Relay relay;
        const trace::Trace &trace = relay.builder.trace();
        const auto wake = wakeBehind(trace, sliceIn(trace, relay.b, SliceState::Awaiting, 0));
        QVERIFY(wake);
        QCOMPARE(wake->wakerTask, relay.a);
    }

    void theChainGoesBackToTheTimerWithinOneInstant()
    {
        Relay relay;
        const trace::Trace &trace = relay.builder.trace();
        const auto chain = wakeChain(trace, sliceIn(trace, relay.c, SliceState::Running, 1));
        QCOMPARE(chain.size(), size_t(3));
        QCOMPARE(chain[0].wakerTask, relay.b);
        QCOMPARE(chain[1].wakerTask, relay.a);
        QCOMPARE(chain[2].cause, ReadyCause::Timer);
        QVERIFY(!chain[2].waker);
        QCOMPARE(wakeChain(trace, sliceIn(trace, relay.c, SliceState::Running, 1), 1).size(), size_t(1));
    }

    void aRunningSliceKnowsWhomItWoke()
    {
        Relay relay;
        const trace::Trace &trace = relay.builder.trace();
        const auto wake = firstWokenBy(trace, sliceIn(trace, relay.a, SliceState::Running, 0));
        QVERIFY(wake);
        QCOMPARE(wake->woken.lane, LaneId::of(relay.b));
        QCOMPARE(trace.taskLane(relay.b).slice(wake->woken.index, trace.range().end).state, SliceState::Ready);
        QVERIFY(!firstWokenBy(trace, sliceIn(trace, relay.c, SliceState::Running, 1)));
    }

    void theEndOfAJobIsWhatWokeItsTask()
    {
        const auto trace = support::troubles();
        const auto wake = wakeBehind(*trace, sliceIn(*trace, TaskId(2), SliceState::Awaiting, 0));
        QVERIFY(wake);
        QCOMPARE(wake->cause, ReadyCause::Job);
        QVERIFY(wake->waker);
        QCOMPARE(wake->waker->lane, LaneId::of(trace::WorkerId(1)));
    }

    void whatIsStillAwaitedHasNoWake()
    {
        TraceBuilder builder;
        const TaskId task = builder.create(QStringLiteral("stuck"));
        builder.ready(task).resume(task).suspend(task, AwaitReason::Lock);
        const trace::Trace &trace = builder.trace();
        QVERIFY(!wakeBehind(trace, sliceIn(trace, task, SliceState::Awaiting, 0)));
    }

    void otherLanesAndUnknownSlicesHaveNone()
    {
        Relay relay;
        const trace::Trace &trace = relay.builder.trace();
        QVERIFY(!wakeBehind(trace, { LaneId::loop(), 0 }));
        QVERIFY(!wakeBehind(trace, { LaneId::of(TaskId(9)), 0 }));
        QVERIFY(!wakeBehind(trace, { LaneId::of(relay.a), 1000 }));
    }

    void senselessTracesAreSurvived()
    {
        const quint32 first = QRandomGenerator::global()->generate();
        qInfo("seeds from %u", first);
        for (quint32 seed = first; seed < first + 100; ++seed) {
            const auto trace = support::randomTrace(seed);
            for (size_t row = 0; row < trace->tasks().size(); ++row) {
                const LaneId lane = LaneId::of(TaskId(quint32(row + 1)));
                for (quint64 n = 0; n < session::sliceCount(*trace, lane); ++n) {
                    QVERIFY(wakeChain(*trace, { lane, n }).size() <= 32);
                    if (const auto wake = firstWokenBy(*trace, { lane, n }))
                        QVERIFY(wake->woken.index < session::sliceCount(*trace, wake->woken.lane));
                }
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestWakeChain)
#include "tst_wakechain.moc"
