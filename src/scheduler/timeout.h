// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scheduler/taskhandle.h"

namespace scheduler {

/// asyncio.timeout() of CPython 3.11.7 for the task that enters it: when the time is over the task is cancelled, and leave()
/// tells whether that cancellation is this timeout's own (`uncancel() <= cancelling at entry`).
class TimeoutScope final : private TimerTarget
{
public:
    TimeoutScope(Engine &engine, Duration duration) : m_engine(engine), m_deadline(engine.clock.now() + duration) {}
    ~TimeoutScope();
    TimeoutScope(const TimeoutScope &) = delete;
    TimeoutScope &operator=(const TimeoutScope &) = delete;

    /// Begins to count for the current task.
    void enter();
    /// Stops counting. True if the Cancelled that ended the body is to become a TimeoutError. Later calls return false.
    bool leave();

private:
    enum class State : quint8 { Created, Entered, Expiring, Left };
    void timerFired() override;

    Engine &m_engine;
    TaskRef m_task;
    Timestamp m_deadline;
    trace::TimerId m_id = trace::TimerId::None;
    TimerSlot m_timer = TimerSlot::None;
    int m_cancelling = 0;
    State m_state = State::Created;
};

/// Awaits something within a timeout.
template<typename Inner>
class TimeoutAwaiter
{
public:
    using IsSchedulerAwaitable = void;
    /// make() gives the inner awaiter; a function, so that an awaiter that cannot be moved is made in place.
    template<typename Make>
    TimeoutAwaiter(Engine &engine, Duration duration, Make &&make) : m_scope(engine, duration), m_inner(make())
    {
    }

    bool await_ready()
    {
        m_scope.enter();
        return m_inner.await_ready();
    }
    template<typename P>
    auto await_suspend(std::coroutine_handle<P> handle)
    {
        return m_inner.await_suspend(handle);
    }
    auto await_resume()
    {
        try {
            if constexpr (std::is_void_v<decltype(m_inner.await_resume())>) {
                m_inner.await_resume();
                m_scope.leave();
            } else {
                auto result = m_inner.await_resume();
                m_scope.leave();
                return result;
            }
        } catch (const Cancelled &) {
            if (m_scope.leave())
                throw TimeoutError();
            throw;
        } catch (...) {
            m_scope.leave();
            throw;
        }
    }

private:
    TimeoutScope m_scope;
    Inner m_inner;
};

} // namespace scheduler
