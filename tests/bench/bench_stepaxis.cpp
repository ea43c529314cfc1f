// SPDX-License-Identifier: GPL-3.0-or-later
// A frame of the timeline on each axis, 1600x900, at several zooms, panning; and a change of the axis. Thread CPU: Google Benchmark's "CPU".
#include "support/handmadetrace.h"
#include "timeline/timelinewidget.h"
#include "trace/axislanes.h"

#include <QApplication>
#include <QImage>
#include <QPainter>

#include <benchmark/benchmark.h>

using trace::Axis;
using trace::AxisKind;
using trace::Span;

namespace {

std::shared_ptr<trace::Trace> traceOf(int events)
{
    static std::map<int, std::shared_ptr<trace::Trace>> made;
    std::shared_ptr<trace::Trace> &trace = made[events];
    if (!trace)
        trace = support::crowd(200, events);
    return trace;
}

/// Arguments: events, axis, part of the run in view as 1 / 10^n.
void aFrame(benchmark::State &run)
{
    const auto trace = traceOf(int(run.range(0)));
    session::Session session;
    session.open(trace, { session::SourceKind::File, QStringLiteral("bench") });
    timeline::TimelineWidget widget(session);
    widget.resize(1600, 900);
    widget.show();
    session.setAxis(AxisKind(run.range(1)));
    const Span whole = session.axis().whole();
    qint64 length = whole.length();
    for (qint64 n = 0; n < run.range(2); ++n)
        length /= 10;
    session.show(Span { whole.begin + whole.length() / 3, whole.begin + (whole.length() / 3 + length) });
    QImage image(widget.viewport()->size(), QImage::Format_RGB32);
    for (auto _ : run) {
        session.panBy(length / 50);
        if (session.visibleSpan().end >= whole.end)
            session.show(Span { whole.begin, whole.begin + length });
        QPainter painter(&image);
        widget.viewport()->render(&painter);
    }
}

void frames(benchmark::internal::Benchmark *bench)
{
    bench->ArgNames({ "events", "axis", "zoom" })->Unit(benchmark::kMillisecond);
    for (const int events : { 1'000'000, 10'000'000 }) {
        for (const AxisKind axis : { AxisKind::Time, AxisKind::Steps, AxisKind::Events }) {
            for (const int zoom : { 0, 1, 2, 3, 4, 5 })
                bench->Args({ events, int(axis), zoom });
        }
    }
}
BENCHMARK(aFrame)->Apply(frames);

void changeOfAxis(benchmark::State &run)
{
    session::Session session;
    session.open(traceOf(int(run.range(0))), { session::SourceKind::File, QStringLiteral("bench") });
    const Span whole = session.axis().whole();
    session.show(Span { whole.begin + whole.length() / 3, whole.begin + whole.length() / 2 });
    for (auto _ : run)
        session.toggleAxis();
}
BENCHMARK(changeOfAxis)->Arg(1'000'000)->Arg(10'000'000)->Unit(benchmark::kMicrosecond);

} // namespace

int main(int count, char **arguments)
{
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(count, arguments);
    benchmark::Initialize(&count, arguments);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
