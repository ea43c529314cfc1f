// SPDX-License-Identifier: GPL-3.0-or-later
#include "scheduler/sleep.h"

namespace scheduler {

void SleepAwaiter::begin(PromiseBase &promise)
{
    if (m_duration <= Duration::zero()) { // suspended on nothing: the engine takes that for a yield
        m_task = promise.task;
        return;
    }
    trace::TimerId id {};
    m_timer = m_engine->armTimer(m_engine->clock.now() + m_duration, *this, promise.task->id, id);
    m_object = trace::number(id);
    suspend(promise);
}

void SleepAwaiter::timerFired()
{
    m_timer = TimerSlot::None;
    complete(trace::ReadyCause::Timer, TaskId::None, m_object);
}

void SleepAwaiter::disarm()
{
    if (m_timer != TimerSlot::None)
        m_engine->cancelTimer(std::exchange(m_timer, TimerSlot::None));
}

void SleepAwaiter::await_resume()
{
    disarm(); // as the finally of asyncio.sleep(): a cancelled sleep's timer is cancelled when the task runs, not before
    finishWait();
}

} // namespace scheduler
