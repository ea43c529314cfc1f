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

Task<int> squares(Loop &loop, int x)
{
    co_await loop.sleep(Duration(100 - x));
    co_return x *x;
}

Task<> raisesAfter(Loop &loop, Duration duration)
{
    co_await loop.sleep(duration);
    throw std::runtime_error("broken");
}

Task<> gathersThree(Loop &loop)
{
    co_await loop.gather(sleeps(loop, 1s).named(QStringLiteral("a")), sleeps(loop, 0s).named(QStringLiteral("b")),
        sleeps(loop, 2s).named(QStringLiteral("c")));
}

Task<> gathersTwo(Loop &loop)
{
    co_await loop.gather(sleeps(loop, 1s).named(QStringLiteral("a")), sleeps(loop, 2s).named(QStringLiteral("b")));
}

Task<> cancelsAGather(Loop &loop, QString &out)
{
    TaskHandle<> gathering = loop.spawn(gathersTwo(loop), QStringLiteral("g"));
    co_await loop.yield();
    co_await loop.yield();
    gathering.cancel();
    try {
        co_await gathering;
    } catch (const Cancelled &) {
        out = QStringLiteral("cancelled");
    }
}

Task<> gathersAFailure(Loop &loop, QString &out)
{
    try {
        co_await loop.gather(sleeps(loop, 5ns).named(QStringLiteral("a")), raisesAfter(loop, 1ns).named(QStringLiteral("b")));
    } catch (const std::runtime_error &error) {
        out = QString::fromUtf8(error.what()) + QLatin1Char(' ') + QString::number(loop.now().ns);
    }
}

Task<> gathersTwoFailures(Loop &loop, QString &out)
{
    try {
        co_await loop.gather(raisesAfter(loop, 2s), raisesAfter(loop, 1s));
    } catch (const std::runtime_error &) {
        out = QStringLiteral("one");
    }
}

Task<> gathersACancelledTask(Loop &loop, QString &out)
{
    std::vector<TaskHandle<>> handles { loop.spawn(sleeps(loop, 1s)), loop.spawn(sleeps(loop, 2s)) };
    handles[0].cancel();
    try {
        co_await loop.gather(handles);
    } catch (const Cancelled &) {
        out = QStringLiteral("cancelled at %1").arg(loop.now().ns);
    }
}

Task<> gathersResults(Loop &loop, QStringList &out)
{
    const auto pair = co_await loop.gather(squares(loop, 3), sleeps(loop, 1s), squares(loop, 4));
    out << QString::number(std::get<0>(pair)) << QString::number(std::get<2>(pair));

    std::vector<Task<int>> tasks;
    for (int i = 0; i < 5; ++i)
        tasks.push_back(squares(loop, i));
    const std::vector<int> fromTasks = co_await loop.gather(std::move(tasks));
    for (const int result : fromTasks)
        out << QString::number(result);

    const TaskHandle<int> twice = loop.spawn(squares(loop, 9));
    const std::vector<TaskHandle<int>> handles { twice, loop.spawn(squares(loop, 8)), twice };
    const std::vector<int> fromHandles = co_await loop.gather(handles);
    for (const int result : fromHandles)
        out << QString::number(result);
    // All of them are done by now.
    const std::vector<int> again = co_await loop.gather(handles);
    out << QString::number(again.size());
}

Task<> gathersNothing(Loop &loop, bool &isDone)
{
    co_await loop.gather();
    co_await loop.gather(std::vector<TaskHandle<>>());
    isDone = true;
}

} // namespace

class tst_Gather : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_recording = std::make_unique<Recording>();
        m_loop = std::make_unique<Loop>(LoopOptions { .recorder = &m_recording->recorder() });
    }

    void itEndsOneIterationAfterItsLastChild()
    {
        m_loop->spawn(gathersThree(*m_loop), QStringLiteral("main"));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QCOMPARE(order(), QStringLiteral("main-1@1 a-1@2 b-1@2 c-1@2 b-1@3 a-1@6 c-1@9 main-1@11"));
    }

    void cancellingItCancelsTheChildren()
    {
        QString out;
        m_loop->spawn(cancelsAGather(*m_loop, out), QStringLiteral("main"));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QCOMPARE(out, QStringLiteral("cancelled"));
        QCOMPARE(order(), QStringLiteral("main-1@1 g-1@2 main-1@2 a-1@3 b-1@3 main-1@3 a-1@4 b-1@4 g-1@6 main-1@7"));
        QCOMPARE(m_loop->now().ns, 0);
    }

    void theFirstExceptionEndsItAndTheOtherChildrenGoOn()
    {
        QString out;
        m_loop->spawn(gathersAFailure(*m_loop, out), QStringLiteral("main"));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QCOMPARE(out, QStringLiteral("broken 1"));
        QCOMPARE(order(), QStringLiteral("main-1@1 a-1@2 b-1@2 b-1@4 main-1@6 a-1@8"));
        QVERIFY(m_loop->failures().empty());
    }

    void aSecondExceptionCountsAsTaken()
    {
        QString out;
        m_loop->spawn(gathersTwoFailures(*m_loop, out));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QCOMPARE(out, QStringLiteral("one"));
        QVERIFY(m_loop->failures().empty());
    }

    void aCancelledChildEndsItAsAnExceptionDoes()
    {
        QString out;
        m_loop->spawn(gathersACancelledTask(*m_loop, out));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QCOMPARE(out, QStringLiteral("cancelled at 0"));
    }

    void resultsStandInTheOrderGiven()
    {
        QStringList out;
        m_loop->spawn(gathersResults(*m_loop, out));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QCOMPARE(out.join(QLatin1Char(' ')), QStringLiteral("9 16 0 1 4 9 16 81 64 81 3"));
    }

    void gatheringNothingDoesNotSuspend()
    {
        bool isDone = false;
        m_loop->spawn(gathersNothing(*m_loop, isDone));
        QVERIFY(m_loop->step());
        QVERIFY(isDone);
    }

    void theWakerIsTheChildThatEndedIt()
    {
        m_loop->spawn(gathersThree(*m_loop), QStringLiteral("main"));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QVERIFY(m_recording->lines().contains(QStringLiteral("task-ready main-1 task c-1")));
        for (const trace::Event &event : m_recording->events(trace::EventKind::TaskSuspended)) {
            if (event.reason() == trace::AwaitReason::Gather)
                QCOMPARE(event.object, 3u);
        }
    }

private:
    QString order() { return m_recording->resumes().join(QLatin1Char(' ')); }
    std::unique_ptr<Recording> m_recording;
    std::unique_ptr<Loop> m_loop;
};

QTEST_GUILESS_MAIN(tst_Gather)
#include "tst_gather.moc"
