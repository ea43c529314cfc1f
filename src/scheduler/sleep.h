// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scheduler/engine.h"
#include "scheduler/promise.h"

namespace scheduler {

/// asyncio's bare yield: the task is ready again at once and runs in the next iteration.
class YieldAwaiter
{
public:
    using IsSchedulerAwaitable = void;
    bool await_ready() const noexcept { return false; }
    template<typename P>
    void await_suspend(std::coroutine_handle<P> handle) noexcept
    {
        m_task = handle.promise().task;
    }
    void await_resume()
    {
        if (std::exchange(m_task->throwsCancelled, false))
            throw Cancelled();
    }

private:
    TaskCore *m_task = nullptr;
};

/// asyncio.sleep(): a timer of this length, or a bare yield where it is not positive.
class SleepAwaiter final : public Waiter, private TimerTarget
{
public:
    using IsSchedulerAwaitable = void;
    SleepAwaiter(Engine &engine, Duration duration)
        : Waiter(engine, trace::AwaitReason::Sleep), m_duration(duration)
    {
    }
    ~SleepAwaiter() { disarm(); }

    bool await_ready() const noexcept { return false; }
    template<typename P>
    void await_suspend(std::coroutine_handle<P> handle)
    {
        begin(handle.promise());
    }
    void await_resume();

private:
    void begin(PromiseBase &promise);
    void disarm();
    void timerFired() override;

    Duration m_duration;
    TimerSlot m_timer = TimerSlot::None;
};

} // namespace scheduler
