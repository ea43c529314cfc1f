// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/programplan.h"
#include "attach/openprograms.h"

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
    /// Lists the programs that run already and attaches to the one that is chosen.
    void askToAttach();
    /// Attaches to it; where the probe is not in it yet, brings it in first.
    void attachTo(const attach::OpenProgram &program, bool isPaused);
    /// Opens the script that is loaded with the user's editor.
    void edit();

private:
    void run(const ProgramPlan &plan, bool isPaused);
    void enter(const attach::OpenProgram &program, bool isPaused);

    Workspace *m_workspace;
    WindowSettings *m_settings;
    NoticeBar *m_notice;
    QWidget *m_window;
};

} // namespace app
