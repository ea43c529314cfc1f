// SPDX-License-Identifier: MIT
#pragma once

#include <loopscope/detail/awaiter.h>
#include <loopscope/probe.h>

namespace loopscope {

namespace detail {

/// The awaiter of a traced awaitable, in a coroutine of any kind.
template<typename Inner>
struct TracedAwaiter
{
    Inner inner;
    Awaited awaited;
    Place place;
    std::uint32_t task = 0;

    bool await_ready() { return inner.await_ready(); }
    template<typename Promise>
    auto await_suspend(std::coroutine_handle<Promise> coroutine)
    {
        if (isOn())
            task = awaitBegun(coroutine.address(), awaited, place);
        return inner.await_suspend(coroutine);
    }
    decltype(auto) await_resume()
    {
        if (task != 0 && isOn())
            awaitEnded(task);
        return inner.await_resume();
    }
};

/// A traced awaitable. In a coroutine that <loopscope/qcoro.h> watches it is awaited as what it holds; elsewhere it tells of the wait itself.
template<typename Awaitable>
class [[nodiscard]] Traced
{
public:
    Traced(Awaitable &&awaitable, const Place &place)
        : m_awaitable(std::forward<Awaitable>(awaitable))
        , m_place(place)
    {
    }

    /// What it holds, as it was given.
    [[nodiscard]] Awaitable &&held() { return std::forward<Awaitable>(m_awaitable); }
    [[nodiscard]] const Place &place() const { return m_place; }

    auto operator co_await() &&
    {
        using Inner = decltype(awaiterOf(std::declval<Awaitable &&>()));
        return TracedAwaiter<Inner> { awaiterOf(std::forward<Awaitable>(m_awaitable)), { Reason::Foreign, nullptr, typeName<std::remove_cvref_t<Awaitable>>() }, m_place };
    }

private:
    Awaitable m_awaitable; ///< a reference where an lvalue was given
    Place m_place;
};

} // namespace detail

/// `co_await loopscope::traced(x)`: shows this one wait, with its place, in a coroutine of any kind. Between traced waits nothing is known of the
/// coroutine, and the trace says so. x is anything with an awaiter; where the coroutine's own promise transforms what it awaits (a QCoro::Task
/// awaiting a QTimer), include <loopscope/qcoro.h> instead.
template<typename Awaitable>
[[nodiscard]] auto traced(Awaitable &&awaitable, detail::Place place = detail::Place::current())
{
    return detail::Traced<Awaitable>(std::forward<Awaitable>(awaitable), place);
}

} // namespace loopscope
