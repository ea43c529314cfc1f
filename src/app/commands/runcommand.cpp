// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/allcommands.h"
#include "app/commands/interruption.h"
#include "app/commands/messages.h"
#include "app/commands/momenttext.h"
#include "app/commands/outputs.h"
#include "app/commands/progressline.h"
#include "app/commands/scenariorun.h"
#include "app/commands/summarytext.h"
#include "app/commands/table.h"
#include "app/commands/values.h"
#include "scenarios/catalogue.h"
#include "trace/timetext.h"

#include <QFileInfo>

#include <limits>

namespace app {

using scheduler::Loop;

namespace {

constexpr OptionSpec Options[] {
    { "set", "K=V", "sets the parameter K of the scenario; may be given several times", true },
    { "seed", "N", "of all random draws, 0..2^63-1; 1 where it is not given" },
    { "clock", "CLOCK", "virtual (ends at once, always the same) or real; virtual where the scenario can" },
    { "speed", "X", "runs the real clock X times as fast, 0.001..1000" },
    { "until", "T", "ends the run at this moment: 10, 980ms, ..." },
    { "serve", "PORT", "keeps a scenario's web endpoint up on 127.0.0.1 at this port, 0: any free one, until Ctrl+C,\n"
        "which then is its proper end" },
    { "ties", "ORDER", "order of equal deadlines: fifo, or heapq as in CPython; fifo where it is not given" },
    { "break", "COND", "halts the run before the next resume when this is met, and prints how things stand; may be\n"
        "given several times. Conditions: task GLOB resumes|suspends|finishes|raises|is cancelled,\n"
        "queue GLOB depth >= N|depth <= N|full|empty, ready > TIME, held > TIME, deadlock,\n"
        "log ~ REGEX, time >= TIME", true },
    { "o", "FILE", "writes the run, in the format of the suffix: .loopscope .json .json.gz .pftrace .csv\n.png .svg .pdf .html; may be given several times", true },
};

/// The scenario to run: a built-in one, or one of a file that is owned here.
struct Chosen
{
    std::unique_ptr<scenarios::Scenario> fromFile;
    const scenarios::Scenario *scenario = nullptr;
};

bool namesFile(const QString &word)
{
    return word.contains(u'/') || word.endsWith(QLatin1String(".json")) || QFileInfo(word).isFile();
}

std::variant<Chosen, int> choose(const QString &word)
{
    Chosen chosen;
    if (!namesFile(word)) {
        const trace::Result<const scenarios::Scenario *> named = scenarios::Catalogue::named(word);
        if (!named)
            return fail(ExitCode::Usage, named.error());
        chosen.scenario = named.value();
        return chosen;
    }
    trace::Result<std::unique_ptr<scenarios::Scenario>> loaded = scenarios::loadScenarioFile(word);
    if (!loaded)
        return fail(ExitCode::BadInput, loaded.error());
    chosen.fromFile = std::move(loaded).value();
    chosen.scenario = chosen.fromFile.get();
    return chosen;
}

/// `--serve PORT` is the parameters "serve" and "port" of a scenario that has them.
std::optional<trace::Error> addServing(const Arguments &arguments, const scenarios::Scenario &scenario, scenarios::Values &given)
{
    const auto port = integerOf(arguments, "serve", 0, 65'535);
    if (!port)
        return port.error();
    if (!port.value())
        return std::nullopt;
    for (const QString &name : { QStringLiteral("serve"), QStringLiteral("port") }) {
        if (!scenario.hasParameter(name))
            return trace::Error { QStringLiteral("--serve"), QStringLiteral("%1 has no endpoint that could be kept up").arg(scenario.name()) };
        if (given.contains(name))
            return trace::Error { QStringLiteral("--serve"), QStringLiteral("%1 is set twice").arg(name) };
    }
    given.insert(QStringLiteral("serve"), QStringLiteral("true"));
    given.insert(QStringLiteral("port"), QString::number(*port.value()));
    return std::nullopt;
}

trace::Result<scenarios::Values> valuesOf(const Arguments &arguments, const scenarios::Scenario &scenario)
{
    scenarios::Values given;
    for (const QString &assignment : arguments.values("set")) {
        const qsizetype equals = assignment.indexOf(u'=');
        if (equals < 1)
            return trace::Error { QStringLiteral("--set"), QStringLiteral("\"%1\" is not of the form PARAMETER=VALUE").arg(assignment) };
        const QString name = assignment.left(equals);
        if (given.contains(name))
            return trace::Error { QStringLiteral("--set"), QStringLiteral("%1 is set twice").arg(name) };
        given.insert(name, assignment.mid(equals + 1));
    }
    if (const std::optional<trace::Error> error = addServing(arguments, scenario, given))
        return *error;
    trace::Result<scenarios::Values> checked = scenario.check(given);
    if (!checked)
        return trace::Error { QStringLiteral("--set %1").arg(checked.error().what), checked.error().why };
    return checked;
}

trace::Result<RunRequest> requestOf(const Arguments &arguments, const scenarios::Scenario &scenario)
{
    RunRequest request;
    request.scenario = &scenario;
    const auto values = valuesOf(arguments, scenario);
    if (!values)
        return values.error();
    const auto seed = integerOf(arguments, "seed", 0, std::numeric_limits<qint64>::max());
    if (!seed)
        return seed.error();
    const auto clock = wordOf(arguments, "clock", { QStringLiteral("virtual"), QStringLiteral("real") });
    if (!clock)
        return clock.error();
    const auto speed = numberOf(arguments, "speed", 0.001, 1000);
    if (!speed)
        return speed.error();
    const auto until = timeOf(arguments, "until");
    if (!until)
        return until.error();
    const auto ties = wordOf(arguments, "ties", { QStringLiteral("fifo"), QStringLiteral("heapq") });
    if (!ties)
        return ties.error();
    for (const QString &text : arguments.values("break")) {
        const trace::Result<analysis::Condition> condition = analysis::Condition::parse(text);
        if (!condition)
            return trace::Error { QStringLiteral("--break %1").arg(condition.error().what), condition.error().why };
        request.breaks.push_back(condition.value());
    }
    const bool needsReal = scenario.description().needsRealClock;
    if (needsReal && clock.value() == QStringLiteral("virtual"))
        return trace::Error { QStringLiteral("--clock virtual"), QStringLiteral("%1 does real input and output; it runs with --clock real only").arg(scenario.name()) };
    const bool isReal = needsReal || clock.value() == QStringLiteral("real");
    if (speed.value() && !isReal)
        return trace::Error { QStringLiteral("--speed"), QStringLiteral("a virtual clock does not wait; give --clock real with it") };
    request.values = values.value();
    request.seed = static_cast<quint64>(seed.value().value_or(1));
    request.clock = isReal ? trace::ClockKind::Real : trace::ClockKind::Virtual;
    request.speed = speed.value().value_or(1);
    request.until = until.value();
    request.endsByInterruption = arguments.has("serve");
    request.ties = ties.value() == QStringLiteral("heapq") ? scheduler::TieOrder::Heapq : scheduler::TieOrder::Fifo;
    return request;
}

QString endingOf(Loop::End end)
{
    switch (end) {
    case Loop::End::Finished:
        return QStringLiteral("finished");
    case Loop::End::Deadlock:
        return QStringLiteral("deadlocked");
    case Loop::End::Until:
        return QStringLiteral("ended as asked");
    case Loop::End::Stopped:
        return QStringLiteral("was stopped");
    case Loop::End::Paused:
        break;
    }
    return QStringLiteral("paused");
}

/// Writes all that can be written; false where one could not.
bool writeAll(const trace::Trace &trace, const QList<OutputTarget> &targets, Output &out)
{
    bool isWhole = true;
    for (const OutputTarget &target : targets) {
        ProgressLine line(QStringLiteral("writing %1").arg(target.path), nullptr);
        const trace::Result<> result = writeTarget(trace, target, {}, [&line](quint64 done, quint64 total) { return line.show(done, total); });
        if (result) {
            out.write(QStringLiteral("  wrote     %1\n").arg(printable(target.path)));
        } else {
            fail(ExitCode::Failed, result.error());
            isWhole = false;
        }
    }
    return isWhole;
}

/// Says on standard error what failed; the code to end with.
ExitCode reportFailures(const RunRequest &request, const ScenarioRun &run, const analysis::Summary &summary, Loop::End end)
{
    ExitCode code = ExitCode::Done;
    for (const scheduler::Engine::Failure &failure : run.failures()) {
        fail(ExitCode::Failed, { failure.name, QStringLiteral("raised, and no other task took it: %1").arg(failure.text) });
        code = ExitCode::Failed;
    }
    if (end != Loop::End::Deadlock)
        return end == Loop::End::Stopped && !request.endsByInterruption ? ExitCode::Interrupted : code;
    QString text = QStringLiteral("tasks are left that nothing can ever wake");
    for (const analysis::Finding &finding : summary.findings) {
        if (finding.id == QByteArrayView("deadlock"))
            text = finding.text;
    }
    fail(ExitCode::Failed, { QStringLiteral("deadlock"), text });
    return ExitCode::Failed;
}

/// Why the run halted, and how things stand there.
QString haltText(const trace::Trace &trace, const analysis::Hit &hit)
{
    return QStringLiteral("halted at %1: %2\n\n%3")
        .arg(trace::formatDuration(hit.time - trace::Timestamp {}), printable(hit.reason.plain()), momentText(trace, trace.latest(), trace.range().end));
}

int runScenario(const RunRequest &request, const QList<OutputTarget> &targets)
{
    ScenarioRun run(request);
    Output out;
    Loop::End end = Loop::End::Finished;
    {
        // Before the scenario starts threads of its own, as a signal goes to any thread that does not block it.
        const Interruption interruption([&run] { run.stop(); });
        if (const trace::Result<> started = run.start(); !started)
            return fail(ExitCode::Usage, started.error());
        end = run.drive([&](const trace::Event &event) {
            if (event.kind != trace::EventKind::Log)
                return;
            out.write(logText(run.trace(), { event.time, event.task, run.trace().text(event.text) }));
            if (request.clock != trace::ClockKind::Virtual)
                out.flush(); // whoever waits for the real clock wants to see the lines as they come
        });
    }
    const analysis::Summary summary = analysis::summarise(run.trace());
    const std::optional<analysis::Hit> hit = run.hit();
    out.write(summary.log.empty() ? QString() : QStringLiteral("\n"));
    out.write(hit ? haltText(run.trace(), *hit) : runText(run.trace(), summary, endingOf(end)));
    if (const analysis::Instant stood { run.trace(), run.trace().latest(), run.trace().range().end }; !hit && end == Loop::End::Deadlock)
        out.write(waitText(stood, analysis::deadlockGraph(stood)));
    const bool isWritten = writeAll(run.trace(), targets, out);
    const ExitCode code = hit ? ExitCode::Done : reportFailures(request, run, summary, end);
    return out.finish(isWritten || code != ExitCode::Done ? code : ExitCode::Failed);
}

int run(const Arguments &arguments)
{
    QList<OutputTarget> targets;
    for (const QString &path : arguments.values("o")) {
        const trace::Result<OutputTarget> target = outputTarget(path, OutputKind::Any);
        if (!target)
            return fail(ExitCode::Usage, target.error());
        targets << target.value();
    }
    std::variant<Chosen, int> chosen = choose(arguments.operands().constFirst());
    if (const int *code = std::get_if<int>(&chosen))
        return *code;
    const scenarios::Scenario &scenario = *std::get<Chosen>(chosen).scenario;
    const trace::Result<RunRequest> request = requestOf(arguments, scenario);
    if (!request)
        return fail(ExitCode::Usage, request.error());
    return runScenario(request.value(), targets);
}

} // namespace

const Command runCommand {
    "run", "NAME|FILE.scenario.json", 1, 1, "runs a scenario, prints its log and a summary",
    "Runs a built-in scenario (see loopscope scenarios) or a scenario file without a window, prints its\n"
    "log as it comes and a summary. On the virtual clock, which is the default, it ends at once and the\n"
    "same command line gives the same bytes. The exit code is 1 where a task raised and no other took\n"
    "the exception, and where tasks are left that nothing can ever wake; the outputs are written all the same.",
    Options, [](const Arguments &arguments) { return namesPicture(arguments.values("o")); }, run
};

} // namespace app
