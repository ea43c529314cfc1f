// SPDX-License-Identifier: MIT
#pragma once

// One include shows every coroutine that returns QCoro::Task: when it runs, what it awaits and where, who resumed it, how it ended. It has to come
// before all other headers of QCoro, and in every source file that defines such coroutines (sleepFor() and others are coroutines in headers: files with
// and without it would disagree about them). QCoro 0.8 to 0.12, g++ 12 and later, clang 16 and later. LazyTask and generators are not covered.
//
// How: std::coroutine_traits gives coroutines of QCoro::Task a promise of ours that holds QCoro's as its first member. QCoro goes on to find its own
// promise at the address where it has always been. This relies on the layout that g++ and clang give to coroutine frames (promise behind two
// pointers, aligned); the standard does not promise it, and the assertions below hold what it rests on.

#if __has_include(<qcorotask.h>)
#    include <qcorotask.h>
#elif __has_include(<qcoro/qcorotask.h>)
#    include <qcoro/qcorotask.h>
#else
#    include <QCoroTask>
#endif

#include <loopscope/traced.h>

#include <QtGlobal>

#include <chrono>
#include <exception>
#include <string>

class QIODevice;
class QNetworkReply;
class QTimer;

namespace loopscope::detail {

template<typename T>
struct IsQCoroTask : std::false_type
{
};
template<typename T>
struct IsQCoroTask<QCoro::Task<T>> : std::true_type
{
};
template<typename T>
struct IsTraced : std::false_type
{
};
template<typename T>
struct IsTraced<Traced<T>> : std::true_type
{
};
template<typename T>
struct IsDuration : std::false_type
{
};
template<typename Rep, typename Period>
struct IsDuration<std::chrono::duration<Rep, Period>> : std::true_type
{
};

/// Why a coroutine that awaits a T is suspended; joins are told by their frame.
template<typename T>
constexpr Awaited awaitedOf()
{
    using Plain = std::remove_pointer_t<std::remove_cvref_t<T>>;
    constexpr std::string_view name = typeName<Plain>();
    if (IsDuration<Plain>::value || name == "QTimer" || name.find("QCoroTimer") != std::string_view::npos)
        return { Reason::Sleep, nullptr, {} };
    if (name == "QNetworkReply" || name == "QLocalSocket" || name == "QTcpSocket" || name == "QProcess" || name.find("QCoroNetworkReply") != std::string_view::npos
        || name.find("QCoroIODevice") != std::string_view::npos || name.find("QCoroAbstractSocket") != std::string_view::npos
        || name.find("QCoroLocalSocket") != std::string_view::npos || name.find("QCoroProcess") != std::string_view::npos)
        return { Reason::Io, nullptr, name };
    return { Reason::Foreign, nullptr, name };
}

/// Gives the coroutine that the awaiter of a QCoro::Task waits for: a protected member, which a derived class may name.
template<typename Awaiter>
struct AwaitedCoroutine : Awaiter
{
    static const void *of(Awaiter &awaiter) { return (awaiter.*(&AwaitedCoroutine::mAwaitedCoroutine)).address(); }
};

/// Stands in the frame for as long as the co_await lasts: the transformed awaitable, its awaiter, and what is told.
template<typename QCoroPromise, typename Awaitable, typename Operand>
class TaskAwait
{
    using Awaiter = decltype(awaiterOf(std::declval<Awaitable &&>()));

public:
    template<typename Transform>
    TaskAwait(TaskState &task, QCoroPromise &promise, const Place &place, Transform &&transform)
        : m_task(&task)
        , m_promise(&promise)
        , m_place(place)
        , m_awaitable(transform())
        , m_awaiter(awaiterOf(std::forward<Awaitable>(m_awaitable)))
    {
    }
    TaskAwait(const TaskAwait &) = delete;
    TaskAwait &operator=(const TaskAwait &) = delete;

    bool await_ready() { return m_awaiter.await_ready(); }

    template<typename Promise>
    auto await_suspend(std::coroutine_handle<Promise>)
    {
        if (isOn()) {
            m_isTold = true;
            if constexpr (IsQCoroTask<std::remove_cvref_t<Operand>>::value)
                suspending(*m_task, { Reason::Join, AwaitedCoroutine<std::remove_cvref_t<Awaiter>>::of(m_awaiter), {} }, m_place);
            else
                suspending(*m_task, awaitedOf<Operand>(), m_place);
        }
        // The coroutine may be resumed, and this be gone, before the call returns.
        return m_awaiter.await_suspend(std::coroutine_handle<QCoroPromise>::from_promise(*m_promise));
    }

    decltype(auto) await_resume()
    {
        if (m_isTold && isOn())
            resumed(*m_task);
        return m_awaiter.await_resume();
    }

private:
    TaskState *m_task;
    QCoroPromise *m_promise;
    Place m_place;
    bool m_isTold = false;
    Awaitable m_awaitable; ///< lives as long as its awaiter; a reference where QCoro gives one
    Awaiter m_awaiter;
};

[[nodiscard]] inline std::string textOf(const std::exception_ptr &error)
{
    try {
        std::rethrow_exception(error);
    } catch (const std::exception &exception) {
        return exception.what();
    } catch (...) {
        return "an exception";
    }
}

/// The end of a coroutine: QCoro's own, within which who waits for it is resumed.
template<typename QCoroPromise>
struct Final
{
    decltype(std::declval<QCoroPromise &>().final_suspend()) inner;
    QCoroPromise *promise;
    std::uint32_t task;

    bool await_ready() const noexcept { return false; }
    template<typename Promise>
    void await_suspend(std::coroutine_handle<Promise>) noexcept
    {
        // May destroy the frame, this object included.
        const Finisher finisher(task);
        inner.await_suspend(std::coroutine_handle<QCoroPromise>::from_promise(*promise));
    }
    void await_resume() const noexcept {}
};

template<typename T>
class PromiseBase
{
public:
    using QCoroPromise = typename QCoro::Task<T>::promise_type;

    PromiseBase() = default;
    ~PromiseBase()
    {
        if (isOn())
            destroyed(m_task);
    }
    PromiseBase(const PromiseBase &) = delete;
    PromiseBase &operator=(const PromiseBase &) = delete;

    QCoro::Task<T> get_return_object(Place place = Place::current())
    {
        static_assert(alignof(PromiseBase) <= 2 * sizeof(void *), "the promise would not stand right behind the frame's two pointers");
        Q_ASSERT(static_cast<void *>(&m_promise) == static_cast<void *>(this));
        // Also where nobody records: a recording that begins later wants to know.
        m_task.place = place;
        m_task.frame = std::coroutine_handle<QCoroPromise>::from_promise(m_promise).address();
        if (isOn())
            begun(m_task);
        return m_promise.get_return_object();
    }
    auto initial_suspend() { return m_promise.initial_suspend(); }

    auto final_suspend() noexcept
    {
        if (isOn())
            finished(m_task, m_error.empty() ? Reason::Returned : Reason::Raised, m_error);
        return Final<QCoroPromise> { m_promise.final_suspend(), &m_promise, isOn() ? m_task.id : 0 };
    }

    void unhandled_exception()
    {
        if (isOn())
            m_error = textOf(std::current_exception());
        m_promise.unhandled_exception();
    }

    template<typename Operand>
    auto await_transform(Operand &&operand, Place place = Place::current())
    {
        if constexpr (IsTraced<std::remove_cvref_t<Operand>>::value)
            return await_transform(operand.held(), operand.place());
        else
            return awaitOf<Operand>([&]() -> decltype(auto) { return m_promise.await_transform(std::forward<Operand>(operand)); }, place);
    }

protected:
    template<typename Operand, typename Transform>
    auto awaitOf(Transform &&transform, const Place &place)
    {
        return TaskAwait<QCoroPromise, decltype(transform()), Operand>(m_task, m_promise, place, transform);
    }

    QCoroPromise m_promise; ///< first: QCoro finds it by the frame
    TaskState m_task;
    std::string m_error;
};

template<typename T>
class Promise : public PromiseBase<T>
{
public:
    void return_value(T value) { this->m_promise.return_value(std::move(value)); }
    template<typename U>
        requires(!std::is_convertible_v<U &&, T> && std::is_constructible_v<T, U &&>)
    void return_value(U &&value)
    {
        this->m_promise.return_value(std::forward<U>(value));
    }
};

template<>
class Promise<void> : public PromiseBase<void>
{
public:
    void return_void() { m_promise.return_void(); }
};

} // namespace loopscope::detail

template<typename T, typename... Args>
struct std::coroutine_traits<QCoro::Task<T>, Args...>
{
    using promise_type = loopscope::detail::Promise<T>;
};
