// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <QObject>

#include <vector>

class QAction;
class QActionGroup;
class QMenu;

namespace app {

/// What can be done with lanes: show some by their names, pin and hide the selected one, sort the tasks, collapse and expand them. In the menu of the window
/// and in that of a lane, with keys that work while the timeline has the focus.
class LaneControls : public QObject
{
    Q_OBJECT

public:
    /// The session is borrowed and outlives this; `timeline` gets the actions with a key of its own.
    LaneControls(session::Session &session, QWidget *timeline);

    QAction *filter; ///< asks for a pattern; whoever has the field answers
    QAction *pin; ///< checked while the selected lane is pinned
    QAction *hide;
    QAction *showHidden;
    QAction *collapseAll;
    QAction *expandAll;
    QActionGroup *sorts; ///< data: LaneFilter::Sort

    /// All of them, for the window's menu.
    void addTo(QMenu *menu) const;
    /// Those for the selected lane, for the menu at the pointer; nothing where no lane is selected.
    void addLaneActions(QMenu &menu) const;

private:
    template<typename Change>
    void change(Change how);
    [[nodiscard]] QAction *add(const QString &text, const QString &toolTip);
    void refresh();

    session::Session *m_session;
};

} // namespace app
