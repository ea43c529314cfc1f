// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scheduler/sourcelocation.h"
#include "scheduler/taskcore.h"
#include "scheduler/waiter.h"

#include <coroutine>
#include <optional>

namespace scheduler {

template<typename T = void>
class Task;
template<typename T = void>
class TaskHandle;
template<typename T>
class ChildAwaiter;

/// An awaitable with a place of its own for the trace, made by at().
template<typename A>
class Placed
{
public:
    Placed(SourceLocation place, A &&awaitable) : place(place), awaitable(static_cast<A &&>(awaitable)) {}
    SourceLocation place;
    A &&awaitable;
};

/// `co_await at(place, what)` awaits `what` as if the co_await stood at that place: for coroutines that interpret a text of their own, whose
/// lines are what the user knows. The texts of the place must live as long as the coroutine.
template<typename A>
[[nodiscard]] Placed<A> at(SourceLocation place, A &&awaitable)
{
    return Placed<A>(place, static_cast<A &&>(awaitable));
}

/// What the promises of all coroutine types share: the links that make one task out of nested coroutines, and the line of the
/// current await. The chain of parents is the async call stack.
class PromiseBase
{
public:
    PromiseBase(std::coroutine_handle<> self, SourceLocation definition) : self(self), definition(definition) {}
    PromiseBase(const PromiseBase &) = delete;
    PromiseBase &operator=(const PromiseBase &) = delete;

    std::coroutine_handle<> self;
    TaskCore *task = nullptr; ///< set when spawned or awaited
    PromiseBase *parent = nullptr; ///< the coroutine that awaits this one
    PromiseBase **owner = nullptr; ///< where the pointer that owns this frame stands
    std::exception_ptr exception;
    SourceLocation definition; ///< g++: the closing line, clang: the opening line
    SourceLocation awaitedAt; ///< of the current or last co_await
    mutable trace::SiteId callerSite = trace::SiteId::None; ///< site of the parent's await, once asked for
    mutable bool isCallerSiteKnown = false;

    /// A lazy coroutine: it begins when its task is first resumed or when it is awaited.
    std::suspend_always initial_suspend() const noexcept { return {}; }

    /// Hands control back to the awaiting coroutine by way of the loop's trampoline, so that the stack never grows.
    struct FinalAwaiter
    {
        bool await_ready() const noexcept { return false; }
        template<typename P>
        void await_suspend(std::coroutine_handle<P> handle) const noexcept
        {
            PromiseBase &promise = handle.promise();
            promise.task->top = promise.parent;
            promise.task->switches = promise.parent != nullptr;
        }
        void await_resume() const noexcept {}
    };
    FinalAwaiter final_suspend() const noexcept { return {}; }
    void unhandled_exception() { exception = std::current_exception(); }

    template<typename T>
    ChildAwaiter<T> await_transform(Task<T> &&child, SourceLocation at = SourceLocation::current())
    {
        awaitedAt = at;
        return ChildAwaiter<T>(std::move(child));
    }
    template<typename T>
    void await_transform(Task<T> &child) = delete; // a coroutine is awaited once: co_await std::move(child)

    template<typename A>
    decltype(auto) await_transform(Placed<A> &&placed)
    {
        return await_transform(static_cast<A &&>(placed.awaitable), placed.place);
    }

    /// Everything else: our own awaitables as they are, handles join their task, and what QCoro can await goes over the bridge.
    template<typename A>
    auto await_transform(A &&awaitable, SourceLocation at = SourceLocation::current());
};

/// An awaitable of this room: it suspends the task by itself and needs no bridge.
template<typename A>
concept OwnAwaitable = requires { typename std::remove_cvref_t<A>::IsSchedulerAwaitable; };

/// A TaskHandle: awaiting it joins the task.
template<typename A>
concept Joinable = requires { typename std::remove_cvref_t<A>::IsTaskHandle; };

/// Forwards to an awaitable that stands in the co_await expression and so lives until the task goes on. g++ 12 copies what await_transform()
/// returns by reference, and waiters do not move: their addresses are in lists.
template<typename A>
class AwaiterReference
{
public:
    explicit AwaiterReference(A &awaitable) : m_awaitable(&awaitable) {}
    bool await_ready() { return m_awaitable->await_ready(); }
    template<typename P>
    auto await_suspend(std::coroutine_handle<P> handle)
    {
        return m_awaitable->await_suspend(handle);
    }
    decltype(auto) await_resume() { return m_awaitable->await_resume(); }

private:
    A *m_awaitable;
};

/// What awaits `awaitable`: itself for our own, else an object that does. makeForeignAwaiter() (scheduler/foreign.h) is found by
/// argument-dependent lookup, so that the bridge to QCoro is needed only where it is used.
template<typename A>
auto awaiterFor(Engine &engine, A &&awaitable)
{
    if constexpr (OwnAwaitable<A>)
        return AwaiterReference<std::remove_reference_t<A>>(awaitable);
    else if constexpr (Joinable<A>)
        return awaitable.join();
    else
        return makeForeignAwaiter(engine, static_cast<A &&>(awaitable));
}

template<typename A>
auto PromiseBase::await_transform(A &&awaitable, SourceLocation at)
{
    awaitedAt = at;
    return awaiterFor(*task->engine, static_cast<A &&>(awaitable));
}

/// The promise of Task<T>.
template<typename T>
class TaskPromise final : public PromiseBase
{
public:
    explicit TaskPromise(SourceLocation definition = SourceLocation::current())
        : PromiseBase(std::coroutine_handle<TaskPromise>::from_promise(*this), definition)
    {
    }
    Task<T> get_return_object(SourceLocation definition = SourceLocation::current());

    template<typename U = T>
    void return_value(U &&value)
    {
        m_value.emplace(std::forward<U>(value));
    }
    [[nodiscard]] std::optional<T> takeValue() { return std::move(m_value); }
    T result()
    {
        if (exception)
            std::rethrow_exception(exception);
        return *std::move(m_value);
    }

private:
    std::optional<T> m_value;
};

template<>
class TaskPromise<void> final : public PromiseBase
{
public:
    explicit TaskPromise(SourceLocation definition = SourceLocation::current())
        : PromiseBase(std::coroutine_handle<TaskPromise>::from_promise(*this), definition)
    {
    }
    Task<void> get_return_object(SourceLocation definition = SourceLocation::current());

    void return_void() const noexcept {}
    void result() const
    {
        if (exception)
            std::rethrow_exception(exception);
    }
};

} // namespace scheduler
