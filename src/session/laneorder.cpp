// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/laneorder.h"

#include "trace/glob.h"
#include "trace/trace.h"

#include <algorithm>

namespace session {

namespace {

using trace::TaskId;

/// The task that a task stands under; 0 for a root. A parent that the trace does not know, or that was created after its child, makes a root: no
/// cycle can arise. `n` is the task's row.
quint32 parentOf(std::span<const trace::TaskRow> tasks, size_t n)
{
    const quint32 parent = trace::number(tasks[n].parent);
    return parent <= n ? parent : 0u; // the task itself is number n + 1
}

/// Children of each task in order of creation, as two flat tables; row 0 holds the roots.
struct TaskTree
{
    std::vector<quint32> firstChild; // index into children, one more entry than rows
    std::vector<quint32> children; // task numbers

    explicit TaskTree(std::span<const trace::TaskRow> tasks)
        : firstChild(tasks.size() + 2), children(tasks.size())
    {
        for (size_t n = 0; n < tasks.size(); ++n)
            ++firstChild[parentOf(tasks, n) + 1];
        for (size_t n = 1; n < firstChild.size(); ++n)
            firstChild[n] += firstChild[n - 1];
        std::vector<quint32> next(firstChild.begin(), firstChild.end() - 1);
        for (size_t n = 0; n < tasks.size(); ++n)
            children[next[parentOf(tasks, n)]++] = quint32(n + 1);
    }
    [[nodiscard]] std::span<const quint32> of(quint32 parent) const
    {
        return std::span(children).subspan(firstChild[parent], firstChild[parent + 1] - firstChild[parent]);
    }
};

bool isNamedByOne(const trace::Trace &trace, LaneId id, const QStringList &globs)
{
    if (globs.isEmpty())
        return true;
    const QString name = laneName(trace, id);
    return std::any_of(globs.begin(), globs.end(), [&](const QString &glob) { return trace::globMatches(glob, name); });
}

bool isLaneOf(const trace::Trace &trace, LaneId id)
{
    switch (id.kind) {
    case LaneKind::Loop:
        return true;
    case LaneKind::Task:
        return id.number - 1 < trace.tasks().size();
    case LaneKind::Queue:
        return id.number - 1 < trace.queues().size();
    case LaneKind::Worker:
        return id.number - 1 < trace.workers().size();
    }
    return false;
}

void appendTree(const TaskTree &tree, const LaneFilter &filter, std::vector<LaneRow> &rows)
{
    std::vector<std::span<const quint32>> levels { tree.of(0) }; // what is left of each open level; no recursion: input decides the depth
    while (!levels.empty()) {
        if (levels.back().empty()) {
            levels.pop_back();
            continue;
        }
        const quint32 task = levels.back().front();
        levels.back() = levels.back().subspan(1);
        LaneRow row;
        row.id = LaneId::of(TaskId(task));
        row.depth = quint16(std::min<size_t>(levels.size() - 1, 0xffff));
        row.hasChildren = !tree.of(task).empty();
        row.isCollapsed = row.hasChildren && filter.collapsed.contains(row.id);
        rows.push_back(row);
        if (row.hasChildren && !row.isCollapsed)
            levels.push_back(tree.of(task));
    }
}

/// All lanes of a kind, in order of their numbers or of their names.
void appendFlat(LaneKind kind, size_t count, const NameOrder *names, std::vector<LaneRow> &rows)
{
    for (size_t n = 0; n < count; ++n)
        rows.push_back({ .id = { kind, names ? names->numbers()[n] : quint32(n + 1) } });
}

} // namespace

/// Lanes that are neither pinned nor hidden nor passed over for their names yet.
std::vector<LaneRow> LaneOrder::allRows(const trace::Trace &trace)
{
    const auto namesOf = [&](NameOrder &names) {
        if (m_filter.sort != LaneFilter::Sort::Name)
            return static_cast<const NameOrder *>(nullptr);
        names.update(trace);
        return static_cast<const NameOrder *>(&names);
    };
    std::vector<LaneRow> rows;
    rows.reserve(1 + trace.tasks().size() + trace.queues().size() + trace.workers().size());
    rows.push_back({ .id = LaneId::loop() });
    if (m_filter.sort == LaneFilter::Sort::Tree)
        appendTree(TaskTree(trace.tasks()), m_filter, rows);
    else
        appendFlat(LaneKind::Task, trace.tasks().size(), namesOf(m_taskNames), rows);
    appendFlat(LaneKind::Queue, trace.queues().size(), namesOf(m_queueNames), rows);
    appendFlat(LaneKind::Worker, trace.workers().size(), namesOf(m_workerNames), rows);
    return rows;
}

bool LaneOrder::update(const trace::Trace &trace, const LaneFilter &filter)
{
    const qsizetype total = qsizetype(1 + trace.tasks().size() + trace.queues().size() + trace.workers().size());
    if (total == m_totalCount && filter == m_filter)
        return false;
    if (canGrow(trace, filter)) {
        grow(trace);
    } else {
        m_filter = filter;
        rebuild(trace);
    }
    m_totalCount = total;
    noteLanes(trace);
    return true;
}

void LaneOrder::rebuild(const trace::Trace &trace)
{
    const std::vector<LaneRow> rest = allRows(trace);
    QSet<LaneId> pinned;
    m_rows.clear();
    for (const LaneId id : m_filter.pinned) {
        if (pinned.contains(id) || !isLaneOf(trace, id))
            continue;
        pinned.insert(id);
        m_rows.push_back({ .id = id, .isPinned = true });
    }
    m_pinnedCount = qsizetype(m_rows.size());
    for (const LaneRow &row : rest) {
        if (!m_filter.hidden.contains(row.id) && !pinned.contains(row.id)
            && isNamedByOne(trace, row.id, m_filter.globs))
            m_rows.push_back(row);
    }
}

/// Notes where the rows stand and what they were made from.
void LaneOrder::noteLanes(const trace::Trace &trace)
{
    const std::array<size_t, 4> counts { 1, trace.tasks().size() + 1, trace.queues().size() + 1, trace.workers().size() + 1 };
    for (size_t kind = 0; kind < counts.size(); ++kind)
        m_places[kind].assign(counts[kind], -1);
    for (size_t n = 0; n < m_rows.size(); ++n)
        m_places[size_t(m_rows[n].id.kind)][m_rows[n].id.number] = qint32(n);
    m_parents.resize(trace.tasks().size());
    std::transform(trace.tasks().begin(), trace.tasks().end(), m_parents.begin(), [](const trace::TaskRow &task) { return task.parent; });
    m_queueCount = qsizetype(trace.queues().size());
    m_workerCount = qsizetype(trace.workers().size());
}

/// Whether the lanes that were not there before can be put in between those that were: each is shown, and its place follows from numbers alone.
bool LaneOrder::canGrow(const trace::Trace &trace, const LaneFilter &filter) const
{
    constexpr quint16 DeepestTold = 0xfff0; // depths beyond are no longer told apart
    const auto tasks = trace.tasks();
    const bool isPlain = filter.globs.isEmpty() && filter.hidden.isEmpty() && filter.pinned.empty() && filter.sort != LaneFilter::Sort::Name;
    return m_totalCount > 0 && isPlain && filter == m_filter && tasks.size() >= m_parents.size()
        && std::equal(m_parents.begin(), m_parents.end(), tasks.begin(), [](trace::TaskId parent, const trace::TaskRow &task) { return parent == task.parent; })
        && std::none_of(m_rows.begin(), m_rows.end(), [](const LaneRow &row) { return row.depth >= DeepestTold; });
}

LaneRow LaneOrder::taskRow(quint32 task, size_t depth, bool hasChildren) const
{
    LaneRow row;
    row.id = LaneId::of(TaskId(task));
    row.depth = quint16(std::min<size_t>(depth, 0xffff));
    row.hasChildren = hasChildren;
    row.isCollapsed = hasChildren && m_filter.collapsed.contains(row.id);
    return row;
}

void LaneOrder::grow(const trace::Trace &trace)
{
    const qsizetype tasksEnd = count() - m_queueCount - m_workerCount;
    std::vector<LaneRow> rows;
    rows.reserve(m_rows.size() + trace.tasks().size() - m_parents.size() + trace.queues().size() + trace.workers().size());
    if (m_filter.sort == LaneFilter::Sort::Tree) {
        growTree(trace, tasksEnd, rows);
    } else {
        rows.assign(m_rows.begin(), m_rows.begin() + tasksEnd);
        for (size_t n = m_parents.size(); n < trace.tasks().size(); ++n)
            rows.push_back({ .id = LaneId::of(TaskId(quint32(n + 1))) });
    }
    for (size_t n = 0; n < trace.queues().size(); ++n)
        rows.push_back({ .id = LaneId::of(trace::QueueId(quint32(n + 1))) });
    for (size_t n = 0; n < trace.workers().size(); ++n)
        rows.push_back({ .id = LaneId::of(trace::WorkerId(quint32(n + 1))) });
    m_rows.swap(rows);
}

// A task that is new stands behind all that its parent had before. So the rows are copied in order, and wherever the rows under a task end its new
// children follow, with their own under them.
void LaneOrder::growTree(const trace::Trace &trace, qsizetype tasksEnd, std::vector<LaneRow> &rows) const
{
    const auto tasks = trace.tasks();
    std::vector<quint32> firstNew(tasks.size() + 1); // by parent, row 0 for roots
    std::vector<quint32> nextNew(tasks.size() + 1); // by task: its next new sibling
    for (size_t n = tasks.size(); n-- > m_parents.size();) {
        const quint32 parent = parentOf(tasks, n);
        nextNew[n + 1] = firstNew[parent];
        firstNew[parent] = quint32(n + 1);
    }
    const auto addNewOf = [&](quint32 parent, size_t depth) {
        std::vector<quint32> levels { firstNew[parent] }; // what is left of each open level; no recursion: input decides the depth
        while (!levels.empty()) {
            const quint32 task = levels.back();
            if (task == 0) {
                levels.pop_back();
                continue;
            }
            levels.back() = nextNew[task];
            rows.push_back(taskRow(task, depth + levels.size() - 1, firstNew[task] != 0));
            if (firstNew[task] != 0 && !rows.back().isCollapsed)
                levels.push_back(firstNew[task]);
        }
    };
    std::vector<LaneRow> open; // tasks under which the next row may stand
    const auto closeTo = [&](size_t depth) {
        for (; !open.empty() && open.back().depth >= depth; open.pop_back()) {
            if (firstNew[open.back().id.number] != 0 && !open.back().isCollapsed)
                addNewOf(open.back().id.number, size_t(open.back().depth) + 1);
        }
    };
    for (qsizetype n = 0; n < tasksEnd; ++n) {
        LaneRow row = m_rows[size_t(n)];
        if (row.id.kind == LaneKind::Task) {
            closeTo(row.depth);
            if (firstNew[row.id.number] != 0)
                row = taskRow(row.id.number, row.depth, true);
            open.push_back(row);
        }
        rows.push_back(row);
    }
    closeTo(0);
    addNewOf(0, 0);
}

void LaneOrder::clear()
{
    *this = LaneOrder();
}

std::optional<qsizetype> LaneOrder::indexOf(LaneId id) const
{
    const std::vector<qint32> &places = m_places[size_t(id.kind)];
    return id.number < places.size() && places[id.number] >= 0 ? std::optional<qsizetype>(places[id.number]) : std::nullopt;
}

QString laneName(const trace::Trace &trace, LaneId id)
{
    const size_t row = id.number - 1;
    const auto named = [&](trace::TextId text, const char *kind) {
        const QString name = trace.text(text);
        return name.isEmpty() ? QStringLiteral("%1 %2").arg(QLatin1String(kind)).arg(id.number) : name;
    };
    switch (id.kind) {
    case LaneKind::Loop:
        break;
    case LaneKind::Task:
        return named(row < trace.tasks().size() ? trace.tasks()[row].name : trace::TextId::None, "task");
    case LaneKind::Queue:
        return named(row < trace.queues().size() ? trace.queues()[row].name : trace::TextId::None, "queue");
    case LaneKind::Worker:
        return named(row < trace.workers().size() ? trace.workers()[row].name : trace::TextId::None, "worker");
    }
    return QStringLiteral("loop");
}

} // namespace session
