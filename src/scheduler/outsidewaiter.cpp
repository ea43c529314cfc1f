// SPDX-License-Identifier: GPL-3.0-or-later
#include "scheduler/outsidewaiter.h"

namespace scheduler {

using trace::ReadyCause;

void OutsideWaiter::suspendOutside(PromiseBase &promise)
{
    suspend(promise);
    m_engine->beginExternal();
    m_isOutside = true;
}

void OutsideWaiter::leave()
{
    if (std::exchange(m_isOutside, false))
        m_engine->endExternal();
}

void OutsideWaiter::completeOutside()
{
    leave();
    complete(m_reason == trace::AwaitReason::Io ? ReadyCause::Io : ReadyCause::Foreign, TaskId::None, m_object);
}

bool OutsideWaiter::cancelWait(TaskId by, quint32 object)
{
    if (!Waiter::cancelWait(by, object))
        return false;
    leave();
    abandon();
    return true;
}

void IoWaiter::beginIo(PromiseBase &promise, const QString &what)
{
    m_object = trace::number(m_engine->beginIo(promise.task->id, what));
    suspendOutside(promise);
}

void IoWaiter::endIo(trace::Outcome outcome, const QString &result)
{
    m_engine->endIo(static_cast<trace::IoId>(m_object), m_task->id, outcome, result);
}

} // namespace scheduler
