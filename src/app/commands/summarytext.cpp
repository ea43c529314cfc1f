// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/summarytext.h"

#include "app/commands/jsontext.h"
#include "app/commands/table.h"
#include "trace/argtext.h"
#include "trace/timetext.h"

#include <algorithm>

namespace app {

using analysis::Finding;
using analysis::Percentiles;
using analysis::QueueSummary;
using analysis::Summary;
using analysis::TaskSummary;
using analysis::WorkerSummary;
using trace::formatDuration;

namespace {

constexpr qsizetype LogNameWidth = 12;

QString latin(QByteArrayView name)
{
    return QString::fromLatin1(name);
}

QString counted(quint64 count, const char *one, const char *many)
{
    return QStringLiteral("%1 %2").arg(count).arg(QLatin1String(count == 1 ? one : many));
}

QString percentOf(trace::Duration part, trace::Duration whole)
{
    if (whole.count() <= 0)
        return {};
    return QStringLiteral(" (%1 %)").arg(static_cast<double>(part.count()) * 100 / static_cast<double>(whole.count()), 0, 'f', 1);
}

QString clockText(const trace::TraceInfo &info)
{
    QString text = info.clock == trace::ClockKind::Unknown ? QStringLiteral("clock unknown") : latin(nameOf(info.clock)) + QStringLiteral(" clock");
    if (info.seed)
        text += QStringLiteral(", seed %1").arg(*info.seed);
    return text;
}

QString titleOf(const trace::TraceInfo &info)
{
    return info.name.isEmpty() ? QStringLiteral("unnamed trace") : printable(info.name);
}

QString endOf(const TaskSummary &task)
{
    return latin(task.outcome == trace::Outcome::None ? trace::nameOf(task.state) : trace::nameOf(task.outcome));
}

QString taskTable(const Summary &summary)
{
    Table table({ { QStringLiteral("id"), true }, { QStringLiteral("name"), false }, { QStringLiteral("parent"), true }, { QStringLiteral("end"), false },
        { QStringLiteral("resumes"), true }, { QStringLiteral("running"), true }, { QStringLiteral("ready"), true }, { QStringLiteral("awaiting"), true },
        { QStringLiteral("longest ready"), true } });
    for (const TaskSummary &task : summary.tasks) {
        table.add({ QString::number(trace::number(task.id)), task.name,
            task.parent == trace::TaskId::None ? QStringLiteral("-") : QString::number(trace::number(task.parent)), endOf(task), QString::number(task.resumes),
            formatDuration(task.running), formatDuration(task.ready), formatDuration(task.awaiting), formatDuration(task.longestReady) });
    }
    return table.text(2);
}

QString queueTable(const Summary &summary)
{
    Table table({ { QStringLiteral("name"), false }, { QStringLiteral("maxsize"), true }, { QStringLiteral("puts"), true }, { QStringLiteral("gets"), true },
        { QStringLiteral("max depth"), true }, { QStringLiteral("left"), true } });
    for (const QueueSummary &queue : summary.queues) {
        table.add({ queue.name, queue.maxsize == 0 ? QStringLiteral("unbounded") : QString::number(queue.maxsize), QString::number(queue.puts),
            QString::number(queue.gets), QString::number(queue.maxDepth), QString::number(queue.left) });
    }
    return table.text(2);
}

QString workerTable(const Summary &summary)
{
    Table table({ { QStringLiteral("name"), false }, { QStringLiteral("jobs"), true }, { QStringLiteral("busy"), true } });
    for (const WorkerSummary &worker : summary.workers)
        table.add({ worker.name, QString::number(worker.jobs), formatDuration(worker.busy) });
    return table.text(2);
}

QString latencyTable(const Summary &summary)
{
    Table table({ { QString(), false }, { QStringLiteral("count"), true }, { QStringLiteral("p50"), true }, { QStringLiteral("p90"), true },
        { QStringLiteral("p99"), true }, { QStringLiteral("max"), true } });
    const auto row = [&table](const QString &name, const Percentiles &of) {
        table.add({ name, QString::number(of.count), formatDuration(of.p50), formatDuration(of.p90), formatDuration(of.p99), formatDuration(of.max) });
    };
    row(QStringLiteral("ready to resumed"), summary.readyLatency);
    row(QStringLiteral("resumed to suspended"), summary.holdTime);
    return table.text(2);
}

QString findingLines(const Summary &summary)
{
    QString text;
    for (const Finding &finding : summary.findings)
        text += QStringLiteral("  %1%2\n").arg(latin(analysis::nameOf(finding.severity)) + u':', -9).arg(printable(finding.text));
    return text;
}

QString section(const QString &heading, const QString &body)
{
    return body.isEmpty() ? QString() : QStringLiteral("\n%1\n%2").arg(heading, body);
}

void percentiles(JsonText &json, const char *key, const Percentiles &of)
{
    json.beginObject(key);
    json.number("count", static_cast<qint64>(of.count));
    json.number("p50_ns", of.p50.count());
    json.number("p90_ns", of.p90.count());
    json.number("p99_ns", of.p99.count());
    json.number("max_ns", of.max.count());
    json.end();
}

void taskRows(JsonText &json, const Summary &summary)
{
    json.beginArray("tasks");
    for (const TaskSummary &task : summary.tasks) {
        json.beginObject();
        json.number("id", trace::number(task.id));
        json.text("name", task.name);
        json.id("parent", trace::number(task.parent));
        json.text("outcome", task.outcome == trace::Outcome::None ? std::nullopt : std::optional(latin(trace::nameOf(task.outcome))));
        json.text("state", latin(trace::nameOf(task.state)));
        json.number("running_ns", task.running.count());
        json.number("ready_ns", task.ready.count());
        json.number("awaiting_ns", task.awaiting.count());
        json.number("resumes", static_cast<qint64>(task.resumes));
        json.number("max_ready_ns", task.longestReady.count());
        json.number("max_running_ns", task.longestRun.count());
        json.end();
    }
    json.end();
}

void queueAndWorkerRows(JsonText &json, const Summary &summary)
{
    json.beginArray("queues");
    for (const QueueSummary &queue : summary.queues) {
        json.beginObject();
        json.text("name", queue.name);
        json.number("maxsize", queue.maxsize);
        json.number("puts", static_cast<qint64>(queue.puts));
        json.number("gets", static_cast<qint64>(queue.gets));
        json.number("max_depth", queue.maxDepth);
        json.number("left", queue.left);
        json.end();
    }
    json.end();
    json.beginArray("workers");
    for (const WorkerSummary &worker : summary.workers) {
        json.beginObject();
        json.text("name", worker.name);
        json.number("jobs", static_cast<qint64>(worker.jobs));
        json.number("busy_ns", worker.busy.count());
        json.end();
    }
    json.end();
}

void findingAndLogRows(JsonText &json, const trace::Trace &trace, const Summary &summary)
{
    const auto name = [&trace](trace::TaskId id) { return id == trace::TaskId::None ? std::nullopt : std::optional(analysis::taskName(trace, id)); };
    json.beginArray("findings");
    for (const Finding &finding : summary.findings) {
        json.beginObject();
        json.text("id", latin(finding.id));
        json.text("severity", latin(analysis::nameOf(finding.severity)));
        json.text("task", name(finding.task));
        json.number("at_ns", finding.at.ns);
        json.text("text", finding.text);
        json.end();
    }
    json.end();
    json.beginArray("log");
    for (const analysis::LogLine &line : summary.log) {
        json.beginObject();
        json.number("t_ns", line.time.ns);
        json.text("task", name(line.task));
        json.text("text", line.text);
        json.end();
    }
    json.end();
}

QString tasksInShort(const Summary &summary)
{
    struct Group
    {
        QString end;
        int count;
    };
    QList<Group> groups;
    for (const TaskSummary &task : summary.tasks) {
        const QString end = endOf(task);
        const auto at = std::find_if(groups.begin(), groups.end(), [&end](const Group &group) { return group.end == end; });
        if (at == groups.end())
            groups << Group { end, 1 };
        else
            ++at->count;
    }
    if (groups.size() == 1)
        return QStringLiteral("%1, %2%3").arg(summary.tasks.size()).arg(summary.tasks.size() == 1 ? QString() : QStringLiteral("all "), groups.constFirst().end);
    QStringList parts;
    for (const Group &group : groups)
        parts << QStringLiteral("%1 %2").arg(group.count).arg(group.end);
    return QStringLiteral("%1: %2").arg(summary.tasks.size()).arg(parts.join(QStringLiteral(", ")));
}

QString queueInShort(const QueueSummary &queue)
{
    return QStringLiteral("%1: %2 put, %3 taken, at most %4 deep%5")
        .arg(printable(queue.name))
        .arg(queue.puts)
        .arg(queue.gets)
        .arg(queue.maxDepth)
        .arg(queue.left == 0 ? QString() : QStringLiteral(", %1 left").arg(queue.left));
}

} // namespace

QString logText(const trace::Trace &trace, const analysis::LogLine &line)
{
    const QString args = trace::argsText(trace.texts()->args().bytes(line.args));
    const QString text = args.isEmpty() ? line.text : QStringLiteral("%1 (%2)").arg(line.text, args);
    return QStringLiteral("%1 s  %2  %3\n")
        .arg(trace::formatSeconds(line.time, 3), 9)
        .arg(printable(analysis::taskName(trace, line.task)).leftJustified(LogNameWidth), printable(text));
}

QString infoText(const trace::Trace &trace, const Summary &summary)
{
    const trace::TraceInfo &info = trace.info();
    QString text = QStringLiteral("%1  %2\n\n").arg(titleOf(info), clockText(info));
    const auto row = [&text](const QString &name, const QString &value) { text += QStringLiteral("  %1%2\n").arg(name, -12).arg(value); };
    row(QStringLiteral("duration"), formatDuration(summary.duration));
    row(QStringLiteral("loop busy"), formatDuration(summary.loopBusy) + percentOf(summary.loopBusy, summary.duration));
    row(QStringLiteral("iterations"), QString::number(summary.iterations));
    row(QStringLiteral("events"), QString::number(summary.events));
    row(QStringLiteral("lost"), QString::number(summary.lost));
    if (summary.clamped > 0)
        row(QStringLiteral("out of order"), counted(summary.clamped, "event", "events"));
    for (auto at = info.parameters.begin(); at != info.parameters.end(); ++at)
        row(at == info.parameters.begin() ? QStringLiteral("parameters") : QString(), printable(at.key() + u'=' + at.value()));
    if (!info.origin.isEmpty())
        row(QStringLiteral("made by"), printable(info.origin));
    if (!summary.tasks.empty())
        text += section(QStringLiteral("Tasks"), taskTable(summary));
    if (!summary.queues.empty())
        text += section(QStringLiteral("Queues"), queueTable(summary));
    if (!summary.workers.empty())
        text += section(QStringLiteral("Workers"), workerTable(summary));
    if (summary.readyLatency.count > 0)
        text += section(QStringLiteral("Latencies"), latencyTable(summary));
    text += section(QStringLiteral("Findings"), findingLines(summary));
    QString log;
    for (const analysis::LogLine &line : summary.log)
        log += logText(trace, line);
    return text + section(QStringLiteral("Log"), log);
}

QByteArray infoJson(const trace::Trace &trace, const Summary &summary)
{
    const trace::TraceInfo &info = trace.info();
    JsonText json;
    json.beginObject();
    json.text("name", info.name);
    json.text("clock", latin(nameOf(info.clock)));
    if (info.seed)
        json.number("seed", static_cast<qint64>(*info.seed));
    else
        json.null("seed");
    json.text("origin", info.origin);
    json.beginObject("parameters");
    for (auto at = info.parameters.begin(); at != info.parameters.end(); ++at)
        json.text(at.key().toUtf8().constData(), at.value());
    json.end();
    json.number("duration_ns", summary.duration.count());
    json.number("events", static_cast<qint64>(summary.events));
    json.number("lost", static_cast<qint64>(summary.lost));
    json.number("out_of_order", static_cast<qint64>(summary.clamped));
    json.number("iterations", static_cast<qint64>(summary.iterations));
    json.number("loop_busy_ns", summary.loopBusy.count());
    taskRows(json, summary);
    queueAndWorkerRows(json, summary);
    json.beginObject("latencies");
    percentiles(json, "ready_to_resumed", summary.readyLatency);
    percentiles(json, "resumed_to_suspended", summary.holdTime);
    json.end();
    findingAndLogRows(json, trace, summary);
    json.end();
    return json.take();
}

QString runText(const trace::Trace &trace, const Summary &summary, const QString &ending)
{
    const trace::TraceInfo &info = trace.info();
    QString text = QStringLiteral("%1 %2 at %3 (%4)\n").arg(titleOf(info), ending, formatDuration(summary.duration), clockText(info));
    const auto row = [&text](const QString &name, const QString &value) { text += QStringLiteral("  %1%2\n").arg(name, -10).arg(value); };
    row(QStringLiteral("tasks"), tasksInShort(summary));
    for (const QueueSummary &queue : summary.queues)
        row(QStringLiteral("queue"), queueInShort(queue));
    for (const WorkerSummary &worker : summary.workers)
        row(QStringLiteral("worker"), QStringLiteral("%1: %2, busy %3").arg(printable(worker.name), counted(worker.jobs, "job", "jobs"), formatDuration(worker.busy)));
    row(QStringLiteral("loop"), QStringLiteral("%1, busy %2%3").arg(counted(summary.iterations, "iteration", "iterations"), formatDuration(summary.loopBusy), percentOf(summary.loopBusy, summary.duration)));
    row(QStringLiteral("trace"), counted(summary.events, "event", "events") + (summary.lost == 0 ? QString() : QStringLiteral(", %1 lost").arg(summary.lost)));
    for (const Finding &finding : summary.findings)
        row(latin(analysis::nameOf(finding.severity)), printable(finding.text));
    return text;
}

} // namespace app
