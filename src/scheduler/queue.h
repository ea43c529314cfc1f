// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scheduler/itemtext.h"
#include "scheduler/loop.h"
#include "scheduler/queuecore.h"

#include <deque>

namespace scheduler {

class QueueFull : public std::exception
{
public:
    [[nodiscard]] const char *what() const noexcept override { return "the queue is full"; }
};
class QueueEmpty : public std::exception
{
public:
    [[nodiscard]] const char *what() const noexcept override { return "the queue is empty"; }
};

template<typename T>
class QueuePut;
template<typename T>
class QueueGet;

/// asyncio.Queue: first in, first out, with asyncio's rules. put() on a queue that is not full and get() on one that is not empty do not
/// suspend; a put wakes the first live getter without handing it the item, which another task may take first. Used on its loop's
/// thread; tasks that wait in a queue that is destroyed wait for ever.
template<typename T>
class Queue
{
    // g++ 12 destroys a brace-made aggregate inside a co_await expression twice.
#if defined(__GNUC__) && !defined(__clang__) && __GNUC__ < 13
    static_assert(!std::is_aggregate_v<T> || std::is_trivially_destructible_v<T>,
        "give the item type a constructor: g++ 12 destroys aggregate temporaries of co_await expressions twice");
#endif
public:
    /// A queue of at most maxsize items; 0 or less: unbounded. `name` is what the trace calls it.
    explicit Queue(Loop &loop, const QString &name = {}, qint64 maxsize = 0) : m_core(loop.engine(), name, maxsize) {}
    Queue(const Queue &) = delete;
    Queue &operator=(const Queue &) = delete;

    /// `co_await put(item)`: waits while the queue is full, then appends the item.
    [[nodiscard]] QueuePut<T> put(T item) { return QueuePut<T>(*this, std::move(item)); }
    /// `auto item = co_await get()`: waits while the queue is empty, then takes the oldest item.
    [[nodiscard]] QueueGet<T> get() { return QueueGet<T>(*this); }
    /// Appends without waiting; throws QueueFull.
    void putNowait(T item)
    {
        if (isFull())
            throw QueueFull();
        append(std::move(item));
    }
    /// Takes the oldest item without waiting; throws QueueEmpty.
    T getNowait()
    {
        if (isEmpty())
            throw QueueEmpty();
        return take();
    }

    [[nodiscard]] qint64 size() const { return static_cast<qint64>(m_items.size()); }
    [[nodiscard]] qint64 maxsize() const { return m_core.maxsize(); }
    [[nodiscard]] bool isEmpty() const { return m_items.empty(); }
    [[nodiscard]] bool isFull() const { return m_core.isFull(m_items.size()); }
    [[nodiscard]] trace::QueueId id() const { return m_core.id(); }

private:
    friend class QueuePut<T>;
    friend class QueueGet<T>;
    struct Item
    {
        T value;
        trace::TextId text;
    };
    void append(T value)
    {
        const trace::TextId text = m_core.isRecorded() ? m_core.text(itemText(value)) : trace::TextId::None;
        m_items.push_back({ std::move(value), text });
        m_core.itemPut(m_items.size(), text);
    }
    T take()
    {
        Item item = std::move(m_items.front());
        m_items.pop_front();
        m_core.itemTaken(m_items.size(), item.text);
        return std::move(item.value);
    }

    QueueCore m_core;
    std::deque<Item> m_items;
};

/// Waits for room, then puts its item in.
template<typename T>
class QueuePut final : public QueueWaiter
{
public:
    using IsSchedulerAwaitable = void;
    QueuePut(Queue<T> &queue, T item) : QueueWaiter(queue.m_core, trace::AwaitReason::QueuePut), m_queue(queue), m_item(std::move(item)) {}

    [[nodiscard]] bool await_ready() const { return !m_queue.isFull(); }
    void await_resume()
    {
        finishQueueWait();
        m_queue.append(std::move(m_item));
    }

private:
    [[nodiscard]] bool isBlocked() const override { return m_queue.isFull(); }
    Queue<T> &m_queue;
    T m_item;
};

/// Waits for an item, then takes the oldest.
template<typename T>
class QueueGet final : public QueueWaiter
{
public:
    using IsSchedulerAwaitable = void;
    explicit QueueGet(Queue<T> &queue) : QueueWaiter(queue.m_core, trace::AwaitReason::QueueGet), m_queue(queue) {}

    [[nodiscard]] bool await_ready() const { return !m_queue.isEmpty(); }
    T await_resume()
    {
        finishQueueWait();
        return m_queue.take();
    }

private:
    [[nodiscard]] bool isBlocked() const override { return m_queue.isEmpty(); }
    Queue<T> &m_queue;
};

} // namespace scheduler
