// SPDX-License-Identifier: GPL-3.0-or-later
// What a step or a move of the playhead asks of the explaining side, at a random moment of a trace of 10^6 events and 1000 tasks, and what
// a break condition costs an event.
#include "analysis/conditionsearch.h"
#include "analysis/explain.h"
#include "analysis/inspect.h"
#include "analysis/waitchain.h"
#include "support/tracebuilder.h"

#include <benchmark/benchmark.h>

using namespace analysis;
using namespace trace;

namespace {

constexpr quint32 Pairs = 500;
constexpr quint64 Events = 1'000'000;

/// Producers that put and sleep, consumers that get: every wait, wake-up and timer that a run has.
const Trace &longTrace()
{
    static const std::unique_ptr<Trace> trace = [] {
        support::TraceBuilder b;
        std::vector<QueueId> queues;
        for (quint32 n = 0; n < Pairs; ++n)
            queues.push_back(b.queue(QStringLiteral("data-%1").arg(n)));
        const TaskId main = b.create(QStringLiteral("main-1"));
        b.ready(main).resume(main);
        for (quint32 n = 0; n < 2 * Pairs; ++n)
            b.ready(b.create((n % 2 ? QStringLiteral("consumer-%1") : QStringLiteral("producer-%1")).arg(n / 2 + 1), main), ReadyCause::Started, main);
        b.suspend(main, AwaitReason::Gather, 2 * Pairs);
        for (quint32 n = 0; n < Pairs; ++n)
            b.resume(TaskId(2 * n + 3)).suspend(TaskId(2 * n + 3), AwaitReason::QueueGet, number(queues[n]));
        std::vector<TimerId> timers(Pairs, TimerId::None);
        for (qint64 round = 0; b.trace().eventCount() < Events; ++round) {
            for (quint32 n = 0; n < Pairs; ++n) {
                const TaskId producer { 2 * n + 2 };
                const TaskId consumer { 2 * n + 3 };
                b.at(std::chrono::microseconds(1000 * round + n));
                if (timers[n] != TimerId::None)
                    b.fire(producer, timers[n]).ready(producer, ReadyCause::Timer, TaskId::None, number(timers[n]));
                b.resume(producer, round + 1).put(producer, queues[n], QString::number(round % 100), 1);
                b.ready(consumer, ReadyCause::Queue, producer, number(queues[n]));
                timers[n] = b.arm(producer, std::chrono::milliseconds(1));
                b.suspend(producer, AwaitReason::Sleep, number(timers[n]));
                b.resume(consumer, round + 1).take(consumer, queues[n], QString::number(round % 100), 0);
                b.suspend(consumer, AwaitReason::QueueGet, number(queues[n]));
            }
        }
        return b.take();
    }();
    return *trace;
}

struct Moment
{
    State state;
    TaskId task;
};

std::vector<Moment> randomMoments()
{
    QRandomGenerator random(7);
    std::vector<Moment> moments;
    for (int n = 0; n < 64; ++n)
        moments.push_back({ longTrace().stateAfter(random.bounded(quint32(Events))), TaskId(2 + random.bounded(2 * Pairs)) });
    return moments;
}

template<typename Ask>
void atRandomMoments(benchmark::State &run, Ask ask)
{
    const std::vector<Moment> moments = randomMoments();
    std::size_t n = 0;
    for (auto _ : run) {
        const Moment &moment = moments[n++ % moments.size()];
        ask(Instant { longTrace(), moment.state, moment.state.time }, moment.task);
    }
}

void explainATask(benchmark::State &run)
{
    atRandomMoments(run, [](const Instant &instant, TaskId task) { benchmark::DoNotOptimize(explainTask(instant, task)); });
}
BENCHMARK(explainATask)->Unit(benchmark::kMicrosecond);

void explainAStep(benchmark::State &run)
{
    atRandomMoments(run, [](const Instant &instant, TaskId) { benchmark::DoNotOptimize(explainStep(instant)); });
}
BENCHMARK(explainAStep)->Unit(benchmark::kMicrosecond);

void explainAMoment(benchmark::State &run)
{
    atRandomMoments(run, [](const Instant &instant, TaskId) { benchmark::DoNotOptimize(explainMoment(instant)); });
}
BENCHMARK(explainAMoment)->Unit(benchmark::kMicrosecond);

void followAWaitChain(benchmark::State &run)
{
    atRandomMoments(run, [](const Instant &instant, TaskId task) { benchmark::DoNotOptimize(waitGraph(instant, task)); });
}
BENCHMARK(followAWaitChain)->Unit(benchmark::kMicrosecond);

void watchAnEvent(benchmark::State &run, const char *condition, bool tracksAll = false)
{
    const Trace &trace = longTrace();
    std::vector<Event> events;
    trace.forEach(0, 100'000, [&](quint64, const Event &event) { events.push_back(event); return true; });
    std::vector<Condition> conditions;
    if (*condition)
        conditions.push_back(Condition::parse(QString::fromUtf8(condition)).value());
    for (auto _ : run) {
        ConditionWatch watch(conditions, trace.texts(), State());
        if (tracksAll)
            watch.trackAll();
        for (const Event &event : events)
            benchmark::DoNotOptimize(watch.observe(event));
    }
    run.SetItemsProcessed(run.iterations() * qint64(events.size()));
}
BENCHMARK_CAPTURE(watchAnEvent, none, "");
BENCHMARK_CAPTURE(watchAnEvent, none_yet, "", true); // what every live run in the window pays
BENCHMARK_CAPTURE(watchAnEvent, log, "log ~ never");
BENCHMARK_CAPTURE(watchAnEvent, resumes, "task nobody resumes");
BENCHMARK_CAPTURE(watchAnEvent, ready, "ready > 10s");
BENCHMARK_CAPTURE(watchAnEvent, held, "held > 10s");
BENCHMARK_CAPTURE(watchAnEvent, depth, "queue data-499 depth >= 2");

void searchARecording(benchmark::State &run)
{
    const auto conditions = std::vector { Condition::parse(QStringLiteral("task nobody raises")).value() };
    for (auto _ : run)
        benchmark::DoNotOptimize(findNext(longTrace(), conditions, {}));
    run.SetItemsProcessed(run.iterations() * qint64(longTrace().eventCount()));
}
BENCHMARK(searchARecording)->Unit(benchmark::kMillisecond);

void searchBackwards(benchmark::State &run)
{
    const auto conditions = std::vector { Condition::parse(QStringLiteral("task nobody raises")).value() };
    for (auto _ : run)
        benchmark::DoNotOptimize(findPrevious(longTrace(), conditions, { longTrace().eventCount(), longTrace().range().end }));
    run.SetItemsProcessed(run.iterations() * qint64(longTrace().eventCount()));
}
BENCHMARK(searchBackwards)->Unit(benchmark::kMillisecond);

} // namespace

BENCHMARK_MAIN();
