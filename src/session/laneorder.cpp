// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/laneorder.h"

#include "trace/glob.h"
#include "trace/trace.h"

#include <algorithm>

namespace session {

namespace {

using trace::TaskId;

/// Children of each task in order of creation, as two flat tables; row 0 holds the roots.
/// A parent that the trace does not know, or that was created after its child, makes a root: no cycle can arise.
struct TaskTree
{
    std::vector<quint32> firstChild; // index into children, one more entry than rows
    std::vector<quint32> children; // task numbers

    explicit TaskTree(std::span<const trace::TaskRow> tasks)
        : firstChild(tasks.size() + 2), children(tasks.size())
    {
        const auto parentOf = [&](size_t n) {
            const quint32 parent = trace::number(tasks[n].parent);
            return parent <= n ? parent : 0u; // the task itself is number n + 1
        };
        for (size_t n = 0; n < tasks.size(); ++n)
            ++firstChild[parentOf(n) + 1];
        for (size_t n = 1; n < firstChild.size(); ++n)
            firstChild[n] += firstChild[n - 1];
        std::vector<quint32> next(firstChild.begin(), firstChild.end() - 1);
        for (size_t n = 0; n < tasks.size(); ++n)
            children[next[parentOf(n)]++] = quint32(n + 1);
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

void appendFlat(const trace::Trace &trace, LaneFilter::Sort sort, std::vector<LaneRow> &rows)
{
    const size_t first = rows.size();
    for (size_t n = 0; n < trace.tasks().size(); ++n) {
        LaneRow row;
        row.id = LaneId::of(TaskId(quint32(n + 1)));
        rows.push_back(row);
    }
    if (sort != LaneFilter::Sort::Name)
        return;
    std::vector<std::pair<QString, LaneRow>> keyed;
    for (size_t n = first; n < rows.size(); ++n)
        keyed.emplace_back(laneName(trace, rows[n].id), rows[n]);
    std::stable_sort(keyed.begin(), keyed.end(),
                     [](const auto &a, const auto &b) { return trace::isNaturallyLess(a.first, b.first); });
    std::transform(keyed.begin(), keyed.end(), rows.begin() + qsizetype(first), [](const auto &k) { return k.second; });
}

std::vector<LaneRow> unpinnedRows(const trace::Trace &trace, const LaneFilter &filter)
{
    std::vector<LaneRow> rows;
    rows.push_back({ .id = LaneId::loop() });
    if (filter.sort == LaneFilter::Sort::Tree)
        appendTree(TaskTree(trace.tasks()), filter, rows);
    else
        appendFlat(trace, filter.sort, rows);
    for (size_t n = 0; n < trace.queues().size(); ++n)
        rows.push_back({ .id = LaneId::of(trace::QueueId(quint32(n + 1))) });
    for (size_t n = 0; n < trace.workers().size(); ++n)
        rows.push_back({ .id = LaneId::of(trace::WorkerId(quint32(n + 1))) });
    return rows;
}

} // namespace

bool LaneOrder::update(const trace::Trace &trace, const LaneFilter &filter)
{
    const qsizetype total = qsizetype(1 + trace.tasks().size() + trace.queues().size() + trace.workers().size());
    if (total == m_totalCount && filter == m_filter)
        return false;
    m_totalCount = total;
    m_filter = filter;

    const std::vector<LaneRow> rest = unpinnedRows(trace, filter);
    QSet<LaneId> pinned;
    m_rows.clear();
    for (const LaneId id : filter.pinned) {
        if (pinned.contains(id) || !isLaneOf(trace, id))
            continue;
        pinned.insert(id);
        m_rows.push_back({ .id = id, .isPinned = true });
    }
    m_pinnedCount = qsizetype(m_rows.size());
    for (const LaneRow &row : rest) {
        if (!filter.hidden.contains(row.id) && !pinned.contains(row.id)
            && isNamedByOne(trace, row.id, filter.globs))
            m_rows.push_back(row);
    }
    m_index.clear();
    m_index.reserve(count());
    for (qsizetype n = 0; n < count(); ++n)
        m_index.insert(row(n).id, n);
    return true;
}

void LaneOrder::clear()
{
    *this = LaneOrder();
}

std::optional<qsizetype> LaneOrder::indexOf(LaneId id) const
{
    const auto found = m_index.find(id);
    return found == m_index.end() ? std::nullopt : std::optional(*found);
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
