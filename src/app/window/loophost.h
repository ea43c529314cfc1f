// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/conditionhalt.h"
#include "app/window/runplan.h"
#include "session/runcontrol.h"
#include "trace/recorder.h"

#include <QObject>

#include <memory>
#include <mutex>

namespace scheduler {
class Loop;
}

namespace app {

/// Holds the Loop of one live run on a thread of its own. Created on the GUI thread and moved to its thread before start(); slots are called there,
/// by queued calls; the functions marked thread-safe act at once, also while a task holds the loop.
class LoopHost : public QObject
{
    Q_OBJECT

public:
    /// speed as session::RunControl::setSpeed.
    LoopHost(RunPlan plan, std::shared_ptr<trace::Recorder> recorder, double speed);
    ~LoopHost() override;

    /// Ends the run for good. Thread-safe.
    void requestStop();
    /// Takes effect at once, also in the middle of a compute(). Thread-safe.
    void setSpeed(double speed);
    /// Lets a task that holds the loop come to its next await without waiting for its virtual time; pause() is still to be called. Thread-safe.
    void hurryToPause();
    /// The loop time up to which everything that will ever happen has been recorded. Thread-safe.
    [[nodiscard]] trace::Timestamp position() const;
    /// Operations outside of the loop that are under way. Thread-safe.
    [[nodiscard]] quint32 outsideCount() const;

public Q_SLOTS:
    /// Makes the loop and spawns the scenario's root tasks; it stands paused at t = 0.
    void start();
    void run();
    void pause();
    void step();
    void stepIteration();
    /// Halts the run before the next resume wherever one of these becomes true, from now on.
    void setConditions(const std::vector<analysis::Condition> &conditions);
    void stepEvent();
    void runUntilResumed(trace::TaskId task);
    /// Destroys the loop and with it every task's locals. Nothing runs afterwards.
    void end();

Q_SIGNALS:
    void stateReported(session::RunState state);
    /// Before the state that it led to: a condition was met, by a run that halts there or by a step.
    void hitReported(const analysis::Condition &condition, const analysis::Hit &hit);
    /// Before the end is reported: the tasks that raised and whose exception nobody took, each as "producer-1 raised ValueError: no".
    void raisedReported(const QStringList &raised);
    /// The scenario could not be started; why, for people.
    void failed(const QString &why);
    /// Nothing could be resumed, because only the outside can go on.
    void stepRefused();
    void stepDone();

private:
    void reportStep(bool hasStepped);
    void reportEnd(session::RunState state);
    void reportHit();
    void applySpeed();
    void holdBack();

    RunPlan m_plan;
    std::shared_ptr<trace::Recorder> m_recorder;
    mutable std::mutex m_mutex; ///< guards what follows against the thread-safe functions
    std::unique_ptr<scheduler::Loop> m_loop;
    double m_speed;
    bool m_isStopRequested = false;
    std::unique_ptr<ConditionHalt> m_halt; ///< of the loop's thread, as the conditions
    std::vector<analysis::Condition> m_conditions;
};

} // namespace app
