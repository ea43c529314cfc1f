// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/rule.h"

#include "support/tracebuilder.h"

#include <QTest>

using namespace analysis;
using namespace std::chrono_literals;
using trace::AwaitReason;
using trace::Outcome;
using trace::ReadyCause;
using trace::TaskId;

namespace {

QStringList found(const trace::Trace &trace, const char *id, const SummaryOptions &options = {})
{
    QStringList texts;
    for (const Finding &finding : summarise(trace, options).findings) {
        if (finding.id == QByteArrayView(id))
            texts << finding.text;
    }
    return texts;
}

void start(support::TraceBuilder &b, TaskId task)
{
    b.ready(task).resume(task);
}

} // namespace

class TestRules : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aDeadlockNamesWhoWaitsForWhat()
    {
        support::TraceBuilder b;
        const auto data = b.queue(QStringLiteral("data"));
        const TaskId main = b.create(QStringLiteral("main-1"));
        start(b, main);
        const TaskId consumer = b.create(QStringLiteral("consumer-1"), main);
        b.suspend(main, AwaitReason::Gather, 1);
        start(b, consumer);
        b.at(2s).suspend(consumer, AwaitReason::QueueGet, trace::number(data));
        QCOMPARE(found(b.trace(), "deadlock"), QStringList { QStringLiteral(
            "2 tasks are left that nothing can ever wake: main-1 waits for the task it gathers, consumer-1; consumer-1 waits to get from data, which is empty") });
        const Finding finding = summarise(b.trace()).findings.front();
        QVERIFY(finding.severity == Severity::Error && finding.at == (trace::Timestamp { 2'000'000'000 }));
        SummaryOptions options;
        options.isCutOff = true;
        QVERIFY(found(b.trace(), "deadlock", options).isEmpty());
    }

    void aCircleOfJoinsIsShown()
    {
        support::TraceBuilder b;
        const TaskId one = b.create(QStringLiteral("one-1"));
        const TaskId two = b.create(QStringLiteral("two-1"));
        start(b, one);
        b.suspend(one, AwaitReason::Join, trace::number(two));
        start(b, two);
        b.suspend(two, AwaitReason::Join, trace::number(one));
        const QStringList texts = found(b.trace(), "deadlock");
        QCOMPARE(texts.size(), 1);
        QVERIFY2(texts[0].endsWith(QLatin1String("; they wait in a circle: one-1 for two-1 and two-1 for one-1")), qPrintable(texts[0]));
    }

    void waitingIsNoDeadlockWhileAnythingCanStillHappen_data()
    {
        QTest::addColumn<trace::Event>("also");
        QTest::newRow("timer") << trace::Event { .value = 9, .task = TaskId { 1 }, .object = 1, .kind = trace::EventKind::TimerArmed };
        QTest::newRow("job") << trace::Event { .task = TaskId { 1 }, .object = 1, .kind = trace::EventKind::JobQueued };
        QTest::newRow("I/O") << trace::Event { .task = TaskId { 1 }, .object = 1, .kind = trace::EventKind::IoBegun };
        QTest::newRow("another task is ready") << trace::Event { .task = TaskId { 2 }, .kind = trace::EventKind::TaskReady };
        QTest::newRow("another task waits outside")
            << trace::Event { .task = TaskId { 2 }, .kind = trace::EventKind::TaskSuspended, .detail = static_cast<quint8>(AwaitReason::Foreign) };
        QTest::newRow("events were lost") << trace::Event { .value = 3, .kind = trace::EventKind::Lost };
    }
    void waitingIsNoDeadlockWhileAnythingCanStillHappen()
    {
        QFETCH(trace::Event, also);
        support::TraceBuilder b;
        const auto data = b.queue(QStringLiteral("data"));
        const TaskId task = b.create(QStringLiteral("a-1"));
        start(b, task);
        b.suspend(task, AwaitReason::QueueGet, trace::number(data));
        QCOMPARE(found(b.trace(), "deadlock").size(), 1);
        b.add(also);
        QVERIFY(found(b.trace(), "deadlock").isEmpty());
    }

    void aHeldLoopIsTold()
    {
        support::TraceBuilder b;
        const TaskId pi = b.create(QStringLiteral("pi-1"));
        const TaskId other = b.create(QStringLiteral("greet-1"));
        b.ready(pi).ready(other).at(1s).resume(pi);
        b.at(1100ms).suspend(pi, AwaitReason::Sleep, 1); // just the threshold: not yet too long
        QVERIFY(found(b.trace(), "loop-held").isEmpty());
        b.ready(pi, ReadyCause::Timer).at(2s).resume(pi);
        b.at(2812ms).suspend(pi, AwaitReason::Sleep, 2);
        QCOMPARE(found(b.trace(), "loop-held"),
            QStringList { QStringLiteral("pi-1 held the loop for 812 ms at 2 s, longer than 100 ms; one other task stood ready meanwhile") });
        b.at(3s).resume(pi).at(4s).finish(pi);
        QCOMPARE(found(b.trace(), "loop-held"),
            QStringList { QStringLiteral("pi-1 held the loop for 1 s at 3 s, longer than 100 ms, 2 times in all; one other task stood ready meanwhile") });
    }

    void aLoopHeldToTheEndIsTold()
    {
        support::TraceBuilder b;
        const TaskId pi = b.create(QStringLiteral("pi-1"));
        start(b, pi);
        b.trace().advanceTo({ 5'000'000'000 });
        QCOMPARE(found(b.trace(), "loop-held"), QStringList { QStringLiteral("pi-1 held the loop for 5 s at 0 s, longer than 100 ms") });
    }

    void itemsAreLeftOnlyWhenAllTasksHaveFinished()
    {
        support::TraceBuilder b;
        const auto data = b.queue(QStringLiteral("data"));
        const TaskId task = b.create(QStringLiteral("a-1"));
        start(b, task);
        b.put(task, data, QStringLiteral("x"), 1).put(task, data, QStringLiteral("y"), 2).take(task, data, QStringLiteral("x"), 1);
        QVERIFY(found(b.trace(), "items-left").isEmpty());
        b.finish(task);
        QCOMPARE(found(b.trace(), "items-left"), QStringList { QStringLiteral("one item is left in queue data when all tasks had finished: 2 put, 1 taken") });
    }

    void aTaskThatRaisedIsTold()
    {
        support::TraceBuilder b;
        const TaskId task = b.create(QStringLiteral("boom-1"));
        start(b, task);
        b.at(3s).finish(task, Outcome::Raised, QStringLiteral("out of luck"));
        QCOMPARE(found(b.trace(), "raised"), QStringList { QStringLiteral("boom-1 ended by raising at 3 s: out of luck") });
    }

    void aConsumerThatNeverWaitsIsTheBottleneck()
    {
        support::TraceBuilder b;
        const auto data = b.queue(QStringLiteral("data"));
        const TaskId producer = b.create(QStringLiteral("producer-1"));
        const TaskId consumer = b.create(QStringLiteral("consumer-1"));
        start(b, consumer);
        b.suspend(consumer, AwaitReason::QueueGet, trace::number(data)); // before its first item it may well wait
        start(b, producer);
        for (int n = 1; n <= 10; ++n)
            b.put(producer, data, QStringLiteral("x"), n);
        b.finish(producer).ready(consumer, ReadyCause::Queue, producer).resume(consumer);
        for (int n = 9; n >= 1; --n)
            b.take(consumer, data, QStringLiteral("x"), n);
        QVERIFY(found(b.trace(), "bottleneck").isEmpty()); // nine are too few to tell
        b.take(consumer, data, QStringLiteral("x"), 0);
        QCOMPARE(found(b.trace(), "bottleneck"),
            QStringList { QStringLiteral("consumer-1 sets the pace: from its first of 10 items on it never had to wait for queue data") });
        b.suspend(consumer, AwaitReason::QueueGet, trace::number(data));
        QVERIFY(found(b.trace(), "bottleneck").isEmpty());
    }

    void anUnboundedQueueThatGrowsLacksBackpressure_data()
    {
        QTest::addColumn<int>("puts");
        QTest::addColumn<int>("takenOfTen");
        QTest::addColumn<int>("maxsize");
        QTest::addColumn<bool>("isFound");
        QTest::newRow("half is taken") << 60 << 5 << 0 << true;
        QTest::newRow("nothing is taken") << 16 << 0 << 0 << true;
        QTest::newRow("all is taken") << 60 << 10 << 0 << false;
        QTest::newRow("bounded") << 60 << 5 << 100 << false;
        QTest::newRow("too few") << 12 << 0 << 0 << false;
    }
    void anUnboundedQueueThatGrowsLacksBackpressure()
    {
        QFETCH(int, puts);
        QFETCH(int, takenOfTen);
        QFETCH(int, maxsize);
        QFETCH(bool, isFound);
        support::TraceBuilder b;
        const auto data = b.queue(QStringLiteral("data"), maxsize);
        const TaskId task = b.create(QStringLiteral("a-1"));
        start(b, task);
        qint64 depth = 0;
        for (int n = 0; n < puts; ++n) {
            b.at(std::chrono::seconds(n)).put(task, data, QStringLiteral("x"), ++depth);
            if (n % 10 < takenOfTen)
                b.take(task, data, QStringLiteral("x"), --depth);
        }
        QCOMPARE(found(b.trace(), "no-backpressure").size(), isFound ? 1 : 0);
    }

    void aBurstThatIsWorkedOffIsNoGrowth()
    {
        support::TraceBuilder b;
        const auto data = b.queue(QStringLiteral("data"));
        const TaskId task = b.create(QStringLiteral("a-1"));
        start(b, task);
        qint64 depth = 0;
        for (int round = 0; round < 4; ++round) {
            for (int n = 0; n < 10; ++n)
                b.put(task, data, QStringLiteral("x"), ++depth);
            while (depth > 0)
                b.take(task, data, QStringLiteral("x"), --depth);
        }
        QVERIFY(found(b.trace(), "no-backpressure").isEmpty());
    }

    void errorsStandFirst()
    {
        support::TraceBuilder b;
        const TaskId slow = b.create(QStringLiteral("slow-1"));
        start(b, slow);
        b.at(1s).finish(slow);
        const TaskId boom = b.create(QStringLiteral("boom-1"));
        start(b, boom);
        b.at(1001ms).finish(boom, Outcome::Raised);
        const auto findings = summarise(b.trace()).findings;
        QCOMPARE(findings.size(), std::size_t(2));
        QVERIFY(findings[0].id == QByteArrayView("raised") && findings[1].id == QByteArrayView("loop-held"));
    }
};


QTEST_GUILESS_MAIN(TestRules)
#include "tst_rules.moc"
