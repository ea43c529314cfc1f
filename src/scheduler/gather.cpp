// SPDX-License-Identifier: GPL-3.0-or-later
#include "scheduler/gather.h"

#include <unordered_set>

namespace scheduler {

GatherState::GatherState(Engine &engine, std::vector<TaskRef> children, GatherWaiter &waiter)
    : m_engine(engine), m_children(std::move(children)), m_waiter(&waiter)
{
    std::unordered_set<const TaskCore *> seen;
    for (const TaskRef &child : m_children) {
        if (!seen.insert(child.get()).second)
            continue;
        ++m_taskCount;
        if (child->isDone()) {
            m_engine.readyGather(*this, *child.get());
        } else {
            retain();
            child->callbacks.push_back({ .gather = this });
        }
    }
}

void GatherState::release()
{
    if (--m_references == 0)
        delete this;
}

void GatherState::childDone(TaskCore &child)
{
    ++m_finished;
    if (child.outcome == trace::Outcome::Raised)
        m_engine.retrieved(child);
    if (m_isDone)
        return;
    if (child.outcome != trace::Outcome::Returned) {
        m_failed = TaskRef(&child);
        end(child);
    } else if (m_finished == m_taskCount) {
        end(child);
    }
}

void GatherState::end(TaskCore &last)
{
    m_isDone = true;
    if (m_waiter != nullptr)
        m_waiter->end(last);
}

bool GatherState::cancelChildren(TaskId by)
{
    if (m_isDone)
        return false;
    bool isTaken = false;
    for (const TaskRef &child : m_children)
        isTaken |= m_engine.cancel(*child.get(), by);
    m_isCancelRequested |= isTaken;
    return isTaken;
}

void GatherState::rethrow()
{
    if (m_failed)
        m_failed->rethrow();
    if (m_isCancelRequested)
        throw Cancelled();
}

GatherWaiter::~GatherWaiter()
{
    if (m_gather == nullptr)
        return;
    m_gather->forget();
    m_gather->release();
}

bool GatherWaiter::begin(std::vector<TaskRef> children)
{
    if (children.empty())
        return true;
    m_gather = new GatherState(*m_engine, std::move(children), *this);
    m_object = m_gather->taskCount();
    return false;
}

bool GatherWaiter::cancelWait(TaskId by, quint32)
{
    return isPending() && m_gather->cancelChildren(by);
}

void GatherWaiter::finishGather()
{
    finishWait();
    if (m_gather != nullptr)
        m_gather->rethrow();
}

} // namespace scheduler
