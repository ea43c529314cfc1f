// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/allcommands.h"
#include "app/commands/interruption.h"
#include "app/commands/momenttext.h"
#include "app/commands/opentrace.h"
#include "app/commands/tasknames.h"
#include "app/commands/values.h"

namespace app {

namespace {

constexpr OptionSpec Options[] {
    { "at", "T", "the moment: 4, 4.25s, 980ms, ... (required)" },
    { "json", nullptr, "the same as one JSON object" },
};

int run(const Arguments &arguments)
{
    const auto at = timeOf(arguments, "at");
    if (!at)
        return fail(ExitCode::Usage, at.error());
    if (!at.value())
        return fail(ExitCode::Usage, { QStringLiteral("state"), QStringLiteral("--at T is missing; see loopscope state --help") });
    const Interruption interruption;
    const OpenedTrace opened = openTrace(arguments.operands().constFirst(), interruption);
    if (!opened.trace)
        return opened.exitCode;
    const trace::Result<trace::Timestamp> moment = momentIn(*opened.trace, "at", at.value());
    if (!moment)
        return fail(ExitCode::Usage, moment.error());
    const trace::Timestamp t = moment.value();
    const trace::State state = opened.trace->stateAt(t);
    Output out;
    if (arguments.has("json"))
        out.write(momentJson(*opened.trace, state, t));
    else
        out.write(momentText(*opened.trace, state, t));
    return out.finish();
}

} // namespace

const Command stateCommand {
    "state", "TRACE", 1, 1, "everything at one moment: tasks, ready queue, timers, queues, jobs",
    "Prints how things stood at the moment T, after all events up to and at T: each task's state and\n"
    "what it waits for, the ready queue in order, timers, what is in the queues, worker jobs.\n"
    "TRACE is a .loopscope file, Chrome trace events or a Perfetto trace; - is standard input.",
    Options, nullptr, run
};

} // namespace app
