// SPDX-License-Identifier: GPL-3.0-or-later
// The statistics of a measured stretch, here of the whole trace: how long one waits for them, and the longest part between two frames.
#include "analysis/rangesurvey.h"
#include "support/benchtraces.h"
#include "trace/clock.h"

using namespace trace;

namespace {

void rangeOfAll(benchmark::State &run)
{
    const std::shared_ptr<Trace> trace = support::benchTrace(run.range(0), run.range(1));
    const analysis::Stretch stretch { { {}, trace->range().end }, 0, trace->eventCount() };
    support::Percentiles parts;
    (void)monotonicNow(); // which measures the processor's clock when it is asked first
    for (auto _ : run) {
        analysis::RangeSurvey survey(*trace, stretch);
        bool isDone = false;
        while (!isDone) {
            parts.begin();
            isDone = survey.advance(std::chrono::milliseconds(4));
            parts.end();
        }
        benchmark::DoNotOptimize(survey.statistics().resumes);
    }
    parts.report(run);
}

void sizes(benchmark::internal::Benchmark *bench)
{
    bench->ArgNames({ "events", "tasks" })->Iterations(3)->Unit(benchmark::kMillisecond);
    for (const qint64 events : support::benchEvents()) {
        for (const qint64 tasks : { 10, 1000, 100'000 })
            bench->Args({ events, tasks });
    }
}
BENCHMARK(rangeOfAll)->Apply(sizes);

} // namespace

BENCHMARK_MAIN();
