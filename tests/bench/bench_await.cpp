// SPDX-License-Identifier: GPL-3.0-or-later
// What one round trip through the loop costs: a task suspends, is ready again and is resumed, in an iteration of its own. Beside it stand the least that
// C++ can do (a bare handle), QCoro without a loop, and CPython's asyncio on the same machine.
#include "scheduler/queue.h"
#include "trace/trace.h"

#include <QCoroTask>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdio>
#include <deque>
#include <memory>
#include <vector>

using namespace scheduler;
using namespace std::chrono_literals;
using trace::ClockKind;

namespace {

constexpr int Rounds = 4096; ///< resumes between two drains: some 20 000 events

class Bare
{
public:
    struct promise_type
    {
        Bare get_return_object() { return Bare(std::coroutine_handle<promise_type>::from_promise(*this)); }
        std::suspend_always initial_suspend() const noexcept { return {}; }
        std::suspend_always final_suspend() const noexcept { return {}; }
        void return_void() const noexcept {}
        void unhandled_exception() const noexcept {}
    };
    explicit Bare(std::coroutine_handle<> handle) : handle(handle) {}
    std::coroutine_handle<> handle;
};

Bare bareYields(quint64 &count)
{
    while (true) {
        ++count;
        co_await std::suspend_always();
    }
}

void rawHandleResume(benchmark::State &state)
{
    quint64 count = 0;
    const Bare bare = bareYields(count);
    std::coroutine_handle<> handle = bare.handle;
    for (auto _ : state) {
        benchmark::DoNotOptimize(handle);
        handle.resume();
    }
    handle.destroy();
}

using Deque = std::deque<std::coroutine_handle<>>;

class DequeYield
{
public:
    explicit DequeYield(Deque &deque) : m_deque(&deque) {}
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> handle) { m_deque->push_back(handle); }
    void await_resume() const noexcept {}

private:
    Deque *m_deque;
};

QCoro::Task<> dequeYields(Deque &deque, const bool &isEnding)
{
    while (!isEnding)
        co_await DequeYield(deque);
}

void qcoroWithADeque(benchmark::State &state)
{
    Deque deque;
    bool isEnding = false;
    dequeYields(deque, isEnding);
    for (auto _ : state) {
        const std::coroutine_handle<> handle = deque.front();
        deque.pop_front();
        handle.resume();
    }
    isEnding = true;
    deque.front().resume();
}

Task<> yields(Loop &loop)
{
    while (true)
        co_await loop.yield();
}

Task<> sleepsShortly(Loop &loop)
{
    while (true)
        co_await loop.sleep(1us);
}

Task<> nothing()
{
    co_return;
}

Task<> oneYield(Loop &loop)
{
    co_await loop.yield();
}

Task<> callsAtOnce(Loop &loop)
{
    while (true) {
        for (int i = 0; i < 64; ++i)
            co_await nothing();
        co_await loop.yield();
    }
}

Task<> callsSuspending(Loop &loop)
{
    while (true)
        co_await oneYield(loop);
}

Task<> sends(Queue<int> &to, Queue<int> &from)
{
    while (true) {
        co_await to.put(1);
        const int item = co_await from.get();
        benchmark::DoNotOptimize(item);
    }
}

/// A loop with or without a recorder that is emptied outside of the measured time, as the window's thread would.
class Setting
{
public:
    explicit Setting(const benchmark::State &state)
        : m_isRecorded(state.range(0) != 0),
          loop({ .clock = state.range(0) == 2 ? ClockKind::Real : ClockKind::Virtual, .recorder = m_isRecorded ? &m_recorder : nullptr })
    {
        loop.engine().clock.setFrozen(false);
    }
    /// One round: the loop's own inner loop, without Qt around it.
    void iterate()
    {
        Engine &engine = loop.engine();
        if (!engine.hasReady())
            engine.clock.moveTo(*engine.nextDue());
        engine.beginIteration();
        while (engine.remaining() != 0)
            engine.runEntry();
    }
    void drainAside(benchmark::State &state)
    {
        if (!m_isRecorded)
            return;
        state.PauseTiming();
        {
            trace::Trace trace({}, m_texts);
            m_recorder.drain(trace);
        }
        state.ResumeTiming();
    }

private:
    std::shared_ptr<trace::TextTable> m_texts = std::make_shared<trace::TextTable>();
    trace::Recorder m_recorder { m_texts };
    bool m_isRecorded;

public:
    Loop loop;
};

void measure(benchmark::State &state, Setting &setting)
{
    for (int i = 0; i < 100; ++i)
        setting.iterate();
    while (state.KeepRunningBatch(Rounds)) {
        for (int i = 0; i < Rounds; ++i)
            setting.iterate();
        setting.drainAside(state);
    }
    state.SetLabel(state.range(0) == 0 ? "not recorded" : state.range(0) == 1 ? "recorded, virtual clock" : "recorded, real clock");
}

void yieldRoundTrip(benchmark::State &state)
{
    Setting setting(state);
    setting.loop.spawn(yields(setting.loop));
    measure(state, setting);
}

void sleepRoundTrip(benchmark::State &state)
{
    Setting setting(state);
    setting.loop.spawn(sleepsShortly(setting.loop));
    measure(state, setting);
}

void sixtyFourChildrenAtOnce(benchmark::State &state)
{
    Setting setting(state);
    setting.loop.spawn(callsAtOnce(setting.loop));
    measure(state, setting);
}

void childThatSuspends(benchmark::State &state)
{
    Setting setting(state);
    setting.loop.spawn(callsSuspending(setting.loop));
    measure(state, setting);
}

void queuePingPong(benchmark::State &state)
{
    Setting setting(state);
    Queue<int> a(setting.loop, QStringLiteral("a"));
    Queue<int> b(setting.loop, QStringLiteral("b"));
    setting.loop.spawn(sends(a, b));
    setting.loop.spawn(sends(b, a));
    measure(state, setting);
}

void spawnAndJoin(benchmark::State &state)
{
    Setting setting(state);
    setting.loop.spawn([](Loop &loop) -> Task<> {
        while (true) {
            const TaskHandle<> handle = loop.spawn(nothing(), QStringLiteral("child"));
            co_await handle;
        }
    }(setting.loop));
    measure(state, setting);
}

/// asyncio.sleep(0) in the Python of this machine, a hundred thousand times, without any probe; processor time, to be compared with the others'.
void cpythonSleepZero(benchmark::State &state)
{
    constexpr int Times = 100'000;
    constexpr const char *Command = "/usr/bin/python3 -c 'import asyncio, time\n"
                                    "async def main():\n"
                                    "    begin = time.process_time()\n"
                                    "    for _ in range(100000): await asyncio.sleep(0)\n"
                                    "    print(time.process_time() - begin)\n"
                                    "asyncio.run(main())'";
    while (state.KeepRunningBatch(Times)) {
        const std::unique_ptr<std::FILE, int (*)(std::FILE *)> pipe(popen(Command, "r"), pclose);
        double seconds = 0;
        if (pipe == nullptr || std::fscanf(pipe.get(), "%lf", &seconds) != 1) {
            state.SkipWithError("/usr/bin/python3 does not run");
            return;
        }
        state.SetIterationTime(seconds);
    }
}

/// The least of the repetitions is the figure to quote: on a shared machine the rest is other programs.
void repeat(benchmark::internal::Benchmark *bench)
{
    bench->Repetitions(9)->ReportAggregatesOnly()->MinTime(0.02)->ComputeStatistics(
        "least", [](const std::vector<double> &values) { return *std::min_element(values.begin(), values.end()); });
}

void repeatInAllSettings(benchmark::internal::Benchmark *bench)
{
    repeat(bench);
    bench->ArgName("recorded")->Arg(0)->Arg(1)->Arg(2);
}

} // namespace

BENCHMARK(rawHandleResume)->Apply(repeat);
BENCHMARK(qcoroWithADeque)->Apply(repeat);
BENCHMARK(yieldRoundTrip)->Apply(repeatInAllSettings);
BENCHMARK(sleepRoundTrip)->Apply(repeat)->ArgName("recorded")->Arg(0)->Arg(1);
BENCHMARK(childThatSuspends)->Apply(repeat)->ArgName("recorded")->Arg(0)->Arg(1);
BENCHMARK(sixtyFourChildrenAtOnce)->Apply(repeat)->ArgName("recorded")->Arg(0)->Arg(1);
BENCHMARK(queuePingPong)->Apply(repeat)->ArgName("recorded")->Arg(0)->Arg(1);
BENCHMARK(spawnAndJoin)->Apply(repeat)->ArgName("recorded")->Arg(0)->Arg(1);
BENCHMARK(cpythonSleepZero)->UseManualTime()->Iterations(100'000)->Repetitions(5)->ReportAggregatesOnly();

BENCHMARK_MAIN();
