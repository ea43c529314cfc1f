// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scheduler/promise.h"

#include <QString>

namespace scheduler {

/// A lazy coroutine with a result of type T. It does nothing until it is awaited (`co_await f()`, in the same task) or spawned
/// (Loop::spawn, gather: a task of its own). Destroying it destroys the coroutine with all its locals; one that is never awaited
/// leaks nothing. Parameters are kept by the coroutine: take them by value, or by reference only to what outlives the task.
template<typename T>
class [[nodiscard]] Task
{
public:
    using promise_type = TaskPromise<T>;
    using ValueType = T;

    Task() = default;
    Task(Task &&other) noexcept
        : m_promise(std::exchange(other.m_promise, nullptr)), m_name(std::move(other.m_name))
    {
    }
    Task &operator=(Task &&other) noexcept
    {
        std::swap(m_promise, other.m_promise);
        std::swap(m_name, other.m_name);
        return *this;
    }
    ~Task()
    {
        if (m_promise != nullptr)
            m_promise->self.destroy();
    }

    /// False for a default-made or moved-from task.
    [[nodiscard]] bool isValid() const { return m_promise != nullptr; }

    /// The base name it gets when spawned, instead of its coroutine's name: `gather(worker().named(name))`.
    Task &&named(QString name) &&
    {
        m_name = std::move(name);
        return std::move(*this);
    }
    /// Where the trace says it is defined, instead of its coroutine's place; the texts must live as long as the task.
    Task &&definedAt(SourceLocation place) &&
    {
        m_promise->definition = place;
        return std::move(*this);
    }
    /// The name given with named(), else the function's name without template arguments.
    [[nodiscard]] QString baseName() const;

    /// Gives the coroutine away, not begun; the caller owns its frame.
    [[nodiscard]] PromiseBase *release() { return std::exchange(m_promise, nullptr); }

private:
    friend class TaskPromise<T>;
    friend class ChildAwaiter<T>;
    explicit Task(PromiseBase *promise) : m_promise(promise) {}

    PromiseBase *m_promise = nullptr; // a TaskPromise<T>
    QString m_name;
};

/// The name of a function for people: "producer<int>" is "producer", a lambda's is "task".
[[nodiscard]] QString functionBaseName(const char *function);

template<typename T>
QString Task<T>::baseName() const
{
    if (!m_name.isEmpty() || m_promise == nullptr)
        return m_name;
    return functionBaseName(m_promise->definition.function);
}

template<typename T>
Task<T> TaskPromise<T>::get_return_object(SourceLocation at)
{
    definition = at;
    return Task<T>(this);
}

inline Task<void> TaskPromise<void>::get_return_object(SourceLocation at)
{
    definition = at;
    return Task<void>(this);
}

/// Awaits a coroutine in the same task: control goes to it by way of the trampoline and comes back when it ends.
template<typename T>
class ChildAwaiter
{
public:
    explicit ChildAwaiter(Task<T> child) : m_child(std::move(child)) {}

    bool await_ready() const noexcept { return false; }
    template<typename P>
    void await_suspend(std::coroutine_handle<P> handle) noexcept
    {
        PromiseBase &parent = handle.promise();
        PromiseBase &child = *m_child.m_promise;
        child.task = parent.task;
        child.parent = &parent;
        child.owner = &m_child.m_promise;
        parent.task->top = &child;
        parent.task->switches = true;
    }
    T await_resume() { return static_cast<TaskPromise<T> *>(m_child.m_promise)->result(); }

private:
    Task<T> m_child;
};

} // namespace scheduler
