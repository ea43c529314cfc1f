// SPDX-License-Identifier: GPL-3.0-or-later
// The store at the size of real traces: what an event costs to take in and to keep, and the state at a moment.
// LOOPSCOPE_BENCH_EVENTS=100000000 measures at 1e8 events too (several GB of memory, some minutes).
#include "support/benchtraces.h"

#include <benchmark/benchmark.h>

#include <random>

using namespace trace;

namespace {

void sizes(benchmark::internal::Benchmark *bench)
{
    bench->ArgNames({ "events", "tasks" });
    for (const qint64 events : support::benchEvents()) {
        for (const qint64 tasks : { 10, 1000, 100'000 })
            bench->Args({ events, tasks });
    }
}

void append(benchmark::State &run)
{
    auto made = support::benchLoad(static_cast<quint32>(run.range(1)), 1u << 20);
    std::unique_ptr<Trace> trace;
    quint64 events = 0;
    for (auto _ : run) {
        run.PauseTiming();
        if (!trace || trace->eventCount() >= quint64(run.range(0))) {
            trace.reset();
            made = support::benchLoad(static_cast<quint32>(run.range(1)), 1u << 20);
            trace = std::make_unique<Trace>(TraceInfo(), made.texts);
        } else {
            made.next();
        }
        run.ResumeTiming();
        for (const Event &event : made.events)
            trace->append(event);
        events += made.events.size();
    }
    run.SetItemsProcessed(qint64(events));
    run.counters["ns_per_event"] = benchmark::Counter(double(events), benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(append)->ArgNames({ "events", "tasks" })->Args({ 4'000'000, 10 })->Args({ 4'000'000, 1000 })->Args({ 4'000'000, 100'000 })->Unit(benchmark::kMillisecond);

void bytesPerEvent(benchmark::State &run)
{
    const Trace &trace = *support::benchTrace(run.range(0), run.range(1));
    for (auto _ : run)
        benchmark::DoNotOptimize(trace.bytes());
    const Trace::Bytes bytes = trace.bytes();
    const auto events = double(trace.eventCount());
    run.counters["log"] = double(bytes.log) / events;
    run.counters["lanes"] = double(bytes.lanes) / events;
    run.counters["checkpoints"] = double(bytes.checkpoints) / events;
    run.counters["resident"] = double(bytes.log + bytes.lanes + bytes.checkpoints) / events;
}

void stateAtRandom(benchmark::State &run)
{
    const Trace &trace = *support::benchTrace(run.range(0), run.range(1));
    std::mt19937_64 random(7);
    support::Percentiles times;
    for (auto _ : run) {
        const quint64 n = random() % trace.eventCount();
        times.begin();
        const State state = trace.stateAfter(n);
        times.end();
        benchmark::DoNotOptimize(state.events);
    }
    times.report(run);
}

void scrub(benchmark::State &run)
{
    const Trace &trace = *support::benchTrace(run.range(0), run.range(1));
    std::mt19937_64 random(7);
    support::Percentiles times;
    State state = trace.stateAfter(trace.eventCount() / 3);
    for (auto _ : run) {
        const quint64 n = std::min(state.events + 1 + random() % 200, trace.eventCount() - 1);
        times.begin();
        trace.moveState(state, n);
        times.end();
    }
    times.report(run);
}

void oneEvent(benchmark::State &run)
{
    const Trace &trace = *support::benchTrace(run.range(0), run.range(1));
    std::mt19937_64 random(7);
    for (auto _ : run)
        benchmark::DoNotOptimize(trace.event(random() % trace.eventCount()));
}

void allEvents(benchmark::State &run)
{
    const Trace &trace = *support::benchTrace(run.range(0), run.range(1));
    for (auto _ : run) {
        quint64 sum = 0;
        trace.forEach(0, trace.eventCount(), [&](quint64, const Event &event) {
            sum += event.object;
            return true;
        });
        benchmark::DoNotOptimize(sum);
    }
    run.counters["ns_per_event"] = benchmark::Counter(double(trace.eventCount()) * double(run.iterations()), benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

/// A lane of 1500 columns at zooms from the whole trace down to a few slices, at random places.
void laneColumns(benchmark::State &run)
{
    const Trace &trace = *support::benchTrace(run.range(0), run.range(1));
    std::vector<Coverage> columns(1500);
    std::mt19937_64 random(7);
    support::Percentiles times;
    for (auto _ : run) {
        const TimeRange range = support::randomRange(trace, random);
        const TaskId task { static_cast<quint32>(1 + random() % trace.tasks().size()) };
        times.begin();
        trace.taskLane(task).coverage(range, trace.range().end, columns);
        times.end();
        benchmark::DoNotOptimize(columns.data());
    }
    times.report(run);
}

} // namespace

BENCHMARK(bytesPerEvent)->Apply(sizes)->Iterations(1);
BENCHMARK(stateAtRandom)->Apply(sizes)->Unit(benchmark::kMicrosecond);
BENCHMARK(scrub)->Apply(sizes)->Unit(benchmark::kMicrosecond);
BENCHMARK(oneEvent)->Apply(sizes)->Unit(benchmark::kMicrosecond);
BENCHMARK(allEvents)->Apply(sizes)->Unit(benchmark::kMillisecond);
BENCHMARK(laneColumns)->Apply(sizes)->Unit(benchmark::kMicrosecond);

BENCHMARK_MAIN();
