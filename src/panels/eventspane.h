// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/pane.h"

class QLabel;

namespace panels {

class EventTable;
class EventsModel;

/// All events in order. The row at the playhead is kept in view and marked; picking a row puts the playhead right after that event.
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

    EventsModel *m_model;
    EventTable *m_table;
    QLabel *m_window; ///< which part of a very long trace is shown
};

} // namespace panels
