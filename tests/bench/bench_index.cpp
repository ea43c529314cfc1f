// SPDX-License-Identifier: GPL-3.0-or-later
// Opening a .loopscope file that has an index, up to the first whole picture of the timeline (1600x900), from the disk ("cold": the system has
// forgotten the file) and from memory. Wall time, because a disk takes no processor time. LOOPSCOPE_BENCH_EVENTS=100000000 measures at 1e8 events too.
#include "formats/format.h"
#include "session/session.h"
#include "support/benchtraces.h"
#include "timeline/timelinewidget.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>

#ifdef Q_OS_LINUX
#include <fcntl.h>
#include <unistd.h>
#endif

using namespace trace;

namespace {

QString indexedFile(qint64 events, qint64 tasks)
{
    static const QTemporaryDir folder(QStringLiteral("bench-index-XXXXXX"));
    static std::pair<qint64, qint64> last;
    const QString path = folder.filePath(QStringLiteral("bench.loopscope"));
    if (last == std::pair(events, tasks))
        return path;
    last = { events, tasks };
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || !formats::write(*support::benchTrace(events, tasks), formats::Format::Loopscope, file))
        qFatal("cannot write %s", qPrintable(path));
#ifdef Q_OS_LINUX
    fsync(file.handle()); // only what the disk has can be forgotten
#endif
    return path;
}

void forget(const QString &path)
{
#ifdef Q_OS_LINUX
    QFile file(path);
    if (file.open(QIODevice::ReadOnly))
        posix_fadvise(file.handle(), 0, 0, POSIX_FADV_DONTNEED);
#else
    Q_UNUSED(path)
#endif
}

void openAndShow(benchmark::State &run)
{
    const QString path = indexedFile(run.range(0), run.range(1));
    const bool isCold = run.range(2) != 0;
    double opened = 0;
    double shown = 0;
    for (auto _ : run) {
        run.PauseTiming();
        if (isCold)
            forget(path);
        auto session = std::make_unique<session::Session>();
        auto widget = std::make_unique<timeline::TimelineWidget>(*session);
        widget->resize(1600, 900);
        widget->show();
        QApplication::processEvents();
        run.ResumeTiming();

        QElapsedTimer timer;
        timer.start();
        trace::Result<formats::Loaded> loaded = formats::readFile(path);
        opened += double(timer.nsecsElapsed()) * 1e-6;
        session->open(std::move(loaded.value().trace), { session::SourceKind::File, path });
        QApplication::processEvents();
        widget->viewport()->repaint();
        shown += double(timer.nsecsElapsed()) * 1e-6;

        run.PauseTiming();
        if (session->trace().isDamaged())
            run.SkipWithError("not readable");
        widget.reset();
        session.reset();
        run.ResumeTiming();
    }
    const auto runs = double(run.iterations());
    run.counters["open_ms"] = opened / runs;
    run.counters["first_picture_ms"] = shown / runs;
    run.counters["bytes_per_event"] = double(QFile(path).size()) / double(run.range(0));
}

void sizes(benchmark::internal::Benchmark *bench)
{
    bench->ArgNames({ "events", "tasks", "cold" })->Unit(benchmark::kMillisecond)->UseRealTime();
    for (const qint64 events : support::benchEvents()) {
        for (const qint64 tasks : { 10, 1000, 100'000 })
            bench->Args({ events, tasks, 1 })->Args({ events, tasks, 0 });
    }
}
BENCHMARK(openAndShow)->Apply(sizes)->Iterations(3);

} // namespace

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
