// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/program.h"
#include "scenarios/scenario.h"
#include "scheduler/loop.h"
#include "trace/trace.h"

#include <QCoreApplication>

#include <cstdlib>

using Qt::StringLiterals::operator""_s;

// A scenario file that is read must run, whatever stands in it; one that is not must give a message with its place.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, std::size_t size)
{
    static char name[] = "fuzz_scenario";
    static char *arguments[] = { name, nullptr };
    static int count = 1;
    static const QCoreApplication application(count, arguments); // a Loop's wake-ups want one
    const QByteArray bytes(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    const auto program = scenarios::readProgram(bytes, u"input"_s);
    if (!program) {
        if (!program.error().what.startsWith(u"input"_s) || program.error().why.isEmpty())
            std::abort();
        return 0;
    }
    const scenarios::ProgramExtent &extent = program.value().extent;
    if (extent.steps > 2000 || extent.tasks > 500)
        return 0; // legal, but too long for one input
    const auto scenario = scenarios::loadScenario(bytes, u"input"_s);
    trace::Trace trace({});
    trace::Recorder recorder(trace.texts(), quint64(1) << 20);
    scheduler::LoopOptions options;
    options.recorder = &recorder;
    scheduler::Loop loop(options);
    if (!scenario || !scenario.value()->start(loop, {}))
        std::abort();
    const auto end = loop.runToEnd(std::nullopt, [&] { recorder.drain(trace); });
    recorder.drain(trace);
    const bool isOver = end == scheduler::Loop::End::Finished || end == scheduler::Loop::End::Deadlock;
    if (!isOver || loop.now().ns > extent.time || static_cast<qint64>(trace.tasks().size()) > extent.tasks)
        std::abort();
    return 0;
}
