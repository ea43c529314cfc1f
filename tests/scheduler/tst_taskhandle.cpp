// SPDX-License-Identifier: GPL-3.0-or-later
#include "recording.h"

#include <QTest>

using namespace scheduler;
using namespace std::chrono_literals;

// The expected orders "TASK@ITERATION" were taken from CPython 3.11.7 running the same program on a virtual clock.

namespace {

Task<> sleeps(Loop &loop, Duration duration)
{
    co_await loop.sleep(duration);
}

Task<> joins(TaskHandle<> handle)
{
    co_await handle;
}

Task<> swallowsOnce(Loop &loop)
{
    try {
        co_await loop.sleep(5s);
    } catch (const Cancelled &) {
    }
    co_await loop.yield();
}

Task<> yieldsTwiceThenCancels(Loop &loop, TaskHandle<> victim, QString &out)
{
    co_await loop.yield();
    co_await loop.yield();
    victim.cancel();
    try {
        co_await victim;
        out = QStringLiteral("returned");
    } catch (const Cancelled &) {
        out = QStringLiteral("cancelled");
    }
}

Task<> cancelsAJoiner(Loop &loop, QString &out)
{
    const TaskHandle<> a = loop.spawn(sleeps(loop, 1s), QStringLiteral("a"));
    const TaskHandle<> b = loop.spawn(joins(a), QStringLiteral("b"));
    co_await yieldsTwiceThenCancels(loop, b, out);
    out += a.outcome() == trace::Outcome::Cancelled ? QStringLiteral(" a-cancelled") : QStringLiteral(" a-lives");
}

Task<> cancelsAJoinerWhoseTaskSwallows(Loop &loop, QString &out)
{
    const TaskHandle<> a = loop.spawn(swallowsOnce(loop), QStringLiteral("a"));
    const TaskHandle<> b = loop.spawn(joins(a), QStringLiteral("b"));
    co_await yieldsTwiceThenCancels(loop, b, out);
    out += b.outcome() == trace::Outcome::Returned && a.outcome() == trace::Outcome::Returned ? QStringLiteral(" both returned") : QString();
}

Task<> cancelsAReadyTask(Loop &loop, QString &out)
{
    TaskHandle<> a = loop.spawn(sleeps(loop, 0s), QStringLiteral("a"));
    co_await loop.yield();
    a.cancel();
    try {
        co_await a;
    } catch (const Cancelled &) {
        out = QStringLiteral("cancelled");
    }
}

Task<> counts(int &runs, Guarded)
{
    ++runs;
    co_return;
}

Task<> cancelsBeforeTheStart(Loop &loop, int &runs, int &alive, QString &out)
{
    TaskHandle<> a = loop.spawn(counts(runs, Guarded(alive)), QStringLiteral("a"));
    a.cancel();
    try {
        co_await a;
    } catch (const Cancelled &) {
        out = QStringLiteral("cancelled");
    }
}

enum class After { Yield, Nothing, Sleep };

Task<> cancelsItself(Loop &loop, After after)
{
    loop.currentTask().cancel();
    if (after == After::Yield)
        co_await loop.yield();
    else if (after == After::Sleep)
        co_await loop.sleep(5s);
}

Task<> joinsSelfCancellers(Loop &loop, QStringList &out)
{
    for (const After after : { After::Yield, After::Nothing, After::Sleep }) {
        const TaskHandle<> handle = loop.spawn(cancelsItself(loop, after), QStringLiteral("s"));
        try {
            co_await handle;
            out << QStringLiteral("returned");
        } catch (const Cancelled &) {
            out << QStringLiteral("cancelled");
        }
    }
}

Task<> joinsItself(Loop &loop, QString &out)
{
    const TaskHandle<> self = loop.currentTask();
    try {
        co_await self;
    } catch (const std::logic_error &error) {
        out = QString::fromUtf8(error.what());
    }
}

Task<> joinsBy(Loop &loop, TaskHandle<> &other)
{
    co_await loop.yield();
    co_await other;
}

Task<> joinsTwice(Loop &loop, int &out)
{
    const TaskHandle<int> handle = loop.spawn([](Loop &inner) -> Task<int> {
        co_await inner.yield();
        co_return 21;
    }(loop));
    const int first = co_await handle;
    const int second = co_await handle;
    out = first + second;
}

Task<> throwsLater(Loop &loop)
{
    co_await loop.sleep(1s);
    throw std::runtime_error("broken");
}

Task<> joinsAndCatches(TaskHandle<> handle, QStringList &out)
{
    try {
        co_await handle;
    } catch (const std::runtime_error &error) {
        out << QString::fromUtf8(error.what());
    }
}

Task<> cleansUp(Loop &loop, QStringList &out)
{
    bool isCancelled = false;
    try {
        co_await loop.sleep(10s);
    } catch (const Cancelled &) {
        isCancelled = true;
    }
    if (isCancelled) {
        co_await loop.sleep(1s);
        out << QStringLiteral("cleaned up");
        throw Cancelled();
    }
}

} // namespace

class tst_TaskHandle : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_recording = std::make_unique<Recording>();
        m_loop = std::make_unique<Loop>(LoopOptions { .recorder = &m_recording->recorder() });
    }

    void cancellingAJoinerCancelsTheJoinedTask()
    {
        QString out;
        m_loop->spawn(cancelsAJoiner(*m_loop, out), QStringLiteral("main"));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QCOMPARE(out, QStringLiteral("cancelled a-cancelled"));
        QCOMPARE(order(), QStringLiteral("main-1@1 a-1@2 b-1@2 main-1@2 main-1@3 a-1@4 b-1@5 main-1@6"));
        QCOMPARE(m_loop->now().ns, 0);
    }

    void aJoinerReturnsWhenTheJoinedTaskSwallowsTheCancellation()
    {
        QString out;
        m_loop->spawn(cancelsAJoinerWhoseTaskSwallows(*m_loop, out), QStringLiteral("main"));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QCOMPARE(out, QStringLiteral("returned both returned"));
        QCOMPARE(order(), QStringLiteral("main-1@1 a-1@2 b-1@2 main-1@2 main-1@3 a-1@4 a-1@5 b-1@6 main-1@7"));
    }

    void aTaskThatIsReadyAlreadyIsCancelledAtItsNextStep()
    {
        QString out;
        m_loop->spawn(cancelsAReadyTask(*m_loop, out), QStringLiteral("main"));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QCOMPARE(out, QStringLiteral("cancelled"));
        QCOMPARE(order(), QStringLiteral("main-1@1 a-1@2 main-1@2 a-1@3 main-1@4"));
    }

    void aTaskThatIsCancelledBeforeItsFirstStepRunsNothing()
    {
        QString out;
        int runs = 0;
        int alive = 0;
        m_loop->spawn(cancelsBeforeTheStart(*m_loop, runs, alive, out), QStringLiteral("main"));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QCOMPARE(out, QStringLiteral("cancelled"));
        QCOMPARE(runs, 0);
        QCOMPARE(alive, 0);
        QCOMPARE(order(), QStringLiteral("main-1@1 a-1@2 main-1@3"));
    }

    void aTaskThatCancelsItselfIsCancelledAtItsNextAwaitOrAtItsEnd()
    {
        QStringList out;
        m_loop->spawn(joinsSelfCancellers(*m_loop, out), QStringLiteral("main"));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QCOMPARE(out, QStringList(3, QStringLiteral("cancelled")));
        QCOMPARE(order(), QStringLiteral("main-1@1 s-1@2 s-1@3 main-1@4 s-2@5 main-1@6 s-3@7 s-3@8 main-1@9"));
        QCOMPARE(m_loop->now().ns, 0);
    }

    void aTaskCannotJoinItself()
    {
        QString out;
        m_loop->spawn(joinsItself(*m_loop, out));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QCOMPARE(out, QStringLiteral("a task cannot await itself"));
    }

    void tasksThatJoinEachOtherAreADeadlockAndCanBeCancelledWithoutHarm()
    {
        TaskHandle<> a;
        TaskHandle<> b;
        a = m_loop->spawn(joinsBy(*m_loop, b));
        b = m_loop->spawn(joinsBy(*m_loop, a));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Deadlock);
        QVERIFY(m_loop->isDeadlocked());
        QVERIFY(a.cancel());
        QCOMPARE(m_loop->runToEnd(), Loop::End::Deadlock);
    }

    void aFinishedTaskIsJoinedWithoutSuspending()
    {
        int out = 0;
        m_loop->spawn(joinsTwice(*m_loop, out));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QCOMPARE(out, 42);
        int joined = 0;
        for (const trace::Event &event : m_recording->events(trace::EventKind::TaskSuspended))
            joined += event.reason() == trace::AwaitReason::Join;
        QCOMPARE(joined, 1);
    }

    void everyJoinerGetsTheException()
    {
        QStringList out;
        const TaskHandle<> bad = m_loop->spawn(throwsLater(*m_loop));
        m_loop->spawn(joinsAndCatches(bad, out));
        m_loop->spawn(joinsAndCatches(bad, out));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QCOMPARE(out, QStringList(2, QStringLiteral("broken")));
    }

    void aCancelledTaskMayAwaitWhileItCleansUp()
    {
        QStringList out;
        TaskHandle<> handle = m_loop->spawn(cleansUp(*m_loop, out));
        QVERIFY(m_loop->step());
        QVERIFY(handle.cancel());
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QCOMPARE(out, QStringList(QStringLiteral("cleaned up")));
        QCOMPARE(handle.outcome(), trace::Outcome::Cancelled);
        QCOMPARE(m_loop->now().ns, 1'000'000'000);
    }

    void cancellingTwiceThrowsOnce()
    {
        QStringList out;
        TaskHandle<> handle = m_loop->spawn(cleansUp(*m_loop, out));
        QVERIFY(m_loop->step());
        QVERIFY(handle.cancel());
        QVERIFY(handle.cancel()); // it is ready by now: kept for its next step, where one Cancelled is thrown for both
        QCOMPARE(handle.cancelling(), 2);
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QCOMPARE(out, QStringList(QStringLiteral("cleaned up")));
        QVERIFY(!handle.cancel());
    }

    void whoAskedForACancellationIsRecorded()
    {
        QString out;
        m_loop->spawn(cancelsAReadyTask(*m_loop, out), QStringLiteral("main"));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        const std::vector<trace::Event> requested = m_recording->events(trace::EventKind::TaskCancelRequested);
        QCOMPARE(requested.size(), std::size_t(1));
        QCOMPARE(m_recording->nameOf(requested[0].task), QStringLiteral("a-1"));
        QCOMPARE(m_recording->nameOf(requested[0].waker()), QStringLiteral("main-1"));
    }

    void aHandleOutlivesItsLoop()
    {
        TaskHandle<> handle = m_loop->spawn(sleeps(*m_loop, 1s), QStringLiteral("a"));
        m_loop.reset();
        QVERIFY(handle.isDone());
        QVERIFY(!handle.cancel());
        QCOMPARE(handle.name(), QStringLiteral("a-1"));
    }

private:
    QString order() { return m_recording->resumes().join(QLatin1Char(' ')); }
    std::unique_ptr<Recording> m_recording;
    std::unique_ptr<Loop> m_loop;
};

QTEST_GUILESS_MAIN(tst_TaskHandle)
#include "tst_taskhandle.moc"
