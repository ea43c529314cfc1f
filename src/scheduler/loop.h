// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scheduler/gather.h"
#include "scheduler/job.h"
#include "scheduler/pace.h"
#include "scheduler/sleep.h"
#include "scheduler/timeout.h"

#include <QObject>

namespace scheduler {

class LoopDriver;

struct LoopOptions
{
    trace::ClockKind clock = trace::ClockKind::Virtual;
    double scale = 1; ///< loop ns per machine ns of a Scaled clock, > 0
    quint64 seed = 1;
    TieOrder ties = TieOrder::Fifo;
    int workers = 4; ///< most pool workers, >= 1
    trace::Recorder *recorder = nullptr; ///< borrowed, outlives the loop; null: nothing is recorded
};

/// An event loop that runs coroutine tasks with asyncio's rules (CPython 3.11.7) and records what it does. It begins paused. run() drives it
/// inside its thread's Qt event loop, 1 ms at a time; runToEnd() drives it headless. A task is resumed by nothing else.
/// Belongs to the thread that made it; only stop(), requestPause(), setPace(), outsideCount() and position() may be called on others. Destroying it destroys every task's locals and runs nothing.
class Loop : public QObject
{
    Q_OBJECT

public:
    explicit Loop(const LoopOptions &options = {}, QObject *parent = nullptr);
    ~Loop() override;

    // Control: any mix at any time, also from inside a task.
    void run();
    /// Stops resuming tasks, between two entries of an iteration where need be, and freezes the clock. In a task: a breakpoint at its next suspension.
    void pause();
    /// Pauses, then resumes one task up to its next suspension; timers and callbacks on the way run too. Where nothing is ready the clock, of any
    /// kind, moves to the next timer. False if nothing can be resumed now: everything has finished, or only something outside can go on.
    bool step();
    /// Pauses, then ends the current iteration, or runs one. False as step().
    bool stepIteration();
    /// Pauses, then goes on until at least one more event is recorded: an iteration begins, a timer fires, or a task is resumed, which then goes on
    /// to its next suspension, since nothing can halt it before. Without recording it runs one entry of an iteration. False as step().
    bool stepEvent();
    /// run(), and pauses as soon as this task has been resumed and has suspended again or finished. Any other command, a halt and the end of the run
    /// end the search.
    void runUntilResumed(TaskId task);
    /// Ends the run from any thread and at any time: a task that holds the loop is unwound at its next compute(), offload() or heedStop(), jobs are
    /// asked to stop, every task is destroyed. Nothing runs afterwards.
    void stop();

    /// How tasks begin and go on from now on; asyncio's way unless it is set. With QCoro's, step() runs one entry that resumes a task, and whatever
    /// that task resumes within its step.
    void setResumption(Resumption resumption) { m_engine.resumption = resumption; }

    /// Lets somebody halt the run (scheduler/watcher.h); borrowed, null for nobody. A halt is a pause() that run(), runToEnd() and, between two of its
    /// resumes, stepIteration() heed; step() goes on over it. Costs one branch an event where there is none.
    void setWatcher(Watcher *watcher) { m_engine.journal.setWatcher(watcher); }

    /// pause() from any thread. A task that holds the loop comes to its next suspension without waiting for its virtual time (see setPace()).
    void requestPause();

    [[nodiscard]] bool isPaused() const;
    [[nodiscard]] bool isStopped() const;
    /// Every task and every job has finished.
    [[nodiscard]] bool isFinished() const;
    /// Tasks are left and nothing can ever wake them.
    [[nodiscard]] bool isDeadlocked() const;
    /// Operations outside of the loop that are under way (I/O, jobs on threads, what others complete): they go on while the loop is paused, and
    /// what they complete becomes ready and is not resumed. Any thread.
    [[nodiscard]] quint32 outsideCount() const { return m_engine.externalCount(); }

    /// Loop ns per machine ns, > 0; the time goes on from where it is. Makes a real clock a scaled one; ignored in virtual time.
    void setScale(double scale);
    /// Goes on from the current time with another clock.
    void setClock(trace::ClockKind kind, double scale = 1);
    /// At most this many pool workers from now on (LoopOptions::workers), at least 1; those that are there stay.
    void setWorkerLimit(int limit);
    [[nodiscard]] trace::ClockKind clockKind() const { return m_engine.clock.kind(); }
    [[nodiscard]] double scale() const { return m_engine.clock.scale(); }
    [[nodiscard]] Timestamp now() const { return m_engine.clock.now(); }

    /// How fast virtual time passes under run(), in loop seconds a machine second, > 0; at first Pace::Unlimited. Changes nothing about events and
    /// their times; ignored by other clocks and by runToEnd(). Any thread; takes effect at once, also in the middle of a compute().
    void setPace(double speed);
    /// The loop time that somebody who watches has reached: of a paced virtual run the moving position before which nothing more will happen, of real
    /// and scaled clocks their time. Any thread.
    [[nodiscard]] Timestamp position() const;
    /// Called on the loop's thread whenever 65536 events were recorded, also inside a step, under run(): it may wait for the recorder to be drained
    /// and does nothing else. runToEnd() has its own.
    void setBatchEnd(std::function<void()> onBatch);

    enum class End { Finished, Deadlock, Until, Stopped, Paused };
    /// Runs until everything has finished, nothing can go on, a task, a batch's end or the watcher paused the loop, or the time `until` is reached (what is due
    /// at it has run, the clock stands at it). Virtual: without waiting; real: waits in the Qt event loop. `onBatch` is called between and inside
    /// steps, before 65536 events have gathered: drain the recorder there; it may call pause() and stop().
    End runToEnd(std::optional<Timestamp> until = std::nullopt, std::function<void()> onBatch = {});

    // For the authors of scenarios. What is awaited is awaited inside a Task of this loop.
    /// Makes a task of its own of a coroutine. It is called "NAME-1", "NAME-2", ... in order of creation; the coroutine's name without a name.
    template<typename T>
    TaskHandle<T> spawn(Task<T> task, const QString &name = {})
    {
        return TaskHandle<T>(spawnTask(m_engine, std::move(task), name));
    }
    /// `co_await sleep(d)`: asyncio.sleep(); d <= 0 is a yield().
    [[nodiscard]] SleepAwaiter sleep(Duration duration) { return SleepAwaiter(m_engine, duration); }
    /// `co_await yield()`: lets every other ready task run first.
    [[nodiscard]] YieldAwaiter yield() { return YieldAwaiter(); }
    /// Holds the loop: moves a virtual clock by this length, burns it on the processor on others. Throws Stopped after stop() when in a task.
    void compute(Duration duration);
    /// Throws Stopped when stop() was called: for code that computes long without compute().
    void heedStop() const { m_engine.heedStop(); }
    [[nodiscard]] bool isStopRequested() const { return m_engine.isStopRequested.load(std::memory_order_relaxed); }
    /// `auto r = co_await offload(cost, f, args...)`: calls f(args...) or f(args..., std::stop_token) on a pool worker. In virtual time the job lasts
    /// `cost`. f is a function or a lambda without captures; arguments are moved in. Throws what f threw.
    template<typename F, typename... A>
    [[nodiscard]] auto offload(Duration cost, F f, A... args)
    {
        static_assert(std::is_trivially_destructible_v<F> && (std::is_empty_v<F> || std::is_pointer_v<F>),
            "pass what the job needs as arguments: g++ 12 destroys a closure in a co_await expression twice");
        m_engine.heedStop();
        return OffloadAwaiter<typename OffloadResult<F, A...>::Type, F, A...>(m_engine, *m_pool, cost, f, std::move(args)...);
    }
    /// `co_await gather(a(), b())`: asyncio.gather(). Each is spawned, in order, under its own name; results as GatherTasks and GatherList say.
    template<typename... T>
    [[nodiscard]] auto gather(Task<T>... tasks)
    {
        return GatherTasks<T...>(m_engine, std::move(tasks)...);
    }
    template<typename T>
    [[nodiscard]] auto gather(std::vector<Task<T>> tasks)
    {
        return GatherList<T>(m_engine, std::move(tasks));
    }
    template<typename T>
    [[nodiscard]] auto gather(std::vector<TaskHandle<T>> handles)
    {
        return GatherList<T>(m_engine, std::move(handles));
    }
    /// `co_await withTimeout(d, what)`: `async with asyncio.timeout(d): await what`. `what` is a Task (runs in this task), a handle, or any awaitable,
    /// made in the same expression. Throws TimeoutError.
    template<typename A>
    [[nodiscard]] auto withTimeout(Duration duration, A &&what)
    {
        if constexpr (requires { typename std::remove_cvref_t<A>::promise_type; }) {
            using Inner = ChildAwaiter<typename std::remove_cvref_t<A>::ValueType>;
            return TimeoutAwaiter<Inner>(m_engine, duration, [&] { return Inner(std::move(what)); });
        } else {
            using Inner = decltype(awaiterFor(m_engine, std::forward<A>(what)));
            return TimeoutAwaiter<Inner>(m_engine, duration, [&]() -> Inner { return awaiterFor(m_engine, std::forward<A>(what)); });
        }
    }
    /// Writes a line into the trace under the current task's name.
    void log(const QString &text);
    /// Records an operation outside of the loop, of the current task, that reads as `what` ("accept 127.0.0.1:40112"), and its end.
    trace::IoId beginIo(const QString &what) { return m_engine.beginIo(m_engine.currentId(), what); }
    void endIo(trace::IoId io, trace::Outcome outcome, const QString &result) { m_engine.endIo(io, m_engine.currentId(), outcome, result); }
    /// What every stream of random numbers of this run comes from (Random::forTask).
    [[nodiscard]] quint64 seed() const { return m_engine.seed(); }
    /// The current task's own stream; outside of a task, that of task 0.
    [[nodiscard]] Random &random();
    /// The task whose code is running; not valid outside of one.
    [[nodiscard]] TaskHandle<> currentTask() const { return TaskHandle<>(TaskRef(m_engine.current())); }

    // What is known of tasks
    /// The async call stack of a live task: the places of its awaits, the innermost first. Empty for a task that is done.
    [[nodiscard]] std::vector<SourceLocation> stackOf(TaskId task) const;
    /// Tasks that have not finished, the oldest first.
    [[nodiscard]] std::vector<TaskHandle<>> liveTasks() const;
    /// Tasks that raised and whose exception nobody took (joined or gathered them), in order of their numbers; at most 10000.
    [[nodiscard]] std::vector<Engine::Failure> failures() const;

    /// For the awaitables of this room.
    [[nodiscard]] Engine &engine() { return m_engine; }

Q_SIGNALS:
    void running();
    void paused();
    /// A step() or stepIteration() is over.
    void stepped();
    void finished();
    void deadlocked();
    void stopped();

protected:
    bool event(QEvent *event) override;

private:
    friend class LoopDriver;
    Engine m_engine;
    Pace m_pace;
    std::atomic<bool> m_isVirtual; ///< what the clock is, for position() on other threads
    Random m_outsideRandom;
    std::unique_ptr<Pool> m_pool;
    std::unique_ptr<LoopDriver> m_driver;
};

} // namespace scheduler

