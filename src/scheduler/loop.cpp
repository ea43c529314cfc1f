// SPDX-License-Identifier: GPL-3.0-or-later
#include "scheduler/loop.h"

#include "scheduler/loopdriver.h"
#include "scheduler/pool.h"

#include <algorithm>

namespace scheduler {

using trace::ClockKind;
using trace::EventKind;

Loop::Loop(const LoopOptions &options, QObject *parent)
    : QObject(parent), m_engine(options.recorder, options.clock, options.scale, options.ties, options.seed),
      m_isVirtual(options.clock == ClockKind::Virtual), m_outsideRandom(Random::forTask(options.seed, TaskId::None)),
      m_pool(std::make_unique<Pool>(m_engine, options.workers, *this)),
      m_driver(std::make_unique<LoopDriver>(*this))
{
}

Loop::~Loop()
{
    Q_ASSERT(!m_engine.isRunningEntry());
    m_engine.isStopRequested = true; // a job that asks is to hear it before its thread is waited for
    m_engine.onReady = nullptr;
    m_engine.destroyAll();
    m_pool.reset();
}

void Loop::run()
{
    m_driver->run();
}

void Loop::pause()
{
    m_driver->pause();
}

bool Loop::step()
{
    return m_driver->step(LoopDriver::Step::Task);
}

bool Loop::stepIteration()
{
    return m_driver->step(LoopDriver::Step::Iteration);
}

bool Loop::stepEvent()
{
    return m_driver->step(LoopDriver::Step::Event);
}

void Loop::runUntilResumed(TaskId task)
{
    m_driver->runUntilResumed(task);
}

void Loop::stop()
{
    m_engine.isStopRequested = true;
    m_pace.wakeWaiter();
    m_pool->requestStop();
    m_driver->stopFromAnyThread();
}

void Loop::requestPause()
{
    m_driver->pauseFromAnyThread();
}

bool Loop::isPaused() const
{
    return m_driver->isPaused();
}

bool Loop::isStopped() const
{
    return m_driver->isStopped();
}

bool Loop::isFinished() const
{
    return m_engine.liveCount() == 0 && m_pool->jobCount() == 0;
}

bool Loop::isDeadlocked() const
{
    return m_engine.liveCount() != 0 && m_driver->isStuck();
}

void Loop::setWorkerLimit(int limit)
{
    m_pool->setLimit(limit);
}

void Loop::setScale(double scale)
{
    Q_ASSERT(scale > 0);
    if (!m_engine.clock.isVirtual())
        setClock(ClockKind::Scaled, scale);
}

void Loop::setClock(ClockKind kind, double scale)
{
    Q_ASSERT(scale > 0);
    m_engine.clock.set(kind, scale);
    m_isVirtual = m_engine.clock.isVirtual();
    m_pace.jumpTo(m_engine.clock.now());
    m_driver->wake();
}

void Loop::setPace(double speed)
{
    m_pace.setSpeed(speed);
    m_driver->paceChangedFromAnyThread();
}

Timestamp Loop::position() const
{
    return m_isVirtual ? m_pace.position() : m_engine.clock.timeOnWorker();
}

void Loop::setBatchEnd(std::function<void()> onBatch)
{
    m_engine.journal.setBatchEnd(std::move(onBatch));
}

Loop::End Loop::runToEnd(std::optional<Timestamp> until, std::function<void()> onBatch)
{
    return m_driver->runToEnd(until, std::move(onBatch));
}

void Loop::compute(Duration duration)
{
    const bool isInTask = m_engine.current() != nullptr;
    const Timestamp end = now() + duration;
    if (m_engine.clock.isVirtual()) {
        m_engine.clock.moveTo(end);
        if (!m_driver->isHeadless())
            m_pace.waitUntil(end, m_engine.isStopRequested);
    } else {
        while (now() < end && !isStopRequested()) {
        }
    }
    if (isInTask)
        m_engine.heedStop();
}

void Loop::log(const QString &text)
{
    m_engine.refreshOutside();
    if (m_engine.journal.isOn())
        m_engine.journal.recordNow(
            { .task = m_engine.currentId(), .text = m_engine.journal.text(text), .kind = EventKind::Log });
}

Random &Loop::random()
{
    return m_engine.current() != nullptr ? m_engine.current()->random : m_outsideRandom;
}

std::vector<SourceLocation> Loop::stackOf(TaskId task) const
{
    std::vector<SourceLocation> stack;
    for (const TaskCore *live = m_engine.newestTask(); live != nullptr; live = live->previous) {
        if (live->id != task)
            continue;
        for (const PromiseBase *promise = live->top; promise != nullptr; promise = promise->parent)
            stack.push_back(promise->awaitedAt.line != 0 ? promise->awaitedAt : promise->definition);
    }
    return stack;
}

std::vector<TaskHandle<>> Loop::liveTasks() const
{
    std::vector<TaskHandle<>> tasks;
    for (TaskCore *live = m_engine.newestTask(); live != nullptr; live = live->previous)
        tasks.emplace_back(TaskRef(live));
    std::reverse(tasks.begin(), tasks.end());
    return tasks;
}

std::vector<Engine::Failure> Loop::failures() const
{
    return { m_engine.failures().cbegin(), m_engine.failures().cend() };
}

bool Loop::event(QEvent *event)
{
    return m_driver->handles(*event) || QObject::event(event);
}

} // namespace scheduler
