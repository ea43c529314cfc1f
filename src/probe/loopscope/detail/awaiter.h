// SPDX-License-Identifier: MIT
#pragma once

#include <loopscope/detail/recorder.h>

#include <coroutine>
#include <type_traits>
#include <utility>

namespace loopscope::detail {

template<typename T>
concept HasMemberCoAwait = requires(T &&value) { std::forward<T>(value).operator co_await(); };
template<typename T>
concept HasFreeCoAwait = requires(T &&value) { operator co_await(std::forward<T>(value)); };

/// What co_await would call await_ready() and the others on: the operator's result, or the awaitable itself.
template<typename Awaitable>
decltype(auto) awaiterOf(Awaitable &&awaitable)
{
    if constexpr (HasMemberCoAwait<Awaitable>)
        return std::forward<Awaitable>(awaitable).operator co_await();
    else if constexpr (HasFreeCoAwait<Awaitable>)
        return operator co_await(std::forward<Awaitable>(awaitable));
    else
        return std::forward<Awaitable>(awaitable);
}

} // namespace loopscope::detail
