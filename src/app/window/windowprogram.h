// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/programplan.h"

#include <QObject>

class QWidget;

namespace app {

class NoticeBar;
class WindowSettings;
class Workspace;

/// Running the user's own program from the window: asks how, remembers it by script, says what came of it.
class WindowProgram : public QObject
{
    Q_OBJECT
public:
    /// All are borrowed and outlive this; the dialogue belongs to `window`.
    WindowProgram(Workspace &workspace, WindowSettings &settings, NoticeBar &notice, QWidget *window);

    /// Asks for a script and runs it.
    void ask();
    /// Runs a script as it was run the last time.
    void runScript(const QString &script);
    /// Opens the script that is loaded with the user's editor.
    void edit();

private:
    void run(const ProgramPlan &plan, bool isPaused);

    Workspace *m_workspace;
    WindowSettings *m_settings;
    NoticeBar *m_notice;
    QWidget *m_window;
};

} // namespace app
