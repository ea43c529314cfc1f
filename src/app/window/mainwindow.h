// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/appearance.h"
#include "app/window/windowsettings.h"
#include "app/window/workspace.h"

#include <QMainWindow>

class QTabWidget;

namespace panels {
class LoopView;
class SentencePane;
}

namespace timeline {
class TimelineWidget;
}

namespace app {

class LaneBar;
class LaneControls;
class NoticeBar;
class RunToolBar;
class WindowActions;
class WindowBreakpoints;
class WindowDocks;
class WindowFiles;
class WindowProgram;

/// The window: a workspace, the views on it, and the actions between them. Remembers its layout and settings when it closes.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    /// The appearance is borrowed and outlives the window. Loads producer-consumer, paused.
    explicit MainWindow(Appearance &appearance, QWidget *parent = nullptr);
    ~MainWindow() override;

    [[nodiscard]] Workspace &workspace() { return m_workspace; }
    [[nodiscard]] timeline::TimelineWidget &timeline() { return *m_timeline; }
    [[nodiscard]] WindowActions &actions() { return *m_actions; }
    /// Opens a trace or a scenario file.
    void openFile(const QString &path);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void closeEvent(QCloseEvent *event) override;
    void changeEvent(QEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void buildCentre();
    // In windowwiring.cpp:
    void buildMenus();
    void connectActions();
    void connectViewActions();
    void connectWorkspace();
    void restoreState();
    void applyTheme();

    void showScenario();
    void showProgram();
    void showRecording();
    void showState(session::RunState state);
    void showHint(bool isHinting);
    /// The strip under the timeline; `outside` operations go on while the run is paused.
    void showTrust(quint32 outside);
    void changeSpeed(double factor);
    void showShortcuts();
    [[nodiscard]] bool isLoopShown() const;

    Appearance *m_appearance;
    WindowSettings m_settings;
    Workspace m_workspace;
    WindowActions *m_actions;
    WindowDocks *m_docks;
    RunToolBar *m_toolBar;
    NoticeBar *m_notice = nullptr;
    LaneBar *m_laneBar = nullptr;
    LaneControls *m_laneControls = nullptr;
    WindowFiles *m_files = nullptr;
    WindowBreakpoints *m_breakpoints;
    WindowProgram *m_programs = nullptr;
    timeline::TimelineWidget *m_timeline = nullptr;
    QTabWidget *m_views = nullptr;
    panels::LoopView *m_loopView = nullptr;
    panels::SentencePane *m_sentence = nullptr;
    bool m_isHinting = false;
};

} // namespace app
