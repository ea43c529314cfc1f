// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scheduler/engine.h"
#include "scheduler/promise.h"

namespace scheduler {

/// Waits for something that happens outside of the loop: while it is under way the virtual clock does not jump. Its end arrives from
/// Qt's event loop on the loop's thread and only readies the task. A derived class lets go of the operation in abandon() and in its destructor.
class OutsideWaiter : public Waiter
{
public:
    bool cancelWait(TaskId by, quint32 object) override;

protected:
    using Waiter::Waiter;
    ~OutsideWaiter() { leave(); }

    void suspendOutside(PromiseBase &promise);
    void completeOutside();
    /// The task was cancelled: stop the operation if it can be stopped, and never call back.
    virtual void abandon() = 0;

private:
    void leave();
    bool m_isOutside = false;
};

/// An await that shows as an operation of its own in the trace (IoBegun, IoEnded).
class IoWaiter : public OutsideWaiter
{
protected:
    explicit IoWaiter(Engine &engine) : OutsideWaiter(engine, trace::AwaitReason::Io) {}

    /// Suspends the task on an operation that reads as `what` ("GET /planets/3").
    void beginIo(PromiseBase &promise, const QString &what);
    /// Ends it, as `result` ("200", "connection refused") reads; once.
    void endIo(trace::Outcome outcome, const QString &result);
};

} // namespace scheduler
