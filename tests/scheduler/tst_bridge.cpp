// SPDX-License-Identifier: GPL-3.0-or-later
#include "recording.h"
#include "scheduler/bridge.h"

#include <QCoroProcess>
#include <QCoroSignal>
#include <QCoroTimer>

#include <QFutureInterface>
#include <QProcess>
#include <QTest>
#include <QThreadPool>

using namespace scheduler;
using namespace std::chrono_literals;

namespace {

class Bell : public QObject
{
    Q_OBJECT
Q_SIGNALS:
    void rang(int times);
};

QCoro::Task<int> qcoroAnswer(int value)
{
    co_await QCoro::sleepFor(5ms);
    co_return value;
}

QCoro::Task<int> qcoroFails()
{
    co_await QCoro::sleepFor(1ms);
    throw std::runtime_error("foreign failure");
}

QCoro::Task<int> qcoroAtOnce()
{
    co_return 3;
}

Task<> awaitsQCoroTasks(QStringList &out)
{
    const int late = co_await qcoroAnswer(42);
    const int early = co_await qcoroAtOnce();
    out << QString::number(late) << QString::number(early);
    try {
        const int never = co_await qcoroFails();
        Q_UNUSED(never)
    } catch (const std::runtime_error &error) {
        out << QString::fromUtf8(error.what());
    }
    QCoro::Task<int> stored = qcoroAnswer(7);
    const int fromLvalue = co_await stored;
    out << QString::number(fromLvalue);
}

Task<> awaitsAtOnce(int &out)
{
    out = co_await qcoroAtOnce();
}

template<typename T>
Task<> awaitsFuture(QFuture<T> future, QStringList &out)
{
    try {
        const T result = co_await future;
        out << QString::number(result);
    } catch (const Cancelled &) {
        out << QStringLiteral("cancelled");
        throw;
    } catch (const QException &) {
        out << QStringLiteral("raised");
    }
}

Task<> awaitsVoidFuture(QFuture<void> future, QStringList &out)
{
    co_await future;
    out << QStringLiteral("done");
}

Task<> awaitsTimers(QTimer &reference, QTimer *pointer, QStringList &out)
{
    co_await reference;
    out << QStringLiteral("reference");
    co_await pointer;
    out << QStringLiteral("pointer");
    QTimer idle;
    co_await idle; // not active: nothing to wait for
    out << QStringLiteral("idle");
}

Task<> awaitsASignal(Bell &bell, QStringList &out)
{
    const int times = co_await qCoro(&bell, &Bell::rang);
    out << QStringLiteral("rang %1").arg(times);
}

Task<> awaitsAProcess(QStringList &out)
{
    QProcess process;
    auto wrapped = qCoro(process);
    const QStringList arguments { QStringLiteral("-c"), QStringLiteral("read line; echo $line") };
    const bool isStarted = co_await wrapped.start(QStringLiteral("/bin/sh"), arguments);
    process.write("hello\n"); // before that it cannot have finished, and QCoro says false of a process that has
    const bool isFinished = co_await wrapped.waitForFinished(30s);
    out << QString::number(isStarted) << QString::number(isFinished) << QString::fromLatin1(process.readAll()).trimmed();
}

Task<> isTimedOut(Loop &loop, QFuture<int> future, QStringList &out)
{
    try {
        const int result = co_await loop.withTimeout(5ms, future);
        Q_UNUSED(result)
    } catch (const TimeoutError &) {
        out << QStringLiteral("timeout");
    }
}

Task<> awaitsInAChild(QStringList &out)
{
    co_await awaitsQCoroTasks(out);
}

Task<> sleeps(Loop &loop, Duration duration)
{
    co_await loop.sleep(duration);
}

} // namespace

class tst_Bridge : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_recording = std::make_unique<Recording>();
        m_loop = std::make_unique<Loop>(LoopOptions { .recorder = &m_recording->recorder() });
        m_out.clear();
    }

    void itAwaitsQCoroTasks()
    {
        m_loop->spawn(awaitsInAChild(m_out));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QCOMPARE(m_out, QStringList({ QStringLiteral("42"), QStringLiteral("3"), QStringLiteral("foreign failure"), QStringLiteral("7") }));
    }

    void whatIsDoneAlreadyDoesNotSuspend()
    {
        int out = 0;
        m_loop->spawn(awaitsAtOnce(out));
        QVERIFY(m_loop->step());
        QCOMPARE(out, 3);
        QVERIFY(m_loop->isFinished());
    }

    void itAwaitsFutures()
    {
        QFutureInterface<int> late;
        late.reportStarted();
        QFutureInterface<void> nothing;
        nothing.reportStarted();
        QFutureInterface<int> ready; // by hand: QtFuture calls a ready future by another name from 6.6 on
        ready.reportStarted();
        ready.reportFinished(std::array { 5 }.data());
        QThreadPool pool; // last, so that it has ended before what its thread reports to is gone
        m_loop->spawn(awaitsFuture(late.future(), m_out));
        m_loop->spawn(awaitsVoidFuture(nothing.future(), m_out));
        m_loop->spawn(awaitsFuture(ready.future(), m_out));
        pool.start([&] {
            QThread::msleep(5);
            late.reportFinished(std::array { 9 }.data());
            QThread::msleep(5);
            nothing.reportFinished();
        });
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QCOMPARE(m_out, QStringList({ QStringLiteral("5"), QStringLiteral("9"), QStringLiteral("done") }));
        QVERIFY(m_recording->lines().contains(QStringLiteral("task-ready awaitsVoidFuture-1 foreign -")));
    }

    void aFuturesExceptionIsThrownAndACancelledFutureIsACancellation()
    {
        QFutureInterface<int> failing;
        failing.reportStarted();
        failing.reportException(QUnhandledException(std::make_exception_ptr(std::runtime_error("x"))));
        failing.reportFinished();
        QFutureInterface<int> cancelled;
        cancelled.reportStarted();
        cancelled.cancel();
        cancelled.reportFinished();
        m_loop->spawn(awaitsFuture(cancelled.future(), m_out));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QCOMPARE(m_out, QStringList(QStringLiteral("cancelled")));
        const TaskHandle<> task = m_loop->spawn(awaitsFuture(failing.future(), m_out));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QVERIFY(task.outcome() == trace::Outcome::Raised || m_out.last() == QStringLiteral("raised"));
    }

    void cancellingATaskCancelsItsFuture()
    {
        QFutureInterface<int> outside;
        outside.reportStarted();
        TaskHandle<> task = m_loop->spawn(awaitsFuture(outside.future(), m_out));
        QVERIFY(m_loop->step());
        task.cancel();
        QVERIFY(outside.isCanceled());
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QCOMPARE(m_out, QStringList(QStringLiteral("cancelled")));
        outside.reportFinished(); // nobody listens any more
        QCoreApplication::processEvents();
    }

    void itAwaitsTimers()
    {
        QTimer reference;
        QTimer pointer;
        reference.start(2);
        pointer.start(3);
        m_loop->spawn(awaitsTimers(reference, &pointer, m_out));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QCOMPARE(m_out, QStringList({ QStringLiteral("reference"), QStringLiteral("pointer"), QStringLiteral("idle") }));
    }

    void itAwaitsSignals()
    {
        Bell bell;
        m_loop->spawn(awaitsASignal(bell, m_out));
        QVERIFY(m_loop->step());
        Q_EMIT bell.rang(3);
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QCOMPARE(m_out, QStringList(QStringLiteral("rang 3")));
    }

    void itAwaitsProcesses()
    {
        m_loop->spawn(awaitsAProcess(m_out));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QCOMPARE(m_out, QStringList({ QStringLiteral("1"), QStringLiteral("1"), QStringLiteral("hello") }));
    }

    void anOrphanEndsByItself()
    {
        Bell bell;
        TaskHandle<> task = m_loop->spawn(awaitsASignal(bell, m_out));
        QVERIFY(m_loop->step());
        task.cancel();
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QCOMPARE(task.outcome(), trace::Outcome::Cancelled);
        m_loop.reset();
        Q_EMIT bell.rang(3); // ends the driver, which finds nobody
        QCoreApplication::processEvents();
        QVERIFY(m_out.isEmpty());
    }

    void aTimeoutEndsAForeignWait()
    {
        Loop real({ .clock = trace::ClockKind::Real });
        QFutureInterface<int> outside;
        outside.reportStarted();
        real.spawn(isTimedOut(real, outside.future(), m_out));
        QCOMPARE(real.runToEnd(), Loop::End::Finished);
        QCOMPARE(m_out, QStringList(QStringLiteral("timeout")));
        outside.reportFinished();
    }

    void virtualTimeDoesNotJumpWhileSomethingOutsideIsUnderWay()
    {
        QTimer outside;
        outside.setSingleShot(true);
        outside.start(20);
        QStringList order;
        m_loop->spawn([](QTimer &timer, QStringList &out) -> Task<> {
            co_await timer;
            out << QStringLiteral("outside");
        }(outside, order));
        m_loop->spawn([](Loop &loop, QStringList &out) -> Task<> {
            co_await sleeps(loop, 1h);
            out << QStringLiteral("an hour later");
        }(*m_loop, order));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QCOMPARE(order, QStringList({ QStringLiteral("outside"), QStringLiteral("an hour later") }));
    }

private:
    std::unique_ptr<Recording> m_recording;
    std::unique_ptr<Loop> m_loop;
    QStringList m_out;
};

QTEST_GUILESS_MAIN(tst_Bridge)
#include "tst_bridge.moc"
