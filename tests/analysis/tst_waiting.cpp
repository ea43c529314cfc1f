// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/waitchain.h"

#include "support/tracebuilder.h"

#include <QTest>

using namespace analysis;
using trace::TaskId;

class TestWaiting : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tasksThatWaitForEachOtherAreLeftForGood_data()
    {
        QTest::addColumn<int>("reason");
        QTest::addColumn<bool>("isLeft");
        using trace::AwaitReason;
        for (const AwaitReason reason : { AwaitReason::QueueGet, AwaitReason::QueuePut, AwaitReason::Join, AwaitReason::Gather, AwaitReason::Lock, AwaitReason::Event })
            QTest::newRow(trace::nameOf(reason).data()) << static_cast<int>(reason) << true;
        for (const AwaitReason reason : { AwaitReason::Sleep, AwaitReason::Yield, AwaitReason::Job, AwaitReason::Io, AwaitReason::Foreign, AwaitReason::Unknown })
            QTest::newRow(trace::nameOf(reason).data()) << static_cast<int>(reason) << false;
    }
    void tasksThatWaitForEachOtherAreLeftForGood()
    {
        QFETCH(int, reason);
        QFETCH(bool, isLeft);
        support::TraceBuilder b;
        const TaskId done = b.create(QStringLiteral("done-1"));
        const TaskId task = b.create(QStringLiteral("a-1"));
        b.resume(done).finish(done).resume(task).suspend(task, static_cast<trace::AwaitReason>(reason), 1);
        QVERIFY(deadlockedTasks(b.trace().latest()) == (isLeft ? std::vector { task } : std::vector<TaskId>()));
    }

    void nobodyIsLeftWhenAllHaveFinished()
    {
        support::TraceBuilder b;
        const TaskId task = b.create(QStringLiteral("a-1"));
        b.resume(task).finish(task);
        QVERIFY(deadlockedTasks(b.trace().latest()).empty());
    }
};

QTEST_GUILESS_MAIN(TestWaiting)
#include "tst_waiting.moc"
