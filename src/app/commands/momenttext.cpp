// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/momenttext.h"

#include "analysis/explain.h"
#include "analysis/situation.h"
#include "analysis/summary.h"
#include "app/commands/jsontext.h"
#include "app/commands/table.h"
#include "panels/statetext.h"
#include "trace/timetext.h"

namespace app {

using trace::AwaitReason;
using trace::TaskId;
using trace::TaskState;
using trace::TaskStatus;
using trace::Trace;
using trace::number;

namespace {

QString moment(trace::Timestamp t)
{
    return trace::formatDuration(t - trace::Timestamp {});
}

QString latin(QByteArrayView name)
{
    return QString::fromLatin1(name);
}

bool isOnQueue(const TaskStatus &task)
{
    return task.reason == AwaitReason::QueueGet || task.reason == AwaitReason::QueuePut;
}

void taskJson(JsonText &json, const Trace &trace, const TaskStatus &task)
{
    const bool isAwaiting = task.state == TaskState::Awaiting;
    json.beginObject();
    json.number("id", number(task.id));
    json.text("name", analysis::taskName(trace, task.id));
    json.id("parent", number(task.parent));
    json.text("state", latin(trace::nameOf(task.state)));
    json.text("reason", isAwaiting ? std::optional(latin(trace::nameOf(task.reason))) : std::nullopt);
    if (isAwaiting && isOnQueue(task) && task.object != 0)
        json.text("object", analysis::queueName(trace, static_cast<trace::QueueId>(task.object)));
    else // timers have no number that anything else here tells
        json.id("object", isAwaiting && task.reason != AwaitReason::Sleep ? task.object : 0);
    json.number("since_ns", task.since.ns);
    json.id("waker", number(task.waker));
    json.text("outcome", task.outcome == trace::Outcome::None ? std::nullopt : std::optional(latin(trace::nameOf(task.outcome))));
    json.number("resumes", task.resumes);
    const trace::Site site = trace.texts()->site(task.site);
    json.text("file", site.file == trace::TextId::None ? std::nullopt : std::optional(trace.text(site.file)));
    if (site.line != 0)
        json.number("line", site.line);
    else
        json.null("line");
    json.end();
}

template<typename Ids>
void idList(JsonText &json, const char *key, const Ids &ids)
{
    json.beginArray(key);
    for (const TaskId id : ids)
        json.number(nullptr, number(id));
    json.end();
}

void queueJson(JsonText &json, const Trace &trace, const trace::QueueStatus &queue)
{
    json.beginObject();
    json.text("name", analysis::queueName(trace, queue.id));
    json.number("maxsize", queue.maxsize);
    json.number("depth", queue.depth);
    json.beginArray("items");
    for (const trace::TextId item : queue.items)
        json.text(nullptr, trace.text(item));
    json.end();
    idList(json, "getters", queue.getters);
    idList(json, "putters", queue.putters);
    json.end();
}

void jobJson(JsonText &json, const Trace &trace, const trace::JobStatus &job)
{
    const bool isRunning = job.worker != trace::WorkerId::None;
    json.beginObject();
    json.number("id", number(job.id));
    json.text("name", trace.text(job.name));
    json.id("task", number(job.task));
    json.text("worker", isRunning ? std::optional(analysis::workerName(trace, job.worker)) : std::nullopt);
    json.text("state", isRunning ? QStringLiteral("running") : QStringLiteral("queued"));
    json.number("since_ns", job.since.ns);
    json.end();
}

QString named(const Trace &trace, const auto &ids)
{
    QStringList names;
    for (const TaskId id : ids)
        names << analysis::taskName(trace, id);
    return names.join(QStringLiteral(", "));
}

QString taskTable(const analysis::Instant &instant)
{
    const Trace &trace = instant.trace;
    Table table({ { QStringLiteral("id"), true }, { QStringLiteral("name"), false }, { QStringLiteral("state"), false }, { QStringLiteral("since"), true }, { QStringLiteral("what"), false },
        { QStringLiteral("at"), false } });
    for (const TaskStatus &task : instant.state.tasks) {
        if (task.id == TaskId::None)
            continue;
        table.add({ QString::number(number(task.id)), analysis::taskName(trace, task.id), latin(trace::nameOf(task.state)), moment(task.since),
            analysis::situationOf(instant, task).plain(), task.state == TaskState::Finished ? QString() : panels::siteText(trace, task.site) });
    }
    return table.isEmpty() ? QString() : QStringLiteral("\nTasks\n") + table.text(2);
}

QString queueLines(const Trace &trace, const trace::State &state)
{
    QString text;
    for (const trace::QueueStatus &queue : state.queues) {
        if (queue.id == trace::QueueId::None)
            continue;
        constexpr qsizetype MostItems = 20;
        QStringList items;
        for (const trace::TextId item : queue.items)
            items << printable(trace.text(item));
        const QString depth = queue.maxsize > 0 ? QStringLiteral("%1 of %2").arg(queue.depth).arg(queue.maxsize) : QString::number(queue.depth);
        QString line = QStringLiteral("  %1: %2 in it").arg(printable(analysis::queueName(trace, queue.id)), depth);
        if (!items.isEmpty())
            line += QStringLiteral(": %1%2").arg(items.mid(0, MostItems).join(QStringLiteral(", ")), items.size() > MostItems ? QStringLiteral(", ...") : QString());
        if (!queue.getters.empty())
            line += QStringLiteral("; waiting to get: %1").arg(named(trace, queue.getters));
        if (!queue.putters.empty())
            line += QStringLiteral("; waiting to put: %1").arg(named(trace, queue.putters));
        text += line + u'\n';
    }
    return text.isEmpty() ? text : QStringLiteral("\nQueues\n") + text;
}

QString timerAndJobLines(const Trace &trace, const trace::State &state)
{
    QString text;
    if (!state.timers.empty())
        text += QStringLiteral("\nTimers\n");
    for (const trace::TimerStatus &timer : state.timers)
        text += QStringLiteral("  %1  %2\n").arg(moment(timer.due), 14).arg(printable(analysis::taskName(trace, timer.task)));
    if (!state.jobs.empty())
        text += QStringLiteral("\nJobs\n");
    for (const trace::JobStatus &job : state.jobs) {
        const QString where = job.worker == trace::WorkerId::None ? QStringLiteral("queued") : QStringLiteral("runs on %1").arg(analysis::workerName(trace, job.worker));
        text += QStringLiteral("  %1 of %2 %3 since %4\n")
                    .arg(printable(trace.text(job.name)), printable(analysis::taskName(trace, job.task)), printable(where), moment(job.since));
    }
    return text;
}

} // namespace

QString momentText(const Trace &trace, const trace::State &state, trace::Timestamp t)
{
    const analysis::Instant instant { trace, state, t };
    QString text = QStringLiteral("%1: %2\n").arg(moment(t), printable(analysis::explainMoment(instant).plain()));
    text += taskTable(instant);
    if (!state.ready.empty())
        text += QStringLiteral("\nReady, in order\n  %1\n").arg(printable(named(trace, state.ready)));
    text += timerAndJobLines(trace, state) + queueLines(trace, state);
    return analysis::isDeadlock(instant) ? text + waitText(instant, analysis::deadlockGraph(instant)) : text;
}

QString waitText(const analysis::Instant &instant, const analysis::WaitGraph &graph)
{
    QString text;
    for (const analysis::WaitLine &line : analysis::waitLines(instant, graph))
        text += QString(2 + 2 * line.depth, u' ') + printable(line.text.plain()) + (line.closesCycle ? QStringLiteral(" (stands above: a circle)\n") : QStringLiteral("\n"));
    return text.isEmpty() ? text : QStringLiteral("\nWaits\n") + text;
}

QByteArray momentJson(const Trace &trace, const trace::State &state, trace::Timestamp t)
{
    JsonText json;
    json.beginObject();
    json.number("t_ns", t.ns);
    json.id("running", number(state.running));
    json.text("next", analysis::nextOf({ trace, state, t }).plain());
    json.number("iteration", static_cast<qint64>(state.iteration));
    json.beginArray("tasks");
    for (const TaskStatus &task : state.tasks) {
        if (task.id != TaskId::None)
            taskJson(json, trace, task);
    }
    json.end();
    idList(json, "ready", state.ready);
    json.beginArray("timers");
    for (const trace::TimerStatus &timer : state.timers) {
        json.beginObject();
        json.id("task", number(timer.task));
        json.number("due_ns", timer.due.ns);
        json.end();
    }
    json.end();
    json.beginArray("queues");
    for (const trace::QueueStatus &queue : state.queues) {
        if (queue.id != trace::QueueId::None)
            queueJson(json, trace, queue);
    }
    json.end();
    json.beginArray("jobs");
    for (const trace::JobStatus &job : state.jobs)
        jobJson(json, trace, job);
    json.end();
    json.end();
    return json.take();
}

} // namespace app
