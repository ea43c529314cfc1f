// SPDX-License-Identifier: GPL-3.0-or-later
#include "scheduler/timeout.h"

namespace scheduler {

TimeoutScope::~TimeoutScope()
{
    if (m_timer != TimerSlot::None)
        m_engine.cancelTimer(m_timer);
}

void TimeoutScope::enter()
{
    m_task = TaskRef(m_engine.current());
    m_cancelling = m_task->cancelRequests;
    m_state = State::Entered;
    if (m_deadline <= m_engine.clock.now())
        m_timer = m_engine.armSoon(*this, m_task->id, m_id);
    else
        m_timer = m_engine.armTimer(m_deadline, *this, m_task->id, m_id);
}

void TimeoutScope::timerFired()
{
    m_timer = TimerSlot::None;
    m_state = State::Expiring;
    m_engine.cancel(*m_task.get(), TaskId::None, trace::number(m_id));
}

bool TimeoutScope::leave()
{
    if (m_timer != TimerSlot::None)
        m_engine.cancelTimer(std::exchange(m_timer, TimerSlot::None));
    if (std::exchange(m_state, State::Left) != State::Expiring)
        return false;
    if (m_task->cancelRequests > 0)
        --m_task->cancelRequests;
    return m_task->cancelRequests <= m_cancelling;
}

} // namespace scheduler
