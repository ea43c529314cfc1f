// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/breakpoints.h"

#include <QAbstractTableModel>

namespace panels {

/// The breakpoints of a session as a table: each with a check box that switches it, and where and why the last hit was.
class BreakpointsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Text, Met, Remove, ColumnCount };
    enum Role {
        HitRole = Qt::UserRole + 1, ///< int(Hit)
    };
    enum class Hit { None, Earlier, Here }; ///< Here: the playhead stands where it was met

    /// Borrowed.
    explicit BreakpointsModel(session::Breakpoints &breakpoints, QObject *parent = nullptr);

    /// The playhead or the hit has moved.
    void refreshHit();

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    void settle();

    session::Breakpoints *m_breakpoints;
    int m_rows = 0; ///< as told to the views
};

} // namespace panels
