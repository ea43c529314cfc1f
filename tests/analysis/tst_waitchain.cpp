// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/waitchain.h"
#include "support/tracebuilder.h"

#include <QTest>

using namespace analysis;
using namespace trace;
using namespace std::chrono_literals;

namespace {

struct Program : support::TraceBuilder
{
    TaskId start(const char *name, TaskId parent = TaskId::None)
    {
        const TaskId id = create(QString::fromLatin1(name), parent);
        ready(id, ReadyCause::Started, parent).resume(id);
        return id;
    }
    Program &awaits(TaskId task, AwaitReason reason, quint32 object = 0)
    {
        suspend(task, reason, object);
        return *this;
    }
    Program &joins(TaskId task, TaskId other) { return awaits(task, AwaitReason::Join, number(other)); }
    Program &sleeps(TaskId task, Duration length) { return awaits(task, AwaitReason::Sleep, number(arm(task, length))); }

    [[nodiscard]] Instant now() { return { trace(), trace().latest(), trace().range().end }; }
    [[nodiscard]] WaitGraph graphOf(TaskId task) { return waitGraph(now(), task); }
    /// "a -> b", "a -> b!" within a circle, "a -> ?" where it is not known whom.
    [[nodiscard]] QStringList edges(const WaitGraph &graph)
    {
        QStringList texts;
        for (const WaitEdge &edge : graph.edges) {
            const auto name = [&](TaskId id) { return id == TaskId::None ? QStringLiteral("?") : trace().text(trace().tasks()[rowOf(id)].name); };
            texts << name(edge.waiter) + QStringLiteral(" -> ") + name(edge.on) + (edge.isInCycle ? QStringLiteral("!") : QString());
        }
        return texts;
    }
    [[nodiscard]] QStringList lines(const WaitGraph &graph)
    {
        QStringList texts;
        for (const WaitLine &line : waitLines(now(), graph))
            texts << QString(2 * line.depth, u' ') + line.text.plain() + (line.closesCycle ? QStringLiteral(" (circle)") : QString());
        return texts;
    }
};

QString text(const char *utf8)
{
    return QString::fromUtf8(utf8);
}

} // namespace

class TestWaitChain : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aChainOfJoinsEndsAtWhatWillWakeIt()
    {
        Program p;
        const TaskId a = p.start("a");
        const TaskId b = p.start("b", a);
        const TaskId c = p.start("c", b);
        p.joins(a, b).joins(b, c).sleeps(c, 2s);
        const WaitGraph graph = p.graphOf(a);
        QCOMPARE(p.edges(graph), QStringList({ text("a -> b"), text("b -> c"), text("c -> ?") }));
        QVERIFY(waitCycle(graph).empty());
        QCOMPARE(p.lines(graph), QStringList({ text("a waits for b to finish"), text("  b waits for c to finish"), text("    c sleeps for 2 s, until 2 s") }));
        QVERIFY(!isDeadlock(p.now()));
    }

    void tasksThatJoinEachOtherAreACircle()
    {
        Program p;
        const TaskId main = p.start("main");
        const TaskId a = p.start("a");
        const TaskId b = p.start("b");
        const TaskId c = p.start("c");
        p.joins(main, b).joins(a, b).joins(b, c).joins(c, a);
        const WaitGraph graph = p.graphOf(main);
        QCOMPARE(p.edges(graph), QStringList({ text("main -> b"), text("b -> c!"), text("c -> a!"), text("a -> b!") }));
        QCOMPARE(waitCycle(graph), (std::vector<TaskId> { a, b, c }));
        QCOMPARE(cycleText(p.trace(), waitCycle(graph)).plain(), text("they wait in a circle: a for b, b for c and c for a"));
        QCOMPARE(p.lines(graph), QStringList({ text("main waits for b to finish"), text("  b waits for c to finish"), text("    c waits for a to finish"),
                                               text("      a waits for b to finish"), text("        b (circle)") }));
        QVERIFY(isDeadlock(p.now()));
    }

    void aTaskThatJoinsItselfIsACircleOfOne()
    {
        Program p;
        const TaskId a = p.start("a");
        p.joins(a, a);
        QCOMPARE(waitCycle(p.graphOf(a)), (std::vector<TaskId> { a }));
        QCOMPARE(cycleText(p.trace(), { a }).plain(), text("a waits for itself"));
        QCOMPARE(p.lines(p.graphOf(a)), QStringList({ text("a waits for itself to finish"), text("  a (circle)") }));
    }

    void aGathererWaitsForThoseThatAreLeft()
    {
        Program p;
        const TaskId main = p.start("main");
        const TaskId a = p.create(text("a"), main);
        const TaskId b = p.create(text("b"), main);
        const TaskId c = p.create(text("c"), main);
        p.awaits(main, AwaitReason::Gather, 3);
        p.resume(a).finish(a).resume(b);
        p.joins(b, main).resume(c);
        p.sleeps(c, 1s);
        QCOMPARE(p.edges(p.graphOf(main)), QStringList({ text("main -> b!"), text("main -> c"), text("b -> main!"), text("c -> ?") }));
    }

    void aGetterWaitsForThoseWhoPut()
    {
        Program p;
        const QueueId data = p.queue(text("data"), 1);
        const TaskId consumer = p.start("consumer");
        const TaskId producer = p.start("producer");
        p.put(producer, data, text("1"), 1).take(consumer, data, text("1"), 0);
        p.awaits(consumer, AwaitReason::QueueGet, number(data)).joins(producer, consumer);
        QCOMPARE(p.edges(p.graphOf(consumer)), QStringList({ text("consumer -> producer!"), text("producer -> consumer!") }));
        QVERIFY(p.graphOf(consumer).edges.front().isOneOf);
        QCOMPARE(waitCycle(p.graphOf(producer)), (std::vector<TaskId> { consumer, producer }));
    }

    void anotherWhoCanPutBreaksTheCircle()
    {
        Program p;
        const QueueId data = p.queue(text("data"));
        const TaskId consumer = p.start("consumer");
        const TaskId producer = p.start("producer");
        const TaskId other = p.start("other");
        p.put(producer, data, text("1"), 1).put(other, data, text("2"), 2).take(consumer, data, text("1"), 1).take(consumer, data, text("2"), 0);
        p.awaits(consumer, AwaitReason::QueueGet, number(data)).joins(producer, consumer).sleeps(other, 1s);
        QCOMPARE(p.edges(p.graphOf(consumer)), QStringList({ text("consumer -> producer"), text("consumer -> other"), text("producer -> consumer"), text("other -> ?") }));
        QVERIFY(waitCycle(p.graphOf(consumer)).empty());
    }

    void aQueueThatNobodyHasPutIntoHasNobodyToWaitFor()
    {
        Program p;
        const QueueId data = p.queue(text("data"));
        const TaskId consumer = p.start("consumer");
        p.awaits(consumer, AwaitReason::QueueGet, number(data));
        QCOMPARE(p.edges(p.graphOf(consumer)), QStringList({ text("consumer -> ?") }));
    }

    void aReadyTaskWaitsForTheOneThatRuns()
    {
        Program p;
        const TaskId a = p.create(text("a"));
        p.ready(a);
        const TaskId b = p.start("b");
        const WaitGraph graph = p.graphOf(a);
        QCOMPARE(p.edges(graph), QStringList({ text("a -> b") }));
        QVERIFY(graph.edges.front().kind == WaitKind::Turn);
        Q_UNUSED(b)
    }

    void aDeadlockShowsAllWhoAreLeft()
    {
        Program p;
        const QueueId data = p.queue(text("data"));
        const TaskId a = p.start("a");
        const TaskId b = p.start("b");
        const TaskId done = p.start("done");
        p.joins(a, b).awaits(b, AwaitReason::QueueGet, number(data)).finish(done);
        const WaitGraph graph = deadlockGraph(p.now());
        QCOMPARE(graph.tasks, (std::vector<TaskId> { a, b }));
        QCOMPARE(p.lines(graph), QStringList({ text("a waits for b to finish"), text("  b waits to get from data, which is empty") }));
        QVERIFY(isDeadlock(p.now()));
    }

    void aGatherThatIsAboutToEndIsNoDeadlock()
    {
        Program p;
        const TaskId main = p.start("main");
        const TaskId child = p.create(text("child"), main);
        const TaskId other = p.create(text("other"), main);
        p.awaits(main, AwaitReason::Gather, 2).resume(child);
        p.joins(child, main).resume(other).finish(other);
        QVERIFY(isDeadlock(p.now()));
        QVERIFY(!taskAboutToWake(p.now()));
        // The first exception ends a gather.
        p.finish(child, Outcome::Raised);
        QCOMPARE(taskAboutToWake(p.now()).value(), main);
        QVERIFY(!isDeadlock(p.now()));
    }

    void moreTasksThanAskedForAreSaidToBeLeftOut()
    {
        Program p;
        TaskId last = p.start("task");
        for (int n = 0; n < 100; ++n) {
            const TaskId next = p.start("task");
            p.joins(last, next);
            last = next;
        }
        p.sleeps(last, 1s);
        const WaitGraph graph = waitGraph(p.now(), TaskId(1), 10);
        QCOMPARE(graph.tasks.size(), std::size_t(10));
        QVERIFY(graph.isCutOff);
        QVERIFY(!waitGraph(p.now(), TaskId(1), 101).isCutOff);
    }

    void circlesAreFoundInAnyTrace()
    {
        for (quint32 seed = 1; seed <= 300; ++seed) {
            const auto trace = support::randomTrace(seed);
            for (quint64 n = 0; n <= trace->eventCount(); n += 1 + n / 3) {
                const State state = trace->stateAfter(n);
                const Instant instant { *trace, state, state.time };
                for (quint32 task = 0; task <= 13; ++task) {
                    const WaitGraph graph = waitGraph(instant, TaskId(task));
                    const auto cycle = waitCycle(graph);
                    const bool hasMark = std::any_of(graph.edges.begin(), graph.edges.end(), [](const WaitEdge &e) { return e.isInCycle; });
                    QVERIFY2(hasMark == !cycle.empty(), qPrintable(QStringLiteral("seed %1, event %2").arg(seed).arg(n)));
                    for (std::size_t at = 0; at < cycle.size(); ++at) {
                        const bool isEdge = std::any_of(graph.edges.begin(), graph.edges.end(), [&](const WaitEdge &e) {
                            return e.isInCycle && e.waiter == cycle[at] && e.on == cycle[(at + 1) % cycle.size()];
                        });
                        QVERIFY(isEdge);
                    }
                    QVERIFY(waitLines(instant, graph).size() <= 1 + graph.edges.size());
                }
                QVERIFY(waitLines(instant, deadlockGraph(instant)).size() <= 1'000);
                (void)isDeadlock(instant);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestWaitChain)
#include "tst_waitchain.moc"
