// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/statetext.h"

#include "trace/timetext.h"

#include <QCoreApplication>

namespace panels {

using trace::AwaitReason;
using trace::Outcome;
using trace::ReadyCause;
using trace::TaskState;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("StateText", text);
}

} // namespace

QString momentText(trace::Timestamp t)
{
    return trace::formatSeconds(t, 3) + QStringLiteral(" s");
}

QString spanText(trace::Duration d)
{
    const qint64 ns = d.count();
    if (ns == 0)
        return QStringLiteral("0 s");
    if (ns >= 1'000'000 || ns < 0)
        return trace::formatSeconds({ ns }, 3) + QStringLiteral(" s");
    return ns >= 1'000 ? QString::number(double(ns) / 1e3, 'f', 1) + QStringLiteral(" us") : QString::number(ns) + QStringLiteral(" ns");
}

QString taskName(const trace::Trace &trace, trace::TaskId id)
{
    if (id == trace::TaskId::None)
        return {};
    const auto rows = trace.tasks();
    const QString name = trace::rowOf(id) < rows.size() ? trace.text(rows[trace::rowOf(id)].name) : QString();
    return name.isEmpty() ? tr("task %1").arg(trace::number(id)) : name;
}

QString queueName(const trace::Trace &trace, trace::QueueId id)
{
    if (id == trace::QueueId::None)
        return {};
    const auto rows = trace.queues();
    const QString name = trace::rowOf(id) < rows.size() ? trace.text(rows[trace::rowOf(id)].name) : QString();
    return name.isEmpty() ? tr("queue %1").arg(trace::number(id)) : name;
}

QString awaitedText(const trace::Trace &trace, AwaitReason reason, quint32 object)
{
    switch (reason) {
    case AwaitReason::QueueGet:
        return object ? queueName(trace, trace::QueueId(object)) + QStringLiteral(".get") : tr("a queue's get");
    case AwaitReason::QueuePut:
        return object ? queueName(trace, trace::QueueId(object)) + QStringLiteral(".put") : tr("a queue's put");
    case AwaitReason::Join:
        return object ? tr("the end of %1").arg(taskName(trace, trace::TaskId(object))) : tr("the end of a task");
    case AwaitReason::Gather:
        return object ? QStringLiteral("gather(%1)").arg(object) : QStringLiteral("gather");
    case AwaitReason::Job:
        return tr("a pool job");
    case AwaitReason::Io:
        return QStringLiteral("I/O");
    case AwaitReason::Lock:
        return tr("a lock");
    case AwaitReason::Event:
        return tr("an event");
    case AwaitReason::Foreign:
        return tr("something of Qt");
    case AwaitReason::Sleep:
    case AwaitReason::Yield:
        return QString::fromLatin1(trace::nameOf(reason).toByteArray());
    case AwaitReason::None:
    case AwaitReason::Unknown:
        break;
    }
    return tr("something unknown");
}

QString doingText(const trace::Trace &trace, const trace::TaskStatus &task)
{
    if (task.state == TaskState::Awaiting)
        return tr("awaits %1").arg(awaitedText(trace, task.reason, task.object));
    if (task.state == TaskState::Finished && task.outcome != Outcome::None)
        return QString::fromLatin1(trace::nameOf(task.outcome).toByteArray());
    return QString::fromLatin1(trace::nameOf(task.state).toByteArray());
}

QString wokenText(const trace::Trace &trace, ReadyCause cause, trace::TaskId waker, quint32 object)
{
    const QString who = taskName(trace, waker);
    const auto queue = [&] { return queueName(trace, trace::QueueId(object)); };
    switch (cause) {
    case ReadyCause::Started:
        return who.isEmpty() ? tr("it was started") : tr("%1 started it").arg(who);
    case ReadyCause::Timer:
        return tr("its timer fired");
    case ReadyCause::Queue:
        if (who.isEmpty())
            return object ? tr("%1 changed").arg(queue()) : tr("its queue changed");
        return object ? tr("%1 changed %2").arg(who, queue()) : tr("%1 changed its queue").arg(who);
    case ReadyCause::Task:
        return who.isEmpty() ? tr("what it waited for finished") : tr("%1 finished").arg(who);
    case ReadyCause::Job:
        return tr("its pool job ended");
    case ReadyCause::Io:
        return tr("its I/O ended");
    case ReadyCause::Yield:
        return tr("it had yielded");
    case ReadyCause::Cancel:
        return who.isEmpty() ? tr("it was cancelled") : tr("%1 cancelled it").arg(who);
    case ReadyCause::Lock:
        return who.isEmpty() ? tr("its lock was released") : tr("%1 released its lock").arg(who);
    case ReadyCause::Event:
        return who.isEmpty() ? tr("its event was set") : tr("%1 set its event").arg(who);
    case ReadyCause::Foreign:
        return tr("what it awaited of Qt completed");
    case ReadyCause::Unknown:
        break;
    }
    return who.isEmpty() ? tr("of something that was not recorded") : tr("%1 woke it").arg(who);
}

QString siteText(const trace::Trace &trace, trace::SiteId id)
{
    const trace::Site site = trace.texts()->site(id);
    const QString file = trace.text(site.file);
    if (file.isEmpty())
        return {};
    const QString base = file.mid(file.lastIndexOf(QLatin1Char('/')) + 1);
    return site.line ? base + QLatin1Char(':') + QString::number(site.line) : base;
}

QString stackText(const trace::Trace &trace, trace::SiteId id)
{
    // A file may hold a chain that bites its own tail; a stack worth reading is short.
    constexpr int MaxFrames = 16;
    QStringList functions;
    for (int i = 0; i < MaxFrames && id != trace::SiteId::None; ++i) {
        const trace::Site site = trace.texts()->site(id);
        if (const QString function = trace.text(site.function); !function.isEmpty())
            functions << function;
        id = site.caller;
    }
    return functions.join(QStringLiteral(" \u2190 "));
}

} // namespace panels
