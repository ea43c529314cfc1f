// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/outputlines.h"
#include "app/window/programbreaks.h"
#include "app/window/programplan.h"
#include "attach/programrun.h"
#include "session/runcontrol.h"
#include "session/session.h"

#include <QTimer>

#include <memory>
#include <optional>

namespace app {

/// Drives a program of the user's through its probe: the other adapter of RunControl, beside LiveRun. Its stream is read here, on the GUI thread, once a
/// frame within a budget. While it is paused only its task steps wait: its sockets, timers and threads go on, and so does its clock.
class ProgramControl : public session::RunControl
{
    Q_OBJECT
public:
    static constexpr int FrameMs = 16;
    /// Bytes that one read takes, and machine ns of a frame that reading may take.
    static constexpr qint64 ReadAtOnce = 64 << 10;
    static constexpr qint64 ReadBudget = 4'000'000;
    /// How long a program that was asked to stop has before it is asked more firmly.
    static constexpr int StopPatienceMs = 3000;

    /// The session is borrowed and outlives this.
    explicit ProgramControl(session::Session &session, QObject *parent = nullptr);
    ~ProgramControl() override;

    /// Opens a new live trace in the session and runs the program into it; isPaused: halted before its first task step. What ran before is ended.
    void start(ProgramPlan plan, bool isPaused);
    /// Ends what runs and forgets the plan; the session's trace stays.
    void unload();
    [[nodiscard]] const std::optional<ProgramPlan> &plan() const { return m_plan; }
    /// Task steps that commands have made so far.
    [[nodiscard]] quint64 steps() const;
    /// Of the program that is running; 0 for none.
    [[nodiscard]] qint64 process() const { return m_run ? m_run->process() : 0; }
    /// The exit code of a program that is over.
    [[nodiscard]] int exitCode() const { return m_exitCode; }

    [[nodiscard]] session::RunState state() const override { return m_state; }
    [[nodiscard]] QString failure() const override { return m_failure; }
    [[nodiscard]] double speed() const override { return 1; }
    [[nodiscard]] trace::ClockKind clock() const override { return trace::ClockKind::Real; }
    [[nodiscard]] bool canStep() const override 
    {
        return m_run && m_run->receiver().isConnected() && !(m_run->stream().header() && m_run->stream().header()->isWatchOnly);
    }

    /// From a program that is over: runs it again, or attaches again.
    void run() override;
    void pause() override;
    void step() override;
    void stepIteration() override;
    void runUntilResumed(trace::TaskId task) override;
    /// Runs the program again, halted before its first task step.
    void restart() override;
    /// As Ctrl+C; a program that does not end by that is asked more firmly after StopPatienceMs, and killed after as long again. One that was attached to
    /// is not ours to end: it is let go and runs on.
    void stop() override;
    void setSpeed(double) override {}
    void setClock(trace::ClockKind) override {}

    /// While false, nothing is appended to the trace, so that another thread may read it.
    void setReading(bool isReading);

Q_SIGNALS:
    /// Something the user should know that is not a change of state; one sentence.
    void noticed(const QString &text);
    /// The program has ended and all that it told has been read.
    void ended(int exitCode);

private:
    [[nodiscard]] bool isOver() const;
    void frame();
    [[nodiscard]] trace::Result<> begin(bool isPaused, bool hasBreaks);
    [[nodiscard]] QStringList endRemarks() const;
    void noteLines(bool isLast);
    void programEnded(int exitCode);
    void setState(session::RunState state);
    void escalate();
    void sayWatchOnly();
    void sendBreaks();
    void heedBreaks();

    session::Session *m_session;
    std::optional<ProgramPlan> m_plan;
    std::shared_ptr<trace::Trace> m_trace;
    std::unique_ptr<attach::ProgramRun> m_run;
    OutputLines m_lines;
    QTimer m_frame;
    QTimer m_stopping;
    session::RunState m_state = session::RunState::Idle;
    QString m_failure;
    quint64 m_eventsSeen = 0; ///< log lines up to here have been noted
    int m_exitCode = 0;
    int m_firmness = 0; ///< how firmly it has been asked to stop
    bool m_isLetGo = false;
    struct BreakHit
    {
        ProgramBreaks::Hit hit;
        trace::Timestamp time;
    };
    ProgramBreaks m_breaks;
    std::optional<BreakHit> m_hit; ///< is noted once all that lies before it has been told
    bool m_hasSentBreaks = false;
    bool m_isReading = true;
};

} // namespace app
