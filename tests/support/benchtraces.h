// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/syntheticload.h"
#include "trace/trace.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <random>
#include <vector>

namespace support {

/// Numbers of events that benchmarks of the store and the timeline are run at: 1e6, 1e7 and LOOPSCOPE_BENCH_EVENTS where that is set.
inline std::vector<qint64> benchEvents()
{
    std::vector<qint64> events { 1'000'000, 10'000'000 };
    if (const char *more = std::getenv("LOOPSCOPE_BENCH_EVENTS"))
        events.push_back(std::max(std::atoll(more), 1000LL));
    return events;
}

/// A whole number of at least 1 from the environment; `otherwise` where it is not set.
inline qint64 benchSetting(const char *name, qint64 otherwise)
{
    const char *asked = std::getenv(name);
    return asked ? std::max(std::atoll(asked), 1LL) : otherwise;
}

/// How often a benchmark does the same again, to take the least of each piece: LOOPSCOPE_BENCH_PASSES. What others do on the machine (a host that gives it
/// less now and then, caches that are not its own) only ever adds.
inline qint64 benchPasses()
{
    return benchSetting("LOOPSCOPE_BENCH_PASSES", 1);
}

/// Events of the synthetic workload in blocks.
struct BenchLoad
{
    std::shared_ptr<trace::TextTable> texts;
    std::unique_ptr<SyntheticLoad> load;
    std::size_t block = 0;
    std::vector<trace::Event> events;

    void next()
    {
        events.clear();
        load->fill(events, block);
    }
};

inline BenchLoad benchLoad(quint32 tasks, std::size_t block)
{
    BenchLoad made;
    made.texts = std::make_shared<trace::TextTable>();
    made.load = std::make_unique<SyntheticLoad>(*made.texts, tasks);
    made.block = block;
    made.next();
    return made;
}

/// A trace of the synthetic workload; the last one is kept, so benchmarks are best ordered by trace.
inline const std::shared_ptr<trace::Trace> &benchTrace(qint64 events, qint64 tasks)
{
    static std::pair<qint64, qint64> key;
    static std::shared_ptr<trace::Trace> trace;
    if (trace && key == std::pair(events, tasks))
        return trace;
    trace.reset();
    BenchLoad made = benchLoad(static_cast<quint32>(tasks), 1u << 16);
    trace = std::make_shared<trace::Trace>(trace::TraceInfo(), made.texts);
    while (trace->eventCount() < static_cast<quint64>(events)) {
        for (const trace::Event &event : made.events)
            trace->append(event);
        made.next();
    }
    key = { events, tasks };
    return trace;
}

/// A span somewhere in the trace, between the whole of it and some 20 us, all zooms alike.
inline trace::TimeRange randomRange(const trace::Trace &trace, std::mt19937_64 &random)
{
    const auto whole = static_cast<double>(trace.range().end.ns);
    std::uniform_real_distribution<double> uniform;
    const double length = std::max(whole * std::pow(20e3 / whole, uniform(random)), 1000.0);
    const double begin = uniform(random) * (whole - length);
    return { { static_cast<qint64>(begin) }, { static_cast<qint64>(begin + length) } };
}

/// Median and 99th percentile of thread CPU time, which the scheduler of a busy machine does not disturb.
class Percentiles
{
public:
    void begin() { m_begin = now(); }
    /// Returns the time since begin(), in us.
    double end()
    {
        add(now() - m_begin);
        return m_times.back();
    }
    void add(double microseconds) { m_times.push_back(microseconds); }
    /// The time that this share of the times does not reach; 0 without any.
    double at(double share)
    {
        std::sort(m_times.begin(), m_times.end());
        return m_times.empty() ? 0 : m_times[std::min(m_times.size() - 1, static_cast<std::size_t>(double(m_times.size()) * share))];
    }
    /// As counters p50_us and p99_us.
    void report(benchmark::State &run)
    {
        if (m_times.empty())
            return;
        run.counters["p50_us"] = at(0.5);
        run.counters["p99_us"] = at(0.99);
    }

private:
    static double now()
    {
        timespec t {};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
        return double(t.tv_sec) * 1e6 + double(t.tv_nsec) * 1e-3;
    }
    double m_begin = 0;
    std::vector<double> m_times;
};

} // namespace support
