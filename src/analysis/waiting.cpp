// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/waiting.h"

#include "analysis/summary.h"
#include "trace/timetext.h"

#include <QStringList>

#include <algorithm>

namespace analysis {

using trace::AwaitReason;
using trace::State;
using trace::TaskId;
using trace::TaskState;
using trace::TaskStatus;
using trace::Trace;

namespace {

QString queuePhrase(const Trace &trace, const State &state, const TaskStatus &task)
{
    const auto id = static_cast<trace::QueueId>(task.object);
    const trace::QueueStatus *queue = state.queue(id);
    const qint64 depth = queue ? queue->depth : 0;
    const bool isGet = task.reason == AwaitReason::QueueGet;
    QString phrase = isGet ? QStringLiteral("waits to get from queue %1") : QStringLiteral("waits to put into queue %1");
    phrase = phrase.arg(queueName(trace, id));
    // A queue that only this await mentions was made before the recording began: what it holds is not known.
    if (!queue || (queue->name == trace::TextId::None && queue->puts + queue->gets == 0))
        return phrase;
    if (isGet)
        return phrase + (depth == 0 ? QStringLiteral(", which is empty") : QStringLiteral(", which holds %1").arg(depth));
    return phrase + (queue->maxsize > 0 ? QStringLiteral(", which holds %1 of %2").arg(depth).arg(queue->maxsize) : QString());
}

QString sleepPhrase(const State &state, const TaskStatus &task)
{
    const auto timer = std::find_if(state.timers.begin(), state.timers.end(),
        [&task](const trace::TimerStatus &t) { return trace::number(t.id) == task.object; });
    if (timer == state.timers.end())
        return QStringLiteral("sleeps");
    return QStringLiteral("sleeps until %1").arg(trace::formatDuration(timer->due - trace::Timestamp {}));
}

QString awaitPhrase(const Trace &trace, const State &state, const TaskStatus &task)
{
    switch (task.reason) {
    case AwaitReason::Sleep:
        return sleepPhrase(state, task);
    case AwaitReason::Yield:
        return QStringLiteral("has yielded to the others");
    case AwaitReason::QueueGet:
    case AwaitReason::QueuePut:
        return queuePhrase(trace, state, task);
    case AwaitReason::Join:
        return QStringLiteral("waits for %1 to finish").arg(taskName(trace, static_cast<TaskId>(task.object)));
    case AwaitReason::Gather:
        if (task.object == 0)
            return QStringLiteral("waits for the tasks it gathers");
        return task.object == 1 ? QStringLiteral("waits for the task it gathers") : QStringLiteral("waits for the %1 tasks it gathers").arg(task.object);
    case AwaitReason::Job:
        return QStringLiteral("waits for a pool job");
    case AwaitReason::Io:
        return QStringLiteral("waits for I/O");
    case AwaitReason::Lock:
        return QStringLiteral("waits for a lock");
    case AwaitReason::Event:
        return QStringLiteral("waits for an event to be set");
    case AwaitReason::Foreign:
        return QStringLiteral("waits for something outside the loop");
    case AwaitReason::None:
    case AwaitReason::Unknown:
        break;
    }
    return QStringLiteral("waits; the trace does not say for what");
}

// Only a task of the loop itself can end such a wait.
bool isInternalWait(AwaitReason reason)
{
    return reason == AwaitReason::QueueGet || reason == AwaitReason::QueuePut || reason == AwaitReason::Join || reason == AwaitReason::Gather
        || reason == AwaitReason::Lock || reason == AwaitReason::Event;
}

} // namespace

QString waitPhrase(const Trace &trace, const State &state, const TaskStatus &task)
{
    switch (task.state) {
    case TaskState::Created:
        return QStringLiteral("is created and has not run yet");
    case TaskState::Ready:
        return QStringLiteral("is ready");
    case TaskState::Running:
        return QStringLiteral("is running");
    case TaskState::Awaiting:
        return awaitPhrase(trace, state, task);
    case TaskState::Finished:
        break;
    }
    return QStringLiteral("has finished");
}

std::vector<TaskId> deadlockedTasks(const State &state)
{
    std::vector<TaskId> waiting;
    if (state.lost > 0 || state.ignored > 0 || !state.ready.empty() || state.running != TaskId::None || !state.timers.empty()
        || !state.jobs.empty() || !state.ios.empty())
        return waiting;
    for (const TaskStatus &task : state.tasks) {
        if (task.id == TaskId::None || task.state == TaskState::Finished)
            continue;
        if (task.state != TaskState::Awaiting || !isInternalWait(task.reason))
            return {};
        waiting.push_back(task.id);
    }
    return waiting;
}

// Each task joins at most one other, so the graph is a function and a walk with colours finds a circle in O(tasks).
std::vector<TaskId> joinCycle(const State &state)
{
    std::vector<std::size_t> walkOf(state.tasks.size(), 0);
    std::size_t walk = 0;
    const auto joined = [&state](TaskId id) {
        const TaskStatus *task = state.task(id);
        const bool joins = task && task->state == TaskState::Awaiting && task->reason == AwaitReason::Join;
        return joins && state.task(static_cast<TaskId>(task->object)) ? static_cast<TaskId>(task->object) : TaskId::None;
    };
    for (const TaskStatus &start : state.tasks) {
        ++walk;
        TaskId at = start.id;
        while (at != TaskId::None && walkOf[trace::rowOf(at)] == 0) {
            walkOf[trace::rowOf(at)] = walk;
            at = joined(at);
        }
        if (at == TaskId::None || walkOf[trace::rowOf(at)] != walk)
            continue;
        std::vector<TaskId> cycle;
        TaskId member = at;
        do {
            cycle.push_back(member);
            member = joined(member);
        } while (member != at);
        std::rotate(cycle.begin(), std::min_element(cycle.begin(), cycle.end()), cycle.end());
        return cycle;
    }
    return {};
}

QString enumerate(const QStringList &items, qsizetype most)
{
    QStringList shown = items.mid(0, most);
    if (items.size() > most)
        shown << QStringLiteral("%1 more").arg(items.size() - most);
    if (shown.size() < 2)
        return shown.join(QString());
    const QString last = shown.takeLast();
    return shown.join(QStringLiteral(", ")) + QStringLiteral(" and ") + last;
}

} // namespace analysis
