// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scheduler/engine.h"
#include "scheduler/promise.h"

namespace scheduler {

class QueueWaiter;

/// The tasks that wait on one side of a queue, in the order they came: an intrusive list, so that leaving it is O(1).
class WaiterList
{
public:
    void append(QueueWaiter &waiter);
    void remove(QueueWaiter &waiter);
    [[nodiscard]] QueueWaiter *first() const { return m_first; }

private:
    QueueWaiter *m_first = nullptr;
    QueueWaiter *m_last = nullptr;
};

/// The part of a queue that does not depend on what it holds: who waits, and what is recorded.
class QueueCore
{
public:
    QueueCore(Engine &engine, const QString &name, qint64 maxsize);
    ~QueueCore();
    QueueCore(const QueueCore &) = delete;
    QueueCore &operator=(const QueueCore &) = delete;

    [[nodiscard]] qint64 maxsize() const { return m_maxsize; }
    [[nodiscard]] bool isFull(std::size_t depth) const { return m_maxsize > 0 && static_cast<qint64>(depth) >= m_maxsize; }
    [[nodiscard]] trace::QueueId id() const { return m_id; }
    [[nodiscard]] bool isRecorded() const { return m_engine.journal.isOn(); }
    [[nodiscard]] trace::TextId text(const QString &item) { return m_engine.journal.text(item); }
    /// Records the put and wakes the first getter.
    void itemPut(std::size_t depth, trace::TextId text);
    /// Records the get and wakes the first putter.
    void itemTaken(std::size_t depth, trace::TextId text);

private:
    friend class QueueWaiter;
    void wakeNext(WaiterList &waiters);

    Engine &m_engine;
    WaiterList m_getters;
    WaiterList m_putters;
    WaiterList m_woken; // not resumed yet: they must hear of it if the queue goes first
    qint64 m_maxsize;
    trace::QueueId m_id;
};

/// A task that waits in a queue.
class QueueWaiter : public Waiter
{
public:
    template<typename P>
    void await_suspend(std::coroutine_handle<P> handle)
    {
        suspend(handle.promise());
        join(line());
    }
    bool cancelWait(TaskId by, quint32 object) final;
    bool waitsAgain() final;

protected:
    QueueWaiter(QueueCore &queue, trace::AwaitReason reason);
    ~QueueWaiter();
    /// Throws Cancelled where that is due; a wake-up that comes to nothing by it is passed on to the next in line.
    void finishQueueWait();
    [[nodiscard]] virtual bool isBlocked() const = 0;

private:
    friend class WaiterList;
    friend class QueueCore;
    void join(WaiterList &list);
    void leave();
    /// Where it waits its turn.
    [[nodiscard]] WaiterList &line() const;

    QueueCore *m_core; // null once the queue is gone
    QueueWaiter *m_previous = nullptr;
    QueueWaiter *m_next = nullptr;
    WaiterList *m_list = nullptr; // the one it stands in
};

} // namespace scheduler
