// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/statemodel.h"

#include "panels/statetext.h"

#include <algorithm>

namespace panels {

using trace::TaskId;
using trace::TaskState;
using trace::TaskStatus;

namespace {

/// Rows of a list of n things that shows at most `most`: at least one (a note that it is empty), one more for "and n more".
int listedRows(std::size_t n, std::size_t most)
{
    return n == 0 ? 1 : static_cast<int>(n > most ? most + 1 : n);
}

} // namespace

void StateModel::show(std::shared_ptr<const trace::Trace> trace, trace::State state, trace::Timestamp at)
{
    Content content { .trace = std::move(trace), .state = std::move(state), .at = at, .tree = {}, .sections = {} };
    const bool isSameTree = content.trace == m_content.trace && content.state.tasks.size() == m_content.state.tasks.size();
    content.tree = isSameTree ? m_content.tree : treeOf(content.state);
    layOut(content);
    replace(std::move(content));
}

// Rows hold no identity of their own, so the list grows and shrinks at its end and the rest changes in place: scroll position and keyboard focus
// survive every frame of a live run. While rows come or go, those that stay have to keep what they show.
void StateModel::replace(Content content)
{
    const int rows = content.rows;
    if (rows < m_rows) {
        beginRemoveRows({}, rows, m_rows - 1);
        m_rows = rows;
        endRemoveRows();
    }
    m_content = std::move(content);
    if (m_rows > 0)
        Q_EMIT dataChanged(index(0), index(m_rows - 1));
    if (rows > m_rows) {
        beginInsertRows({}, m_rows, rows - 1);
        m_rows = rows;
        endInsertRows();
    }
}

StateModel::Tree StateModel::treeOf(const trace::State &state)
{
    const std::size_t count = state.tasks.size();
    // Children in order of creation, linked through their younger siblings: two passes, no vector per task.
    std::vector<quint32> firstChild(count + 1, 0), lastChild(count + 1, 0), sibling(count + 1, 0);
    for (quint32 id = 1; id <= count; ++id) {
        const quint32 parent = trace::number(state.tasks[id - 1].parent);
        // A parent that is unknown, younger or the task itself (a damaged recording) makes it a root.
        const quint32 under = parent < id ? parent : 0;
        (lastChild[under] ? sibling[lastChild[under]] : firstChild[under]) = id;
        lastChild[under] = id;
    }
    Tree tree;
    tree.rowOfTask.assign(count, -1);
    std::vector<quint32> path;
    for (quint32 id = firstChild[0]; id != 0;) {
        tree.rowOfTask[id - 1] = static_cast<int>(tree.tasks.size());
        tree.tasks.push_back(TaskId(id));
        tree.depths.push_back(static_cast<quint16>(std::min<std::size_t>(path.size(), 0xffff)));
        if (firstChild[id]) {
            path.push_back(id);
            id = firstChild[id];
            continue;
        }
        while (sibling[id] == 0 && !path.empty()) {
            id = path.back();
            path.pop_back();
        }
        id = sibling[id];
    }
    return tree;
}

void StateModel::layOut(Content &content)
{
    const trace::State &state = content.state;
    content.sections.clear();
    int row = 0;
    const auto add = [&](Part part, int rows, std::size_t queue = 0) {
        content.sections.push_back({ part, row, rows + 1, queue });
        row += rows + 1;
    };
    add(Part::Tasks, std::max(1, static_cast<int>(content.tree.tasks.size())));
    add(Part::Ready, listedRows(state.ready.size(), MaxListed));
    add(Part::Timers, listedRows(state.timers.size(), MaxListed));
    for (std::size_t q = 0; q < state.queues.size(); ++q) {
        const trace::QueueStatus &queue = state.queues[q];
        add(Part::Queue, 1 + static_cast<int>(std::min(queue.getters.size() + queue.putters.size(), MaxListed)), q);
    }
    if (!state.jobs.empty())
        add(Part::Jobs, listedRows(state.jobs.size(), MaxListed));
    if (!state.ios.empty())
        add(Part::Ios, listedRows(state.ios.size(), MaxListed));
    content.rows = row;
}

int StateModel::rowOfTask(TaskId id) const
{
    const std::size_t row = trace::number(id);
    return row == 0 || row > m_content.tree.rowOfTask.size() || m_content.tree.rowOfTask[row - 1] < 0 ? -1 : m_content.tree.rowOfTask[row - 1] + 1;
}

int StateModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_rows;
}

QString StateModel::timingText(const TaskStatus &task) const
{
    if (task.state == TaskState::Running)
        return tr("resume %1").arg(task.resumes);
    if (task.state == TaskState::Awaiting && task.reason == trace::AwaitReason::Sleep) {
        // The object of a sleep is its timer; timers are few beside tasks, and only visible rows ask.
        const auto timer = std::find_if(m_content.state.timers.begin(), m_content.state.timers.end(), [&](const auto &t) { return trace::number(t.id) == task.object; });
        if (timer != m_content.state.timers.end())
            return tr("due %1").arg(momentText(timer->due));
    }
    return task.state == TaskState::Finished ? tr("at %1").arg(momentText(task.since)) : tr("since %1").arg(momentText(task.since));
}

StateCell StateModel::head(const Section &section) const
{
    StateCell cell { .kind = StateRowKind::Head };
    const auto counted = [](std::size_t n) { return n ? QString::number(n) : QString(); };
    switch (section.part) {
    case Part::Tasks:
        cell.left = tr("Tasks");
        cell.right = counted(m_content.tree.tasks.size());
        break;
    case Part::Ready:
        cell.left = tr("Ready queue");
        cell.right = counted(m_content.state.ready.size());
        break;
    case Part::Timers:
        cell.left = tr("Timers");
        cell.right = counted(m_content.state.timers.size());
        break;
    case Part::Queue: {
        const trace::QueueStatus &queue = m_content.state.queues[section.queue];
        cell.queue = queue.id;
        cell.left = tr("Queue %1").arg(queueName(*m_content.trace, queue.id));
        cell.right = queue.maxsize > 0 ? tr("%1 of %2").arg(queue.items.size()).arg(queue.maxsize) : tr("depth %1 \u00b7 unbounded").arg(queue.items.size());
        break;
    }
    case Part::Jobs:
        cell.left = tr("Pool jobs");
        cell.right = counted(m_content.state.jobs.size());
        break;
    case Part::Ios:
        cell.left = tr("I/O");
        cell.right = counted(m_content.state.ios.size());
        break;
    }
    return cell;
}

StateCell StateModel::taskCell(std::size_t n) const
{
    if (n >= m_content.tree.tasks.size())
        return { .left = tr("none yet") };
    const TaskStatus *task = m_content.state.task(m_content.tree.tasks[n]);
    if (!task)
        return {};
    StateCell cell { .kind = StateRowKind::Task, .task = task->id, .depth = m_content.tree.depths[n], .left = taskName(*m_content.trace, task->id) };
    cell.middle = doingText(*m_content.trace, *task);
    cell.right = timingText(*task);
    if (task->isCancelRequested && task->state != TaskState::Finished)
        cell.middle += tr(", cancel requested");
    return cell;
}

StateCell StateModel::readyCell(std::size_t n) const
{
    if (m_content.state.ready.empty())
        return { .left = tr("empty") };
    if (n >= MaxListed)
        return { .left = tr("and %1 more").arg(m_content.state.ready.size() - MaxListed) };
    const TaskId id = m_content.state.ready[n];
    StateCell cell { .kind = StateRowKind::Ready, .task = id, .left = taskName(*m_content.trace, id) };
    if (const TaskStatus *task = m_content.state.task(id)) {
        cell.middle = wokenText(*m_content.trace, task->cause, task->waker, task->object);
        cell.right = tr("for %1").arg(spanText(m_content.at - task->since));
    }
    return cell;
}

StateCell StateModel::timerCell(std::size_t n) const
{
    if (m_content.state.timers.empty())
        return { .left = tr("none") };
    if (n >= MaxListed)
        return { .left = tr("and %1 more").arg(m_content.state.timers.size() - MaxListed) };
    const trace::TimerStatus &timer = m_content.state.timers[n];
    StateCell cell { .kind = StateRowKind::Timer, .task = timer.task, .left = taskName(*m_content.trace, timer.task) };
    cell.middle = momentText(timer.due);
    cell.right = timer.due >= m_content.at ? tr("in %1").arg(spanText(timer.due - m_content.at)) : tr("overdue");
    if (cell.left.isEmpty())
        cell.left = tr("no task");
    return cell;
}

StateCell StateModel::queueCell(const trace::QueueStatus &queue, std::size_t n) const
{
    if (n == 0) {
        StateCell cell { .kind = queue.items.empty() ? StateRowKind::Note : StateRowKind::Items, .queue = queue.id };
        for (std::size_t i = 0; i < std::min(queue.items.size(), MaxItems); ++i)
            cell.items << m_content.trace->text(queue.items[i]);
        if (queue.items.size() > MaxItems)
            cell.right = tr("+%1").arg(queue.items.size() - MaxItems);
        cell.left = cell.items.isEmpty() ? tr("empty") : cell.items.join(QStringLiteral(", "));
        return cell;
    }
    const std::size_t waiter = n - 1;
    const bool isGetter = waiter < queue.getters.size();
    const TaskId id = isGetter ? queue.getters[waiter] : queue.putters[std::min(waiter - queue.getters.size(), queue.putters.size() - 1)];
    StateCell cell { .kind = StateRowKind::Waiter, .task = id, .left = taskName(*m_content.trace, id), .queue = queue.id };
    cell.middle = isGetter ? tr("waits to get") : tr("waits to put");
    if (const TaskStatus *task = m_content.state.task(id))
        cell.right = tr("for %1").arg(spanText(m_content.at - task->since));
    return cell;
}

StateCell StateModel::jobCell(std::size_t n) const
{
    if (n >= MaxListed)
        return { .left = tr("and %1 more").arg(m_content.state.jobs.size() - MaxListed) };
    const trace::JobStatus &job = m_content.state.jobs[n];
    // What other programs have recorded has slices of threads and no tasks that wait for them.
    const QString left = job.task != trace::TaskId::None ? taskName(*m_content.trace, job.task) : m_content.trace->text(job.name);
    StateCell cell { .kind = StateRowKind::Job, .task = job.task, .left = left.isEmpty() ? tr("a job") : left };
    const auto workers = m_content.trace->workers();
    const bool isRunning = job.worker != trace::WorkerId::None;
    const QString worker = isRunning && trace::rowOf(job.worker) < workers.size() ? m_content.trace->text(workers[trace::rowOf(job.worker)].name) : QString();
    cell.middle = isRunning ? tr("on %1").arg(worker.isEmpty() ? tr("a worker") : worker) : tr("waits for a worker");
    cell.right = tr("for %1").arg(spanText(m_content.at - job.since));
    return cell;
}

StateCell StateModel::ioCell(std::size_t n) const
{
    if (n >= MaxListed)
        return { .left = tr("and %1 more").arg(m_content.state.ios.size() - MaxListed) };
    const trace::IoStatus &io = m_content.state.ios[n];
    return { .kind = StateRowKind::Io, .task = io.task, .left = taskName(*m_content.trace, io.task), .middle = m_content.trace->text(io.text), .right = tr("for %1").arg(spanText(m_content.at - io.since)) };
}

StateCell StateModel::cell(int row) const
{
    const auto after = std::upper_bound(m_content.sections.begin(), m_content.sections.end(), row, [](int r, const Section &s) { return r < s.first; });
    const Section &section = *std::prev(after);
    if (row == section.first)
        return head(section);
    const std::size_t n = static_cast<std::size_t>(row - section.first - 1);
    switch (section.part) {
    case Part::Tasks:
        return taskCell(n);
    case Part::Ready:
        return readyCell(n);
    case Part::Timers:
        return timerCell(n);
    case Part::Queue:
        return queueCell(m_content.state.queues[section.queue], n);
    case Part::Jobs:
        return jobCell(n);
    case Part::Ios:
        return ioCell(n);
    }
    Q_UNREACHABLE();
}

StateTone StateModel::tone(const StateCell &cell) const
{
    const TaskStatus *task = m_content.state.task(cell.task);
    if (!task)
        return {};
    return { task->state, task->reason, task->outcome };
}

QVariant StateModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_rows || !m_content.trace)
        return {};
    const StateCell row = cell(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return row.middle.isEmpty() ? row.left : row.left + QStringLiteral(", ") + row.middle + (row.right.isEmpty() ? QString() : QStringLiteral(", ") + row.right);
    case Qt::ToolTipRole:
        return row.kind == StateRowKind::Head || row.kind == StateRowKind::Note ? QVariant() : data(index, Qt::DisplayRole);
    case Qt::EditRole:
        return row.left;
    case KindRole:
        return static_cast<int>(row.kind);
    case TaskRole:
        return trace::number(row.task);
    case DepthRole:
        return row.depth;
    case MiddleRole:
        return row.middle;
    case RightRole:
        return row.right;
    case ItemsRole:
        return row.items;
    case QueueRole:
        return trace::number(row.queue);
    default:
        return {};
    }
}

Qt::ItemFlags StateModel::flags(const QModelIndex &index) const
{
    if (!index.isValid() || index.row() >= m_rows)
        return Qt::NoItemFlags;
    const StateRowKind kind = cell(index.row()).kind;
    return kind == StateRowKind::Head ? Qt::ItemIsEnabled : Qt::ItemIsEnabled | Qt::ItemIsSelectable;
}

} // namespace panels
