// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/windowdocks.h"

#include "app/window/docktitle.h"
#include "app/window/scenariopane.h"
#include "panels/breakpointspane.h"
#include "panels/eventspane.h"
#include "panels/findingspane.h"
#include "panels/inspectorpane.h"
#include "panels/logpane.h"
#include "panels/sourcepane.h"
#include "panels/statepane.h"
#include "panels/statetext.h"
#include "panels/waitspane.h"

#include <QAction>
#include <QDockWidget>
#include <QMainWindow>
#include <QMenu>
#include <QTabBar>
#include <QToolButton>

#include <algorithm>

namespace app {
namespace {

constexpr int LeftWidth = 236;
constexpr int RightWidth = 332;
constexpr int BottomHeight = 256;
constexpr int TallWindow = 900;
constexpr int WideWindow = 1200;

} // namespace

WindowDocks::WindowDocks(QMainWindow *window, session::Session &session, QAction *showsLaterLog)
    : QObject(window)
    , scenarios(new ScenarioPane(window))
    , state(new panels::StatePane(session, window))
    , source(new panels::SourcePane(session, window))
    , log(new panels::LogPane(session, window))
    , events(new panels::EventsPane(session, window))
    , findings(new panels::FindingsPane(session, window))
    , inspector(new panels::InspectorPane(session, window))
    , breakpoints(new panels::BreakpointsPane(session, window))
    , waits(new panels::WaitsPane(session, window))
    , m_window(window)
{
    window->setDockNestingEnabled(true);
    window->setDockOptions(QMainWindow::AllowTabbedDocks | QMainWindow::AllowNestedDocks | QMainWindow::AnimatedDocks | QMainWindow::GroupedDragging);
    window->setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
    window->setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    window->setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    m_scenarioDock = add(QStringLiteral("scenarioDock"), tr("Scenarios"), scenarios);
    m_stateDock = add(QStringLiteral("stateDock"), tr("State"), state);
    m_sourceDock = add(QStringLiteral("sourceDock"), tr("Source"), source);
    m_logDock = add(QStringLiteral("logDock"), tr("Log"), log);
    m_findingsDock = add(QStringLiteral("findingsDock"), tr("Findings"), findings);
    m_inspectorDock = add(QStringLiteral("inspectorDock"), tr("Selected slice"), inspector);
    m_breakpointsDock = add(QStringLiteral("breakpointsDock"), tr("Breakpoints"), breakpoints);
    m_waitsDock = add(QStringLiteral("waitsDock"), tr("Waits"), waits);
    m_eventsDock = add(QStringLiteral("eventsDock"), tr("Events"), events);

    auto *later = new QToolButton;
    later->setObjectName(QStringLiteral("laterButton"));
    later->setDefaultAction(showsLaterLog);
    later->setText(tr("all"));
    later->setIconSize({ 0, 0 });
    later->setFocusPolicy(Qt::TabFocus);
    for (const Dock &dock : m_docks) {
        if (dock.dock == m_logDock)
            dock.title->addWidget(later);
    }
    connect(state, &panels::StatePane::titleChanged, this, [this, &session] {
        for (const Dock &dock : m_docks) {
            if (dock.dock == m_stateDock)
                dock.title->setTitle(tr("State at").toUpper() + QLatin1Char(' ') + panels::momentText(session.playhead().time));
        }
    });
    resetLayout();
}

QDockWidget *WindowDocks::add(const QString &name, const QString &title, QWidget *content)
{
    auto *dock = new QDockWidget(title, m_window);
    dock->setObjectName(name);
    auto *head = new DockTitle(dock);
    dock->setTitleBarWidget(head);
    dock->setWidget(content);
    m_docks.push_back({ dock, head });
    return dock;
}

void WindowDocks::resetLayout()
{
    for (const Dock &dock : m_docks)
        dock.dock->setFloating(false);
    m_window->addDockWidget(Qt::LeftDockWidgetArea, m_scenarioDock);
    m_window->addDockWidget(Qt::RightDockWidgetArea, m_stateDock);
    m_window->splitDockWidget(m_stateDock, m_findingsDock, Qt::Vertical);
    m_window->addDockWidget(Qt::BottomDockWidgetArea, m_sourceDock);
    const bool isWide = m_window->width() >= WideWindow;
    if (isWide)
        m_window->splitDockWidget(m_sourceDock, m_logDock, Qt::Horizontal);
    else
        m_window->tabifyDockWidget(m_sourceDock, m_logDock);
    for (QDockWidget *dock : { m_eventsDock, m_breakpointsDock, m_waitsDock })
        m_window->tabifyDockWidget(m_sourceDock, dock);
    // Side by side where there is room for both, else one behind the other.
    const bool isTall = m_window->height() >= TallWindow;
    if (isTall)
        m_window->splitDockWidget(m_findingsDock, m_inspectorDock, Qt::Vertical);
    else
        m_window->tabifyDockWidget(m_findingsDock, m_inspectorDock);
    for (const Dock &dock : m_docks)
        dock.dock->show();
    m_sourceDock->raise();
    // In a small window the timeline keeps at least half of the width and of the height.
    const int side = std::min(LeftWidth + RightWidth, m_window->width() / 2);
    const int left = side * LeftWidth / (LeftWidth + RightWidth);
    m_window->resizeDocks({ m_scenarioDock, m_stateDock }, { left, side - left }, Qt::Horizontal);
    const int tenth = m_window->height() / 10;
    if (isTall)
        m_window->resizeDocks({ m_stateDock, m_findingsDock, m_inspectorDock }, { 5 * tenth, 2 * tenth, 3 * tenth }, Qt::Vertical);
    else
        m_window->resizeDocks({ m_stateDock, m_findingsDock }, { 7 * tenth, 3 * tenth }, Qt::Vertical);
    m_window->resizeDocks({ m_sourceDock }, { std::min(BottomHeight, m_window->height() / 4) }, Qt::Vertical);
    const int centre = std::max(200, m_window->width() - side);
    if (isWide)
        m_window->resizeDocks({ m_sourceDock, m_logDock }, { centre * 3 / 5, centre * 2 / 5 }, Qt::Horizontal);
    settleTabs();
}

void WindowDocks::settleTabs()
{
    for (QTabBar *tabs : m_window->findChildren<QTabBar *>(QString(), Qt::FindDirectChildrenOnly)) {
        tabs->setElideMode(Qt::ElideNone);
        tabs->setUsesScrollButtons(true);
    }
}

void WindowDocks::addToMenu(QMenu *menu) const
{
    for (const Dock &dock : m_docks)
        menu->addAction(dock.dock->toggleViewAction());
}

void WindowDocks::setTheme(const session::Theme &theme)
{
    for (const Dock &dock : m_docks)
        dock.title->setTheme(theme);
    scenarios->setTheme(theme);
    for (panels::Pane *pane : std::initializer_list<panels::Pane *> { state, source, log, events, findings, inspector, breakpoints, waits })
        pane->setTheme(theme);
}

void WindowDocks::showSite(trace::SiteId site)
{
    source->showSite(site);
    m_sourceDock->show();
    m_sourceDock->raise();
}

void WindowDocks::showBreakpoints()
{
    m_breakpointsDock->show();
    m_breakpointsDock->raise();
}

} // namespace app
