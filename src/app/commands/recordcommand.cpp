// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/allcommands.h"
#include "app/commands/arguments.h"
#include "app/commands/callersenvironment.h"
#include "app/commands/messages.h"
#include "app/commands/outputs.h"
#include "app/commands/progressline.h"
#include "app/commands/signalrelay.h"
#include "app/commands/values.h"
#include "attach/programrun.h"
#include "trace/timetext.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <memory>

namespace app {

namespace {

constexpr OptionSpec Options[] {
    { "o", "FILE", "writes the recording, in the format of the suffix: .loopscope .json .csv .png .svg .pdf;\n"
        "may be given several times; SCRIPT.loopscope where it is not given", true },
    { "live", nullptr, "opens the window on the program as it runs; closing it ends the program" },
    { "detail", "LEVEL", "full, or low: steps and tasks only, a little cheaper; full where it is not given" },
};

/// The script's name, or the program's where no argument is a file: what the recording is called.
QString nameOf(const QStringList &words)
{
    for (qsizetype n = 1; n < words.size(); ++n) {
        if (words.at(n).endsWith(QLatin1String(".py")))
            return QFileInfo(words.at(n)).completeBaseName();
    }
    return QFileInfo(words.constFirst()).completeBaseName();
}

/// What whoever reads the recording has to know of how it came about.
void sayRemarks(const attach::ProgramRun &run, const QString &name)
{
    const attach::StreamReader &stream = run.stream();
    if (!run.streamError().isEmpty())
        warn({ name, QStringLiteral("the recording ends early: %1").arg(run.streamError()) });
    else if (!stream.hasEnd())
        warn({ name, QStringLiteral("the program ended without taking leave of its probe: its last moments are missing") });
    if (stream.lostCount() > 0)
        warn({ name, QStringLiteral("%1 events were lost: the program made them faster than they could be taken in").arg(stream.lostCount()) });
    for (const QString &loop : stream.unseenLoops())
        warn({ name, QStringLiteral("the event loop %1 is not CPython's own: its tasks are not seen").arg(loop) });
    if (stream.probeErrors() > 0)
        warn({ name, QStringLiteral("the probe met %1 errors of its own: %2").arg(stream.probeErrors()).arg(stream.probeError()) });
    if (run.receiver().surplusCount() > 0)
        warn({ name, QStringLiteral("%1 more Python processes were started; only the first is recorded").arg(run.receiver().surplusCount()) });
}

bool writeAll(const trace::Trace &trace, const QList<OutputTarget> &targets)
{
    bool isWhole = true;
    for (const OutputTarget &target : targets) {
        ProgressLine line(QStringLiteral("writing %1").arg(target.path), nullptr);
        const trace::Result<> result = writeTarget(trace, target, {}, [&line](quint64 done, quint64 total) { return line.show(done, total); });
        if (!result) {
            fail(ExitCode::Failed, result.error());
            isWhole = false;
        }
    }
    return isWhole;
}

trace::Result<QList<OutputTarget>> targetsOf(const Arguments &arguments, const QString &name)
{
    QStringList paths = arguments.values("o");
    if (paths.isEmpty())
        paths << name + QStringLiteral(".loopscope");
    QList<OutputTarget> targets;
    for (const QString &path : paths) {
        const trace::Result<OutputTarget> target = outputTarget(path, OutputKind::Any);
        if (!target)
            return target.error();
        targets << target.value();
    }
    return targets;
}

/// Writes the recording and says what was written; false where something could not be.
bool writeRecording(const trace::Trace &trace, const QList<OutputTarget> &targets, const QString &name)
{
    if (!writeAll(trace, targets))
        return false;
    QStringList paths;
    for (const OutputTarget &target : targets)
        paths << target.path;
    warn({ name, QStringLiteral("recorded %1 events of %2 tasks in %3, written to %4")
                     .arg(trace.eventCount())
                     .arg(trace.tasks().size())
                     .arg(trace::formatDuration(trace.range().length()), paths.join(QStringLiteral(", "))) });
    return true;
}

int record(const Arguments &arguments)
{
    const QStringList words = arguments.operands();
    const QString name = nameOf(words);
    const trace::Result<QList<OutputTarget>> targets = targetsOf(arguments, name);
    if (!targets)
        return fail(ExitCode::Usage, targets.error());
    const auto detail = wordOf(arguments, "detail", { QStringLiteral("full"), QStringLiteral("low") });
    if (!detail)
        return fail(ExitCode::Usage, detail.error());

    trace::TraceInfo info;
    info.name = name;
    const auto trace = std::make_shared<trace::Trace>(info);
    attach::ProgramRun run(trace);
    constexpr qint64 AtOnce = 1 << 20;
    QObject::connect(&run, &attach::ProgramRun::bytesWaiting, &run, [&run] {
        while (run.read(AtOnce)) {
        }
    });
    QObject::connect(&run, &attach::ProgramRun::finished, QCoreApplication::instance(), [] { QCoreApplication::quit(); }, Qt::QueuedConnection);
    attach::Program program;
    program.executable = words.constFirst();
    program.arguments = words.sliced(1);
    program.environment = callersEnvironment();
    program.isLowDetail = detail.value() == QStringLiteral("low");
    if (const trace::Result<> started = run.start(program); !started)
        return fail(ExitCode::Usage, started.error());
    {
        const SignalRelay relay(run.process());
        QCoreApplication::exec();
    }
    if (!run.receiver().hasBeenConnected()) {
        warn({ name, QStringLiteral("nothing was recorded: it is neither an asyncio program of Python nor linked with the probe for C++") });
        return run.exitCode();
    }
    sayRemarks(run, name);
    const bool isWritten = writeRecording(*trace, targets.value(), name);
    return run.exitCode() == 0 && !isWritten ? static_cast<int>(ExitCode::Failed) : run.exitCode();
}

} // namespace

trace::Result<LiveRecording> prepareLiveRecording(const Arguments &arguments)
{
    LiveRecording live;
    live.words = arguments.operands();
    const QString name = nameOf(live.words);
    live.name = name;
    QList<OutputTarget> targets;
    if (arguments.has("o")) {
        const trace::Result<QList<OutputTarget>> asked = targetsOf(arguments, name);
        if (!asked)
            return asked.error();
        targets = asked.value();
    }
    const auto detail = wordOf(arguments, "detail", { QStringLiteral("full"), QStringLiteral("low") });
    if (!detail)
        return detail.error();
    live.isLowDetail = detail.value() == QStringLiteral("low");
    const auto relay = std::make_shared<std::unique_ptr<SignalRelay>>();
    live.begun = [relay](qint64 process) { *relay = std::make_unique<SignalRelay>(process); };
    live.ended = [relay, targets, name](const trace::Trace &trace, int exitCode, const QString &failure) {
        relay->reset();
        if (exitCode < 0) {
            warn({ QString(), failure });
            return static_cast<int>(ExitCode::Usage);
        }
        const bool isWritten = targets.isEmpty() || writeRecording(trace, targets, name);
        return exitCode == 0 && !isWritten ? static_cast<int>(ExitCode::Failed) : exitCode;
    };
    return live;
}

const Command recordCommand {
    "record", "-- PROGRAM ARG...", 1, 1 << 20, "runs a program of your own and records what its event loop does",
    "Runs an asyncio program of Python, or a program that links the C++ probe, and writes its trace. The program is not changed; its\n"
    "input, output and signals are its own, and its exit code is ours (128 + the signal where one ended it).\n"
    "Ctrl+C stops the program; what was recorded up to then is kept. CPython 3.9 to 3.15 and its own event\n"
    "loops are covered. With --live nothing is written unless -o says where; the window saves it too.\n"
    "Example: loopscope record -o run.loopscope -- python3 server.py --port 8000",
    Options, [](const Arguments &arguments) { return namesPicture(arguments.values("o")); }, record
};

} // namespace app
