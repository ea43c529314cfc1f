// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/logmodel.h"

#include "panels/statetext.h"
#include "trace/argtext.h"
#include "trace/timetext.h"

#include <algorithm>

namespace panels {

void LogModel::setTrace(const std::shared_ptr<const trace::Trace> &trace)
{
    const quint64 lines = trace ? trace->logs().count() : 0;
    if (trace != m_events.trace() || lines < m_lines) {
        beginResetModel();
        m_events.setTrace(trace);
        m_shown = m_before = 0;
        endResetModel();
    } else if (lines > m_lines) {
        forgetDecoded();
    }
    m_lines = lines;
}

void LogModel::setPlayhead(quint64 events, bool showsLater)
{
    const quint64 before = m_lines > 0 ? trace().logs().countBefore(events, 0, m_lines) : 0;
    const bool isRepaint = before != m_before;
    m_playhead = events;
    m_before = before;
    m_showsLater = showsLater;
    setShown(showsLater ? m_lines : before);
    if (isRepaint && m_shown > 0)
        Q_EMIT dataChanged(index(0, 0), index(static_cast<int>(m_shown) - 1, ColumnCount - 1), { IsLaterRole });
}

void LogModel::setShown(quint64 rows)
{
    const quint64 limited = std::min<quint64>(rows, std::numeric_limits<int>::max());
    if (limited > m_shown) {
        beginInsertRows({}, static_cast<int>(m_shown), static_cast<int>(limited) - 1);
        m_shown = limited;
        endInsertRows();
    } else if (limited < m_shown) {
        beginRemoveRows({}, static_cast<int>(limited), static_cast<int>(m_shown) - 1);
        m_shown = limited;
        endRemoveRows();
    }
}

int LogModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString LogModel::text(const trace::Event &event, quint64, int column) const
{
    switch (column) {
    case Time:
        return trace::formatSeconds(event.time, 3);
    case Task:
        return event.task == trace::TaskId::None ? tr("loop") : taskName(trace(), event.task);
    default:
        return trace::logText(trace(), event);
    }
}

QString LogModel::longText(const trace::Event &event, quint64 n, int column) const
{
    if (column == Time)
        return trace::formatDuration(trace::Duration(event.time.ns));
    return column == Task ? text(event, n, Task) : tr("%1: %2").arg(text(event, n, Task), text(event, n, Text));
}

} // namespace panels
