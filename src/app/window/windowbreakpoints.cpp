// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/windowbreakpoints.h"

#include "panels/breakmenu.h"

#include <QMenu>

namespace app {

using session::Breakpoints;
using session::RunState;

WindowBreakpoints::WindowBreakpoints(Workspace &workspace, WindowSettings &settings, QObject *parent)
    : QObject(parent)
    , m_workspace(workspace)
    , m_settings(settings)
{
    session::Session &session = workspace.session();
    connect(&session, &session::Session::traceOpened, this, &WindowBreakpoints::load);
    connect(&session.breakpoints(), &Breakpoints::changed, this, &WindowBreakpoints::save);
    connect(&session.breakpoints(), &Breakpoints::searchEnded, this, [&session](Breakpoints::Direction direction, bool hasFound) {
        // The recorded part of a live run holds none: its end is where the next one comes from.
        if (!hasFound && direction == Breakpoints::Direction::Next && session.isLive())
            session.setFollowing(true);
    });
}

void WindowBreakpoints::load()
{
    const session::Session &session = m_workspace.session();
    const QString name = session.trace().info().name.isEmpty() ? session.source().name : session.trace().info().name;
    if (name.isEmpty())
        return;
    m_scenario = name;
    m_isLoading = true;
    m_workspace.session().breakpoints().assign(m_settings.breakpoints(m_scenario));
    m_isLoading = false;
}

void WindowBreakpoints::save()
{
    if (!m_isLoading && !m_scenario.isEmpty())
        m_settings.setBreakpoints(m_scenario, m_workspace.session().breakpoints().list());
}

bool WindowBreakpoints::hasAny()
{
    if (!m_workspace.session().breakpoints().conditions().empty())
        return true;
    Q_EMIT missed();
    return false;
}

void WindowBreakpoints::next()
{
    session::RunControl &run = m_workspace.control();
    if (run.state() == RunState::Running || !hasAny())
        return;
    if (run.state() == RunState::Paused && m_workspace.session().isPlayheadAtEnd())
        run.continueRun();
    else
        m_workspace.session().breakpoints().find(Breakpoints::Direction::Next);
}

void WindowBreakpoints::previous()
{
    session::RunControl &run = m_workspace.control();
    if (!hasAny())
        return;
    if (run.state() == RunState::Running)
        run.pause();
    m_workspace.session().breakpoints().find(Breakpoints::Direction::Previous);
}

void WindowBreakpoints::addTo(QMenu &menu)
{
    session::Session &session = m_workspace.session();
    if (const auto lane = session.selection().lane; lane && lane->kind == session::LaneKind::Task)
        panels::addTaskBreaks(menu, session, lane->task());
    else if (lane && lane->kind == session::LaneKind::Queue)
        panels::addQueueBreaks(menu, session, lane->queue());
    panels::addTimeBreak(menu, session, session.playhead().time);
}

} // namespace app
