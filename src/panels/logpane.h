// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/pane.h"

class QLabel;

namespace panels {

class EventTable;
class LogModel;

/// The log up to the playhead, or all of it with what comes later dimmed. Picking a line puts the playhead right after it.
class LogPane : public Pane
{
    Q_OBJECT

public:
    explicit LogPane(session::Session &session, QWidget *parent = nullptr);

    [[nodiscard]] bool showsLater() const { return m_showsLater; }
    void setShowsLater(bool shows);

protected:
    void bringUpToDate() override;
    void themeChanged() override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void pick(const QModelIndex &index);
    void showMenu(QPoint at);
    void placeNote();

    LogModel *m_model;
    EventTable *m_table;
    QLabel *m_note; ///< why there is nothing to read
    bool m_showsLater = false;
};

} // namespace panels
