// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenarios/scenario.h"
#include "scheduler/loop.h"
#include "trace/trace.h"

#include <QStringList>

#include <memory>

/// A scenario that was run to its end on a loop of its own, with its trace. For tests.
struct ScenarioRun
{
    std::unique_ptr<trace::Trace> trace = std::make_unique<trace::Trace>(trace::TraceInfo {});
    scheduler::Loop::End end = scheduler::Loop::End::Stopped;
    trace::Timestamp endTime;
    QString error; ///< of start(), or the first exception that nobody took

    ScenarioRun(
        const scenarios::Scenario &scenario, const scenarios::Values &values, scheduler::LoopOptions options = {})
    {
        trace::Recorder recorder(trace->texts());
        options.recorder = &recorder;
        scheduler::Loop loop(options);
        if (const auto started = scenario.start(loop, values); !started) {
            error = started.error().message();
            return;
        }
        end = loop.runToEnd(std::nullopt, [&] { recorder.drain(*trace); });
        endTime = loop.now();
        recorder.drain(*trace);
        if (const auto failures = loop.failures(); !failures.empty())
            error = failures.front().name + QStringLiteral(": ") + failures.front().text;
    }

    [[nodiscard]] QString taskName(trace::TaskId id) const
    {
        return id == trace::TaskId::None ? QStringLiteral("-") : trace->text(trace->tasks()[trace::rowOf(id)].name);
    }

    /// "TIME_NS TASK TEXT" for every log line.
    [[nodiscard]] QStringList log() const
    {
        QStringList lines;
        forEach(trace::EventKind::Log, [&](const trace::Event &e) {
            lines += QString::number(e.time.ns) + QLatin1Char(' ') + taskName(e.task) + QLatin1Char(' ')
                + trace->text(e.text);
        });
        return lines;
    }

    /// Every event in full: equal lists mean equal files.
    [[nodiscard]] std::vector<trace::Event> events() const
    {
        std::vector<trace::Event> all;
        trace->forEach(0, trace->eventCount(), [&](quint64, const trace::Event &e) {
            all.push_back(e);
            return true;
        });
        return all;
    }

    template <typename Visit> void forEach(trace::EventKind kind, Visit visit) const
    {
        trace->forEach(0, trace->eventCount(), [&](quint64, const trace::Event &e) {
            if (e.kind == kind)
                visit(e);
            return true;
        });
    }
};
