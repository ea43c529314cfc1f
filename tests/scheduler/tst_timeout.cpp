// SPDX-License-Identifier: GPL-3.0-or-later
#include "recording.h"
#include "scheduler/queue.h"

#include <QTest>

using namespace scheduler;
using namespace std::chrono_literals;

// The expected orders "TASK@ITERATION" were taken from CPython 3.11.7 running the same program on a virtual clock.

namespace {

Task<> sleeps(Loop &loop, Duration duration)
{
    co_await loop.sleep(duration);
}

Task<int> answers(Loop &loop, Duration after)
{
    co_await loop.sleep(after);
    co_return 42;
}

Task<> swallowsThenSleeps(Loop &loop, QStringList &out)
{
    try {
        co_await loop.sleep(5s);
    } catch (const Cancelled &) {
        out << QStringLiteral("swallowed %1").arg(loop.now().ns / 1'000'000'000);
    }
    co_await loop.sleep(1s);
}

Task<> within(Loop &loop, Duration limit, Duration work)
{
    co_await loop.withTimeout(limit, sleeps(loop, work));
}

void note(Loop &loop, QStringList &out, const char *what)
{
    out << QStringLiteral("%1 %2 %3").arg(QString::fromLatin1(what)).arg(loop.now().ns / 1'000'000'000).arg(loop.currentTask().cancelling());
}

Task<> allRules(Loop &loop, QStringList &out)
{
    try {
        co_await loop.withTimeout(1s, loop.sleep(5s));
    } catch (const TimeoutError &) {
        note(loop, out, "timeout");
    }
    try {
        co_await loop.withTimeout(0s, loop.sleep(5s));
    } catch (const TimeoutError &) {
        note(loop, out, "at once");
    }
    try {
        co_await loop.withTimeout(2s, within(loop, 1s, 5s));
    } catch (const TimeoutError &) {
        note(loop, out, "inner");
    }
    try {
        co_await loop.withTimeout(1s, within(loop, 1s, 5s));
    } catch (const TimeoutError &) {
        note(loop, out, "both");
    }
    co_await loop.withTimeout(1s, swallowsThenSleeps(loop, out));
    note(loop, out, "after");
}

Task<> givesResults(Loop &loop, Queue<int> &queue, QStringList &out)
{
    const int fromTask = co_await loop.withTimeout(2s, answers(loop, 1s));
    const TaskHandle<int> handle = loop.spawn(answers(loop, 1s));
    const int fromHandle = co_await loop.withTimeout(2s, handle);
    queue.putNowait(7);
    const int fromQueue = co_await loop.withTimeout(1s, queue.get());
    out << QString::number(fromTask + fromHandle + fromQueue);
    try {
        co_await loop.withTimeout(1s, queue.get());
    } catch (const TimeoutError &) {
        note(loop, out, "empty");
    }
}

Task<> isCancelledFromOutside(Loop &loop, QStringList &out)
{
    try {
        co_await loop.withTimeout(10s, sleeps(loop, 20s));
    } catch (const TimeoutError &) {
        out << QStringLiteral("timeout");
    } catch (const Cancelled &) {
        note(loop, out, "cancelled");
        throw;
    }
}

Task<> raises()
{
    throw std::runtime_error("broken");
    co_return;
}

Task<> raisesWithin(Loop &loop, QStringList &out)
{
    try {
        co_await loop.withTimeout(1s, raises());
    } catch (const std::runtime_error &error) {
        out << QString::fromUtf8(error.what());
    }
    co_await loop.sleep(5s);
    note(loop, out, "alive");
}

Task<> timesOutAJob(Loop &loop, QStringList &out)
{
    try {
        co_await loop.withTimeout(1s, loop.offload(5s, [] { }));
    } catch (const TimeoutError &) {
        note(loop, out, "job");
    }
    try {
        co_await loop.withTimeout(1s, loop.gather(sleeps(loop, 5s), sleeps(loop, 6s)));
    } catch (const TimeoutError &) {
        note(loop, out, "gather");
    }
}

} // namespace

class tst_Timeout : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_recording = std::make_unique<Recording>();
        m_loop = std::make_unique<Loop>(LoopOptions { .recorder = &m_recording->recorder() });
        m_out.clear();
    }

    void itFollowsAsyncioTimeout()
    {
        m_loop->spawn(allRules(*m_loop, m_out), QStringLiteral("main"));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QCOMPARE(m_out,
            QStringList({ QStringLiteral("timeout 1 0"), QStringLiteral("at once 1 0"), QStringLiteral("inner 2 0"), QStringLiteral("both 3 0"),
                QStringLiteral("swallowed 4"), QStringLiteral("after 5 0") }));
        QCOMPARE(order(), QStringLiteral("main-1@1 main-1@3 main-1@5 main-1@7 main-1@9 main-1@11 main-1@13"));
    }

    void itGivesTheResultOfWhatItAwaits()
    {
        Queue<int> queue(*m_loop, QStringLiteral("q"));
        m_loop->spawn(givesResults(*m_loop, queue, m_out));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QCOMPARE(m_out, QStringList({ QStringLiteral("91"), QStringLiteral("empty 3 0") }));
        QCOMPARE(m_loop->now().ns, 3'000'000'000);
    }

    void aCancellationFromOutsideStaysACancellation()
    {
        TaskHandle<> handle = m_loop->spawn(isCancelledFromOutside(*m_loop, m_out));
        QVERIFY(m_loop->step());
        handle.cancel();
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QCOMPARE(m_out, QStringList(QStringLiteral("cancelled 0 1")));
        QCOMPARE(handle.outcome(), trace::Outcome::Cancelled);
    }

    void anExceptionOfTheBodyEndsTheTimeout()
    {
        m_loop->spawn(raisesWithin(*m_loop, m_out));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QCOMPARE(m_out, QStringList({ QStringLiteral("broken"), QStringLiteral("alive 5 0") }));
    }

    void itEndsJobsAndGathers()
    {
        m_loop->spawn(timesOutAJob(*m_loop, m_out));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QCOMPARE(m_out, QStringList({ QStringLiteral("job 1 0"), QStringLiteral("gather 2 0") }));
    }

    void itsTimerIsRecorded()
    {
        m_loop->spawn(within(*m_loop, 2s, 1s), QStringLiteral("w"));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QCOMPARE(m_recording->events(trace::EventKind::TimerArmed).size(), std::size_t(2));
        QCOMPARE(m_recording->events(trace::EventKind::TimerFired).size(), std::size_t(1));
        QCOMPARE(m_recording->events(trace::EventKind::TimerCancelled).size(), std::size_t(1));
        QCOMPARE(m_recording->trace().latest().ignored, quint64(0));
    }

private:
    QString order() { return m_recording->resumes().join(QLatin1Char(' ')); }
    std::unique_ptr<Recording> m_recording;
    std::unique_ptr<Loop> m_loop;
    QStringList m_out;
};

QTEST_GUILESS_MAIN(tst_Timeout)
#include "tst_timeout.moc"
