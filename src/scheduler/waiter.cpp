// SPDX-License-Identifier: GPL-3.0-or-later
#include "scheduler/waiter.h"

#include "scheduler/engine.h"
#include "scheduler/promise.h"

namespace scheduler {

using trace::ReadyCause;

Waiter::~Waiter()
{
    if (m_task != nullptr && m_task->waiter == this)
        m_task->waiter = nullptr;
}

void Waiter::suspend(PromiseBase &promise)
{
    m_task = promise.task;
    m_task->waiter = this;
    m_state = State::Pending;
}

void Waiter::complete(ReadyCause cause, TaskId waker, quint32 object)
{
    if (m_state != State::Pending)
        return;
    m_state = State::Done;
    m_engine->ready(*m_task, cause, waker, object);
}

bool Waiter::cancelWait(TaskId by, quint32 object)
{
    if (m_state != State::Pending)
        return false;
    m_state = State::Cancelled;
    m_engine->ready(*m_task, ReadyCause::Cancel, by, object);
    return true;
}

bool Waiter::waitsAgain()
{
    return false;
}

void Waiter::taskDone(TaskCore &task)
{
    complete(ReadyCause::Task, task.id, trace::number(task.id));
}

bool Waiter::willThrow() const
{
    return m_task != nullptr && (m_task->throwsCancelled || m_state == State::Cancelled);
}

bool Waiter::finishWait()
{
    if (m_task == nullptr)
        return false;
    const bool throws = willThrow();
    m_task->throwsCancelled = false;
    m_task = nullptr;
    if (throws)
        throw Cancelled();
    return true;
}

} // namespace scheduler
