// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/waiting.h"

#include "support/tracebuilder.h"

#include <QTest>

using namespace analysis;
using trace::AwaitReason;
using trace::TaskId;

class TestWaiting : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyWaitHasAPhrase_data()
    {
        QTest::addColumn<int>("reason");
        QTest::addColumn<int>("object");
        QTest::addColumn<QString>("phrase");
        const auto row = [](AwaitReason reason, int object, const char *phrase) { QTest::newRow(phrase) << static_cast<int>(reason) << object << QString::fromLatin1(phrase); };
        row(AwaitReason::Sleep, 1, "sleeps until 4.108 s");
        row(AwaitReason::Sleep, 2, "sleeps");
        row(AwaitReason::Yield, 0, "has yielded to the others");
        row(AwaitReason::QueueGet, 1, "waits to get from queue data, which is empty");
        row(AwaitReason::QueuePut, 1, "waits to put into queue data, which holds 0 of 5");
        row(AwaitReason::QueueGet, 9, "waits to get from queue 9");
        row(AwaitReason::Join, 2, "waits for other-1 to finish");
        row(AwaitReason::Gather, 3, "waits for the 3 tasks it gathers");
        row(AwaitReason::Gather, 1, "waits for the task it gathers");
        row(AwaitReason::Gather, 0, "waits for the tasks it gathers");
        row(AwaitReason::Job, 1, "waits for a pool job");
        row(AwaitReason::Io, 1, "waits for I/O");
        row(AwaitReason::Lock, 0, "waits for a lock");
        row(AwaitReason::Event, 0, "waits for an event to be set");
        row(AwaitReason::Foreign, 0, "waits for something outside the loop");
        row(AwaitReason::Unknown, 0, "waits; the trace does not say for what");
    }
    void everyWaitHasAPhrase()
    {
        QFETCH(int, reason);
        QFETCH(int, object);
        support::TraceBuilder b;
        b.queue(QStringLiteral("data"), 5);
        const TaskId task = b.create(QStringLiteral("a-1"));
        b.create(QStringLiteral("other-1"));
        b.add({ .value = 4'108'000'000, .task = task, .object = 1, .kind = trace::EventKind::TimerArmed });
        b.ready(task).resume(task).suspend(task, static_cast<AwaitReason>(reason), static_cast<quint32>(object));
        const trace::State &state = b.trace().latest();
        QTEST(waitPhrase(b.trace(), state, *state.task(task)), "phrase");
    }

    void otherStatesAreNamed()
    {
        support::TraceBuilder b;
        const TaskId task = b.create(QStringLiteral("a-1"));
        const auto phrase = [&] { return waitPhrase(b.trace(), b.trace().latest(), *b.trace().latest().task(task)); };
        QCOMPARE(phrase(), QStringLiteral("is created and has not run yet"));
        b.ready(task);
        QCOMPARE(phrase(), QStringLiteral("is ready"));
        b.resume(task);
        QCOMPARE(phrase(), QStringLiteral("is running"));
        b.finish(task);
        QCOMPARE(phrase(), QStringLiteral("has finished"));
    }

    void circlesOfJoinsAreFound()
    {
        support::TraceBuilder b;
        for (int n = 0; n < 5; ++n)
            b.create(QStringLiteral("t-%1").arg(n + 1));
        const auto join = [&b](quint32 who, quint32 whom) { b.resume(TaskId { who }).suspend(TaskId { who }, AwaitReason::Join, whom); };
        join(1, 4);
        join(4, 2);
        join(2, 3);
        QVERIFY(joinCycle(b.trace().latest()).empty());
        join(3, 4);
        QVERIFY(joinCycle(b.trace().latest()) == (std::vector { TaskId { 2 }, TaskId { 3 }, TaskId { 4 } }));
    }

    void aTaskMayWaitForItself()
    {
        support::TraceBuilder b;
        const TaskId task = b.create(QStringLiteral("a-1"));
        b.resume(task).suspend(task, AwaitReason::Join, 1);
        QVERIFY(joinCycle(b.trace().latest()) == std::vector { task });
    }

    void listsAreCutShort()
    {
        const QStringList three { QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c") };
        QCOMPARE(enumerate({}, 2), QString());
        QCOMPARE(enumerate({ QStringLiteral("a") }, 2), QStringLiteral("a"));
        QCOMPARE(enumerate(three, 3), QStringLiteral("a, b and c"));
        QCOMPARE(enumerate(three, 2), QStringLiteral("a, b and 1 more"));
    }
};

QTEST_GUILESS_MAIN(TestWaiting)
#include "tst_waiting.moc"
