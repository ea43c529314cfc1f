// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/theme.h"

#include <QObject>

#include <vector>

class QAction;
class QActionGroup;
class QWidget;

namespace app {

/// What can be done in the window, each thing once: its name, keys, icon and tool tip. Menus, toolbar and the sheet of shortcuts show the same actions.
class WindowActions : public QObject
{
    Q_OBJECT

public:
    /// The actions belong to `window` and work while it or one of its parts has the focus.
    explicit WindowActions(QWidget *window);

    // File
    QAction *open;
    QAction *runProgram;
    QAction *attachProgram;
    QAction *editProgram;
    QAction *save;
    QAction *exportPicture;
    QAction *copyPicture;
    QAction *quit;
    // Run
    QAction *runOrPause;
    QAction *continueRun;
    QAction *step;
    QAction *stepIteration;
    QAction *stepEvent;
    QAction *runUntilSelected;
    QAction *stepBack;
    QAction *restart;
    QAction *stop;
    QAction *faster;
    QAction *slower;
    QAction *nextHit;
    QAction *previousHit;
    QAction *predict;
    // View
    QAction *find;
    QAction *goToLane;
    QAction *toggleAxis;
    QActionGroup *axes; ///< of three; data is int(trace::AxisKind)
    QAction *fitRun;
    QAction *follow;
    QAction *undoNavigation;
    QAction *redoNavigation;
    QAction *showsLaterLog;
    QAction *resetLayout;
    QActionGroup *themes; ///< of three; data is int(ThemeChoice)
    // Help
    QAction *shortcuts;
    QAction *about;

    /// Run or Pause, as the action does now.
    void showRunning(bool isRunning);
    void setTheme(const session::Theme &theme);

private:
    QAction *add(const QString &text, const QString &iconName, const QList<QKeySequence> &keys, const QString &toolTip);
    void addAxes();
    void addThemes();

    struct Drawn
    {
        QAction *action;
        QString iconName;
    };
    QWidget *m_window;
    const session::Theme *m_theme = &session::Theme::light();
    std::vector<Drawn> m_drawn;
    bool m_isRunning = false;
};

} // namespace app
