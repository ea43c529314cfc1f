// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/eventtablemodel.h"

#include <limits>

namespace panels {

int EventTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(std::min<quint64>(count(), std::numeric_limits<int>::max()));
}

QVariant EventTableModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || static_cast<quint64>(index.row()) >= count())
        return {};
    const quint64 n = eventAt(index);
    if (role == IsLaterRole)
        return n >= m_playhead;
    if (role == Qt::TextAlignmentRole)
        return int((isRightAligned(index.column()) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::DisplayRole)
        return text(m_events.event(n), n, index.column());
    return role == Qt::ToolTipRole ? longText(m_events.event(n), n, index.column()) : QVariant();
}

void EventTableModel::forgetDecoded()
{
    const std::shared_ptr<const trace::Trace> trace = m_events.trace();
    m_events.setTrace(nullptr);
    m_events.setTrace(trace);
}

} // namespace panels
