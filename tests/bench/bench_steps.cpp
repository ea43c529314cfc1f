// SPDX-License-Identifier: GPL-3.0-or-later
// What a press of F10 costs the window's thread with its panes open on a trace of 10^6 events: along a recording, and at the end of a live run.
// One press is the step and everything that is painted until the window is at rest again; time is thread CPU. A frame has 16 ms.
#include "gui/windowfixture.h"
#include "support/benchtraces.h"
#include "support/handmadetrace.h"

#include "scenarios/scenario.h"

#include <QDockWidget>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <ctime>
#include <functional>
#include <vector>

namespace {

benchmark::IterationCount presses()
{
    return support::benchSetting("LOOPSCOPE_BENCH_PRESSES", 1000);
}

constexpr double Frame = 0.016; // s

double threadCpu()
{
    timespec now {};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) + double(now.tv_nsec) * 1e-9;
}

/// Lets the timers of the panes (33 ms) and of the timeline (16 ms) fire and what they ask for be painted: what came later would count for the next press.
void comeToRest()
{
    QTest::qWait(60);
}

/// Of all presses: median, 99th percentile, worst and how many took longer than a frame has; of the least of each place's: the worst and how many.
void tell(benchmark::State &run, std::vector<double> costs)
{
    const auto places = std::ptrdiff_t(presses());
    std::vector<double> least(costs.begin(), costs.begin() + std::min(places, std::ptrdiff_t(costs.size())));
    for (std::size_t n = 0; n < costs.size(); ++n)
        least[n % std::size_t(places)] = std::min(least[n % std::size_t(places)], costs[n]);
    const auto late = [](const std::vector<double> &some) { return double(std::count_if(some.begin(), some.end(), [](double cost) { return cost > Frame; })); };
    run.counters["late"] = late(costs);
    std::sort(costs.begin(), costs.end());
    run.counters["p50_ms"] = costs[costs.size() / 2] * 1e3;
    run.counters["p99_ms"] = costs[costs.size() * 99 / 100] * 1e3;
    run.counters["worst_ms"] = costs.back() * 1e3;
    if (costs.size() <= least.size())
        return;
    run.counters["least_late"] = late(least);
    run.counters["least_worst_ms"] = *std::max_element(least.begin(), least.end()) * 1e3;
}

/// `begin`: goes to where the presses of a pass begin.
void measurePresses(benchmark::State &run, WindowFixture &fixture, const std::function<void()> &begin)
{
    std::vector<double> costs;
    for (auto _ : run) {
        if (costs.size() % std::size_t(presses()) == 0) {
            begin();
            comeToRest();
        }
        const double begun = threadCpu();
        fixture.press(Qt::Key_F10);
        comeToRest();
        costs.push_back(threadCpu() - begun);
        run.SetIterationTime(costs.back());
    }
    tell(run, std::move(costs));
    run.counters["events"] = double(fixture.trace().eventCount());
}

/// Argument: which of the tabs below is in front, with the source as the user finds them; the log, the state, the inspector and the findings are
/// beside them. With 2 a task is selected, so that the inspector and who it waits for have something to tell.
void alongARecording(benchmark::State &run)
{
    QSettings().clear();
    WindowFixture fixture;
    if (!fixture.isReady())
        return run.SkipWithError("no window");
    auto trace = support::crowd(200, 1'000'000);
    fixture.live().unload();
    fixture.window->workspace().session().open(trace, { session::SourceKind::File, QStringLiteral("bench") });
    if (run.range(0) != 0)
        fixture.child<QDockWidget>(run.range(0) == 1 ? "eventsDock" : "waitsDock")->raise();
    if (run.range(0) == 2)
        fixture.window->workspace().session().select({ session::LaneId::of(trace::TaskId(5)), 3 });
    comeToRest();
    measurePresses(run, fixture, [&] { fixture.window->workspace().session().setPlayheadEvents(trace->eventCount() / 2); });
}
BENCHMARK(alongARecording)->Arg(0)->Arg(1)->Arg(2)->UseManualTime()->Iterations(presses() * support::benchPasses())->Unit(benchmark::kMillisecond);

/// A hundred tasks that sleep and talk by a queue for ever.
QByteArray endlessScenario()
{
    return R"({ "scenario": 1, "name": "endless", "queues": { "data": 0 }, "tasks": {
        "main": { "steps": [ { "repeat": 50, "steps": [ { "spawn": ["producer", "consumer"] } ] } ] },
        "producer": { "steps": [ { "repeat": 100000, "steps": [ { "put": "data", "value": 7 }, { "sleep": ["1ms", "2ms"] } ] } ] },
        "consumer": { "steps": [ { "repeat": 100000, "steps": [ { "get": "data" }, { "sleep": "1ms" } ] } ] } }, "start": "main" })";
}

void atTheLiveEnd(benchmark::State &run)
{
    QSettings().clear();
    WindowFixture fixture;
    if (!fixture.isReady())
        return run.SkipWithError("no window");
    QTemporaryDir folder;
    fixture.window->openFile(writeScenario(folder, QStringLiteral("endless"), endlessScenario()));
    QTest::qWait(100);
    fixture.live().setSpeed(std::numeric_limits<double>::infinity());
    fixture.press(Qt::Key_Space);
    if (!QTest::qWaitFor([&] { return fixture.trace().eventCount() > 1'000'000 && fixture.live().state() == session::RunState::Running; }, 60'000))
        return run.SkipWithError("it does not run");
    fixture.press(Qt::Key_Space);
    if (!QTest::qWaitFor([&] { return fixture.live().state() == session::RunState::Paused; }, 20'000))
        return run.SkipWithError("it does not pause");
    comeToRest();
    measurePresses(run, fixture, [] {}); // a run is never twice at one place
}
BENCHMARK(atTheLiveEnd)->UseManualTime()->Iterations(presses())->Unit(benchmark::kMillisecond);

} // namespace

int main(int count, char **arguments)
{
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(count, arguments);
    WindowFixture::isolateSettings();
    benchmark::Initialize(&count, arguments);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
