// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/breakpointsmodel.h"

#include "panels/statetext.h"

namespace panels {

BreakpointsModel::BreakpointsModel(session::Breakpoints &breakpoints, QObject *parent)
    : QAbstractTableModel(parent)
    , m_breakpoints(&breakpoints)
    , m_rows(static_cast<int>(breakpoints.list().size()))
{
    connect(m_breakpoints, &session::Breakpoints::changed, this, &BreakpointsModel::settle);
    connect(m_breakpoints, &session::Breakpoints::hitChanged, this, &BreakpointsModel::refreshHit);
}

// The list tells that it has changed, not how: it is short, and rows hold no identity of their own.
void BreakpointsModel::settle()
{
    const int rows = static_cast<int>(m_breakpoints->list().size());
    if (rows < m_rows) {
        beginRemoveRows({}, rows, m_rows - 1);
        m_rows = rows;
        endRemoveRows();
    } else if (rows > m_rows) {
        beginInsertRows({}, m_rows, rows - 1);
        m_rows = rows;
        endInsertRows();
    }
    refreshHit();
}

void BreakpointsModel::refreshHit()
{
    if (m_rows > 0)
        Q_EMIT dataChanged(index(0, 0), index(m_rows - 1, ColumnCount - 1));
}

int BreakpointsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_rows;
}

int BreakpointsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant BreakpointsModel::data(const QModelIndex &index, int role) const
{
    const auto row = static_cast<std::size_t>(index.row());
    if (!index.isValid() || row >= m_breakpoints->list().size())
        return {};
    const session::Breakpoint &breakpoint = m_breakpoints->list()[row];
    const auto &hit = m_breakpoints->hit();
    const bool isHit = hit && hit->row == row;
    if (role == HitRole)
        return static_cast<int>(!isHit ? Hit::None : m_breakpoints->isAtHit() ? Hit::Here : Hit::Earlier);
    if (role == Qt::CheckStateRole && index.column() == Text)
        return static_cast<int>(breakpoint.isEnabled ? Qt::Checked : Qt::Unchecked);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole && role != Qt::AccessibleTextRole)
        return {};
    switch (index.column()) {
    case Text:
        return breakpoint.condition.text();
    case Met:
        return isHit ? QStringLiteral("%1: %2").arg(momentText(hit->place.time), hit->reason.plain()) : QString();
    default:
        return role == Qt::DisplayRole ? QString(QChar(0xd7)) : tr("Remove");
    }
}

bool BreakpointsModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::CheckStateRole || index.column() != Text)
        return false;
    m_breakpoints->setEnabled(static_cast<std::size_t>(index.row()), value.toInt() == Qt::Checked);
    return true;
}

Qt::ItemFlags BreakpointsModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    return index.column() == Text ? flags | Qt::ItemIsUserCheckable : flags;
}

} // namespace panels
