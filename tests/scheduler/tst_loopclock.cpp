// SPDX-License-Identifier: GPL-3.0-or-later
#include "scheduler/loopclock.h"
#include "trace/clock.h"

#include <QTest>

using namespace scheduler;
using namespace std::chrono_literals;
using trace::ClockKind;
using trace::Timestamp;

namespace {

void burn(qint64 ns)
{
    const qint64 end = trace::monotonicNow() + ns;
    while (trace::monotonicNow() < end) {
    }
}

} // namespace

class tst_LoopClock : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void virtualTimeStandsStillUntilItIsMoved()
    {
        LoopClock clock(ClockKind::Virtual, 1);
        clock.setFrozen(false);
        burn(100'000);
        QCOMPARE(clock.now().ns, 0);
        clock.moveTo({ 5 });
        QCOMPARE(clock.now().ns, 5);
        clock.moveTo({ 3 });
        QCOMPARE(clock.now().ns, 5);
    }

    void realTimeRunsWithTheMachine()
    {
        LoopClock clock(ClockKind::Real, 1);
        QCOMPARE(clock.now().ns, 0); // frozen at first
        clock.setFrozen(false);
        const qint64 machine = trace::monotonicNow();
        const qint64 loop = clock.now().ns;
        burn(2'000'000);
        const qint64 loopPassed = clock.now().ns - loop;
        const qint64 machinePassed = trace::monotonicNow() - machine;
        QVERIFY(loopPassed >= 2'000'000 && loopPassed <= machinePassed);
    }

    void aFrozenClockStandsAndGoesOnWhereItStood()
    {
        LoopClock clock(ClockKind::Real, 1);
        clock.setFrozen(false);
        burn(100'000);
        clock.setFrozen(true);
        const Timestamp frozen = clock.now();
        QVERIFY(frozen.ns >= 100'000);
        burn(5'000'000);
        QCOMPARE(clock.now(), frozen);
        const qint64 before = trace::monotonicNow();
        clock.setFrozen(false);
        const Timestamp later = clock.now();
        QVERIFY(later >= frozen && (later - frozen).count() <= trace::monotonicNow() - before);
    }

    // The exact relation, bounded by machine readings around it: no wait depends on how busy the machine is.
    void changingTheScaleNeverMakesTheTimeJump()
    {
        LoopClock clock(ClockKind::Scaled, 10);
        clock.setFrozen(false);
        Timestamp loop = clock.now();
        for (const double scale : { 0.5, 100.0, 1.0, 3.0 }) {
            const qint64 before = trace::monotonicNow();
            const Timestamp begin = clock.now();
            QVERIFY(begin >= loop);
            clock.set(ClockKind::Scaled, scale);
            const Timestamp changed = clock.now();
            burn(1'000'000);
            loop = clock.now();
            const double machine = static_cast<double>(trace::monotonicNow() - before);
            QVERIFY(static_cast<double>((loop - changed).count()) >= 1'000'000 * scale - 1);
            QVERIFY(static_cast<double>((loop - changed).count()) <= machine * scale + 1);
        }
    }

    void theMachineTimeUntilAMomentIsRoundedUp()
    {
        LoopClock clock(ClockKind::Scaled, 100);
        QCOMPARE(clock.machineTimeUntil({ 1001 }), 11);
        QCOMPARE(clock.machineTimeUntil({ 0 }), 0);
        clock.moveTo({ 50 });
        QCOMPARE(clock.machineTimeUntil({ 10 }), 0);
        QCOMPARE(clock.machineTimeUntil({ 150 }), 1);
    }

    void theKindMayChangeAndTheTimeGoesOn()
    {
        LoopClock clock(ClockKind::Virtual, 1);
        clock.setFrozen(false);
        clock.moveTo({ 1'000'000'000 });
        clock.set(ClockKind::Real, 7); // the scale of a real clock is 1
        QCOMPARE(clock.scale(), 1.0);
        QVERIFY(clock.now().ns >= 1'000'000'000);
        clock.set(ClockKind::Virtual, 1);
        const Timestamp now = clock.now();
        burn(10'000);
        QCOMPARE(clock.now(), now);
    }
};

QTEST_GUILESS_MAIN(tst_LoopClock)
#include "tst_loopclock.moc"
