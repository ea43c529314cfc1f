// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/drainbudget.h"

#include <QTest>

#include <algorithm>

using session::DrainBudget;
using trace::Duration;

namespace {

constexpr qint64 Ms = 1'000'000;

/// Frames of a thread whose processor time is what they are said to take.
struct Thread
{
    DrainBudget budget;
    qint64 now = 5 * Ms;

    /// One frame; returns what draining may take of it.
    Duration frame(qint64 rest, quint64 waiting = 0)
    {
        const Duration work = budget.begin(now, waiting);
        budget.end(now += work.count());
        now += rest;
        return work;
    }
};

} // namespace

class TestDrainBudget : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theFirstFrameIsSharedEvenly()
    {
        QCOMPARE(Thread().frame(0), DrainBudget::FrameWork / 2);
    }

    void drainingGetsWhatTheRestOfAFrameLeaves()
    {
        Thread thread;
        for (int n = 0; n < 40; ++n)
            thread.frame(2 * Ms);
        const Duration work = thread.frame(2 * Ms);
        QVERIFY(work > Duration(49 * Ms / 10) && work <= Duration(5 * Ms));
    }

    void oneLongFrameIsHeededAtOnceAndForgottenByAndBy()
    {
        Thread thread;
        for (int n = 0; n < 40; ++n)
            thread.frame(Ms);
        thread.frame(5 * Ms);
        QCOMPARE(thread.frame(Ms), Duration(2 * Ms));
        QCOMPARE(thread.frame(Ms), Duration(3 * Ms));
        for (int n = 0; n < 40; ++n)
            thread.frame(Ms);
        QVERIFY(thread.frame(Ms) > Duration(59 * Ms / 10));
    }

    void aPauseIsNoLongFrame()
    {
        Thread thread;
        thread.frame(3'600'000 * Ms);
        QCOMPARE(thread.frame(Ms), DrainBudget::Least);
        for (int n = 0; n < 4; ++n)
            thread.frame(Ms);
        QVERIFY(thread.frame(Ms) > Duration(4 * Ms));
    }

    void whatWaitsIsDrainedHoweverLongFramesTake()
    {
        Thread thread;
        QCOMPARE(thread.frame(90 * Ms), DrainBudget::FrameWork / 2);
        QCOMPARE(thread.frame(90 * Ms), DrainBudget::Least);
        QCOMPARE(thread.frame(90 * Ms, 400'000), Duration(4 * Ms));
        QCOMPARE(thread.frame(90 * Ms, 1'000'000), Duration(7 * Ms));
    }

    void aBurstOfDearEventsIsCaughtUpWithInFramesOfTheirLength()
    {
        // A million events a second; the first 400 000 cost five times as much as the others, as where each brings a new task.
        constexpr quint64 EventsPerFrame = 16'667;
        constexpr double DearCost = 400;
        constexpr double Cost = 80;
        constexpr qint64 Rest = 2 * Ms;
        Thread thread;
        quint64 waiting = 0;
        quint64 drained = 0;
        quint64 most = 0;
        for (int n = 0; n < 120; ++n) {
            waiting += EventsPerFrame;
            const auto work = double(thread.budget.begin(thread.now, waiting).count());
            double took = 0;
            for (; waiting > 0 && took < work; --waiting)
                took += ++drained <= 400'000 ? DearCost : Cost;
            thread.budget.end(thread.now += qint64(took));
            thread.now += Rest;
            QVERIFY2(took + Rest < 7.2 * Ms, qPrintable(QStringLiteral("frame %1 took %2 ns").arg(n).arg(took + Rest)));
            most = std::max(most, waiting);
        }
        QVERIFY2(most < 250'000, qPrintable(QString::number(most)));
        QCOMPARE(waiting, quint64(0));
    }
};

QTEST_GUILESS_MAIN(TestDrainBudget)
#include "tst_drainbudget.moc"
