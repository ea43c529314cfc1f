// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/allcommands.h"
#include "app/commands/arguments.h"
#include "app/commands/interruption.h"
#include "app/commands/opentrace.h"
#include "app/commands/progressline.h"
#include "app/commands/summarytext.h"

namespace app {

namespace {

constexpr OptionSpec Options[] {
    { "json", nullptr, "the same as one JSON object; times are integer nanoseconds from the start of the run" },
};

int run(const Arguments &arguments)
{
    const Interruption interruption;
    const OpenedTrace opened = openTrace(arguments.operands().constFirst(), interruption);
    if (!opened.trace)
        return opened.exitCode;
    analysis::SummaryOptions options;
    options.isCutOff = opened.isCutOff;
    ProgressLine line(QStringLiteral("adding up"), &interruption);
    options.progress = [&line](quint64 done, quint64 total) { return line.show(done, total); };
    const analysis::Summary summary = analysis::summarise(*opened.trace, options);
    if (interruption.isRequested())
        return static_cast<int>(ExitCode::Interrupted);
    Output out;
    if (arguments.has("json"))
        out.write(infoJson(*opened.trace, summary));
    else
        out.write(infoText(*opened.trace, summary));
    return out.finish();
}

} // namespace

const Command infoCommand {
    "info", "TRACE", 1, 1, "totals, tasks, queues, workers, latencies, findings and log of a trace",
    "Prints what a trace adds up to: how long it lasted, what each task, queue and worker did,\n"
    "how long ready tasks waited for their turn, what is worth knowing, and the log.\n"
    "TRACE is a .loopscope file, Chrome trace events or a Perfetto trace; - is standard input.",
    Options, nullptr, run
};

} // namespace app
