// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/pane.h"

class QLabel;

namespace panels {

class EventTable;
class EventsModel;

/// All events in order. The row at the playhead is kept in view and marked; picking a row puts the playhead right after that event.
/// Of a very long trace a part is in the table: it moves with the playhead, and where one scrolls on at its end.
class EventsPane : public Pane
{
    Q_OBJECT

public:
    explicit EventsPane(session::Session &session, QWidget *parent = nullptr);

protected:
    void bringUpToDate() override;
    void themeChanged() override;

private:
    void pick(const QModelIndex &index);
    void showMenu(QPoint at);
    void scrolledOn();
    void showWindow();

    EventsModel *m_model;
    EventTable *m_table;
    QLabel *m_window; ///< which part of a very long trace is shown
    QWidget *m_foot; ///< holds it
};

} // namespace panels
