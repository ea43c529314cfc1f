// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/eventsmodel.h"

#include "panels/statetext.h"
#include "trace/timetext.h"

#include <algorithm>

namespace panels {

void EventsModel::show(const std::shared_ptr<const trace::Trace> &trace)
{
    const quint64 count = trace ? trace->eventCount() : 0;
    if (trace != m_events.trace() || count < m_first + m_count) {
        beginResetModel();
        m_events.setTrace(trace);
        m_first = 0;
        m_count = std::min(count, MaxRows);
        endResetModel();
        return;
    }
    const quint64 grown = std::min(count - m_first, MaxRows);
    if (grown == m_count)
        return;
    beginInsertRows({}, static_cast<int>(m_count), static_cast<int>(grown) - 1);
    forgetDecoded();
    m_count = grown;
    endInsertRows();
}

void EventsModel::setPlayhead(quint64 events)
{
    if (m_playhead == events)
        return;
    m_playhead = events;
    if (m_count > 0)
        Q_EMIT dataChanged(index(0, 0), index(static_cast<int>(m_count) - 1, ColumnCount - 1), { Qt::ForegroundRole });
}

int EventsModel::bringIn(quint64 n)
{
    if (!m_events.trace() || n >= m_events.trace()->eventCount())
        return -1;
    if (n < m_first || n >= m_first + m_count)
        centreOn(n);
    return static_cast<int>(n - m_first);
}

bool EventsModel::centreOn(quint64 n)
{
    const quint64 first = n > MaxRows / 2 ? n - MaxRows / 2 : 0;
    const quint64 count = std::min(m_events.trace()->eventCount() - first, MaxRows);
    if (first == m_first && count == m_count)
        return false;
    beginResetModel();
    m_first = first;
    m_count = count;
    endResetModel();
    return true;
}

int EventsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString EventsModel::text(const trace::Event &event, quint64 n, int column) const
{
    switch (column) {
    case Number:
        return QString::number(n + 1);
    case Time:
        return trace::formatSeconds(event.time, 6);
    case Kind:
        return QString::fromLatin1(trace::nameOf(event.kind).toByteArray());
    case Task:
        return taskName(trace(), event.task);
    default:
        return eventDetails(trace(), event);
    }
}

QString EventsModel::longText(const trace::Event &event, quint64 n, int column) const
{
    return column == Time ? trace::formatDuration(trace::Duration(event.time.ns)) : text(event, n, column);
}

QVariant EventsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((isRightAligned(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Number:
        return QStringLiteral("#");
    case Time:
        return tr("Time (s)");
    case Kind:
        return tr("Event");
    case Task:
        return tr("Task");
    default:
        return tr("Details");
    }
}

} // namespace panels
