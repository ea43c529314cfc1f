// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/loophost.h"

#include "scheduler/loop.h"

#include <QThread>

#include <cmath>

namespace app {

using session::RunState;
using trace::ClockKind;

namespace {

// What may wait in the ring before a virtual run is held back; far below what the ring takes.
constexpr quint64 MaxBacklog = 400'000;

} // namespace

LoopHost::LoopHost(RunPlan plan, std::shared_ptr<trace::Recorder> recorder, double speed)
    : m_plan(std::move(plan))
    , m_recorder(std::move(recorder))
    , m_speed(speed)
{
}

LoopHost::~LoopHost() = default;

void LoopHost::start()
{
    scheduler::LoopOptions options;
    const bool isReal = m_plan.clock != ClockKind::Virtual;
    options.clock = m_plan.clock;
    options.seed = m_plan.seed;
    options.recorder = m_recorder.get();
    auto loop = std::make_unique<scheduler::Loop>(options);
    scheduler::Loop *made = loop.get();
    {
        const std::lock_guard lock(m_mutex);
        if (m_isStopRequested)
            return;
        m_loop = std::move(loop);
    }
    applySpeed();
    m_halt = std::make_unique<ConditionHalt>(m_conditions, m_recorder->texts());
    m_halt->watchAll();
    made->setWatcher(m_halt.get());
    // A virtual run loses nothing, however fast it is; a measured one must not be slowed down, and says what it lost.
    if (!isReal)
        made->setBatchEnd([this] { holdBack(); });
    connect(made, &scheduler::Loop::running, this, [this] { Q_EMIT stateReported(RunState::Running); });
    // A pause that arrives when all is over changes nothing about that; the end was or will be reported by itself.
    connect(made, &scheduler::Loop::paused, this, [this, made] {
        reportHit();
        if (!made->isFinished() && !made->isDeadlocked())
            Q_EMIT stateReported(RunState::Paused);
    });
    connect(made, &scheduler::Loop::stopped, this, [this] { Q_EMIT stateReported(RunState::Finished); });
    connect(made, &scheduler::Loop::finished, this, [this] { reportEnd(RunState::Finished); });
    connect(made, &scheduler::Loop::deadlocked, this, [this, made] {
        m_halt->deadlocked(made->liveTasks().size(), made->now());
        reportEnd(RunState::Deadlocked);
    });
    if (const trace::Result<> started = m_plan.scenario->start(*made, m_plan.values); !started)
        Q_EMIT failed(started.error().message());
    else
        Q_EMIT stateReported(RunState::Paused);
}

void LoopHost::reportEnd(RunState state)
{
    QStringList raised;
    for (const scheduler::Engine::Failure &failure : m_loop->failures())
        raised << tr("%1 raised %2").arg(failure.name, failure.text);
    if (!raised.isEmpty())
        Q_EMIT raisedReported(raised);
    reportHit();
    Q_EMIT stateReported(state);
}

void LoopHost::reportHit()
{
    if (const std::optional<analysis::Hit> hit = m_halt->takeHit(); hit && hit->condition < m_conditions.size())
        Q_EMIT hitReported(m_conditions[hit->condition], *hit);
}

void LoopHost::setConditions(const std::vector<analysis::Condition> &conditions)
{
    m_conditions = conditions;
    if (m_halt)
        m_halt->setConditions(conditions);
}

void LoopHost::run()
{
    if (m_loop)
        m_loop->run();
}

void LoopHost::pause()
{
    if (m_loop)
        m_loop->pause();
}

void LoopHost::step()
{
    if (m_loop)
        reportStep(m_loop->step());
}

void LoopHost::stepIteration()
{
    if (m_loop)
        reportStep(m_loop->stepIteration());
}

void LoopHost::stepEvent()
{
    if (m_loop)
        reportStep(m_loop->stepEvent());
}

void LoopHost::reportStep(bool hasStepped)
{
    if (!hasStepped && !m_loop->isFinished() && !m_loop->isDeadlocked())
        Q_EMIT stepRefused();
    reportHit();
    Q_EMIT stepDone();
}

void LoopHost::runUntilResumed(trace::TaskId task)
{
    if (m_loop)
        m_loop->runUntilResumed(task);
}

void LoopHost::end()
{
    std::unique_ptr<scheduler::Loop> loop;
    {
        const std::lock_guard lock(m_mutex);
        m_isStopRequested = true;
        loop = std::move(m_loop);
    }
    if (loop)
        loop->disconnect(this);
}

void LoopHost::requestStop()
{
    const std::lock_guard lock(m_mutex);
    m_isStopRequested = true;
    if (m_loop)
        m_loop->stop();
}

void LoopHost::setSpeed(double speed)
{
    const std::lock_guard lock(m_mutex);
    m_speed = speed;
    if (!m_loop)
        return;
    m_loop->setPace(speed);
    QMetaObject::invokeMethod(this, [this] { applySpeed(); }, Qt::QueuedConnection);
}

void LoopHost::applySpeed()
{
    double speed = 1;
    {
        const std::lock_guard lock(m_mutex);
        speed = m_speed;
    }
    if (!m_loop)
        return;
    if (m_plan.clock == ClockKind::Virtual)
        m_loop->setPace(speed);
    else if (std::isfinite(speed) && speed != m_loop->scale())
        m_loop->setScale(speed);
}

void LoopHost::hurryToPause()
{
    const std::lock_guard lock(m_mutex);
    if (m_loop)
        m_loop->requestPause();
}

trace::Timestamp LoopHost::position() const
{
    const std::lock_guard lock(m_mutex);
    return m_loop ? m_loop->position() : trace::Timestamp();
}

quint32 LoopHost::outsideCount() const
{
    const std::lock_guard lock(m_mutex);
    return m_loop ? m_loop->outsideCount() : 0;
}

// On the loop's thread, between two events of a run that makes them faster than the window takes them in.
void LoopHost::holdBack()
{
    while (m_recorder->backlog() > MaxBacklog && !m_loop->isStopRequested())
        QThread::msleep(1);
}

} // namespace app
