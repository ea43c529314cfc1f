// SPDX-License-Identifier: GPL-3.0-or-later
#include <loopscope/traced.h>

#include <coroutine>
#include <cstdio>
#include <utility>
#include <vector>

namespace {

struct Job
{
    struct promise_type
    {
        Job get_return_object() { return {}; }
        std::suspend_never initial_suspend() noexcept { return {}; }
        std::suspend_never final_suspend() noexcept { return {}; }
        void return_void() {}
        void unhandled_exception() {}
    };
};

/// Waits until open() is called.
class Gate
{
public:
    bool await_ready() const { return false; }
    void await_suspend(std::coroutine_handle<> waiter) { m_waiters.push_back(waiter); }
    int await_resume() const { return 5; }
    void open()
    {
        for (const std::coroutine_handle<> waiter : std::exchange(m_waiters, {}))
            waiter.resume();
    }

private:
    std::vector<std::coroutine_handle<>> m_waiters;
};

Job pass(Gate &gate, int &sum)
{
    const int one = co_await loopscope::traced(gate);
    sum += one;
    const int more = co_await loopscope::traced(gate);
    sum += more;
}

} // namespace

int main()
{
    Gate gate;
    int sum = 0;
    pass(gate, sum);
    pass(gate, sum);
    gate.open();
    gate.open();
    std::printf("%d\n", sum);
    return 0;
}
