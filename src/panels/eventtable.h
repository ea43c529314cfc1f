// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/dimmingdelegate.h"

#include <QTableView>

namespace panels {

/// A table of events, one a row: rows are picked whole, those after the playhead are dim, long texts are cut.
class EventTable : public QTableView
{
    Q_OBJECT

public:
    /// The model is borrowed; isLaterRole is its role of the rows after the playhead.
    EventTable(const QString &name, QAbstractItemModel &model, int isLaterRole, QWidget *parent);

    void setTheme(const session::Theme &theme);
    [[nodiscard]] DimmingDelegate &delegate() { return *m_delegate; }

Q_SIGNALS:
    /// By click, double click or Return.
    void picked(const QModelIndex &index);

private:
    DimmingDelegate *m_delegate;
};

} // namespace panels
