// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scheduler/cancelled.h"
#include "trace/event.h"

namespace scheduler {

class Engine;
class PromiseBase;
class TaskCore;

/// What a suspended task waits for: asyncio's Future, living in the awaiting coroutine's frame. Completing it only puts the task
/// into the ready queue; the task is resumed by the loop alone. That one rule gives stepping, recording and "readied by whom".
/// A waiter is awaited at most once at a time and is used on its loop's thread only.
class Waiter
{
public:
    Waiter(const Waiter &) = delete;
    Waiter &operator=(const Waiter &) = delete;

    [[nodiscard]] trace::AwaitReason reason() const { return m_reason; }
    /// What is awaited, by reason (trace::AwaitReason).
    [[nodiscard]] quint32 object() const { return m_object; }
    [[nodiscard]] bool isPending() const { return m_state == State::Pending; }

    /// asyncio's Future.cancel(): true if it was pending and is cancelled now, or if the request was passed on to what is awaited.
    /// `by` is who asked; `cause` and `object` are written into the readying.
    virtual bool cancelWait(trace::TaskId by, quint32 object);
    /// Called when the task is resumed without an exception to throw: true to suspend it again at once without running its code
    /// (asyncio's `while queue.empty(): await getter`).
    virtual bool waitsAgain();
    /// Called when a task finishes that this one joins.
    void taskDone(TaskCore &task);

protected:
    enum class State : quint8 { Idle, Pending, Done, Cancelled };

    Waiter(Engine &engine, trace::AwaitReason reason, quint32 object = 0) : m_engine(&engine), m_object(object), m_reason(reason) {}
    ~Waiter();

    /// Suspends the coroutine's task on this.
    void suspend(PromiseBase &promise);
    /// Marks it done and readies the task; nothing unless pending.
    void complete(trace::ReadyCause cause, trace::TaskId waker, quint32 object);
    /// The first thing of every await_resume(): throws Cancelled when the task is to be told. Returns whether the task was suspended.
    bool finishWait();
    /// True when finishWait() will throw.
    [[nodiscard]] bool willThrow() const;

    Engine *m_engine;
    TaskCore *m_task = nullptr; ///< who waits; null before suspend()
    quint32 m_object;
    trace::AwaitReason m_reason;
    State m_state = State::Idle;
};

} // namespace scheduler
