// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/allcommands.h"
#include "app/commands/arguments.h"
#include "app/commands/interruption.h"
#include "app/commands/opentrace.h"
#include "app/commands/outputs.h"
#include "app/commands/progressline.h"

namespace app {

namespace {

constexpr OptionSpec Options[] {
    { "o", "FILE", "where to, in the format of its suffix: .loopscope .json .json.gz .pftrace .csv;\nrequired, may be given several times", true },
};

int run(const Arguments &arguments)
{
    if (!arguments.has("o"))
        return fail(ExitCode::Usage, { QStringLiteral("convert"), QStringLiteral("-o FILE is missing; see loopscope convert --help") });
    QList<OutputTarget> targets;
    for (const QString &path : arguments.values("o")) {
        const trace::Result<OutputTarget> target = outputTarget(path, OutputKind::Trace);
        if (!target)
            return fail(ExitCode::Usage, target.error());
        targets << target.value();
    }
    const Interruption interruption;
    const OpenedTrace opened = openTrace(arguments.operands().constFirst(), interruption);
    if (!opened.trace)
        return opened.exitCode;
    ExitCode code = ExitCode::Done;
    for (const OutputTarget &target : targets) {
        ProgressLine line(QStringLiteral("writing %1").arg(target.path), &interruption);
        const trace::Result<> result = writeTarget(*opened.trace, target, {}, [&line](quint64 done, quint64 total) { return line.show(done, total); });
        if (interruption.isRequested())
            return static_cast<int>(ExitCode::Interrupted);
        if (!result) {
            fail(ExitCode::Failed, result.error());
            code = ExitCode::Failed;
        }
    }
    return static_cast<int>(code);
}

} // namespace

const Command convertCommand {
    "convert", "TRACE -o FILE", 1, 1, "between the trace formats",
    "Reads a trace and writes it in another format. .loopscope, .json and .json.gz (Chrome trace events)\n"
    "and .pftrace (Perfetto) hold everything; .csv is a table of the events, written only.\n"
    "TRACE is a .loopscope file, Chrome trace events or a Perfetto trace, of any program, packed by gzip\n"
    "or not, known by its content; - is standard input.",
    Options, nullptr, run
};

} // namespace app
