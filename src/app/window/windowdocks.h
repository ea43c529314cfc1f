// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/theme.h"
#include "trace/ids.h"

#include <QObject>

#include <vector>

class QAction;
class QDockWidget;
class QMainWindow;
class QMenu;

namespace panels {
class BreakpointsPane;
class EventsPane;
class FindingsPane;
class InspectorPane;
class LogPane;
class Pane;
class SourcePane;
class StatePane;
class WaitsPane;
}

namespace session {
class Session;
}

namespace app {

class DockTitle;
class ScenarioPane;

/// The panes around the timeline, each in a dock of its own, and where they stand at first.
class WindowDocks : public QObject
{
    Q_OBJECT

public:
    /// The docks belong to the window; the session is borrowed and outlives it.
    WindowDocks(QMainWindow *window, session::Session &session, QAction *showsLaterLog);

    ScenarioPane *scenarios;
    panels::StatePane *state;
    panels::SourcePane *source;
    panels::LogPane *log;
    panels::EventsPane *events;
    panels::FindingsPane *findings;
    panels::InspectorPane *inspector;
    panels::BreakpointsPane *breakpoints;
    panels::WaitsPane *waits;

    /// Puts every dock back to its first place and size.
    void resetLayout();
    /// Keeps the names of tabs whole: where there are more than fit, they scroll. After a layout was restored.
    void settleTabs();
    /// Adds one entry per dock that shows and hides it.
    void addToMenu(QMenu *menu) const;
    void setTheme(const session::Theme &theme);
    /// Brings the source to the front, at this line.
    void showSite(trace::SiteId site);
    /// Brings the breakpoints to the front.
    void showBreakpoints();

private:
    QDockWidget *add(const QString &name, const QString &title, QWidget *content);

    struct Dock
    {
        QDockWidget *dock;
        DockTitle *title;
    };
    QMainWindow *m_window;
    std::vector<Dock> m_docks;
    QDockWidget *m_scenarioDock;
    QDockWidget *m_stateDock;
    QDockWidget *m_sourceDock;
    QDockWidget *m_logDock;
    QDockWidget *m_eventsDock;
    QDockWidget *m_findingsDock;
    QDockWidget *m_inspectorDock;
    QDockWidget *m_breakpointsDock;
    QDockWidget *m_waitsDock;
};

} // namespace app
