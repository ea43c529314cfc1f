// SPDX-License-Identifier: GPL-3.0-or-later
#include "recording.h"
#include "scheduler/bridge.h"
#include "scheduler/queue.h"

#include <QFutureInterface>
#include <QTest>

#include <thread>

using namespace scheduler;
using namespace std::chrono_literals;

namespace {

/// What the waiting tasks of a teardown test share.
struct Stage
{
    Loop &loop;
    Queue<int> &empty;
    Queue<int> &full;
    QFuture<int> future;
    QTimer &timer;
    int alive = 0;
    int wentOn = 0;
};

Task<> sleepsLong(Loop &loop)
{
    co_await loop.sleep(1h);
}

Task<> nestsDeep(Stage &stage, int depth)
{
    const Guarded here(stage.alive);
    if (depth == 0)
        co_await stage.loop.sleep(1h);
    else
        co_await nestsDeep(stage, depth - 1);
    ++stage.wentOn;
}

Task<> inSleep(Stage &stage)
{
    const Guarded here(stage.alive);
    co_await stage.loop.sleep(1h);
    ++stage.wentOn;
}

Task<> inYield(Stage &stage)
{
    const Guarded here(stage.alive);
    co_await stage.loop.yield();
    ++stage.wentOn;
}

Task<> inGet(Stage &stage)
{
    const Guarded here(stage.alive);
    const int item = co_await stage.empty.get();
    stage.wentOn += item;
}

Task<> inPut(Stage &stage)
{
    const Guarded here(stage.alive);
    co_await stage.full.put(1);
    ++stage.wentOn;
}

Task<> inJoin(Stage &stage)
{
    const Guarded here(stage.alive);
    const TaskHandle<> other = stage.loop.spawn(sleepsLong(stage.loop));
    co_await other;
    ++stage.wentOn;
}

Task<> inGather(Stage &stage)
{
    const Guarded here(stage.alive);
    co_await stage.loop.gather(nestsDeep(stage, 0), nestsDeep(stage, 2));
    ++stage.wentOn;
}

Task<> inGatherOfHandles(Stage &stage)
{
    const Guarded here(stage.alive);
    std::vector<TaskHandle<>> handles;
    for (int i = 0; i < 3; ++i)
        handles.push_back(stage.loop.spawn(sleepsLong(stage.loop)));
    co_await stage.loop.gather(std::move(handles));
    ++stage.wentOn;
}

Task<> inTimeout(Stage &stage)
{
    const Guarded here(stage.alive);
    co_await stage.loop.withTimeout(1h, nestsDeep(stage, 1));
    ++stage.wentOn;
}

Task<> inJob(Stage &stage)
{
    const Guarded here(stage.alive);
    co_await stage.loop.offload(1h, [](std::stop_token token) {
        while (!token.stop_requested())
            std::this_thread::sleep_for(1ms);
    });
    ++stage.wentOn;
}

Task<> inFuture(Stage &stage)
{
    const Guarded here(stage.alive);
    const int result = co_await stage.future;
    stage.wentOn += result;
}

Task<> inQTimer(Stage &stage)
{
    const Guarded here(stage.alive);
    co_await stage.timer;
    ++stage.wentOn;
}

QCoro::Task<> foreign(QFuture<int> future)
{
    co_await future;
}

Task<> inQCoroTask(Stage &stage)
{
    const Guarded here(stage.alive);
    co_await foreign(stage.future);
    ++stage.wentOn;
}

Task<> inNothingYet(Stage &stage, Guarded)
{
    ++stage.wentOn;
    co_return;
}

/// Uses the loop while it is torn down: all of that has to come to nothing.
class Meddler
{
public:
    explicit Meddler(Stage &stage) : m_stage(stage) {}
    Meddler(const Meddler &) = delete;
    Meddler &operator=(const Meddler &) = delete;
    ~Meddler()
    {
        m_stage.empty.putNowait(1);
        for (TaskHandle<> &task : m_stage.loop.liveTasks())
            task.cancel();
        m_stage.loop.spawn(inSleep(m_stage));
        m_stage.loop.log(QStringLiteral("bye"));
    }

private:
    Stage &m_stage;
};

Task<> meddles(Stage &stage)
{
    const Meddler meddler(stage);
    co_await stage.loop.sleep(1h);
}

using Await = Task<> (*)(Stage &);

} // namespace

Q_DECLARE_METATYPE(Await)

class tst_Loop : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingLeaksAndNothingRunsAtTheEnd_data()
    {
        QTest::addColumn<Await>("await");
        QTest::addColumn<int>("end");
        const std::pair<const char *, Await> awaits[] = { { "sleep", inSleep }, { "yield", inYield }, { "get", inGet }, { "put", inPut },
            { "join", inJoin }, { "gather", inGather }, { "gather of handles", inGatherOfHandles }, { "timeout", inTimeout },
            { "job", inJob }, { "future", inFuture }, { "QTimer", inQTimer }, { "QCoro::Task", inQCoroTask } };
        for (const auto &[name, await] : awaits) {
            QTest::addRow("%s, destroyed", name) << await << 0;
            QTest::addRow("%s, stopped", name) << await << 1;
            QTest::addRow("%s, cancelled", name) << await << 2;
            QTest::addRow("%s, destroyed after cancel()", name) << await << 3;
        }
    }
    void nothingLeaksAndNothingRunsAtTheEnd()
    {
        QFETCH(Await, await);
        QFETCH(int, end);
        for (const trace::ClockKind clock : { trace::ClockKind::Virtual, trace::ClockKind::Real }) {
            QFutureInterface<int> promise;
            promise.reportStarted();
            QTimer timer;
            timer.setSingleShot(true);
            timer.start(3'600'000);
            Recording recording(clock);
            auto loop = std::make_unique<Loop>(LoopOptions { .clock = clock, .recorder = &recording.recorder() });
            auto empty = std::make_unique<Queue<int>>(*loop);
            auto full = std::make_unique<Queue<int>>(*loop, QStringLiteral("full"), 1);
            full->putNowait(0);
            Stage stage { *loop, *empty, *full, promise.future(), timer };
            TaskHandle<> one = loop->spawn(await(stage));
            TaskHandle<> two = loop->spawn(await(stage));
            loop->spawn(inNothingYet(stage, Guarded(stage.alive))).cancel();
            QVERIFY(loop->stepIteration());
            if (await == inGather || await == inGatherOfHandles || await == inJoin)
                QVERIFY(loop->stepIteration());
            QVERIFY(stage.alive >= 2);
            QCOMPARE(stage.wentOn, 0);
            if (end == 1)
                loop->stop();
            if (end >= 2) {
                one.cancel();
                two.cancel();
            }
            if (end == 2) {
                // A joined or gathered task ends with its joiner; a job that was asked to stop ends soon.
                QCOMPARE(loop->runToEnd(), Loop::End::Finished);
                QCOMPARE(one.outcome(), trace::Outcome::Cancelled);
            }
            if (end == 0 || end == 3) {
                loop.reset();
                QCOMPARE(stage.alive, 0);
            }
            QCOMPARE(stage.alive, 0);
            QCOMPARE(stage.wentOn, 0);
            QCOMPARE(recording.trace().latest().ignored, quint64(0));
            // What was awaited outside may still end: nobody is there to hear of it.
            promise.reportFinished(std::array { 1 }.data());
            QCoreApplication::processEvents();
            QCOMPARE(stage.wentOn, 0);
            if (loop != nullptr)
                QVERIFY(loop->liveTasks().empty());
        }
    }

    void destructorsMayUseTheLoopThatEnds_data()
    {
        QTest::addColumn<bool>("isStopped");
        QTest::newRow("stopped") << true;
        QTest::newRow("destroyed") << false;
    }
    void destructorsMayUseTheLoopThatEnds()
    {
        QFETCH(bool, isStopped);
        QTimer timer;
        auto loop = std::make_unique<Loop>();
        Queue<int> empty(*loop);
        Queue<int> full(*loop);
        Stage stage { *loop, empty, full, {}, timer };
        loop->spawn(inGet(stage));
        loop->spawn(meddles(stage));
        loop->spawn(inGet(stage));
        QVERIFY(loop->stepIteration());
        if (isStopped) {
            loop->stop();
            QVERIFY(loop->liveTasks().empty());
        }
        loop.reset();
        QCOMPARE(stage.alive, 0);
        QCOMPARE(stage.wentOn, 0);
    }

    void childrenAreDestroyedBeforeTheLocalsOfTheirParent()
    {
        auto loop = std::make_unique<Loop>();
        loop->spawn([](Loop &inner) -> Task<> {
            Queue<int> own(inner, QStringLiteral("own"));
            int alive = 0;
            const auto child = [](Queue<int> &queue, int &counter) -> Task<> {
                const Guarded here(counter); // its destructor writes into the parent's local
                const int item = co_await queue.get();
                Q_UNUSED(item)
            };
            co_await inner.gather(child(own, alive), child(own, alive));
        }(*loop));
        QVERIFY(loop->stepIteration());
        QVERIFY(loop->stepIteration());
        loop.reset(); // the sanitizers look on
    }

    void theVirtualTraceOfARunIsAlwaysTheSame()
    {
        const auto traceOf = [](quint64 seed) {
            Recording recording;
            Loop loop({ .seed = seed, .recorder = &recording.recorder() });
            for (int i = 0; i < 5; ++i) {
                loop.spawn([](Loop &inner) -> Task<> {
                    for (int n = 0; n < 10; ++n)
                        co_await inner.sleep(inner.random().duration(1ms, 3ms));
                }(loop));
            }
            loop.runToEnd();
            return recording.events();
        };
        QVERIFY(traceOf(1) == traceOf(1));
        QVERIFY(traceOf(1) != traceOf(2));
    }
};

QTEST_GUILESS_MAIN(tst_Loop)
#include "tst_loop.moc"
