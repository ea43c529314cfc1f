// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/runplan.h"
#include "analysis/conditionwatch.h"
#include "session/drainbudget.h"
#include "session/runcontrol.h"
#include "session/session.h"
#include "trace/recorder.h"

#include <QTimer>

#include <memory>
#include <optional>

class QThread;

namespace app {

class LoopHost;

/// Runs a scenario live into a session: our Loop on a thread of its own, its events drained here, on the GUI thread, once a frame within a budget
/// (session::DrainBudget); what is left waits for the next one.
/// A task that holds its loop for seconds therefore never stops the window, and Stop and Restart work then too.
///
/// In virtual time the clock is paced: timers mature when the playhead at the live end, which moves with machine time times speed, reaches them.
/// The events and their times are the same at every speed; as fast as possible means unpaced. In real time the speed scales the clock.
class LiveRun : public session::RunControl
{
    Q_OBJECT

public:
    static constexpr int FrameMs = 16;
    /// A run whose recording has grown by this many bytes pauses and says so; going on allows as much again.
    static constexpr quint64 MemoryStep = quint64(1) << 30;

    /// The session is borrowed and outlives this.
    explicit LiveRun(session::Session &session, QObject *parent = nullptr);
    /// Asks a run that is under way to end; does not wait for it.
    ~LiveRun() override;

    /// Opens a new live trace in the session and makes the plan ready to run, paused at t = 0. What ran before is ended.
    void load(RunPlan plan);
    /// Ends what runs and forgets the plan; the session's trace stays.
    void unload();
    [[nodiscard]] const std::optional<RunPlan> &plan() const { return m_plan; }

    [[nodiscard]] session::RunState state() const override { return m_state; }
    [[nodiscard]] QString failure() const override { return m_failure; }
    /// The tasks of a run that is over that raised and whose exception nobody took: "producer-1 raised ValueError: no".
    [[nodiscard]] const QStringList &raised() const { return m_raised; }
    [[nodiscard]] double speed() const override { return m_speed; }
    [[nodiscard]] trace::ClockKind clock() const override { return m_clock; }
    [[nodiscard]] bool canStep() const override { return true; }

    /// From a run that is over: restarts and runs.
    void run() override;
    void pause() override;
    void step() override;
    void stepIteration() override;
    /// As RunControl; the playhead then stands behind the first of the new events, so that the next ones can be looked at one by one.
    void stepEvent() override;
    void runUntilResumed(trace::TaskId task) override;
    void restart() override;
    void stop() override;
    void setSpeed(double speed) override;
    /// Restarts the plan with the other clock; goes on running if it was running.
    void setClock(trace::ClockKind clock) override;

    /// While false, nothing is appended to the trace, so that another thread may read it; a virtual run waits, a measured one may lose events.
    void setDraining(bool isDraining);

    /// Whether a run that has been ended still holds its thread (a task computes without ever asking whether to stop).
    [[nodiscard]] static bool isAnyThreadHeld();
    /// Waits for ended runs to let go of their threads; false if one still holds its after so many ms.
    static bool waitForThreads(int ms);

Q_SIGNALS:
    /// Something the user should know that is not a change of state; one sentence.
    void noticed(const QString &text);
    /// What a step brought about is in the trace and the playhead stands behind it.
    void stepped();

private:
    void begin();
    void endHost();
    [[nodiscard]] bool beginStep();
    void showOutside();
    void frame();
    void heedMemory();
    void reported(session::RunState state);
    void sendConditions();
    void setState(session::RunState state);
    void keepFraming();

    session::Session *m_session;
    std::optional<RunPlan> m_plan;
    std::shared_ptr<trace::Trace> m_trace;
    std::shared_ptr<trace::Recorder> m_recorder;
    LoopHost *m_host = nullptr; ///< lives on m_thread, which deletes it
    /// Hears m_host. Goes with it: what it has reported and nobody has heard yet must not be taken for a report of the next one.
    std::unique_ptr<QObject> m_listener;
    QTimer m_frame;
    session::DrainBudget m_budget;
    session::RunState m_state = session::RunState::Idle;
    std::optional<session::RunState> m_reported; ///< becomes the state once the events before it have been drained
    struct BreakHit
    {
        analysis::Condition condition;
        analysis::LinkedText reason;
    };
    std::optional<BreakHit> m_hit; ///< is told once the events before it have been drained
    QString m_failure;
    QStringList m_raised;
    double m_speed = 1;
    std::optional<quint64> m_nextEvent; ///< where the playhead goes as soon as the trace has so many events
    bool m_isStepDone = false; ///< stepped() is due once its events have been drained
    quint32 m_outside = 0; ///< as last told by outsideChanged()
    int m_framesLeft = 0; ///< before a halted run is not looked at any more
    bool m_isDraining = true;
    quint64 m_memoryLimit = MemoryStep;
    trace::ClockKind m_clock = trace::ClockKind::Virtual;
};

} // namespace app
