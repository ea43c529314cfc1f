// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scheduler/loop.h"
#include "scheduler/wakeup.h"

#include <QBasicTimer>
#include <QEvent>
#include <QEventLoop>

#include <atomic>

namespace scheduler {

/// Lets a Loop's engine run: in slices of at most Budget inside the thread's Qt event loop, so that a user interface on the same thread
/// stays alive beside always-ready tasks; step by step; or to the end without a Qt event loop of its own.
///
/// Between slices a zero timer keeps it going while anything is ready; while not, a wake-up is armed for the next timer. Measured
/// beside a 16 ms timer and three always-ready tasks: 1 ms slices delay that timer by at most one period.
class LoopDriver
{
public:
    static constexpr qint64 Budget = 1'000'000; ///< machine ns a slice may take, plus the step that ends it

    explicit LoopDriver(Loop &loop);

    enum class Step { Task, Iteration, Event };
    void run();
    void runUntilResumed(TaskId task);
    void pause();
    bool step(Step step);
    void stopFromAnyThread();
    void pauseFromAnyThread();
    void paceChangedFromAnyThread();
    Loop::End runToEnd(std::optional<Timestamp> until, std::function<void()> onBatch);

    [[nodiscard]] bool isPaused() const { return m_isPaused; }
    [[nodiscard]] bool isStopped() const { return m_isStopped; }
    /// runToEnd() is on the stack.
    [[nodiscard]] bool isHeadless() const { return m_isHeadless; }
    /// Nothing can run, now or later, without something outside.
    [[nodiscard]] bool isStuck() const;
    /// Something became ready, or the clock changed: makes sure that a running loop hears of it.
    void wake();
    /// The loop's timer and job events; false for any other.
    bool handles(const QEvent &event);

private:
    enum class Jump { UpToNextTimer, AsPaced, OnlyWhatIsDue };
    bool begin(Jump jump);
    bool beginUnlessHalted(Jump jump);
    void heedTime(Watcher &watcher);
    bool haltIfDue();
    [[nodiscard]] Timestamp untilHalt(Timestamp due) const;
    void moveClockTo(Timestamp due, Jump jump);
    void takePauseRequest();
    void slice();
    bool hasReached(Step step, bool resumed, quint64 recordedBefore) const;
    void settle();
    void reportEnd();
    void endRun();
    bool isInsideStep() const { return m_engine.isRunningEntry(); }
    void serveQt(QEventLoop::ProcessEventsFlags flags = QEventLoop::AllEvents);
    void waitOutside(std::optional<Timestamp> until);
    [[nodiscard]] std::optional<Loop::End> endBefore(std::optional<Timestamp> until);

    Loop &m_loop;
    Engine &m_engine;
    QBasicTimer m_zero;
    WakeUp m_wakeUp;
    bool m_isPaused = true;
    bool m_isStopped = false;
    std::atomic<bool> m_isPauseRequested = false;
    bool m_isHeadless = false;
    bool m_isEndReported = false;
    TaskId m_wanted = TaskId::None; ///< pause as soon as it has been resumed
    bool m_heedsWatcher = false; ///< what runs now halts where the watcher wants it
    bool m_passesNext = false; ///< the watcher has halted before the next resume: it is not asked again
};

} // namespace scheduler
