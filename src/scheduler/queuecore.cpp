// SPDX-License-Identifier: GPL-3.0-or-later
#include "scheduler/queuecore.h"

#include <stdexcept>

namespace scheduler {

using trace::EventKind;
using trace::ReadyCause;

void WaiterList::append(QueueWaiter &waiter)
{
    waiter.m_previous = m_last;
    waiter.m_next = nullptr;
    (m_last != nullptr ? m_last->m_next : m_first) = &waiter;
    m_last = &waiter;
}

void WaiterList::remove(QueueWaiter &waiter)
{
    (waiter.m_previous != nullptr ? waiter.m_previous->m_next : m_first) = waiter.m_next;
    (waiter.m_next != nullptr ? waiter.m_next->m_previous : m_last) = waiter.m_previous;
}

QueueCore::QueueCore(Engine &engine, const QString &name, qint64 maxsize)
    : m_engine(engine), m_maxsize(maxsize), m_id(static_cast<trace::QueueId>(m_engine.nextQueueId()))
{
    m_engine.refreshOutside();
    if (isRecorded())
        m_engine.journal.recordNow({ .value = std::max<qint64>(maxsize, 0), .object = trace::number(m_id),
            .text = m_engine.journal.text(name.isEmpty() ? QStringLiteral("queue-%1").arg(trace::number(m_id)) : name),
            .kind = EventKind::QueueCreated });
}

QueueCore::~QueueCore()
{
    for (WaiterList *list : { &m_getters, &m_putters, &m_woken }) {
        while (QueueWaiter *waiter = list->first()) {
            waiter->leave();
            waiter->m_core = nullptr;
        }
    }
}

void QueueCore::itemPut(std::size_t depth, trace::TextId text)
{
    if (isRecorded())
        m_engine.journal.recordNow({ .value = static_cast<qint64>(depth), .task = m_engine.currentId(),
            .object = trace::number(m_id), .text = text, .kind = EventKind::QueuePut });
    wakeNext(m_getters);
}

void QueueCore::itemTaken(std::size_t depth, trace::TextId text)
{
    if (isRecorded())
        m_engine.journal.recordNow({ .value = static_cast<qint64>(depth), .task = m_engine.currentId(),
            .object = trace::number(m_id), .text = text, .kind = EventKind::QueueGet });
    wakeNext(m_putters);
}

void QueueCore::wakeNext(WaiterList &waiters)
{
    if (QueueWaiter *const waiter = waiters.first()) {
        waiter->leave();
        waiter->join(m_woken);
        waiter->complete(ReadyCause::Queue, m_engine.currentId(), trace::number(m_id));
    }
}

QueueWaiter::QueueWaiter(QueueCore &queue, trace::AwaitReason reason)
    : Waiter(queue.m_engine, reason, trace::number(queue.m_id)), m_core(&queue)
{
}

QueueWaiter::~QueueWaiter()
{
    leave();
}

WaiterList &QueueWaiter::line() const
{
    return m_reason == trace::AwaitReason::QueueGet ? m_core->m_getters : m_core->m_putters;
}

void QueueWaiter::join(WaiterList &list)
{
    m_list = &list;
    list.append(*this);
}

void QueueWaiter::leave()
{
    if (m_list != nullptr)
        std::exchange(m_list, nullptr)->remove(*this);
}

bool QueueWaiter::cancelWait(TaskId by, quint32 object)
{
    if (!Waiter::cancelWait(by, object))
        return false;
    leave();
    return true;
}

bool QueueWaiter::waitsAgain()
{
    leave();
    if (m_state != State::Done || m_core == nullptr || !isBlocked())
        return false;
    m_state = State::Pending;
    join(line());
    return true;
}

void QueueWaiter::finishQueueWait()
{
    leave();
    if (willThrow() && m_state == State::Done && m_core != nullptr && !isBlocked())
        m_core->wakeNext(line());
    if (finishWait() && m_core == nullptr)
        throw std::logic_error("the queue was destroyed while a task waited in it");
}

} // namespace scheduler
