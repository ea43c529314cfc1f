// SPDX-License-Identifier: GPL-3.0-or-later
// What recording one event costs the thread that runs tasks. The clock is most of it, so it stands beside as a figure of its own.
#include "trace/clock.h"
#include "trace/recorder.h"
#include "trace/trace.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <vector>

using namespace trace;

namespace {

constexpr int EventsPerRound = 16384; ///< what waits for a drain each 16 ms at 10^6 events/s

/// Empties the rings outside of the measured time, as the consumer's thread would.
void drainAside(benchmark::State &state, Recorder &recorder)
{
    state.PauseTiming();
    {
        Trace trace({}, recorder.texts());
        recorder.drain(trace);
    }
    state.ResumeTiming();
}

Event resumed(qint64 ns, quint32 n)
{
    return { .time = { ns }, .value = n, .task = static_cast<TaskId>(1 + n % 128), .kind = EventKind::TaskResumed };
}

void clockAlone(benchmark::State &state)
{
    for (auto _ : state)
        benchmark::DoNotOptimize(monotonicNow());
}

void steadyClockAlone(benchmark::State &state)
{
    for (auto _ : state)
        benchmark::DoNotOptimize(std::chrono::steady_clock::now());
}

void recordWithItsOwnTime(benchmark::State &state)
{
    Recorder recorder(std::make_shared<TextTable>());
    Writer &writer = recorder.loopWriter();
    while (state.KeepRunningBatch(EventsPerRound)) {
        for (quint32 n = 0; n < EventsPerRound; ++n)
            writer.record(resumed(monotonicNow(), n));
        drainAside(state, recorder);
    }
}

/// A step of the loop: fired, ready, resumed, put, ready, armed, suspended share the clock of the step.
void recordWithTheTimeOfTheStep(benchmark::State &state)
{
    constexpr quint32 Step = 7;
    Recorder recorder(std::make_shared<TextTable>());
    Writer &writer = recorder.loopWriter();
    while (state.KeepRunningBatch(EventsPerRound / Step * Step)) {
        for (quint32 n = 0; n < EventsPerRound / Step; ++n) {
            const qint64 now = monotonicNow();
            for (quint32 k = 0; k < Step; ++k)
                writer.record(resumed(now, n));
        }
        drainAside(state, recorder);
    }
}

void recordWithoutAClock(benchmark::State &state)
{
    Recorder recorder(std::make_shared<TextTable>());
    Writer &writer = recorder.loopWriter();
    while (state.KeepRunningBatch(EventsPerRound)) {
        for (quint32 n = 0; n < EventsPerRound; ++n)
            writer.record(resumed(n, n));
        drainAside(state, recorder);
    }
}

void recordSwitchedOff(benchmark::State &state)
{
    Recorder recorder(std::make_shared<TextTable>());
    recorder.setEnabled(false);
    Writer &writer = recorder.loopWriter();
    quint32 n = 0;
    for (auto _ : state) {
        writer.record(resumed(n, n));
        ++n;
        benchmark::ClobberMemory();
    }
}

void emptyLoop(benchmark::State &state)
{
    quint32 n = 0;
    for (auto _ : state) {
        ++n;
        benchmark::DoNotOptimize(n);
        benchmark::ClobberMemory();
    }
}

void recordFromAWorker(benchmark::State &state)
{
    Recorder recorder(std::make_shared<TextTable>());
    Writer &writer = recorder.addWorkerWriter();
    while (state.KeepRunningBatch(EventsPerRound)) {
        for (quint32 n = 0; n < EventsPerRound; ++n)
            writer.record(resumed(n, n));
        drainAside(state, recorder);
    }
}

void internAKnownText(benchmark::State &state)
{
    TextTable texts;
    for (int n = 0; n < 1000; ++n)
        texts.intern(QString::number(n * n));
    const QString text = QStringLiteral("3481");
    for (auto _ : state)
        benchmark::DoNotOptimize(texts.intern(text));
}

/// The least of the repetitions is the figure to quote: on a shared machine the rest is other programs.
void configure(benchmark::internal::Benchmark *bench)
{
    bench->Repetitions(9)->ReportAggregatesOnly()->MinTime(0.05)->ComputeStatistics(
        "least", [](const std::vector<double> &values) { return *std::min_element(values.begin(), values.end()); });
}

} // namespace

BENCHMARK(clockAlone)->Apply(configure);
BENCHMARK(steadyClockAlone)->Apply(configure);
BENCHMARK(recordWithItsOwnTime)->Apply(configure);
BENCHMARK(recordWithTheTimeOfTheStep)->Apply(configure);
BENCHMARK(recordWithoutAClock)->Apply(configure);
BENCHMARK(recordSwitchedOff)->Apply(configure);
BENCHMARK(emptyLoop)->Apply(configure);
BENCHMARK(recordFromAWorker)->Apply(configure);
BENCHMARK(internAKnownText)->Apply(configure);
BENCHMARK_MAIN();
