// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/explain.h"
#include "app/commands/allcommands.h"
#include "app/commands/interruption.h"
#include "app/commands/momenttext.h"
#include "app/commands/opentrace.h"
#include "app/commands/table.h"
#include "app/commands/tasknames.h"
#include "app/commands/values.h"

namespace app {

namespace {

constexpr OptionSpec Options[] {
    { "task", "NAME", "the task; without it, what the loop does at that moment" },
    { "at", "T", "the moment: 4, 4.25s, 980ms, ...; the end of the trace where it is not given" },
    { "waits", nullptr, "and below it whom the task waits for, whom that one waits for, and so on" },
};

int run(const Arguments &arguments)
{
    const auto at = timeOf(arguments, "at");
    if (!at)
        return fail(ExitCode::Usage, at.error());
    const Interruption interruption;
    const OpenedTrace opened = openTrace(arguments.operands().constFirst(), interruption);
    if (!opened.trace)
        return opened.exitCode;
    const trace::Trace &trace = *opened.trace;
    const trace::Result<trace::Timestamp> moment = momentIn(trace, "at", at.value());
    if (!moment)
        return fail(ExitCode::Usage, moment.error());
    const trace::State state = trace.stateAt(moment.value());
    const analysis::Instant instant { trace, state, moment.value() };
    Output out;
    if (!arguments.has("task")) {
        out.write(printable(analysis::explainMoment(instant).plain()) + u'\n');
        if (arguments.has("waits"))
            out.write(waitText(instant, analysis::deadlockGraph(instant)));
        return out.finish();
    }
    const trace::Result<std::vector<trace::TaskId>> tasks = tasksNamed(trace, arguments.value("task"));
    if (!tasks)
        return fail(ExitCode::Usage, tasks.error());
    for (const trace::TaskId task : tasks.value()) {
        out.write(printable(analysis::explainTask(instant, task).plain()) + u'\n');
        if (arguments.has("waits"))
            out.write(waitText(instant, analysis::waitGraph(instant, task)));
    }
    return out.finish();
}

} // namespace

const Command explainCommand {
    "explain", "TRACE", 1, 1, "what a task is doing or waiting for at a moment, and why",
    "Says in a sentence or two what a task is doing or waiting for at the moment T, who woke it, and\n"
    "behind whom it stands. It is derived from the trace; what the trace does not tell is said to be unknown.\n"
    "TRACE is a .loopscope file, Chrome trace events or a Perfetto trace; - is standard input.",
    Options, nullptr, run
};

} // namespace app
