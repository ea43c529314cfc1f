// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scheduler/engine.h"
#include "scheduler/task.h"

#include <stdexcept>

namespace scheduler {

/// A spawned coroutine with a result of type T.
template<typename T>
class TypedTaskCore final : public TaskCore
{
public:
    TypedTaskCore(Engine &engine, TaskId id, PromiseBase *promise) : TaskCore(engine, id)
    {
        root = top = promise;
        root->owner = &root;
        root->task = this;
    }
    ~TypedTaskCore() override { destroyFrames(); }

    void collect() override
    {
        exception = root->exception;
        if constexpr (!std::is_void_v<T>) {
            if (!exception)
                value = static_cast<TaskPromise<T> *>(root)->takeValue();
        }
        std::exchange(root, nullptr)->self.destroy();
    }

    std::optional<std::conditional_t<std::is_void_v<T>, std::monostate, T>> value;
};

/// Suspends until another task is done; does not suspend when it is done already. Cancelling the joiner cancels the joined task,
/// and the joiner goes on when that has ended.
class JoinWaiter : public Waiter
{
public:
    using IsSchedulerAwaitable = void;
    explicit JoinWaiter(TaskRef joined);
    ~JoinWaiter();

    [[nodiscard]] bool await_ready() const;
    template<typename P>
    void await_suspend(std::coroutine_handle<P> handle)
    {
        suspend(handle.promise());
        m_joined->callbacks.push_back({ .joiner = m_task });
    }
    bool cancelWait(TaskId by, quint32 object) final;

protected:
    /// Throws what the joined task ended with.
    void finishJoin();
    TaskRef m_joined;
};

template<typename T>
class JoinAwaiter final : public JoinWaiter
{
public:
    using JoinWaiter::JoinWaiter;
    T await_resume()
    {
        finishJoin();
        if constexpr (!std::is_void_v<T>) {
            auto &value = static_cast<TypedTaskCore<T> *>(m_joined.get())->value;
            if constexpr (std::is_copy_constructible_v<T>)
                return *value;
            else
                return *std::move(value);
        }
    }
};

/// Names a spawned task; any number of them, for the loop's thread. `co_await handle` joins the task: gives its result (a copy, or
/// the value itself where it cannot be copied) or throws what it ended with. The task goes on without its handles.
template<typename T>
class TaskHandle
{
public:
    using IsTaskHandle = void;
    TaskHandle() = default;
    explicit TaskHandle(TaskRef task) : m_task(std::move(task)) {}
    /// A handle that joins without the result.
    template<typename U>
        requires(std::is_void_v<T> && !std::is_void_v<U>)
    TaskHandle(const TaskHandle<U> &other) : m_task(other.task())
    {
    }

    /// False for a default-made handle, on which nothing else may be called.
    [[nodiscard]] bool isValid() const { return static_cast<bool>(m_task); }
    [[nodiscard]] TaskId id() const { return m_task->id; }
    /// "producer-2".
    [[nodiscard]] QString name() const { return m_task->name(); }
    [[nodiscard]] bool isDone() const { return m_task->isDone(); }
    /// How it ended; None before that.
    [[nodiscard]] trace::Outcome outcome() const { return m_task->outcome; }
    /// asyncio's Task.cancel(): asks the task to end by throwing Cancelled at its await; false if it is done already.
    bool cancel() { return !isDone() && m_task->engine->cancel(*m_task.get(), m_task->engine->currentId()); }
    /// asyncio's Task.cancelling(): requests that have not been taken back.
    [[nodiscard]] int cancelling() const { return m_task->cancelRequests; }
    /// asyncio's Task.uncancel(): takes one request back, returns how many are left.
    int uncancel() { return m_task->cancelRequests > 0 ? --m_task->cancelRequests : 0; }

    [[nodiscard]] JoinAwaiter<T> join() const { return JoinAwaiter<T>(m_task); }
    [[nodiscard]] const TaskRef &task() const { return m_task; }

private:
    TaskRef m_task;
};

} // namespace scheduler
