// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scheduler/journal.h"
#include "scheduler/loopclock.h"
#include "scheduler/readyqueue.h"
#include "scheduler/taskcore.h"
#include "scheduler/timers.h"
#include "scheduler/waiter.h"

#include <QHash>
#include <QMap>

#include <atomic>

namespace scheduler {

/// How tasks begin and go on.
enum class Resumption : quint8 {
    Queued, ///< asyncio: what becomes ready takes its turn in the ready queue, a new task too
    Inline, ///< QCoro::Task: calling a coroutine begins it at once, and whoever completes what a task awaits resumes it within the own step
};

/// The loop without its Qt side: ready queue, timers and tasks with asyncio's rules (CPython 3.11.7). It never waits and never
/// resumes anything by itself; Loop calls runEntry(). One thread.
///
/// An iteration is asyncio's _run_once: purge cancelled timers, if nothing is ready let time pass up to the next timer, move due timers
/// to the ready queue, then run exactly the entries that are ready now. What these make ready belongs to the next iteration.
class Engine
{
public:
    Engine(trace::Recorder *recorder, trace::ClockKind clock, double scale, TieOrder ties, quint64 seed);
    ~Engine();
    Engine(const Engine &) = delete;
    Engine &operator=(const Engine &) = delete;

    LoopClock clock;
    Journal journal;
    std::atomic<bool> isStopRequested = false; ///< set from any thread
    std::function<void()> onReady; ///< called when something became ready outside of a step
    /// Inline nests steps: a task that a step resumes runs within it, to its next suspension. What becomes ready outside of an entry, or yields, is
    /// queued all the same, so that nothing runs while the loop is paused.
    Resumption resumption = Resumption::Queued;

    // What runs
    /// Entries of the current iteration that have not run yet; 0 between iterations.
    [[nodiscard]] std::size_t remaining() const { return m_remaining; }
    [[nodiscard]] bool hasReady() const { return !m_ready.isEmpty(); }
    /// Deadline of the next timer that is not cancelled; nothing when there is none.
    [[nodiscard]] std::optional<trace::Timestamp> nextDue();
    /// Begins an iteration if anything is ready or due at the clock's time; false if not. The caller has moved the clock.
    bool beginIteration();
    /// Runs the next entry of the iteration and ends the iteration with its last; true if a task was resumed. Only when remaining() > 0.
    bool runEntry();
    /// From now on, whether this task has been resumed is kept for wasAwaitedResumed().
    void awaitResume(TaskId task) { m_awaitedResume = task; m_wasAwaitedResumed = false; }
    [[nodiscard]] bool wasAwaitedResumed() const { return m_wasAwaitedResumed; }
    /// The task that runEntry() would resume; None where it would not, or there is no entry left in this iteration.
    [[nodiscard]] TaskId nextResume() const;
    [[nodiscard]] bool isRunningEntry() const { return m_isRunningEntry; }
    /// The 1-based number of the current or last iteration.
    [[nodiscard]] quint64 iteration() const { return m_iteration; }

    // Tasks
    TaskId nextTaskId() { return static_cast<TaskId>(++m_lastTask); }
    /// Takes a new task in, names it "base-N" and readies its first step.
    void start(TaskCore &task, const QString &baseName);
    /// asyncio's Task.cancel(): false if it is done already. Thrown at its next step, or at once into what it waits for.
    bool cancel(TaskCore &task, TaskId by, quint32 timer = 0);
    [[nodiscard]] TaskCore *current() const { return m_current; }
    [[nodiscard]] TaskId currentId() const { return m_current != nullptr ? m_current->id : TaskId::None; }
    [[nodiscard]] quint32 liveCount() const { return m_live; }
    [[nodiscard]] TaskCore *newestTask() const { return m_newest; }
    /// Destroys every task's coroutines, the newest task first; nothing runs but the destructors of locals.
    void destroyAll();
    [[nodiscard]] bool isTearingDown() const { return m_isTearingDown; }
    [[nodiscard]] quint64 seed() const { return m_seed; }

    // The ready queue
    /// Puts a task's next step at its end.
    void ready(TaskCore &task, trace::ReadyCause cause, TaskId waker, quint32 object = 0);
    /// Tells a gather of a finished child, one iteration later.
    void readyGather(GatherState &gather, TaskCore &child);

    // Timers
    /// Fires at `due`, in the iteration that begins at or after it. `task` is whom it will wake; unrecorded without one.
    TimerSlot armTimer(Timestamp due, TimerTarget &target, TaskId task, trace::TimerId &id);
    /// As an entry of the next iteration, at once (asyncio's call_soon).
    TimerSlot armSoon(TimerTarget &target, TaskId task, trace::TimerId &id);
    void cancelTimer(TimerSlot slot);

    // Exceptions nobody has taken
    struct Failure
    {
        TaskId task = TaskId::None;
        QString name;
        QString text;
    };
    /// Called where a task's exception reaches another task.
    void retrieved(TaskCore &task) { m_failures.remove(trace::number(task.id)); }
    [[nodiscard]] const QMap<quint32, Failure> &failures() const { return m_failures; }
    /// More than these are not remembered: the first one is what is reported.
    static constexpr qsizetype FailureLimit = 10000;

    // External operations: while one is outstanding the virtual clock does not jump.
    void beginExternal() { m_external.fetch_add(1, std::memory_order_relaxed); }
    void endExternal() { m_external.fetch_sub(1, std::memory_order_relaxed); }
    /// Looks whether recording is on, before something is recorded outside of an iteration.
    void refreshOutside()
    {
        if (m_current == nullptr)
            journal.refresh();
    }
    /// Any thread.
    [[nodiscard]] quint32 externalCount() const { return m_external.load(std::memory_order_relaxed); }

    /// Records the begin and the end of an operation outside, for `task` (None: the loop).
    trace::IoId beginIo(TaskId task, const QString &what);
    void endIo(trace::IoId io, TaskId task, trace::Outcome outcome, const QString &result);

    quint32 nextQueueId() { return ++m_lastQueue; }
    quint32 nextJobId() { return ++m_lastJob; }
    /// Throws Stopped once a stop was requested.
    void heedStop() const
    {
        if (isStopRequested.load(std::memory_order_relaxed))
            throw Stopped();
    }

private:
    void runTask(TaskCore &task);
    void runTimer(TimerSlot slot);
    void suspended(TaskCore &task);
    void finish(TaskCore &task);
    void judge(TaskCore &task, QString &text);
    void unlink(TaskCore &task);

    ReadyQueue m_ready;
    Timers m_timers;
    TaskCore *m_current = nullptr;
    TaskCore *m_newest = nullptr; // the live tasks, linked from the newest to the oldest
    QHash<QString, std::pair<std::shared_ptr<const QString>, quint32>> m_names; // base name -> shared text, how many
    QMap<quint32, Failure> m_failures; // by task number
    std::size_t m_remaining = 0;
    quint64 m_iteration = 0;
    quint64 m_seed;
    quint32 m_live = 0;
    std::atomic<quint32> m_external = 0;
    quint32 m_lastTask = 0;
    quint32 m_lastTimer = 0;
    quint32 m_lastQueue = 0;
    quint32 m_lastJob = 0;
    quint32 m_lastIo = 0;
    TaskId m_awaitedResume = TaskId::None;
    bool m_wasAwaitedResumed = false;
    bool m_hasResumed = false; ///< in the entry that runs
    bool m_isRunningEntry = false;
    bool m_isTearingDown = false;
};

} // namespace scheduler
