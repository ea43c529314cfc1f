// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scheduler/outsidewaiter.h"

#include <QCoroFuture>
#include <QCoroTask>

#include <QFutureWatcher>
#include <QTimer>

// Include this where a Task<T> awaits something of Qt or QCoro: a QCoro::Task, a QFuture, a QTimer, and whatever else QCoro can await
// (qCoro(process).waitForFinished(), qCoro(object, &Class::signal), ...). For QNetworkReply * include scheduler/networkbridge.h.

namespace scheduler {

/// What a driver coroutine and the task that awaits it share; the task may be gone first.
template<typename R>
class ForeignAwaiter;
template<typename R>
struct ForeignState
{
    std::optional<std::conditional_t<std::is_void_v<R>, std::monostate, R>> value;
    std::exception_ptr exception;
    ForeignAwaiter<R> *awaiter = nullptr; ///< null before the task suspends and after it was cancelled
    bool isDone = false;
};

/// Awaits on behalf of a task as a coroutine of QCoro's own, because QCoro's awaiters keep the raw handle of who awaits: when the task is
/// destroyed first, this one ends by itself.
template<typename R, typename A>
QCoro::Task<> driveForeign(A awaitable, std::shared_ptr<ForeignState<R>> state)
{
    try {
        if constexpr (std::is_void_v<R>) {
            co_await static_cast<A &&>(awaitable);
            state->value.emplace();
        } else {
            auto &&value = co_await static_cast<A &&>(awaitable);
            state->value.emplace(std::forward<decltype(value)>(value));
        }
    } catch (...) {
        state->exception = std::current_exception();
    }
    state->isDone = true;
    if (state->awaiter != nullptr)
        state->awaiter->driverDone();
}

/// Awaits anything that QCoro can. Cancelling the task orphans the operation.
template<typename R>
class ForeignAwaiter final : public OutsideWaiter
{
public:
    using IsSchedulerAwaitable = void;
    template<typename A>
    ForeignAwaiter(Engine &engine, A &&awaitable) : OutsideWaiter(engine, trace::AwaitReason::Foreign)
    {
        // An rvalue moves into the driver; an lvalue is only looked at before the first suspension, where QCoro makes its awaiter.
        driveForeign<R, A>(std::forward<A>(awaitable), m_state);
    }
    ~ForeignAwaiter() { m_state->awaiter = nullptr; }

    [[nodiscard]] bool await_ready() const { return m_state->isDone; }
    template<typename P>
    void await_suspend(std::coroutine_handle<P> handle)
    {
        m_state->awaiter = this;
        suspendOutside(handle.promise());
    }
    R await_resume()
    {
        finishWait();
        if (m_state->exception)
            std::rethrow_exception(m_state->exception);
        if constexpr (!std::is_void_v<R>)
            return *std::move(m_state->value);
    }
    void driverDone() { completeOutside(); }

private:
    void abandon() override { m_state->awaiter = nullptr; }
    std::shared_ptr<ForeignState<R>> m_state = std::make_shared<ForeignState<R>>();
};

/// Awaits a QFuture; cancelling the task cancels the future and does not wait for it.
template<typename T>
class FutureAwaiter final : public OutsideWaiter
{
public:
    using IsSchedulerAwaitable = void;
    FutureAwaiter(Engine &engine, QFuture<T> future) : OutsideWaiter(engine, trace::AwaitReason::Foreign), m_future(std::move(future)) {}

    [[nodiscard]] bool await_ready() const { return m_future.isFinished(); }
    template<typename P>
    void await_suspend(std::coroutine_handle<P> handle)
    {
        suspendOutside(handle.promise());
        m_watcher = std::make_unique<QFutureWatcher<T>>();
        QObject::connect(m_watcher.get(), &QFutureWatcherBase::finished, m_watcher.get(), [this] { completeOutside(); });
        m_watcher->setFuture(m_future);
    }
    /// The result, or the exception of the future; Cancelled where the future was cancelled by somebody else.
    T await_resume()
    {
        m_watcher.reset();
        finishWait();
        m_future.waitForFinished(); // throws what the future holds
        if (m_future.isCanceled())
            throw Cancelled();
        if constexpr (std::is_copy_constructible_v<T>)
            return m_future.result();
        else if constexpr (!std::is_void_v<T>)
            return m_future.takeResult();
    }

private:
    void abandon() override
    {
        m_watcher.reset(); // first: a watcher that is only disconnected later still hears of the end
        m_future.cancel();
    }
    QFuture<T> m_future;
    std::unique_ptr<QFutureWatcher<T>> m_watcher;
};

/// Awaits the next timeout of a QTimer, on the machine's clock; not suspended by one that is not active. Ends also with the timer's destruction.
class QTimerAwaiter final : public OutsideWaiter
{
public:
    using IsSchedulerAwaitable = void;
    QTimerAwaiter(Engine &engine, QTimer *timer) : OutsideWaiter(engine, trace::AwaitReason::Foreign), m_timer(timer) {}

    [[nodiscard]] bool await_ready() const { return m_timer == nullptr || !m_timer->isActive(); }
    template<typename P>
    void await_suspend(std::coroutine_handle<P> handle)
    {
        suspendOutside(handle.promise());
        QObject::connect(m_timer, &QTimer::timeout, &m_context, [this] { completeOutside(); });
        QObject::connect(m_timer, &QObject::destroyed, &m_context, [this] { completeOutside(); });
    }
    void await_resume() { finishWait(); }

private:
    void abandon() override { m_timer->disconnect(&m_context); }
    QTimer *m_timer;
    QObject m_context;
};

namespace bridge {
template<typename T>
inline constexpr bool IsFuture = false;
template<typename T>
inline constexpr bool IsFuture<QFuture<T>> = true;

/// What QCoro gives for awaiting an A.
template<typename A>
using ResultOf = QCoro::detail::awaitable_return_type_t<
    std::remove_reference_t<decltype(std::declval<QCoro::detail::TaskPromiseBase &>().await_transform(std::declval<A>()))>>;
} // namespace bridge

/// What awaits a thing of Qt or QCoro; found from Task<T>'s promise by argument-dependent lookup.
template<typename A>
auto makeForeignAwaiter(Engine &engine, A &&awaitable)
{
    using Plain = std::remove_cvref_t<A>;
    if constexpr (std::is_base_of_v<QTimer, Plain>)
        return QTimerAwaiter(engine, &awaitable);
    else if constexpr (std::is_pointer_v<Plain> && std::is_base_of_v<QTimer, std::remove_pointer_t<Plain>>)
        return QTimerAwaiter(engine, awaitable);
    else if constexpr (bridge::IsFuture<Plain>)
        return FutureAwaiter(engine, Plain(std::forward<A>(awaitable)));
    else
        return ForeignAwaiter<bridge::ResultOf<A>>(engine, std::forward<A>(awaitable));
}

} // namespace scheduler
