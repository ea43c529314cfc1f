// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scheduler/spawn.h"

#include <tuple>

namespace scheduler {

class GatherWaiter;

/// asyncio's _GatheringFuture with its done callback: counts finished children, one iteration after each has finished, and ends with the
/// first exception or with the last child. It outlives the await when that ended early, so it is counted by the callbacks that still come.
class GatherState
{
public:
    GatherState(Engine &engine, std::vector<TaskRef> children, GatherWaiter &waiter);
    void retain() { ++m_references; }
    void release();

    /// Called one iteration after the child has finished.
    void childDone(TaskCore &child);
    /// Passes a cancellation on to the children; true if one took it.
    bool cancelChildren(TaskId by);
    /// Nobody awaits it any more.
    void forget() { m_waiter = nullptr; }
    /// Throws what ended it.
    void rethrow();
    [[nodiscard]] const std::vector<TaskRef> &children() const { return m_children; }
    /// How many different tasks are awaited.
    [[nodiscard]] quint32 taskCount() const { return m_taskCount; }

private:
    void end(TaskCore &last);

    Engine &m_engine;
    std::vector<TaskRef> m_children; // as given: one task may stand there twice
    TaskRef m_failed; // the child whose exception or cancellation ended it
    GatherWaiter *m_waiter;
    quint32 m_references = 1;
    quint32 m_taskCount = 0;
    quint32 m_finished = 0;
    bool m_isDone = false;
    bool m_isCancelRequested = false;
};

/// Suspends until all children are done or the first has raised.
class GatherWaiter : public Waiter
{
public:
    using IsSchedulerAwaitable = void;
    template<typename P>
    void await_suspend(std::coroutine_handle<P> handle)
    {
        suspend(handle.promise());
    }
    bool cancelWait(TaskId by, quint32 object) final;
    void end(TaskCore &last) { complete(trace::ReadyCause::Task, last.id, trace::number(last.id)); }

protected:
    explicit GatherWaiter(Engine &engine) : Waiter(engine, trace::AwaitReason::Gather) {}
    ~GatherWaiter();
    /// Takes the children in; true if there are none and nothing is to be waited for.
    bool begin(std::vector<TaskRef> children);
    void finishGather();
    template<typename T>
    T result(std::size_t child)
    {
        return *static_cast<TypedTaskCore<T> *>(m_gather->children()[child].get())->value;
    }

    GatherState *m_gather = nullptr;
};

/// gather(Task...): the tasks are spawned, in order, when this is awaited. The result is void when all are Task<void>, else a tuple
/// with std::monostate in the place of each void.
template<typename... T>
class GatherTasks final : public GatherWaiter
{
public:
    GatherTasks(Engine &engine, Task<T>... tasks) : GatherWaiter(engine), m_tasks(std::move(tasks)...) {}

    bool await_ready()
    {
        return begin(std::apply(
            [this](auto &...task) {
                std::vector<TaskRef> children;
                children.reserve(sizeof...(T));
                (children.push_back(spawnTask(*m_engine, std::move(task), {})), ...);
                return children;
            },
            m_tasks));
    }
    auto await_resume()
    {
        finishGather();
        if constexpr (!(std::is_void_v<T> && ...))
            return results(std::index_sequence_for<T...>());
    }

private:
    template<typename U>
    using ResultOf = std::conditional_t<std::is_void_v<U>, std::monostate, U>;
    template<std::size_t... I>
    std::tuple<ResultOf<T>...> results(std::index_sequence<I...>)
    {
        if (m_gather == nullptr)
            return {};
        return { resultOf<T>(I)... };
    }
    template<typename U>
    ResultOf<U> resultOf(std::size_t child)
    {
        if constexpr (std::is_void_v<U>)
            return {};
        else
            return result<U>(child);
    }

    std::tuple<Task<T>...> m_tasks;
};

/// gather(handles) and gather(tasks): the result is void, or the results in the order given.
template<typename T>
class GatherList final : public GatherWaiter
{
public:
    GatherList(Engine &engine, std::vector<TaskHandle<T>> handles) : GatherWaiter(engine), m_handles(std::move(handles)) {}
    GatherList(Engine &engine, std::vector<Task<T>> tasks) : GatherWaiter(engine), m_tasks(std::move(tasks)) {}

    bool await_ready()
    {
        std::vector<TaskRef> children;
        for (Task<T> &task : m_tasks)
            children.push_back(spawnTask(*m_engine, std::move(task), {}));
        for (const TaskHandle<T> &handle : m_handles)
            children.push_back(handle.task());
        return begin(std::move(children));
    }
    auto await_resume()
    {
        finishGather();
        if constexpr (!std::is_void_v<T>) {
            std::vector<T> results;
            for (std::size_t i = 0; m_gather != nullptr && i < m_gather->children().size(); ++i)
                results.push_back(result<T>(i));
            return results;
        }
    }

private:
    std::vector<TaskHandle<T>> m_handles;
    std::vector<Task<T>> m_tasks;
};

} // namespace scheduler
