// SPDX-License-Identifier: GPL-3.0-or-later
// A frame of the timeline at the size of real traces, in the widget that the user sees: at random zooms and places, panned by some pixels, and live.
// Times are thread CPU time of one whole repaint by the thread that asks for it, the waiting for its second painter included; wall_p50 and wall_p99 are what
// passed meanwhile, all_p50 is the processor time of all threads. LOOPSCOPE_BENCH_EVENTS=100000000 measures at 1e8 events too; LOOPSCOPE_BENCH_PASSES=3 draws the same
// frames three times over, each time in a new widget, and takes the least of each: a host that gives less now and then only ever adds.
#include "session/drainbudget.h"
#include "session/session.h"
#include "support/benchtraces.h"
#include "timeline/framelayout.h"
#include "timeline/timelinewidget.h"
#include "trace/clock.h"
#include "trace/recorder.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QScrollBar>
#include <QTimer>

#include <atomic>
#include <chrono>
#include <optional>
#include <thread>
#include <vector>

using namespace trace;

namespace {

constexpr int Frames = 200;

/// A timeline of this size on a trace, shown offscreen.
struct Shown
{
    session::Session session;
    timeline::TimelineWidget widget { session };

    Shown(std::shared_ptr<Trace> trace, bool isLive, int width, int height)
    {
        widget.resize(width, height);
        widget.show();
        session.open(std::move(trace), { isLive ? session::SourceKind::Live : session::SourceKind::File, QStringLiteral("synthetic") });
        QApplication::processEvents();
    }
    /// Width of what time fills, as the widget lays it out.
    [[nodiscard]] double timeWidth() const
    {
        const double header = timeline::headerWidthFor(session.trace(), session.lanes());
        return timeline::layOut(widget.viewport()->size(), {}, header, 1 << 20).timeWidth();
    }
    /// Until there is nothing left to refine, and the time of a frame is over.
    void settle()
    {
        repaint();
        QElapsedTimer timer;
        timer.start();
        while (!widget.isRefined() || timer.elapsed() < 40)
            QApplication::processEvents(QEventLoop::AllEvents, 10);
    }
    void repaint() { widget.viewport()->repaint(); }
    /// The scroll bar is the style's to draw, and no part of a frame.
    void scrollTo(int value)
    {
        widget.verticalScrollBar()->setValue(value);
        widget.verticalScrollBar()->repaint();
    }
};

/// Waits for the next time that a widget is painted.
class PaintWatch : public QObject
{
public:
    explicit PaintWatch(QWidget &widget) { widget.installEventFilter(this); }
    void await()
    {
        m_isPainted = false;
        while (!m_isPainted)
            QApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }

protected:
    bool eventFilter(QObject *, QEvent *event) override
    {
        m_isPainted = m_isPainted || event->type() == QEvent::Paint;
        return false;
    }

private:
    bool m_isPainted = false;
};

void sizes(benchmark::internal::Benchmark *bench)
{
    bench->ArgNames({ "events", "tasks", "width" })->Iterations(1)->Unit(benchmark::kMillisecond);
    for (const qint64 events : support::benchEvents()) {
        for (const qint64 tasks : { 10, 1000, 100'000 }) {
            for (const qint64 width : { 1600, 3840 })
                bench->Args({ events, tasks, width });
        }
    }
}

void showRandomRange(Shown &shown, std::mt19937_64 &random)
{
    const TimeRange range = support::randomRange(shown.session.trace(), random);
    shown.session.show({ { range.begin.ns }, { range.end.ns } });
}

/// Which third of the zooms is shown, by orders of magnitude: 0 the outermost, in which columns hold many slices, 2 the innermost.
int zoomThird(const Shown &shown)
{
    const auto whole = double(shown.session.trace().range().end.ns);
    const double depth = std::log(whole / double(shown.session.visibleSpan().length())) / std::log(whole / 20e3);
    return std::clamp(int(depth * 3), 0, 2);
}

/// What a frame took at least, in us, and the third of zooms that it showed.
struct FrameTime
{
    double us = std::numeric_limits<double>::max(); ///< of the thread that draws
    double wall = std::numeric_limits<double>::max();
    double all = std::numeric_limits<double>::max(); ///< of the processor, whichever thread used it
    int third = 0;
};

double now(clockid_t clock)
{
    timespec t {};
    clock_gettime(clock, &t);
    return double(t.tv_sec) * 1e6 + double(t.tv_nsec) * 1e-3;
}

template<typename Move>
void frames(benchmark::State &run, Move move)
{
    const int width = int(run.range(2));
    std::array<FrameTime, Frames> least;
    for (auto _ : run) {
        for (qint64 pass = 0; pass < support::benchPasses(); ++pass) {
            Shown shown(support::benchTrace(run.range(0), run.range(1)), false, width, width * 9 / 16);
            support::Percentiles clock;
            std::mt19937_64 random(7);
            shown.repaint();
            for (int n = 0; n < Frames; ++n) {
                move(shown, n, random);
                FrameTime &time = least[size_t(n)];
                const double wall = now(CLOCK_MONOTONIC);
                const double all = now(CLOCK_PROCESS_CPUTIME_ID);
                clock.begin();
                shown.repaint();
                time.us = std::min(clock.end(), time.us);
                time.all = std::min(now(CLOCK_PROCESS_CPUTIME_ID) - all, time.all);
                time.wall = std::min(now(CLOCK_MONOTONIC) - wall, time.wall);
                time.third = zoomThird(shown);
            }
        }
    }
    support::Percentiles times;
    support::Percentiles walls;
    support::Percentiles all;
    std::array<support::Percentiles, 3> thirds;
    for (const FrameTime &time : least) {
        times.add(time.us);
        walls.add(time.wall);
        all.add(time.all);
        thirds[size_t(time.third)].add(time.us);
    }
    times.report(run);
    run.counters["wall_p50"] = walls.at(0.5);
    run.counters["wall_p99"] = walls.at(0.99);
    run.counters["all_p50"] = all.at(0.5);
    for (const auto &[third, name] : { std::pair(0, "out_p99"), std::pair(1, "mid_p99"), std::pair(2, "in_p99") })
        run.counters[name] = thirds[size_t(third)].at(0.99);
}

void scrollAtRandom(Shown &shown, std::mt19937_64 &random)
{
    const QScrollBar *const bar = shown.widget.verticalScrollBar();
    shown.scrollTo(bar->maximum() > 0 ? int(random() % quint64(bar->maximum())) : 0);
}

/// Another zoom at another time in each frame; other lanes in each tenth.
void frameAtRandom(benchmark::State &run)
{
    frames(run, [](Shown &shown, int n, std::mt19937_64 &random) {
        showRandomRange(shown, random);
        if (n % 10 == 0)
            scrollAtRandom(shown, random);
    });
}
BENCHMARK(frameAtRandom)->Apply(sizes);

/// Lanes that were not there before, all of them in each frame: names, columns and labels are new.
void frameScrolled(benchmark::State &run)
{
    frames(run, [](Shown &shown, int n, std::mt19937_64 &random) {
        if (n % 20 == 0)
            showRandomRange(shown, random);
        scrollAtRandom(shown, random);
    });
}
BENCHMARK(frameScrolled)->Apply(sizes);

void framePanned(benchmark::State &run)
{
    frames(run, [](Shown &shown, int n, std::mt19937_64 &random) {
        if (n % 20 == 0)
            showRandomRange(shown, random);
        const double unitsPerPixel = double(shown.session.visibleSpan().length()) / shown.timeWidth();
        shown.session.panBy(std::llround(24 * unitsPerPixel));
    });
}
BENCHMARK(framePanned)->Apply(sizes);

/// The playhead moves and nothing else, through the widget's own updates, event loop included.
void frameHovered(benchmark::State &run)
{
    const int width = int(run.range(2));
    Shown shown(support::benchTrace(run.range(0), run.range(1)), false, width, width * 9 / 16);
    PaintWatch watch(*shown.widget.viewport());
    support::Percentiles times;
    std::mt19937_64 random(7);
    for (auto _ : run) {
        for (int n = 0; n < Frames; ++n) {
            if (n % 20 == 0) {
                showRandomRange(shown, random);
                shown.settle();
            }
            times.begin();
            shown.session.setPlayhead({ shown.session.visibleSpan().begin.units + n });
            watch.await();
            times.end();
        }
    }
    times.report(run);
}
BENCHMARK(frameHovered)->Apply(sizes);

/// What live runs of the same length took: of each the 99th percentile, and here the least of them. What others do on the machine only ever adds.
void reportLive(benchmark::State &run, std::vector<support::Percentiles> &passes)
{
    const auto least = std::min_element(passes.begin(), passes.end(), [](support::Percentiles &a, support::Percentiles &b) { return a.at(0.99) < b.at(0.99); });
    least->report(run);
    run.counters["max_us"] = least->at(1);
}

/// One frame of a live run of a million events a second, as the window makes it: 16 667 more events wait and are drained within what the other work of frames
/// leaves, the session is told, the window repainted. What is left over waits for the next frame; `backlog` is the most that ever waited.
void liveFrame(benchmark::State &run)
{
    constexpr std::size_t EventsPerFrame = 16'667;
    quint64 backlog = 0;
    quint64 lost = 0;
    std::vector<support::Percentiles> passes;
    for (auto _ : run) {
        for (qint64 pass = 0; pass < support::benchPasses(); ++pass) {
            support::BenchLoad made = support::benchLoad(static_cast<quint32>(run.range(0)), EventsPerFrame);
            Recorder recorder(made.texts);
            const auto trace = std::make_shared<Trace>(TraceInfo(), made.texts);
            Shown shown(trace, true, 1600, 900);
            session::DrainBudget budget;
            support::Percentiles &times = passes.emplace_back();
            qint64 recording = 0; // another thread's, were this not a benchmark
            for (int n = 0; n < Frames; ++n) {
                const qint64 begin = processorNow();
                for (const Event &event : made.events)
                    recorder.loopWriter().record(event);
                made.next();
                recording += processorNow() - begin;
                times.begin();
                recorder.drainFor(*trace, budget.begin(processorNow() - recording, recorder.backlog()));
                budget.end(processorNow() - recording);
                shown.session.noteGrowth();
                shown.repaint();
                times.end();
                backlog = std::max(backlog, recorder.backlog());
            }
            lost += recorder.lostCount();
        }
    }
    reportLive(run, passes);
    run.counters["lost"] = double(lost);
    run.counters["backlog"] = double(backlog);
}
BENCHMARK(liveFrame)->ArgName("tasks")->Arg(10)->Arg(1000)->Arg(100'000)->Iterations(1)->Unit(benchmark::kMillisecond);

/// The same against the clock: a thread records a million events a second while the event loop asks for a frame every 16 ms. `interval_p99_ms`: from the begin
/// of one frame to that of the next, which the machine's scheduler has its part in.
void liveAtSixtyHertz(benchmark::State &run)
{
    using Clock = std::chrono::steady_clock;
    constexpr std::size_t Block = 1000; // events, and so a millisecond
    constexpr int LiveFrames = 300;
    support::Percentiles intervals;
    std::vector<support::Percentiles> passes;
    quint64 backlog = 0;
    quint64 lost = 0;
    for (auto _ : run) {
        for (qint64 pass = 0; pass < support::benchPasses(); ++pass) {
            support::BenchLoad made = support::benchLoad(static_cast<quint32>(run.range(0)), Block);
            Recorder recorder(made.texts);
            const auto trace = std::make_shared<Trace>(TraceInfo(), made.texts);
            Shown shown(trace, true, 1600, 900);
            session::DrainBudget budget;
            support::Percentiles &work = passes.emplace_back();
            std::atomic<bool> isOver = false;
            std::thread recorded([&] {
                const Clock::time_point start = Clock::now();
                for (quint64 events = 0; !isOver.load(std::memory_order_relaxed);) {
                    for (const Event &event : made.events)
                        recorder.loopWriter().record(event);
                    events += made.events.size();
                    made.next();
                    std::this_thread::sleep_until(start + std::chrono::microseconds(events));
                }
            });
            QTimer timer;
            timer.setTimerType(Qt::PreciseTimer);
            QEventLoop loop;
            std::optional<Clock::time_point> before;
            int left = LiveFrames;
            QObject::connect(&timer, &QTimer::timeout, &timer, [&] {
                const Clock::time_point now = Clock::now();
                if (before)
                    intervals.add(std::chrono::duration<double, std::milli>(now - *before).count());
                before = now;
                work.begin();
                recorder.drainFor(*trace, budget.begin(processorNow(), recorder.backlog()));
                budget.end(processorNow());
                shown.session.noteGrowth();
                shown.repaint();
                work.end();
                backlog = std::max(backlog, recorder.backlog());
                if (--left == 0)
                    loop.quit();
            });
            timer.start(16);
            loop.exec();
            isOver = true;
            recorded.join();
            lost += recorder.lostCount();
        }
    }
    reportLive(run, passes);
    run.counters["interval_p50_ms"] = intervals.at(0.5);
    run.counters["interval_p99_ms"] = intervals.at(0.99);
    run.counters["lost"] = double(lost);
    run.counters["backlog"] = double(backlog);
}
BENCHMARK(liveAtSixtyHertz)->ArgName("tasks")->Arg(10)->Arg(1000)->Arg(100'000)->Iterations(1)->Unit(benchmark::kMillisecond);

/// A live run adds one task among as many others: the lanes' order and places, as the window keeps them.
void laneAdded(benchmark::State &run)
{
    auto trace = std::make_shared<Trace>(TraceInfo());
    quint64 time = 0;
    const auto create = [&](quint32 parent) {
        Event event;
        event.kind = EventKind::TaskCreated;
        event.time = { qint64(++time) };
        event.task = TaskId(quint32(trace->tasks().size()) + 1);
        event.other = parent;
        trace->append(event);
    };
    create(0);
    while (trace->tasks().size() < size_t(run.range(0)))
        create(1 + quint32(trace->tasks().size()) / 1000 * 1000);
    session::LaneOrder order;
    timeline::LaneStack stack;
    order.update(*trace, {});
    support::Percentiles times;
    for (auto _ : run) {
        for (int n = 0; n < Frames; ++n) {
            create(1 + quint32(n) * 7);
            times.begin();
            order.update(*trace, {});
            stack.lay(order, timeline::Density::Compact);
            times.end();
        }
    }
    times.report(run);
}
BENCHMARK(laneAdded)->ArgName("tasks")->Arg(1000)->Arg(100'000)->Iterations(1)->Unit(benchmark::kMillisecond);

/// The lanes of a trace found by a pattern, sorted by name, or all but one: what the window waits for when the user asks for it.
void lanesArranged(benchmark::State &run)
{
    const auto trace = std::make_shared<Trace>(TraceInfo());
    for (quint32 n = 1; n <= quint32(run.range(0)); ++n) {
        Event event;
        event.kind = EventKind::TaskCreated;
        event.time = { qint64(n) };
        event.task = TaskId(n);
        event.text = trace->texts()->intern(QStringLiteral("request-%1").arg(quint32(n * 2654435761u) % 1'000'000));
        trace->append(event);
    }
    session::LaneFilter filter;
    switch (run.range(1)) {
    case 0:
        filter.globs = { QStringLiteral("*-77*") };
        break;
    case 1:
        filter.sort = session::LaneFilter::Sort::Name;
        break;
    default:
        filter.hidden = { session::LaneId::of(TaskId(7)) };
        break;
    }
    const session::LaneFilter none;
    session::LaneOrder order;
    order.update(*trace, none);
    support::Percentiles times;
    for (auto _ : run) {
        times.begin();
        order.update(*trace, filter);
        times.end();
        run.PauseTiming();
        order.clear(); // or the second time would cost nothing
        order.update(*trace, none);
        run.ResumeTiming();
    }
    times.report(run);
}
BENCHMARK(lanesArranged)->ArgNames({ "tasks", "how" })->ArgsProduct({ { 1000, 100'000 }, { 0, 1, 2 } })->Unit(benchmark::kMillisecond);

} // namespace

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
