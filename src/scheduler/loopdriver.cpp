// SPDX-License-Identifier: GPL-3.0-or-later
#include "scheduler/loopdriver.h"

#include "scheduler/pool.h"
#include "trace/clock.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QThread>
#include <QTimerEvent>

namespace scheduler {

namespace {
constexpr int BatchEntries = 1024; // entries between two looks at the recorder and at Qt's events when headless

QEvent::Type stopEvent()
{
    static const auto type = static_cast<QEvent::Type>(QEvent::registerEventType());
    return type;
}

QEvent::Type pauseEvent()
{
    static const auto type = static_cast<QEvent::Type>(QEvent::registerEventType());
    return type;
}

QEvent::Type paceEvent()
{
    static const auto type = static_cast<QEvent::Type>(QEvent::registerEventType());
    return type;
}
} // namespace

LoopDriver::LoopDriver(Loop &loop) : m_loop(loop), m_engine(loop.m_engine), m_wakeUp([this] { wake(); })
{
    m_engine.onReady = [this] {
        m_isEndReported = false;
        wake();
    };
}

bool LoopDriver::isStuck() const
{
    return m_engine.remaining() == 0 && !m_engine.hasReady() && m_engine.externalCount() == 0 && !m_engine.nextDue();
}

void LoopDriver::run()
{
    if (m_isStopped)
        return;
    m_isPaused = false;
    m_isEndReported = false;
    m_wanted = TaskId::None;
    m_engine.clock.setFrozen(false);
    m_loop.m_pace.setRunning(true);
    Q_EMIT m_loop.running();
    wake();
}

void LoopDriver::runUntilResumed(TaskId task)
{
    run();
    m_wanted = task;
}

void LoopDriver::pause()
{
    takePauseRequest();
    if (m_isPaused || m_isStopped)
        return;
    m_isPaused = true;
    m_wanted = TaskId::None;
    m_zero.stop();
    m_wakeUp.disarm();
    m_loop.m_pace.setRunning(false);
    if (!isInsideStep()) // a step that is under way goes on with a running clock up to its suspension
        m_engine.clock.setFrozen(true);
    Q_EMIT m_loop.paused();
}

void LoopDriver::wake()
{
    if (!m_isPaused && !m_isStopped && !m_isHeadless && !m_zero.isActive())
        m_zero.start(0, &m_loop);
}

bool LoopDriver::handles(const QEvent &event)
{
    if (event.type() == QEvent::Timer && static_cast<const QTimerEvent &>(event).timerId() == m_zero.timerId()) {
        slice();
        return true;
    }
    if (event.type() == Pool::doneEvent()) {
        m_loop.m_pool->deliver();
        wake();
        return true;
    }
    if (event.type() == pauseEvent()) {
        pause();
        return true;
    }
    if (event.type() == paceEvent()) {
        // An unlimited pace takes no notice of the clock, so a limited one begins where the clock stands.
        m_loop.m_pace.jumpTo(m_engine.clock.now());
        wake();
        return true;
    }
    if (event.type() == stopEvent()) {
        if (!m_isHeadless && !isInsideStep())
            endRun();
        return true;
    }
    return false;
}

void LoopDriver::stopFromAnyThread()
{
    if (QThread::currentThread() == m_loop.thread() && !isInsideStep() && !m_isHeadless)
        endRun();
    else
        QCoreApplication::postEvent(&m_loop, new QEvent(stopEvent()));
}

void LoopDriver::pauseFromAnyThread()
{
    m_isPauseRequested = true;
    m_loop.m_pace.setHurried(true);
    QCoreApplication::postEvent(&m_loop, new QEvent(pauseEvent()));
}

void LoopDriver::takePauseRequest()
{
    if (m_isPauseRequested.exchange(false))
        m_loop.m_pace.setHurried(false);
}

void LoopDriver::paceChangedFromAnyThread()
{
    QCoreApplication::postEvent(&m_loop, new QEvent(paceEvent()));
}

void LoopDriver::endRun()
{
    if (m_isStopped)
        return;
    m_isStopped = true;
    m_zero.stop();
    m_wakeUp.disarm();
    m_engine.clock.setFrozen(true);
    m_engine.destroyAll();
    m_loop.m_pool->clear();
    Q_EMIT m_loop.stopped();
}

// Makes sure that the current iteration has an entry to run; false if there is nothing to run now.
bool LoopDriver::begin(Jump jump)
{
    if (m_engine.remaining() != 0)
        return true;
    if (!m_engine.hasReady() && jump != Jump::OnlyWhatIsDue && m_engine.externalCount() == 0) {
        if (const std::optional<Timestamp> due = m_engine.nextDue())
            moveClockTo(*due, jump);
    }
    return m_engine.beginIteration();
}

// As begin(), but pauses where the watcher wants it: before a resume, or at the end of an iteration rather than let time pass.
bool LoopDriver::beginUnlessHalted(Jump jump)
{
    Watcher *const watcher = m_engine.journal.watcher();
    if (watcher == nullptr)
        return begin(jump);
    heedTime(*watcher);
    m_heedsWatcher = true;
    const bool hasEntry = !haltIfDue() && begin(jump) && !haltIfDue();
    m_heedsWatcher = false;
    if (!hasEntry) {
        haltIfDue();
        return false;
    }
    const TaskId next = m_engine.nextResume();
    if (next == TaskId::None || std::exchange(m_passesNext, false) || !watcher->halts(next, m_engine.clock.now()))
        return true;
    m_passesNext = true;
    pause();
    return false;
}

// Clocks that run by themselves are not stopped on their way; they are looked at.
void LoopDriver::heedTime(Watcher &watcher)
{
    const std::optional<Timestamp> halt = m_engine.clock.isVirtual() ? std::nullopt : watcher.haltTime();
    if (!halt || m_engine.clock.now() < *halt)
        return;
    watcher.timeReached(m_engine.clock.now());
    m_engine.journal.setHaltDue(true);
}

// The timers and callbacks that stand before the next resume run first: they belong to the same moment and show what comes.
bool LoopDriver::haltIfDue()
{
    const bool halts = m_engine.journal.isHaltDue() && (m_engine.remaining() == 0 || m_engine.nextResume() != TaskId::None);
    if (halts) {
        m_engine.journal.setHaltDue(false);
        pause();
    }
    return halts;
}

// `due`, or the moment before it at which the watcher wants to halt.
Timestamp LoopDriver::untilHalt(Timestamp due) const
{
    const Watcher *const watcher = m_engine.journal.watcher();
    const std::optional<Timestamp> halt = watcher != nullptr ? watcher->haltTime() : std::nullopt;
    return halt && *halt < due ? std::max(*halt, m_engine.clock.now()) : due;
}

// Nothing can happen before `due`: an unpaced clock goes there at once, a paced one when whoever watches has got there.
void LoopDriver::moveClockTo(Timestamp due, Jump jump)
{
    const Timestamp timer = due;
    if (m_heedsWatcher)
        due = untilHalt(timer);
    Pace &pace = m_loop.m_pace;
    if (jump == Jump::AsPaced && !pace.isUnlimited()) {
        pace.allowUpTo(due);
        if (pace.machineTimeUntil(due) > 0)
            return;
    }
    m_engine.clock.moveTo(due);
    if (due < timer) {
        m_engine.journal.watcher()->timeReached(due);
        m_engine.journal.setHaltDue(true);
    }
}

// A stretch of work inside Qt's event loop.
void LoopDriver::slice()
{
    if (isInsideStep()) // a task runs an event loop of its own: nothing else may run before it returns
        return;
    const qint64 end = trace::monotonicNow() + Budget;
    const Jump jump = m_engine.clock.isVirtual() ? Jump::AsPaced : Jump::OnlyWhatIsDue;
    m_engine.journal.readClock();
    while (!m_isPaused && !m_isPauseRequested && !m_engine.isStopRequested && beginUnlessHalted(jump)) {
        m_engine.awaitResume(m_wanted);
        m_engine.runEntry();
        if (m_wanted != TaskId::None && m_engine.wasAwaitedResumed())
            pause();
        if (trace::monotonicNow() >= end)
            break;
    }
    settle();
}

// After a stretch: arms what continues it, or says that nothing does.
void LoopDriver::settle()
{
    if (m_engine.isStopRequested) {
        endRun();
        return;
    }
    if (m_isPaused)
        m_engine.clock.setFrozen(true);
    if (m_engine.remaining() != 0 || m_engine.hasReady())
        return;
    const std::optional<Timestamp> due = m_engine.nextDue();
    const bool jumps = due && m_engine.clock.isVirtual() && m_engine.externalCount() == 0;
    const qint64 paced = jumps && !m_isPaused ? m_loop.m_pace.machineTimeUntil(untilHalt(*due)) : 0;
    if (jumps && paced == 0)
        return;
    m_zero.stop();
    if (paced > 0)
        m_wakeUp.arm(paced);
    else if (due && !m_engine.clock.isVirtual() && !m_isPaused)
        m_wakeUp.arm(std::max<qint64>(m_engine.clock.machineTimeUntil(untilHalt(*due)), 1));
    if (!due && m_engine.externalCount() == 0)
        reportEnd();
}

void LoopDriver::reportEnd()
{
    if (std::exchange(m_isEndReported, true))
        return;
    if (m_loop.isFinished())
        Q_EMIT m_loop.finished();
    else
        Q_EMIT m_loop.deadlocked();
}

bool LoopDriver::hasReached(Step step, bool resumed, quint64 recordedBefore) const
{
    switch (step) {
    case Step::Task:
        return resumed;
    case Step::Iteration:
        return m_engine.remaining() == 0;
    case Step::Event:
        break;
    }
    return !m_engine.journal.isOn() || m_engine.journal.recordedCount() != recordedBefore;
}

bool LoopDriver::step(Step step)
{
    if (isInsideStep() || m_isStopped || m_isHeadless)
        return false;
    pause();
    bool ran = false;
    bool resumed = false;
    const quint64 recordedBefore = m_engine.journal.recordedCount();
    while (!m_engine.isStopRequested && (resumed ? beginUnlessHalted(Jump::UpToNextTimer) : begin(Jump::UpToNextTimer))) {
        if (step == Step::Event && m_engine.journal.recordedCount() != recordedBefore) {
            ran = true; // an iteration has begun, and that is an event of its own
            break;
        }
        m_engine.clock.setFrozen(false); // what the step itself does takes time
        m_engine.journal.readClock();
        if (m_engine.runEntry()) {
            resumed = true;
            m_passesNext = false;
        }
        m_engine.clock.setFrozen(true);
        ran = true;
        if (hasReached(step, resumed, recordedBefore))
            break;
    }
    m_engine.journal.setHaltDue(false);
    m_loop.m_pace.jumpTo(m_engine.clock.now());
    settle();
    const bool didStep = step == Step::Task ? resumed : ran;
    if (didStep)
        Q_EMIT m_loop.stepped();
    return didStep;
}

// Headless

std::optional<Loop::End> LoopDriver::endBefore(std::optional<Timestamp> until)
{
    if (m_engine.isStopRequested) {
        endRun();
        return Loop::End::Stopped;
    }
    if (m_isPaused || (m_engine.remaining() == 0 && haltIfDue()))
        return Loop::End::Paused;
    if (until && m_engine.clock.now() > *until)
        return Loop::End::Until;
    if (m_engine.remaining() != 0 || m_engine.hasReady())
        return std::nullopt;
    const std::optional<Timestamp> due = m_engine.nextDue();
    if (!due && m_engine.externalCount() == 0) {
        m_isEndReported = true;
        return m_loop.isFinished() ? Loop::End::Finished : Loop::End::Deadlock;
    }
    if (until && (!due || *due > *until)) {
        if (m_engine.clock.isVirtual() && m_engine.externalCount() == 0) {
            m_heedsWatcher = true;
            moveClockTo(*until, Jump::UpToNextTimer);
            m_heedsWatcher = false;
            if (haltIfDue())
                return Loop::End::Paused;
        }
        if (m_engine.clock.now() >= *until)
            return Loop::End::Until;
    }
    return std::nullopt;
}

// The next step begins at a reading of the clock after this.
void LoopDriver::serveQt(QEventLoop::ProcessEventsFlags flags)
{
    QEventLoop().processEvents(flags);
    m_engine.journal.readClock();
}

void LoopDriver::waitOutside(std::optional<Timestamp> until)
{
    std::optional<Timestamp> wakeAt = m_engine.nextDue();
    if (until && (!wakeAt || *until < *wakeAt))
        wakeAt = until;
    if (wakeAt && !m_engine.clock.isVirtual())
        m_wakeUp.arm(std::max<qint64>(m_engine.clock.machineTimeUntil(untilHalt(*wakeAt)), 1));
    serveQt(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
    m_wakeUp.disarm();
}

Loop::End LoopDriver::runToEnd(std::optional<Timestamp> until, std::function<void()> onBatch)
{
    Q_ASSERT(!isInsideStep() && !m_isHeadless);
    if (m_isStopped)
        return Loop::End::Stopped;
    m_isHeadless = true;
    m_zero.stop();
    m_isPaused = false;
    m_engine.clock.setFrozen(false);
    m_engine.journal.setBatchEnd(onBatch);
    int untilBatch = BatchEntries;
    std::optional<Loop::End> end;
    while (!(end = endBefore(until))) {
        const bool isVirtual = m_engine.clock.isVirtual();
        if (beginUnlessHalted(isVirtual ? Jump::UpToNextTimer : Jump::OnlyWhatIsDue)) {
            m_engine.runEntry();
        } else if (!m_isPaused) {
            if (onBatch)
                onBatch();
            waitOutside(until);
        }
        if (--untilBatch == 0) {
            untilBatch = BatchEntries;
            if (onBatch)
                onBatch();
            if (!isVirtual || m_engine.externalCount() != 0)
                serveQt();
        }
    }
    m_engine.journal.setBatchEnd({});
    if (onBatch)
        onBatch();
    m_isHeadless = false;
    m_isPaused = true;
    m_engine.clock.setFrozen(true);
    return *end;
}

} // namespace scheduler
