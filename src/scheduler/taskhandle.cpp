// SPDX-License-Identifier: GPL-3.0-or-later
#include "scheduler/taskhandle.h"

namespace scheduler {

JoinWaiter::JoinWaiter(TaskRef joined)
    : Waiter(*joined->engine, trace::AwaitReason::Join, trace::number(joined->id)), m_joined(std::move(joined))
{
}

JoinWaiter::~JoinWaiter()
{
    if (m_task != nullptr)
        std::erase_if(m_joined->callbacks, [this](const TaskCore::Callback &callback) { return callback.joiner == m_task; });
}

bool JoinWaiter::await_ready() const
{
    if (m_joined.get() == m_engine->current())
        throw std::logic_error("a task cannot await itself");
    return m_joined->isDone();
}

bool JoinWaiter::cancelWait(TaskId by, quint32)
{
    return isPending() && m_engine->cancel(*m_joined.get(), by);
}

void JoinWaiter::finishJoin()
{
    // asyncio's __wakeup asks the joined task for its result before it looks at its own cancellation: the exception counts as taken.
    m_engine->retrieved(*m_joined.get());
    finishWait();
    m_joined->rethrow();
}

} // namespace scheduler
