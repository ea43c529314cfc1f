// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/clock.h"

#include <QTest>

#include <chrono>
#include <cstring>

class TestClock : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void timeNeverRunsBackwards()
    {
        qint64 last = trace::monotonicNow();
        for (int n = 0; n < 1'000'000; ++n) {
            const qint64 now = trace::monotonicNow();
            if (now < last)
                QFAIL("a reading before the one before it");
            last = now;
        }
    }

    void itRunsAtTheRateOfTheSteadyClock()
    {
        using std::chrono::steady_clock;
        (void)trace::monotonicNow(); // calibrated from here on
        const auto steady = steady_clock::now();
        const qint64 begin = trace::monotonicNow();
        while (steady_clock::now() - steady < std::chrono::milliseconds(200)) { }
        const qint64 took = trace::monotonicNow() - begin;
        const auto real = std::chrono::duration_cast<std::chrono::nanoseconds>(steady_clock::now() - steady).count();
        // The reading of the two clocks may be torn apart by another process for a tick.
        QVERIFY2(std::abs(took - real) < 20'000'000, qPrintable(QString::number(took - real)));
    }

    void whoSleepsHasNoProcessorTime()
    {
        const qint64 begin = trace::processorNow();
        QTest::qSleep(50);
        const qint64 slept = trace::processorNow();
        QVERIFY2(slept - begin < 25'000'000, qPrintable(QString::number(slept - begin)));
        for (qint64 n = 0; trace::processorNow() - slept < 5'000'000; ++n)
            QVERIFY(n < 1'000'000'000);
    }

    void itHasAName()
    {
        const QByteArray name = trace::monotonicClockName();
        QVERIFY(name == "tsc" || name == "steady_clock");
    }
};

QTEST_GUILESS_MAIN(TestClock)
#include "tst_clock.moc"
