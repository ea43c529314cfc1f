// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/scenariorun.h"

#include "trace/recorder.h"

namespace app {

using trace::ClockKind;

ScenarioRun::ScenarioRun(RunRequest request) : m_request(std::move(request))
{
    if (m_request.clock == ClockKind::Real && m_request.speed != 1)
        m_request.clock = ClockKind::Scaled;
    trace::TraceInfo info;
    info.name = m_request.scenario->name();
    info.clock = m_request.clock;
    info.seed = m_request.seed;
    info.parameters = m_request.values;
    info.origin = QStringLiteral("loopscope " LOOPSCOPE_VERSION);
    auto texts = std::make_shared<trace::TextTable>();
    m_recorder = std::make_unique<trace::Recorder>(texts);
    m_trace = std::make_unique<trace::Trace>(std::move(info), texts);
    scheduler::LoopOptions options;
    options.clock = m_request.clock;
    options.scale = m_request.speed;
    options.seed = m_request.seed;
    options.ties = m_request.ties;
    options.recorder = m_recorder.get();
    m_loop = std::make_unique<scheduler::Loop>(options);
    if (m_request.breaks.empty())
        return;
    m_halt = std::make_unique<ConditionHalt>(m_request.breaks, texts);
    m_loop->setWatcher(m_halt.get());
}

ScenarioRun::~ScenarioRun() = default;

trace::Result<> ScenarioRun::start()
{
    return m_request.scenario->start(*m_loop, m_request.values);
}

void ScenarioRun::drain(const std::function<void(const trace::Event &)> &seen)
{
    m_recorder->drain(*m_trace);
    m_trace->forEach(m_seen, m_trace->eventCount(), [&seen](quint64, const trace::Event &event) {
        seen(event);
        return true;
    });
    m_seen = m_trace->eventCount();
}

scheduler::Loop::End ScenarioRun::drive(const std::function<void(const trace::Event &)> &seen)
{
    const scheduler::Loop::End end = m_loop->runToEnd(m_request.until, [this, &seen] { drain(seen); });
    drain(seen);
    m_trace->advanceTo(m_loop->now());
    if (m_halt && end == scheduler::Loop::End::Deadlock)
        m_halt->deadlocked(m_loop->liveTasks().size(), m_loop->now());
    return end;
}

std::optional<analysis::Hit> ScenarioRun::hit() const
{
    return m_halt ? m_halt->hit() : std::nullopt;
}

void ScenarioRun::stop()
{
    m_loop->stop();
}

std::vector<scheduler::Engine::Failure> ScenarioRun::failures() const
{
    return m_loop->failures();
}

} // namespace app
