// SPDX-License-Identifier: GPL-3.0-or-later
// Files of the synthetic workload: written, read with lanes and checkpoints. LOOPSCOPE_BENCH_EVENTS=100000000 measures at 1e8 events too.
#include "formats/format.h"
#include "support/benchtraces.h"

#include <QFile>
#include <QTemporaryDir>

using namespace trace;

namespace {

const QString &folder()
{
    static const QTemporaryDir directory;
    static const QString path = directory.path();
    return path;
}

QString written(const Trace &trace, formats::Format format, const char *name)
{
    const QString path = folder() + QLatin1Char('/') + QString::fromLatin1(name);
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || !formats::write(trace, format, file))
        qFatal("cannot write %s", name);
    return path;
}

void sizes(benchmark::internal::Benchmark *bench)
{
    bench->ArgNames({ "events", "tasks" })->Unit(benchmark::kMillisecond);
    for (const qint64 events : support::benchEvents())
        bench->Args({ events, 1000 });
}

void load(benchmark::State &run, formats::Format format, const char *name)
{
    const Trace &trace = *support::benchTrace(run.range(0), run.range(1));
    const QString path = written(trace, format, name);
    for (auto _ : run)
        benchmark::DoNotOptimize(formats::readFile(path).value().trace->eventCount());
    run.SetItemsProcessed(run.iterations() * qint64(trace.eventCount()));
    run.counters["bytes_per_event"] = double(QFile(path).size()) / double(trace.eventCount());
}
BENCHMARK_CAPTURE(load, loopscope, formats::Format::Loopscope, "bench.loopscope")->Apply(sizes);
BENCHMARK_CAPTURE(load, chrome_json, formats::Format::ChromeJson, "bench.json")->ArgNames({ "events", "tasks" })->Args({ 1'000'000, 1000 })->Unit(benchmark::kMillisecond);

void write(benchmark::State &run)
{
    const Trace &trace = *support::benchTrace(run.range(0), run.range(1));
    for (auto _ : run)
        benchmark::DoNotOptimize(written(trace, formats::Format::Loopscope, "bench.loopscope"));
    run.SetItemsProcessed(run.iterations() * qint64(trace.eventCount()));
}
BENCHMARK(write)->Apply(sizes);

} // namespace

BENCHMARK_MAIN();
