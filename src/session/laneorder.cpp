// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/laneorder.h"

#include "trace/glob.h"
#include "trace/trace.h"

#include <algorithm>
#include <utility>

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

bool isNamedByOne(const trace::Trace &trace, LaneId id, const QStringList &globs)
{
    if (globs.isEmpty())
        return true;
    const QString name = laneName(trace, id);
    return std::any_of(globs.begin(), globs.end(), [&](const QString &glob) { return trace::globMatches(glob, name); });
}

size_t countIn(const trace::Trace &trace, LaneKind kind)
{
    switch (kind) {
    case LaneKind::Loop:
        break;
    case LaneKind::Task:
        return trace.tasks().size();
    case LaneKind::Queue:
        return trace.queues().size();
    case LaneKind::Worker:
        return trace.workers().size();
    }
    return 1;
}

bool isLaneOf(const trace::Trace &trace, LaneId id)
{
    return id.kind == LaneKind::Loop || size_t(id.number) - 1 < countIn(trace, id.kind);
}

/// The number of the n-th lane of a kind.
quint32 numberOf(LaneKind kind, size_t n)
{
    return kind == LaneKind::Loop ? 0 : quint32(n + 1);
}

LaneRow rowOf(LaneKind kind, const LaneSequence::Entry &entry)
{
    return { .id = { kind, entry.number }, .depth = quint16(std::min<quint32>(entry.depth, 0xffff)), .hasChildren = entry.hasChildren, .isCollapsed = entry.isCollapsed };
}

/// The tasks from `first` on (counted from 0) by what they stand under.
class NewTasks
{
public:
    NewTasks(std::span<const trace::TaskRow> tasks, size_t first)
        : m_first(first), m_links(tasks.size() - first)
    {
        for (size_t n = tasks.size(); n-- > first;) {
            const quint32 parent = parentOf(tasks, n);
            if (parent <= first) {
                m_underOld.push_back({ parent, quint32(n + 1) });
                continue;
            }
            m_links[n - first].sibling = std::exchange(m_links[parent - 1 - first].child, quint32(n + 1));
        }
        std::reverse(m_underOld.begin(), m_underOld.end());
        const auto isBefore = [](const Child &a, const Child &b) { return a.parent < b.parent; };
        if (!std::is_sorted(m_underOld.begin(), m_underOld.end(), isBefore)) // it is where all have one parent
            std::stable_sort(m_underOld.begin(), m_underOld.end(), isBefore);
    }

    struct Child
    {
        quint32 parent = 0; ///< a task before `first`, 0 for roots
        quint32 task = 0;
    };
    /// Those under tasks before `first`, by parent and in order of creation.
    [[nodiscard]] const std::vector<Child> &underOld() const { return m_underOld; }
    /// The first child of a new task, and the next child of its parent where that is new; 0 for none.
    [[nodiscard]] quint32 childOf(quint32 task) const { return m_links[task - 1 - m_first].child; }
    [[nodiscard]] quint32 siblingOf(quint32 task) const { return m_links[task - 1 - m_first].sibling; }

private:
    struct Links
    {
        quint32 child = 0;
        quint32 sibling = 0;
    };
    size_t m_first;
    std::vector<Links> m_links;
    std::vector<Child> m_underOld;
};

/// Appends a new task and the new ones under it as they stand below each other. entryOf(task, depth, hasChildren, isUnderCollapsed) makes the entry of one.
template<typename EntryOf>
void appendFamily(const NewTasks &made, quint32 root, quint32 depth, bool isUnderCollapsed, EntryOf entryOf, std::vector<LaneSequence::Entry> &entries)
{
    struct Level
    {
        quint32 next; ///< what is left of it
        bool isUnderCollapsed;
    };
    std::vector<Level> levels; // no recursion: input decides the depth
    const auto append = [&](quint32 task, bool isUnder) {
        const quint32 child = made.childOf(task);
        entries.push_back(entryOf(task, depth + quint32(levels.size()), child != 0, isUnder));
        if (child != 0)
            levels.push_back({ child, isUnder || entries.back().isCollapsed });
    };
    append(root, isUnderCollapsed);
    while (!levels.empty()) {
        const auto [next, isUnder] = levels.back();
        if (next == 0) {
            levels.pop_back();
            continue;
        }
        levels.back().next = made.siblingOf(next);
        append(next, isUnder);
    }
}

} // namespace

void LaneOrder::clear()
{
    *this = LaneOrder();
}

bool LaneOrder::update(const trace::Trace &trace, const LaneFilter &filter)
{
    const auto total = qsizetype(1 + trace.tasks().size() + trace.queues().size() + trace.workers().size());
    const bool isSame = filter == m_filter && trace.lateNameCount() == m_lateNames && total >= m_totalCount;
    if (total == m_totalCount && isSame)
        return false;
    if (!isSame || filter.sort == LaneFilter::Sort::Name) {
        for (LaneSequence &lanes : m_lanes)
            lanes.clear();
    }
    m_filter = filter;
    m_lateNames = trace.lateNameCount();
    m_totalCount = total;
    pin(trace);
    grow(trace);
    return true;
}

void LaneOrder::pin(const trace::Trace &trace)
{
    m_pinned.clear();
    m_pinnedRows.clear();
    for (const LaneId id : m_filter.pinned) {
        if (m_pinnedRows.contains(id) || !isLaneOf(trace, id))
            continue;
        m_pinnedRows.insert(id, qsizetype(m_pinned.size()));
        m_pinned.push_back({ .id = id, .isPinned = true });
    }
}

/// Whether a lane stands among the others of its kind, if what it stands under is not collapsed.
bool LaneOrder::isShown(const trace::Trace &trace, LaneId id) const
{
    return !m_filter.hidden.contains(id) && !m_pinnedRows.contains(id) && isNamedByOne(trace, id, m_filter.globs);
}

/// Puts in all lanes that are not in it.
void LaneOrder::grow(const trace::Trace &trace)
{
    growFlat(LaneKind::Loop, trace);
    if (m_filter.sort == LaneFilter::Sort::Name) {
        addByName(m_taskNames, LaneKind::Task, trace);
        addByName(m_queueNames, LaneKind::Queue, trace);
        addByName(m_workerNames, LaneKind::Worker, trace);
        return;
    }
    if (m_filter.sort == LaneFilter::Sort::Tree)
        growTree(trace);
    else
        growFlat(LaneKind::Task, trace);
    growFlat(LaneKind::Queue, trace);
    growFlat(LaneKind::Worker, trace);
}

void LaneOrder::growFlat(LaneKind kind, const trace::Trace &trace)
{
    LaneSequence &lanes = m_lanes[size_t(kind)];
    std::vector<LaneSequence::Entry> entries;
    for (auto n = size_t(lanes.totalCount()); n < countIn(trace, kind); ++n) {
        const quint32 number = numberOf(kind, n);
        entries.push_back({ .number = number, .isShown = isShown(trace, { kind, number }) });
    }
    const LaneSequence::Group all { .entries = entries };
    lanes.insert(std::span(&all, 1));
}

void LaneOrder::addByName(NameOrder &names, LaneKind kind, const trace::Trace &trace)
{
    names.update(trace);
    std::vector<LaneSequence::Entry> entries;
    entries.reserve(names.numbers().size());
    for (const quint32 number : names.numbers())
        entries.push_back({ .number = number, .isShown = isShown(trace, { kind, number }) });
    const LaneSequence::Group all { .entries = entries };
    m_lanes[size_t(kind)].insert(std::span(&all, 1));
}

// A task that is new stands behind all that its parent had before, with its own children under it.
void LaneOrder::growTree(const trace::Trace &trace)
{
    LaneSequence &lanes = m_lanes[size_t(LaneKind::Task)];
    const auto known = size_t(lanes.totalCount());
    if (known == trace.tasks().size())
        return;
    const NewTasks made(trace.tasks(), known);
    const auto entryOf = [&](quint32 task, quint32 depth, bool hasChildren, bool isUnderCollapsed) {
        const LaneId id = LaneId::of(TaskId(task));
        return LaneSequence::Entry { .number = task, .depth = depth, .isShown = !isUnderCollapsed && isShown(trace, id), .hasChildren = hasChildren,
                                     .isCollapsed = hasChildren && m_filter.collapsed.contains(id), .isUnderCollapsed = isUnderCollapsed };
    };
    std::vector<LaneSequence::Entry> entries;
    entries.reserve(trace.tasks().size() - known); // so that they do not move under the groups
    std::vector<LaneSequence::Group> groups;
    for (const auto &[parent, task] : made.underOld()) {
        if (groups.empty() || groups.back().under != parent) {
            groups.push_back({ .under = parent, .entries = { entries.data() + entries.size(), 0 } });
            if (parent != 0 && !lanes.lane(parent).hasChildren)
                lanes.setParent(parent, m_filter.collapsed.contains(LaneId::of(TaskId(parent))));
        }
        const LaneSequence::Entry above = parent != 0 ? lanes.lane(parent) : LaneSequence::Entry();
        appendFamily(made, task, parent != 0 ? above.depth + 1 : 0, above.isUnderCollapsed || above.isCollapsed, entryOf, entries);
        groups.back().entries = { groups.back().entries.data(), entries.data() + entries.size() };
    }
    lanes.insert(groups);
}

qsizetype LaneOrder::count() const
{
    qsizetype count = pinnedCount();
    for (const LaneSequence &lanes : m_lanes)
        count += lanes.count();
    return count;
}

LaneRow LaneOrder::row(qsizetype n) const
{
    if (n < pinnedCount())
        return m_pinned[size_t(n)];
    n -= pinnedCount();
    auto kind = LaneKind::Loop;
    for (; n >= countOf(kind); kind = LaneKind(quint8(kind) + 1))
        n -= countOf(kind);
    return rowOf(kind, lanesOf(kind).shown(n));
}

std::vector<LaneRow> LaneOrder::rows() const
{
    std::vector<LaneRow> rows;
    rows.reserve(size_t(count()));
    rows.assign(m_pinned.begin(), m_pinned.end());
    for (int kind = 0; kind < LaneKindCount; ++kind)
        m_lanes[size_t(kind)].forEachShown([&](const LaneSequence::Entry &entry) { rows.push_back(rowOf(LaneKind(kind), entry)); });
    return rows;
}

std::optional<qsizetype> LaneOrder::indexOf(LaneId id) const
{
    if (const auto pinned = m_pinnedRows.constFind(id); pinned != m_pinnedRows.constEnd())
        return *pinned;
    std::optional<qsizetype> at = lanesOf(id.kind).indexOf(id.number);
    for (int kind = 0; at && kind < int(id.kind); ++kind)
        *at += m_lanes[size_t(kind)].count();
    if (at)
        *at += pinnedCount();
    return at;
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
