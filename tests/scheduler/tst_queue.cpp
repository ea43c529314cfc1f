// SPDX-License-Identifier: GPL-3.0-or-later
#include "recording.h"
#include "scheduler/queue.h"

#include <QTest>

using namespace scheduler;
using namespace std::chrono_literals;

// The expected orders "TASK@ITERATION" were taken from CPython 3.11.7 running the same program on a virtual clock.

namespace {

Task<> gets(Queue<int> &queue, QStringList &out, QString name)
{
    const int item = co_await queue.get();
    out << name + QLatin1Char(' ') + QString::number(item);
}

Task<> puts(Queue<int> &queue, int item, QStringList &out)
{
    co_await queue.put(item);
    out << QStringLiteral("put %1").arg(item);
}

Task<> sleeps(Loop &loop, Duration duration)
{
    co_await loop.sleep(duration);
}

Task<> yields(Loop &loop, int times)
{
    for (int i = 0; i < times; ++i)
        co_await loop.yield();
}

Task<> steals(Loop &loop, QStringList &out)
{
    Queue<int> queue(loop, QStringLiteral("q"), 1);
    const TaskHandle<> getter = loop.spawn(gets(queue, out, QStringLiteral("got")), QStringLiteral("g"));
    co_await loop.yield();
    co_await loop.yield();
    queue.putNowait(1);
    loop.spawn(sleeps(loop, 0s), QStringLiteral("x"));
    out << QStringLiteral("thief %1").arg(queue.getNowait());
    co_await loop.yield();
    co_await loop.yield();
    queue.putNowait(2);
    co_await getter;
}

Task<> cancelsAWokenGetter(Loop &loop, QStringList &out)
{
    Queue<int> queue(loop, QStringLiteral("q"));
    TaskHandle<> a = loop.spawn(gets(queue, out, QStringLiteral("a")), QStringLiteral("a"));
    const TaskHandle<> b = loop.spawn(gets(queue, out, QStringLiteral("b")), QStringLiteral("b"));
    co_await loop.yield();
    co_await loop.yield();
    queue.putNowait(1);
    a.cancel();
    co_await b;
}

Task<> putsAndGetsWithoutWaiting(Queue<int> &queue, int &sum)
{
    for (int i = 0; i < 3; ++i)
        co_await queue.put(i);
    for (int i = 0; i < 3; ++i) {
        const int item = co_await queue.get();
        sum += item;
    }
}

Task<> takesSlowly(Loop &loop, Queue<int> &queue, int count, QStringList &out)
{
    for (int i = 0; i < count; ++i) {
        co_await loop.sleep(1s);
        const int item = co_await queue.get();
        out << QStringLiteral("got %1").arg(item);
    }
}

class Parcel
{
public:
    explicit Parcel(QString address) : m_address(std::move(address)) {}
    [[nodiscard]] const QString &address() const { return m_address; }
    friend QString itemText(const Parcel &parcel) { return QStringLiteral("to ") + parcel.m_address; }

private:
    QString m_address;
};

Task<> sends(Queue<Parcel> &queue)
{
    co_await queue.put(Parcel(QStringLiteral("Brno")));
    const Parcel parcel = co_await queue.get();
    Q_UNUSED(parcel)
}

Task<> waitsInADyingQueue(Queue<int> &queue, QStringList &out)
{
    try {
        const int item = co_await queue.get();
        Q_UNUSED(item)
    } catch (const std::logic_error &error) {
        out << QString::fromUtf8(error.what());
    }
}

} // namespace

class tst_Queue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_recording = std::make_unique<Recording>();
        m_loop = std::make_unique<Loop>(LoopOptions { .recorder = &m_recording->recorder() });
        m_out.clear();
    }

    void puttingAndGettingDoNotSuspendWhereTheyNeedNot()
    {
        int sum = 0;
        Queue<int> queue(*m_loop, QStringLiteral("q"), 3);
        m_loop->spawn(putsAndGetsWithoutWaiting(queue, sum));
        QVERIFY(m_loop->step());
        QCOMPARE(sum, 3);
        QVERIFY(m_recording->events(trace::EventKind::TaskSuspended).empty());
    }

    // The item is not handed to the getter that was woken: another task may take it, and the getter waits again.
    void aWokenGetterWhoseItemWasTakenWaitsAgain()
    {
        m_loop->spawn(steals(*m_loop, m_out), QStringLiteral("main"));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QCOMPARE(m_out, QStringList({ QStringLiteral("thief 1"), QStringLiteral("got 2") }));
        QCOMPARE(order(), QStringLiteral("main-1@1 g-1@2 main-1@2 main-1@3 g-1@4 x-1@4 main-1@4 x-1@5 main-1@5 g-1@6 main-1@7"));
    }

    void aCancelledGetterPassesTheWakeUpOn()
    {
        m_loop->spawn(cancelsAWokenGetter(*m_loop, m_out), QStringLiteral("main"));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QCOMPARE(m_out, QStringList(QStringLiteral("b 1")));
        QCOMPARE(order(), QStringLiteral("main-1@1 a-1@2 b-1@2 main-1@2 main-1@3 a-1@4 b-1@5 main-1@6"));
    }

    void aCancelledPutterPassesTheWakeUpOn()
    {
        Queue<int> queue(*m_loop, QStringLiteral("q"), 1);
        queue.putNowait(0);
        TaskHandle<> first = m_loop->spawn(puts(queue, 1, m_out));
        m_loop->spawn(puts(queue, 2, m_out));
        QVERIFY(m_loop->stepIteration());
        QCOMPARE(queue.getNowait(), 0);
        first.cancel();
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QCOMPARE(m_out, QStringList(QStringLiteral("put 2")));
        QCOMPARE(queue.getNowait(), 2);
    }

    void aCancelledGetterLeavesTheLine()
    {
        Queue<int> queue(*m_loop, QStringLiteral("q"));
        TaskHandle<> a = m_loop->spawn(gets(queue, m_out, QStringLiteral("a")));
        m_loop->spawn(gets(queue, m_out, QStringLiteral("b")));
        QVERIFY(m_loop->stepIteration());
        a.cancel();
        queue.putNowait(1);
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QCOMPARE(m_out, QStringList(QStringLiteral("b 1")));
    }

    void gettersAreServedInTheOrderTheyCame()
    {
        Queue<int> queue(*m_loop, QStringLiteral("q"));
        for (const char *name : { "a", "b", "c" })
            m_loop->spawn(gets(queue, m_out, QString::fromLatin1(name)));
        QVERIFY(m_loop->stepIteration());
        for (int i = 1; i <= 3; ++i)
            queue.putNowait(i);
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QCOMPARE(m_out, QStringList({ QStringLiteral("a 1"), QStringLiteral("b 2"), QStringLiteral("c 3") }));
    }

    void aFullQueueHoldsItsPuttersBack()
    {
        Queue<int> queue(*m_loop, QStringLiteral("q"), 2);
        for (int i = 0; i < 4; ++i)
            m_loop->spawn(puts(queue, i, m_out));
        m_loop->spawn(takesSlowly(*m_loop, queue, 4, m_out));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QCOMPARE(m_out.join(QLatin1Char(' ')), QStringLiteral("put 0 put 1 got 0 put 2 got 1 put 3 got 2 got 3"));
        for (const trace::Event &event : m_recording->events(trace::EventKind::QueuePut))
            QVERIFY(event.value <= 2);
    }

    void withoutWaitingAFullAndAnEmptyQueueThrow()
    {
        Queue<int> queue(*m_loop, QStringLiteral("q"), 1);
        QVERIFY_EXCEPTION_THROWN(queue.getNowait(), QueueEmpty);
        queue.putNowait(1);
        QVERIFY(queue.isFull());
        QVERIFY_EXCEPTION_THROWN(queue.putNowait(2), QueueFull);
    }

    void itemsDepthAndWakersAreRecorded()
    {
        Queue<int> queue(*m_loop, QStringLiteral("data"));
        m_loop->spawn(gets(queue, m_out, QStringLiteral("a")), QStringLiteral("getter"));
        m_loop->spawn(puts(queue, 36, m_out), QStringLiteral("putter"));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        const trace::Event put = m_recording->events(trace::EventKind::QueuePut).at(0);
        QCOMPARE(m_recording->text(put.text), QStringLiteral("36"));
        QCOMPARE(put.value, 1);
        QCOMPARE(m_recording->nameOf(put.task), QStringLiteral("putter-1"));
        const trace::Event got = m_recording->events(trace::EventKind::QueueGet).at(0);
        QCOMPARE(m_recording->text(got.text), QStringLiteral("36"));
        QCOMPARE(got.value, 0);
        QVERIFY(m_recording->lines().contains(QStringLiteral("task-ready getter-1 queue putter-1")));
        QCOMPARE(m_recording->text(m_recording->trace().queues()[0].name), QStringLiteral("data"));
        QCOMPARE(m_recording->trace().latest().ignored, quint64(0));
    }

    void aTypeOfOnesOwnHasATextOfItsOwn()
    {
        Queue<Parcel> queue(*m_loop);
        m_loop->spawn(sends(queue));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QCOMPARE(m_recording->text(m_recording->events(trace::EventKind::QueueGet).at(0).text), QStringLiteral("to Brno"));
        QCOMPARE(itemText(std::make_unique<int>(1)), QStringLiteral("item"));
        QCOMPARE(itemText(true), QStringLiteral("true"));
        QCOMPARE(itemText(1.5), QStringLiteral("1.5"));
    }

    void aQueueMayGoBeforeTheTasksThatWaitInIt()
    {
        auto queue = std::make_unique<Queue<int>>(*m_loop);
        m_loop->spawn(waitsInADyingQueue(*queue, m_out));
        m_loop->spawn(waitsInADyingQueue(*queue, m_out));
        QVERIFY(m_loop->stepIteration());
        queue->putNowait(1); // one is woken, one waits on
        queue.reset();
        QCOMPARE(m_loop->runToEnd(), Loop::End::Deadlock);
        QCOMPARE(m_out, QStringList(QStringLiteral("the queue was destroyed while a task waited in it")));
    }

    void tasksThatWaitInAnEmptyQueueAreADeadlock()
    {
        Queue<int> queue(*m_loop);
        m_loop->spawn(gets(queue, m_out, QStringLiteral("a")));
        m_loop->spawn(yields(*m_loop, 3));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Deadlock);
        QVERIFY(m_loop->isDeadlocked());
        QCOMPARE(m_loop->liveTasks().size(), std::size_t(1));
        QCOMPARE(m_loop->liveTasks().at(0).name(), QStringLiteral("gets-1"));
    }

private:
    QString order() { return m_recording->resumes().join(QLatin1Char(' ')); }
    std::unique_ptr<Recording> m_recording;
    std::unique_ptr<Loop> m_loop;
    QStringList m_out;
};

QTEST_GUILESS_MAIN(tst_Queue)
#include "tst_queue.moc"
