// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/conditionhalt.h"
#include "scenarios/scenario.h"
#include "scheduler/loop.h"
#include "trace/trace.h"

#include <functional>
#include <memory>
#include <optional>

namespace app {

/// What `run` is asked to do.
struct RunRequest
{
    const scenarios::Scenario *scenario = nullptr; ///< borrowed
    scenarios::Values values; ///< checked
    trace::ClockKind clock = trace::ClockKind::Virtual;
    double speed = 1; ///< of a real clock; other than 1 makes it a scaled one
    quint64 seed = 1;
    scheduler::TieOrder ties = scheduler::TieOrder::Fifo;
    std::optional<trace::Timestamp> until;
    std::vector<analysis::Condition> breaks; ///< halt at the first that is met
    bool endsByInterruption = false; ///< it serves until it is told to stop: that is no failure
};

/// A run without a window: the loop on this thread, its events drained into the trace as they come.
class ScenarioRun
{
public:
    explicit ScenarioRun(RunRequest request);
    ~ScenarioRun();

    /// Spawns the scenario's tasks. An error where its values do not go together.
    [[nodiscard]] trace::Result<> start();
    /// Drives it to its end. `seen` is called with every event once, in order, while it runs.
    scheduler::Loop::End drive(const std::function<void(const trace::Event &)> &seen);
    /// Asks it to end; any thread, any time.
    void stop();

    [[nodiscard]] const trace::Trace &trace() const { return *m_trace; }
    /// The break condition that halted it, nothing where none did.
    [[nodiscard]] std::optional<analysis::Hit> hit() const;
    /// Tasks that raised and whose exception no other task took.
    [[nodiscard]] std::vector<scheduler::Engine::Failure> failures() const;

private:
    void drain(const std::function<void(const trace::Event &)> &seen);

    RunRequest m_request;
    std::unique_ptr<trace::Trace> m_trace;
    std::unique_ptr<trace::Recorder> m_recorder;
    std::unique_ptr<ConditionHalt> m_halt; // null without break conditions
    std::unique_ptr<scheduler::Loop> m_loop;
    quint64 m_seen = 0;
};

} // namespace app
