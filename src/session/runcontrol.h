// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/trace.h"

#include <QObject>
#include <QString>

namespace session {

/// What the controlled program does.
enum class RunState : quint8 {
    Idle, ///< nothing is loaded, or it has not begun
    Paused, ///< halted between two resumes; its loop clock stands still
    Running,
    Finished, ///< every task has finished
    Deadlocked, ///< tasks are left that nothing can ever wake
    Failed, ///< it could not be started or ended by an error; see failure()
};

/// The one way from a view back to what runs: our own Loop or an attached program, each behind an adapter in app/.
/// Commands are requests: they return at once and what they bring about is told by stateChanged(). A command that makes no sense in the
/// present state is ignored. Lives on the GUI thread.
class RunControl : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    [[nodiscard]] virtual RunState state() const = 0;
    /// Why it failed, for people; empty unless state() is Failed.
    [[nodiscard]] virtual QString failure() const = 0;
    /// Speed as a multiple of real time, > 0; infinity is as fast as possible.
    [[nodiscard]] virtual double speed() const = 0;
    [[nodiscard]] virtual trace::ClockKind clock() const = 0;
    /// Whether the program can be halted and stepped (an attached one may not).
    [[nodiscard]] virtual bool canStep() const = 0;

    /// Runs on from where it stands, to its end or the next break.
    virtual void run() = 0;
    virtual void pause() = 0;
    /// Resumes exactly one task, up to its next await. From Running it pauses first.
    virtual void step() = 0;
    /// Goes on to the end of the current loop iteration.
    virtual void stepIteration() = 0;
    /// Goes on until at least one more event is recorded. A task that is resumed on the way goes on to its next await: nothing can halt it before.
    /// A program that can only be halted between resumes takes a whole step.
    virtual void stepEvent() { step(); }
    /// Runs on until this task has been resumed and stands at its next await, as Step would leave it; to the end where that never happens.
    /// Ignored by a program that cannot search.
    virtual void runUntilResumed(trace::TaskId task) { Q_UNUSED(task) }
    /// Runs on from a break; unlike run() it does not stop again at the condition that holds right now.
    virtual void continueRun() { run(); }
    /// The same program from the beginning, with the same seed and parameters, paused at t = 0.
    virtual void restart() = 0;
    /// Ends the run for good; heard also while a task holds the loop.
    virtual void stop() = 0;
    virtual void setSpeed(double speed) = 0;
    /// Takes effect at the next restart where the clock cannot be changed under way.
    virtual void setClock(trace::ClockKind clock) = 0;

    /// Space: runs when halted, pauses when running.
    void toggle();

Q_SIGNALS:
    void stateChanged(session::RunState state);
    void speedChanged(double speed);
    void clockChanged(trace::ClockKind clock);
    /// How many operations outside of the loop go on although it is paused (I/O, jobs on threads); 0 while it runs, and where none does.
    void outsideChanged(quint32 count);
};

} // namespace session
