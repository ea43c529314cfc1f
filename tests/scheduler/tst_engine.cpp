// SPDX-License-Identifier: GPL-3.0-or-later
#include "recording.h"
#include "scheduler/queue.h"

#include <QTest>

using namespace scheduler;
using namespace std::chrono_literals;

namespace {

Task<> yields(Loop &loop, int times)
{
    for (int i = 0; i < times; ++i)
        co_await loop.yield();
}

Task<> sleeps(Loop &loop, Duration duration)
{
    co_await loop.sleep(duration);
}

Task<> spawnsOne(Loop &loop)
{
    loop.spawn(yields(loop, 0), QStringLiteral("child"));
    co_await loop.yield();
}

Task<> computesThenSleeps(Loop &loop, Duration computed, Duration slept)
{
    loop.compute(computed);
    co_await loop.sleep(slept);
}

Task<> raises(Loop &loop)
{
    co_await loop.yield();
    throw std::runtime_error("broken");
}

Task<> joins(TaskHandle<> handle)
{
    co_await handle;
}

Task<> joinsAndSwallows(TaskHandle<> handle)
{
    try {
        co_await handle;
    } catch (const std::runtime_error &) {
    }
}

Task<> logs(Loop &loop)
{
    loop.log(QStringLiteral("hello"));
    co_return;
}

} // namespace

class tst_Engine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_recording = std::make_unique<Recording>();
        m_loop = std::make_unique<Loop>(LoopOptions { .recorder = &m_recording->recorder() });
    }

    void aNewTaskBeginsInTheNextIteration()
    {
        m_loop->spawn(spawnsOne(*m_loop), QStringLiteral("parent"));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QCOMPARE(m_recording->resumes(),
            QStringList({ QStringLiteral("parent-1@1"), QStringLiteral("child-1@2"), QStringLiteral("parent-1@2") }));
    }

    void whatIsReadiedInAnIterationRunsInTheNext()
    {
        m_loop->spawn(yields(*m_loop, 2), QStringLiteral("a"));
        m_loop->spawn(yields(*m_loop, 1), QStringLiteral("b"));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QCOMPARE(m_recording->resumes(),
            QStringList({ QStringLiteral("a-1@1"), QStringLiteral("b-1@1"), QStringLiteral("a-1@2"), QStringLiteral("b-1@2"),
                QStringLiteral("a-1@3") }));
    }

    // A due timer is a ready entry itself: what it wakes runs one iteration later, after everything that was ready before.
    void aTimerWakesItsTaskOneIterationLater()
    {
        m_loop->spawn(sleeps(*m_loop, 1s), QStringLiteral("sleeper"));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QCOMPARE(m_recording->resumes(), QStringList({ QStringLiteral("sleeper-1@1"), QStringLiteral("sleeper-1@3") }));
        QCOMPARE(m_loop->now().ns, 1'000'000'000);
    }

    void aTimerThatComesDueWhileATaskHoldsTheLoopFiresLate()
    {
        m_loop->spawn(computesThenSleeps(*m_loop, 0s, 1s), QStringLiteral("a"));
        m_loop->spawn(computesThenSleeps(*m_loop, 5s, 1s), QStringLiteral("b"));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        const std::vector<trace::Event> resumed = m_recording->events(trace::EventKind::TaskResumed);
        QCOMPARE(resumed.size(), std::size_t(4));
        QCOMPARE(resumed[2].time.ns, 5'000'000'000);
        QCOMPARE(resumed[3].time.ns, 6'000'000'000);
    }

    void equalDeadlinesFireInTheOrderTheyWereArmed()
    {
        for (int i = 0; i < 20; ++i)
            m_loop->spawn(sleeps(*m_loop, 1s), QStringLiteral("s"));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QStringList expected;
        for (const char *iteration : { "1", "3" }) {
            for (int i = 1; i <= 20; ++i)
                expected << QStringLiteral("s-%1@%2").arg(i).arg(QString::fromLatin1(iteration));
        }
        QCOMPARE(m_recording->resumes(), expected);
    }

    void aSleepOfNothingIsAYield()
    {
        m_loop->spawn(sleeps(*m_loop, 0s), QStringLiteral("s"));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QCOMPARE(m_recording->lines(),
            QStringList({ QStringLiteral("task-created s-1"), QStringLiteral("task-ready s-1 started -"), QStringLiteral("task-resumed s-1"),
                QStringLiteral("task-suspended s-1 yield"), QStringLiteral("task-ready s-1 yield -"), QStringLiteral("task-resumed s-1"),
                QStringLiteral("task-finished s-1 returned") }));
    }

    void everyStepOfASleepIsRecorded()
    {
        m_loop->spawn(sleeps(*m_loop, 1s), QStringLiteral("s"));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QCOMPARE(m_recording->lines(),
            QStringList({ QStringLiteral("task-created s-1"), QStringLiteral("task-ready s-1 started -"), QStringLiteral("task-resumed s-1"),
                QStringLiteral("timer-armed s-1"), QStringLiteral("task-suspended s-1 sleep"), QStringLiteral("timer-fired s-1"),
                QStringLiteral("task-ready s-1 timer -"), QStringLiteral("task-resumed s-1"), QStringLiteral("task-finished s-1 returned") }));
        const std::vector<trace::Event> armed = m_recording->events(trace::EventKind::TimerArmed);
        QCOMPARE(armed.at(0).value, 1'000'000'000);
        QCOMPARE(m_recording->events(trace::EventKind::TaskSuspended).at(0).object, trace::number(armed.at(0).timer()));
    }

    void iterationsAreNumberedFromOneAndTellHowManyEntriesTheyRun()
    {
        m_loop->spawn(yields(*m_loop, 1), QStringLiteral("a"));
        m_loop->spawn(yields(*m_loop, 0), QStringLiteral("b"));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        const std::vector<trace::Event> begun = m_recording->events(trace::EventKind::IterationBegun);
        QCOMPARE(begun.size(), std::size_t(2));
        QCOMPARE(begun[0].value, 1);
        QCOMPARE(begun[0].object, 2u);
        QCOMPARE(begun[1].value, 2);
        QCOMPARE(begun[1].object, 1u);
        QCOMPARE(m_recording->events(trace::EventKind::IterationEnded).size(), std::size_t(2));
    }

    void tasksAreNumberedPerBaseName()
    {
        QCOMPARE(m_loop->spawn(yields(*m_loop, 0), QStringLiteral("producer")).name(), QStringLiteral("producer-1"));
        QCOMPARE(m_loop->spawn(yields(*m_loop, 0), QStringLiteral("consumer")).name(), QStringLiteral("consumer-1"));
        QCOMPARE(m_loop->spawn(yields(*m_loop, 0), QStringLiteral("producer")).name(), QStringLiteral("producer-2"));
        QCOMPARE(m_loop->spawn(yields(*m_loop, 0)).name(), QStringLiteral("yields-1"));
        QCOMPARE(m_loop->spawn(yields(*m_loop, 0).named(QStringLiteral("own"))).name(), QStringLiteral("own-1"));
    }

    void aTaskThatNobodyJoinsIsReportedWhenItRaises()
    {
        m_loop->spawn(raises(*m_loop), QStringLiteral("bad"));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QCOMPARE(m_loop->failures().size(), std::size_t(1));
        QCOMPARE(m_loop->failures().at(0).name, QStringLiteral("bad-1"));
        QCOMPARE(m_loop->failures().at(0).text, QStringLiteral("broken"));
        QVERIFY(m_recording->lines().contains(QStringLiteral("task-finished bad-1 raised broken")));
    }

    void anExceptionThatIsTakenIsNotReported()
    {
        const TaskHandle<> bad = m_loop->spawn(raises(*m_loop), QStringLiteral("bad"));
        m_loop->spawn(joinsAndSwallows(bad));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QVERIFY(m_loop->failures().empty());
    }

    void anExceptionThatGoesOnThroughAJoinIsReportedOnce()
    {
        const TaskHandle<> bad = m_loop->spawn(raises(*m_loop), QStringLiteral("bad"));
        m_loop->spawn(joins(bad), QStringLiteral("top"));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QCOMPARE(m_loop->failures().size(), std::size_t(1));
        QCOMPARE(m_loop->failures().at(0).name, QStringLiteral("top-1"));
    }

    void aLogLineStandsUnderItsTask()
    {
        m_loop->spawn(logs(*m_loop), QStringLiteral("talker"));
        m_loop->log(QStringLiteral("outside"));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QVERIFY(m_recording->lines().contains(QStringLiteral("log outside")));
        QVERIFY(m_recording->lines().contains(QStringLiteral("log talker-1 hello")));
    }

    void theStateOfTheTraceIsThatOfTheLoop()
    {
        m_loop->spawn(sleeps(*m_loop, 2s), QStringLiteral("late"));
        m_loop->spawn(sleeps(*m_loop, 1s), QStringLiteral("early"));
        QCOMPARE(m_loop->runToEnd(Timestamp { 1'500'000'000 }), Loop::End::Until);
        const trace::State &state = m_recording->trace().latest();
        QCOMPARE(state.ignored, quint64(0));
        QCOMPARE(state.task(static_cast<TaskId>(1))->state, trace::TaskState::Awaiting);
        QCOMPARE(state.task(static_cast<TaskId>(2))->state, trace::TaskState::Finished);
        QCOMPARE(m_loop->now().ns, 1'500'000'000);
    }

    void withoutARecorderTheSameHappens()
    {
        Loop silent;
        silent.spawn(sleeps(silent, 1s));
        QCOMPARE(silent.runToEnd(), Loop::End::Finished);
        QCOMPARE(silent.now().ns, 1'000'000'000);
    }

    void recordingCanBeSwitchedOffAndOn()
    {
        m_recording->recorder().setEnabled(false);
        m_loop->spawn(yields(*m_loop, 3));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QVERIFY(m_recording->events().empty());
        m_recording->recorder().setEnabled(true);
        m_loop->spawn(yields(*m_loop, 3));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QCOMPARE(m_recording->events(trace::EventKind::TaskResumed).size(), std::size_t(4));
    }

private:
    std::unique_ptr<Recording> m_recording;
    std::unique_ptr<Loop> m_loop;
};

QTEST_GUILESS_MAIN(tst_Engine)
#include "tst_engine.moc"
