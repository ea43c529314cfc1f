// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scheduler/engine.h"
#include "scheduler/promise.h"

#include <atomic>
#include <stop_token>
#include <tuple>

namespace scheduler {

class JobWaiter;
class Pool;

/// A call that a pool worker computes. Shared by the awaiting task, the pool and the worker that runs it; the loop's thread owns all of it
/// but compute() and its result, which are the worker's between JobStarted and delivery.
class Job
{
public:
    virtual ~Job() = default;
    /// Calls the function and keeps its result or exception; on a worker thread, or on the loop's in virtual time.
    virtual void compute(std::stop_token token) noexcept = 0;
    /// True if the function takes a std::stop_token as its last argument and so can end early.
    [[nodiscard]] virtual bool heedsStop() const = 0;

    std::exception_ptr exception;
    std::stop_source stop;
    JobWaiter *waiter = nullptr; ///< who awaits it; null when nobody does any more
    Duration cost {}; ///< what it lasts in virtual time
    TaskId task = TaskId::None;
    trace::JobId id = trace::JobId::None;
};

/// Suspends until the job is computed. Cancelling the task takes a waiting job out of the pool, asks a running one to stop, and does
/// not wait for it.
class JobWaiter : public Waiter
{
public:
    using IsSchedulerAwaitable = void;
    bool await_ready() const noexcept { return false; }
    template<typename P>
    void await_suspend(std::coroutine_handle<P> handle)
    {
        begin(handle.promise());
    }
    bool cancelWait(TaskId by, quint32 object) final;
    /// Called by the pool on the loop's thread.
    void jobDone() { complete(trace::ReadyCause::Job, TaskId::None, m_object); }

protected:
    JobWaiter(Engine &engine, Pool &pool, std::shared_ptr<Job> job)
        : Waiter(engine, trace::AwaitReason::Job), m_pool(pool), m_job(std::move(job))
    {
    }
    ~JobWaiter();
    void finishJob();

    Pool &m_pool;
    std::shared_ptr<Job> m_job;
    QString m_name;

private:
    void begin(PromiseBase &promise);
};

/// The call of f(args...) or f(args..., stop_token).
template<typename R, typename F, typename... A>
class TypedJob final : public Job
{
public:
    static constexpr bool TakesToken = std::is_invocable_v<F, A..., std::stop_token>;

    TypedJob(F f, A... args) : m_function(f), m_args(std::move(args)...) {}

    void compute(std::stop_token token) noexcept override
    {
        try {
            if constexpr (std::is_void_v<R>)
                call(token);
            else
                value.emplace(call(token));
        } catch (...) {
            exception = std::current_exception();
        }
    }
    [[nodiscard]] bool heedsStop() const override { return TakesToken; }

    std::optional<std::conditional_t<std::is_void_v<R>, std::monostate, R>> value;

private:
    R call(const std::stop_token &token)
    {
        return std::apply(
            [&](A &...args) -> R {
                if constexpr (TakesToken)
                    return m_function(std::move(args)..., token);
                else
                    return m_function(std::move(args)...);
            },
            m_args);
    }

    F m_function;
    std::tuple<A...> m_args;
};

template<typename R, typename F, typename... A>
class OffloadAwaiter final : public JobWaiter
{
public:
    OffloadAwaiter(Engine &engine, Pool &pool, Duration cost, F f, A... args)
        : JobWaiter(engine, pool, std::make_shared<TypedJob<R, F, A...>>(f, std::move(args)...))
    {
        m_job->cost = std::max(cost, Duration::zero());
    }
    /// What the trace calls the job; "job-N" without it.
    OffloadAwaiter &&named(QString name) &&
    {
        m_name = std::move(name);
        return std::move(*this);
    }
    R await_resume()
    {
        finishJob();
        if constexpr (!std::is_void_v<R>)
            return *std::move(static_cast<TypedJob<R, F, A...> *>(m_job.get())->value);
    }
};

template<typename F, typename... A>
struct OffloadResult
{
    using Type = std::invoke_result_t<F, A...>;
};
template<typename F, typename... A>
    requires std::is_invocable_v<F, A..., std::stop_token>
struct OffloadResult<F, A...>
{
    using Type = std::invoke_result_t<F, A..., std::stop_token>;
};

} // namespace scheduler
