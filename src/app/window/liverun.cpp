// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/liverun.h"

#include "app/window/loophost.h"
#include "session/breakpoints.h"
#include "trace/clock.h"

#include <QThread>

#include <algorithm>
#include <atomic>
#include <cmath>

namespace app {

using session::RunState;
using trace::ClockKind;

namespace {

// How long a halted run is still looked at when the last operation outside has ended: the loop counts it as ended a moment before it records
// who became ready by it, and on a busy machine a moment may be long.
constexpr int FramesToSettle = 30;

std::atomic<int> &heldThreads()
{
    static std::atomic<int> count = 0;
    return count;
}

bool isOver(RunState state)
{
    return state == RunState::Finished || state == RunState::Deadlocked;
}

} // namespace

LiveRun::LiveRun(session::Session &session, QObject *parent)
    : RunControl(parent)
    , m_session(&session)
{
    m_frame.setTimerType(Qt::PreciseTimer);
    m_frame.setInterval(FrameMs);
    connect(&m_frame, &QTimer::timeout, this, &LiveRun::frame);
    connect(&session.breakpoints(), &session::Breakpoints::changed, this, &LiveRun::sendConditions);
}

LiveRun::~LiveRun()
{
    endHost();
}

void LiveRun::load(RunPlan plan)
{
    Q_ASSERT(plan.scenario);
    if (plan.scenario->description().needsRealClock)
        plan.clock = ClockKind::Real;
    m_plan = std::move(plan);
    begin();
}

void LiveRun::unload()
{
    endHost();
    m_plan.reset();
    m_trace.reset();
    m_recorder.reset();
    setState(RunState::Idle);
}

void LiveRun::begin()
{
    endHost();
    m_failure.clear();
    m_raised.clear();
    m_memoryLimit = MemoryStep;
    m_budget = {};
    if (m_clock != m_plan->clock) {
        m_clock = m_plan->clock;
        Q_EMIT clockChanged(m_clock);
    }
    if (m_clock == ClockKind::Real && std::isinf(m_speed))
        setSpeed(1);

    trace::TraceInfo info;
    info.name = m_plan->scenario->name();
    info.clock = m_clock == ClockKind::Real && m_speed != 1 ? ClockKind::Scaled : m_clock;
    info.seed = m_plan->seed;
    info.parameters = m_plan->values;
    info.origin = QStringLiteral("loopscope " LOOPSCOPE_VERSION);
    auto texts = std::make_shared<trace::TextTable>();
    m_recorder = std::make_shared<trace::Recorder>(texts);
    m_trace = std::make_shared<trace::Trace>(info, texts);

    auto *thread = new QThread;
    m_host = new LoopHost(*m_plan, m_recorder, m_speed);
    m_host->moveToThread(thread);
    sendConditions();
    connect(thread, &QThread::started, m_host, &LoopHost::start);
    connect(thread, &QThread::finished, m_host, &LoopHost::deleteLater);
    connect(thread, &QThread::finished, thread, &QThread::deleteLater);
    ++heldThreads();
    connect(thread, &QThread::finished, thread, [] { --heldThreads(); }, Qt::DirectConnection);
    m_listener = std::make_unique<QObject>();
    connect(m_host, &LoopHost::stateReported, m_listener.get(), [this](RunState state) { reported(state); });
    connect(m_host, &LoopHost::hitReported, m_listener.get(), [this](const analysis::Condition &condition, const analysis::Hit &hit) {
        m_hit = BreakHit { condition, hit.reason };
        keepFraming();
    });
    connect(m_host, &LoopHost::raisedReported, m_listener.get(), [this](const QStringList &raised) { m_raised = raised; });
    connect(m_host, &LoopHost::failed, m_listener.get(), [this](const QString &why) {
        m_failure = why;
        reported(RunState::Failed);
    });
    connect(m_host, &LoopHost::stepRefused, m_listener.get(), [this] { Q_EMIT noticed(tr("Nothing can be stepped: every task waits for something outside. Space lets it come.")); });
    connect(m_host, &LoopHost::stepDone, m_listener.get(), [this] {
        m_isStepDone = true;
        keepFraming();
    });

    const bool isSameProgram = m_session->source().kind == session::SourceKind::Live && m_session->source().name == info.name;
    m_session->open(m_trace, { session::SourceKind::Live, info.name }, isSameProgram);
    setState(RunState::Paused);
    thread->start();
    keepFraming();
}

void LiveRun::endHost()
{
    m_frame.stop();
    m_reported.reset();
    m_hit.reset();
    m_nextEvent.reset();
    m_isStepDone = false;
    if (!m_host)
        return;
    LoopHost *host = std::exchange(m_host, nullptr);
    showOutside();
    m_listener.reset();
    host->requestStop();
    QMetaObject::invokeMethod(host, [host] {
        host->end();
        QThread::currentThread()->quit();
    }, Qt::QueuedConnection);
}

void LiveRun::run()
{
    if (!m_host || m_state == RunState::Running || m_state == RunState::Failed)
        return;
    if (isOver(m_state)) {
        begin();
        QMetaObject::invokeMethod(m_host, &LoopHost::run, Qt::QueuedConnection);
        return;
    }
    m_nextEvent.reset();
    m_session->setFollowing(true);
    QMetaObject::invokeMethod(m_host, &LoopHost::run, Qt::QueuedConnection);
    keepFraming();
}

void LiveRun::pause()
{
    if (!m_host || m_state != RunState::Running)
        return;
    m_host->hurryToPause();
    QMetaObject::invokeMethod(m_host, &LoopHost::pause, Qt::QueuedConnection);
}

bool LiveRun::beginStep()
{
    if (!m_host || isOver(m_state) || m_state == RunState::Failed)
        return false;
    m_nextEvent.reset();
    m_session->setFollowing(true);
    m_host->hurryToPause();
    keepFraming();
    return true;
}

void LiveRun::step()
{
    if (beginStep())
        QMetaObject::invokeMethod(m_host, &LoopHost::step, Qt::QueuedConnection);
}

void LiveRun::stepIteration()
{
    if (beginStep())
        QMetaObject::invokeMethod(m_host, &LoopHost::stepIteration, Qt::QueuedConnection);
}

void LiveRun::stepEvent()
{
    if (!beginStep())
        return;
    m_session->holdPlayhead();
    m_nextEvent = m_trace->eventCount() + 1;
    QMetaObject::invokeMethod(m_host, &LoopHost::stepEvent, Qt::QueuedConnection);
}

void LiveRun::runUntilResumed(trace::TaskId task)
{
    if (!m_host || isOver(m_state) || m_state == RunState::Failed)
        return;
    m_nextEvent.reset();
    m_session->setFollowing(true);
    LoopHost *host = m_host;
    QMetaObject::invokeMethod(host, [host, task] { host->runUntilResumed(task); }, Qt::QueuedConnection);
    keepFraming();
}

void LiveRun::restart()
{
    if (m_plan)
        begin();
}

void LiveRun::stop()
{
    if (!m_host || isOver(m_state) || m_state == RunState::Failed)
        return;
    m_host->requestStop();
    keepFraming();
}

void LiveRun::setSpeed(double speed)
{
    if (!(speed > 0) || (m_clock == ClockKind::Real && std::isinf(speed)) || speed == m_speed)
        return;
    m_speed = speed;
    if (m_host)
        m_host->setSpeed(speed);
    if (m_trace && m_clock == ClockKind::Real && m_trace->info().clock == ClockKind::Real && m_state != RunState::Idle && !isOver(m_state)) {
        trace::TraceInfo info = m_trace->info();
        info.clock = ClockKind::Scaled;
        m_trace->setInfo(info);
    }
    Q_EMIT speedChanged(speed);
}

void LiveRun::setClock(ClockKind clock)
{
    if (clock == m_clock)
        return;
    if (!m_plan) {
        m_clock = clock;
        Q_EMIT clockChanged(clock);
        return;
    }
    if (m_plan->scenario->description().needsRealClock && clock == ClockKind::Virtual) {
        Q_EMIT noticed(tr("%1 does real I/O and runs on the real clock only.").arg(m_plan->scenario->description().title));
        Q_EMIT clockChanged(m_clock);
        return;
    }
    const bool wasRunning = m_state == RunState::Running;
    m_plan->clock = clock;
    begin();
    if (wasRunning)
        run();
}

void LiveRun::setDraining(bool isDraining)
{
    m_isDraining = isDraining;
    if (!isDraining)
        m_frame.stop();
    else if (m_host)
        keepFraming();
}

void LiveRun::keepFraming()
{
    if (!m_isDraining)
        return;
    if (!m_frame.isActive())
        m_frame.start();
}

void LiveRun::sendConditions()
{
    if (m_host)
        QMetaObject::invokeMethod(m_host, [host = m_host, conditions = m_session->breakpoints().conditions()] { host->setConditions(conditions); }, Qt::QueuedConnection);
}

// Where a run stands is told once all that led there is shown. That it runs is told at once: one that makes events faster than they are
// taken in would never be said to run, and Space would not pause it.
void LiveRun::reported(RunState state)
{
    if (state == RunState::Running) {
        m_reported.reset();
        setState(state);
    } else {
        m_reported = state;
    }
    keepFraming();
}

void LiveRun::frame()
{
    // Read before draining: whatever happened up to this position is in the ring by then.
    const trace::Timestamp position = m_host ? m_host->position() : trace::Timestamp();
    const quint64 eventsBefore = m_trace->eventCount();
    const trace::Timestamp endBefore = m_trace->range().end;
    m_recorder->drainFor(*m_trace, m_budget.begin(trace::processorNow(), m_recorder->backlog()));
    m_budget.end(trace::processorNow());
    heedMemory();
    const bool isDrained = m_recorder->backlog() == 0;
    if (isDrained && m_state == RunState::Running && !m_reported)
        m_trace->advanceTo(position);
    if (m_trace->eventCount() != eventsBefore || m_trace->range().end != endBefore)
        m_session->noteGrowth();
    if (m_nextEvent && m_trace->eventCount() >= *m_nextEvent) {
        m_session->setPlayheadEvents(*std::exchange(m_nextEvent, {}));
        m_session->revealPlayhead();
    }
    if (isDrained && m_hit) {
        const BreakHit hit = *std::exchange(m_hit, {});
        m_session->breakpoints().noteHit(hit.condition, hit.reason);
    }
    if (isDrained && m_reported)
        setState(*std::exchange(m_reported, {}));
    if (isDrained && std::exchange(m_isStepDone, false))
        Q_EMIT stepped();
    showOutside();
    // What completes outside while the run is paused becomes ready, and that is to be seen.
    m_framesLeft = m_outside != 0 ? FramesToSettle : std::max(m_framesLeft - 1, 0);
    if (isDrained && m_state != RunState::Running && !m_reported && m_framesLeft == 0)
        m_frame.stop();
}

void LiveRun::showOutside()
{
    const quint32 count = m_host && m_state == RunState::Paused ? m_host->outsideCount() : 0;
    if (std::exchange(m_outside, count) != count)
        Q_EMIT outsideChanged(count);
}

void LiveRun::heedMemory()
{
    const quint64 used = m_trace->heldBytes();
    if (m_state != RunState::Running || used <= m_memoryLimit)
        return;
    m_memoryLimit = used + MemoryStep;
    pause();
    Q_EMIT noticed(tr("Paused: the recording fills %1 GB of memory. Space goes on.").arg(QString::number(static_cast<double>(used) / double(quint64(1) << 30), 'f', 1)));
}

void LiveRun::setState(RunState state)
{
    if (isOver(state) || state == RunState::Failed)
        m_session->endLive();
    if (state == m_state)
        return;
    m_state = state;
    Q_EMIT stateChanged(state);
}

bool LiveRun::isAnyThreadHeld()
{
    return heldThreads() > 0;
}

bool LiveRun::waitForThreads(int ms)
{
    const qint64 end = trace::monotonicNow() + qint64(ms) * 1'000'000;
    while (heldThreads() > 0 && trace::monotonicNow() < end)
        QThread::msleep(2);
    return heldThreads() == 0;
}

} // namespace app
