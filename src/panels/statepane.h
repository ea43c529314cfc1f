// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/pane.h"

class QListView;

namespace panels {

class StateDelegate;
class StateModel;

/// Everything at the playhead (see StateModel). Picking a row selects its task everywhere.
class StatePane : public Pane
{
    Q_OBJECT

public:
    explicit StatePane(session::Session &session, QWidget *parent = nullptr);

    /// "State at 7.000 s", for the dock's head.
    [[nodiscard]] QString title() const;

Q_SIGNALS:
    void titleChanged(const QString &title);

protected:
    void bringUpToDate() override;
    void themeChanged() override;

private:
    void pick(const QModelIndex &index);
    void showMenu(QPoint at);
    void showSelection();

    StateModel *m_model;
    StateDelegate *m_delegate;
    QListView *m_list;
};

} // namespace panels
