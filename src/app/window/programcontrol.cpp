// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/programcontrol.h"

#include "session/breakpoints.h"
#include "trace/clock.h"

#include <QFileInfo>

#include <utility>

namespace app {

using session::RunState;

ProgramControl::ProgramControl(session::Session &session, QObject *parent)
    : RunControl(parent)
    , m_session(&session)
{
    m_frame.setTimerType(Qt::PreciseTimer);
    m_frame.setInterval(FrameMs);
    connect(&m_frame, &QTimer::timeout, this, &ProgramControl::frame);
    m_stopping.setSingleShot(true);
    m_stopping.setInterval(StopPatienceMs);
    connect(&m_stopping, &QTimer::timeout, this, &ProgramControl::escalate);
    connect(&session.breakpoints(), &session::Breakpoints::changed, this, &ProgramControl::sendBreaks);
}

ProgramControl::~ProgramControl() = default;

bool ProgramControl::isOver() const
{
    return m_state == RunState::Finished || m_state == RunState::Failed || m_state == RunState::Idle;
}

quint64 ProgramControl::steps() const
{
    return m_run && m_run->stream().state() ? m_run->stream().state()->steps : 0;
}

void ProgramControl::start(ProgramPlan plan, bool isPaused)
{
    m_frame.stop();
    m_stopping.stop();
    m_run.reset();
    m_plan = std::move(plan);
    m_failure.clear();
    m_lines = {};
    m_eventsSeen = 0;
    m_firmness = 0;
    m_isLetGo = false;
    m_hit.reset();
    m_hasSentBreaks = false;
    m_isReading = true;

    trace::TraceInfo info;
    info.name = m_plan->name();
    info.clock = trace::ClockKind::Real;
    m_trace = std::make_shared<trace::Trace>(info);
    const bool isSameProgram = m_session->source() == session::Source { session::SourceKind::Live, info.name };
    m_session->open(m_trace, { session::SourceKind::Live, info.name }, isSameProgram);

    m_run = std::make_unique<attach::ProgramRun>(m_trace);
    connect(m_run.get(), &attach::ProgramRun::output, this, [this](const QString &line) { m_lines.addPiped(line, trace::monotonicNow()); });
    connect(m_run.get(), &attach::ProgramRun::finished, this, &ProgramControl::programEnded);
    // With breakpoints it begins halted, so that none is passed before they have been sent.
    const bool hasBreaks = !m_session->breakpoints().conditions().empty();
    connect(m_run.get(), &attach::ProgramRun::connected, this, [this, goesOn = hasBreaks && !isPaused] {
        sendBreaks();
        if (goesOn)
            m_run->continueRun();
    });
    if (const trace::Result<> begun = begin(isPaused, hasBreaks); !begun) {
        m_failure = begun.error().message();
        setState(RunState::Failed);
        return;
    }
    setState(RunState::Running);
    m_frame.start();
}

trace::Result<> ProgramControl::begin(bool isPaused, bool hasBreaks)
{
    if (m_plan->isAttached()) {
        const trace::Result<> attached = m_run->attach(m_plan->socket);
        if (attached && isPaused)
            m_run->pause();
        return attached;
    }
    attach::Program program;
    program.executable = m_plan->interpreter.isEmpty() ? standardInterpreter(m_plan->script) : m_plan->interpreter;
    if (!m_plan->script.isEmpty())
        program.arguments << m_plan->script;
    program.arguments << m_plan->arguments;
    program.folder = !m_plan->folder.isEmpty() || m_plan->script.isEmpty() ? m_plan->folder : QFileInfo(m_plan->script).absolutePath();
    program.isPaused = isPaused || hasBreaks;
    program.isLowDetail = m_plan->isLowDetail;
    program.isOutputOurs = !m_plan->isOnTerminal;
    return m_run->start(program);
}

void ProgramControl::unload()
{
    m_frame.stop();
    m_stopping.stop();
    m_run.reset();
    m_plan.reset();
    m_trace.reset();
    setState(RunState::Idle);
}

void ProgramControl::run()
{
    if (isOver() && m_plan) {
        start(*m_plan, false);
    } else if (m_state == RunState::Paused) {
        m_session->setFollowing(true);
        m_run->continueRun();
    }
}

void ProgramControl::pause()
{
    if (m_state != RunState::Running)
        return;
    if (canStep())
        m_run->pause();
    else
        sayWatchOnly();
}

void ProgramControl::sayWatchOnly()
{
    Q_EMIT noticed(tr("%1 can be watched, not halted: the probe for C++ does not hold a program's coroutines back.").arg(m_plan->name()));
}

void ProgramControl::step()
{
    if (isOver())
        return;
    if (!canStep())
        return sayWatchOnly();
    m_session->setFollowing(true);
    m_run->step();
}

void ProgramControl::stepIteration()
{
    if (isOver())
        return;
    if (!canStep())
        return sayWatchOnly();
    m_session->setFollowing(true);
    m_run->stepIteration();
}

void ProgramControl::runUntilResumed(trace::TaskId task)
{
    if (isOver())
        return;
    if (!canStep())
        return sayWatchOnly();
    m_session->setFollowing(true);
    m_run->continueUntil(task);
}

void ProgramControl::sendBreaks()
{
    if (!m_run || isOver() || !canStep())
        return;
    const std::vector<analysis::Condition> conditions = m_session->breakpoints().conditions();
    m_breaks.setConditions(conditions, m_trace);
    if (conditions.empty() && !m_hasSentBreaks)
        return;
    m_run->setBreaks(m_breaks.forProbe());
    m_hasSentBreaks = true;
}

/// Halts where a breakpoint that is seen here is met, and says at which the program has halted.
void ProgramControl::heedBreaks()
{
    if (const std::optional<attach::ProgramHit> told = m_run->takeHit()) {
        if (const std::optional<ProgramBreaks::Hit> hit = m_breaks.hitOf(*told))
            m_hit = BreakHit { *hit, told->time };
    }
    const std::optional<ProgramBreaks::Hit> seen = m_breaks.look();
    if (seen && !m_hit && m_state == RunState::Running) {
        m_hit = BreakHit { *seen, m_trace->range().end };
        m_run->pause();
    }
    if (m_hit && m_state == RunState::Paused && m_run->stream().position() >= m_hit->time) {
        const BreakHit met = *std::exchange(m_hit, {});
        m_session->breakpoints().noteHit(met.hit.condition, met.hit.reason);
    }
}

void ProgramControl::restart()
{
    if (m_plan)
        start(*m_plan, true);
}

void ProgramControl::stop()
{
    if (isOver())
        return;
    if (!m_plan->isAttached())
        return escalate();
    m_isLetGo = true;
    m_run->letGo();
}

void ProgramControl::escalate()
{
    if (!m_run || !m_run->isRunning())
        return;
    switch (m_firmness++) {
    case 0:
        m_run->interrupt();
        break;
    case 1:
        m_run->terminate();
        break;
    default:
        m_run->kill();
        return;
    }
    m_stopping.start();
}

void ProgramControl::setReading(bool isReading)
{
    m_isReading = isReading;
    if (m_run)
        m_run->setHeld(!isReading);
}

void ProgramControl::frame()
{
    if (!m_isReading || !m_run)
        return;
    const quint64 events = m_trace->eventCount();
    const trace::Timestamp end = m_trace->range().end;
    const qint64 until = trace::monotonicNow() + ReadBudget;
    while (m_run && m_run->read(ReadAtOnce) && trace::monotonicNow() < until) {
    }
    if (!m_run || isOver())
        return; // what was read last was the end
    noteLines(false);
    if (m_trace->eventCount() != events || m_trace->range().end != end)
        m_session->noteGrowth();
    if (const std::optional<attach::ProgramState> &told = m_run->stream().state()) {
        if (!told->isPaused)
            m_breaks.setRunningSince(told->time);
        setState(told->isPaused ? RunState::Paused : RunState::Running);
    }
    heedBreaks();
}

void ProgramControl::noteLines(bool isLast)
{
    if (m_plan->isOnTerminal || m_plan->isAttached())
        return;
    m_trace->forEach(m_eventsSeen, m_trace->eventCount(), [this](quint64, const trace::Event &event) {
        if (event.kind == trace::EventKind::Log)
            m_lines.addTold(m_trace->text(event.text));
        return true;
    });
    m_eventsSeen = m_trace->eventCount();
    for (const QString &line : m_lines.takeUntold(trace::monotonicNow(), isLast))
        m_run->addLog(line, isLast);
    if (isLast)
        m_eventsSeen = m_trace->eventCount();
}

void ProgramControl::programEnded(int exitCode)
{
    m_frame.stop();
    m_stopping.stop();
    m_exitCode = exitCode;
    noteLines(true);
    m_session->noteGrowth();
    const QStringList remarks = endRemarks();
    setState(RunState::Finished);
    if (!remarks.isEmpty())
        Q_EMIT noticed(remarks.join(u' '));
    Q_EMIT ended(exitCode);
}

QStringList ProgramControl::endRemarks() const
{
    const attach::StreamReader &stream = m_run->stream();
    const QString name = m_plan->name();
    QStringList remarks;
    if (m_isLetGo)
        remarks << tr("%1 was let go and runs on.").arg(name);
    else if (!m_run->receiver().hasBeenConnected())
        remarks << tr("%1 has no probe in it: it neither imported asyncio nor links the probe for C++. There is nothing to see but its output.").arg(name);
    else if (!m_run->streamError().isEmpty())
        remarks << tr("The recording of %1 ends early: %2.").arg(name, m_run->streamError());
    else if (!m_run->isWhole())
        remarks << tr("%1 ended without taking leave of its probe: its last moments are missing.").arg(name);
    for (const QString &loop : stream.unseenLoops())
        remarks << tr("The event loop %1 is not CPython's own: its tasks are not seen.").arg(loop);
    if (m_run->receiver().surplusCount() > 0)
        remarks << tr("It started %1 more Python processes; only the first is recorded.").arg(m_run->receiver().surplusCount());
    if (m_exitCode > 128)
        remarks.prepend(tr("%1 was ended by signal %2.").arg(name).arg(m_exitCode - 128));
    else if (m_exitCode != 0)
        remarks.prepend(tr("%1 ended with exit code %2.").arg(name).arg(m_exitCode));
    return remarks;
}

void ProgramControl::setState(RunState state)
{
    if (state == RunState::Finished || state == RunState::Failed)
        m_session->endLive();
    if (state == m_state)
        return;
    m_state = state;
    Q_EMIT stateChanged(state);
}

} // namespace app
