// SPDX-License-Identifier: GPL-3.0-or-later
// What hangs together in the main window: its menus, what its actions do, and whom the workspace tells of what.
#include "app/window/mainwindow.h"

#include "app/window/aboutdialog.h"
#include "app/window/finder.h"
#include "app/window/lanebar.h"
#include "app/window/lanecontrols.h"
#include "app/window/noticebar.h"
#include "app/window/parameterform.h"
#include "app/window/runtoolbar.h"
#include "app/window/scenariopane.h"
#include "app/window/windowactions.h"
#include "app/window/windowbreakpoints.h"
#include "app/window/windowdocks.h"
#include "app/window/windowfiles.h"
#include "app/window/windowprogram.h"
#include "panels/breakpointspane.h"
#include "panels/inspectorpane.h"
#include "panels/logpane.h"
#include "panels/loopview.h"
#include "panels/sentencepane.h"
#include "session/prediction.h"
#include "timeline/timelinewidget.h"

#include <QAction>
#include <QActionGroup>
#include <QFileInfo>
#include <QMenu>
#include <QMenuBar>
#include <QTabWidget>

namespace app {

using session::RunState;

void MainWindow::buildMenus()
{
    QMenu *file = menuBar()->addMenu(tr("&File"));
    file->addAction(m_actions->open);
    QMenu *recent = file->addMenu(tr("Open &recent"));
    connect(recent, &QMenu::aboutToShow, this, [this, recent] { m_files->fillRecent(recent); });
    file->addActions({ m_actions->runProgram, m_actions->attachProgram, m_actions->editProgram });
    file->addSeparator();
    file->addActions({ m_actions->save, m_actions->exportPicture, m_actions->copyPicture });
    file->addSeparator();
    file->addAction(m_actions->quit);
    QMenu *view = menuBar()->addMenu(tr("&View"));
    view->addActions({ m_actions->find, m_actions->goToLane });
    view->addSeparator();
    m_laneControls->addTo(view->addMenu(tr("&Lanes")));
    view->addSeparator();
    view->addAction(m_actions->toggleAxis);
    view->addMenu(tr("A&xis"))->addActions(m_actions->axes->actions());
    view->addSeparator();
    view->addActions({ m_actions->fitRun, m_actions->follow, m_actions->undoNavigation, m_actions->redoNavigation });
    view->addSeparator();
    m_docks->addToMenu(view);
    view->addAction(m_actions->showsLaterLog);
    view->addAction(m_actions->resetLayout);
    view->addSeparator();
    view->addMenu(tr("&Theme"))->addActions(m_actions->themes->actions());
    QMenu *run = menuBar()->addMenu(tr("&Run"));
    run->addActions({ m_actions->runOrPause, m_actions->continueRun, m_actions->step, m_actions->stepEvent, m_actions->stepIteration, m_actions->runUntilSelected, m_actions->stepBack });
    run->addSeparator();
    run->addActions({ m_actions->restart, m_actions->stop });
    run->addSeparator();
    run->addActions({ m_actions->nextHit, m_actions->previousHit });
    run->addSeparator();
    run->addActions({ m_actions->faster, m_actions->slower });
    run->addSeparator();
    run->addAction(m_actions->predict);
    QMenu *help = menuBar()->addMenu(tr("&Help"));
    help->addActions({ m_actions->shortcuts, m_actions->about });
}

void MainWindow::connectActions()
{
    LiveRun &live = m_workspace.live();
    connect(m_actions->open, &QAction::triggered, m_files, &WindowFiles::askForFile);
    connect(m_actions->runProgram, &QAction::triggered, m_programs, &WindowProgram::ask);
    connect(m_actions->attachProgram, &QAction::triggered, m_programs, &WindowProgram::askToAttach);
    connect(m_actions->editProgram, &QAction::triggered, m_programs, &WindowProgram::edit);
    connect(m_actions->save, &QAction::triggered, m_files, &WindowFiles::askForSave);
    connect(m_actions->exportPicture, &QAction::triggered, this, [this] { m_files->showExport(m_appearance->theme(), isLoopShown()); });
    connect(m_actions->copyPicture, &QAction::triggered, this, [this] { m_files->copyPicture(m_appearance->theme(), isLoopShown() ? m_loopView->size() : m_timeline->size(), isLoopShown()); });
    connect(m_actions->quit, &QAction::triggered, this, &QWidget::close);
    connect(m_actions->runOrPause, &QAction::triggered, this, [this] { m_workspace.control().toggle(); });
    connect(m_actions->continueRun, &QAction::triggered, this, [this] { m_workspace.control().continueRun(); });
    connect(m_actions->step, &QAction::triggered, &m_workspace, &Workspace::step);
    connect(m_actions->stepIteration, &QAction::triggered, &m_workspace, &Workspace::stepIteration);
    connect(m_actions->stepEvent, &QAction::triggered, &m_workspace, &Workspace::stepEvent);
    connect(m_actions->runUntilSelected, &QAction::triggered, &m_workspace, &Workspace::runUntilSelectedResumes);
    connect(m_actions->stepBack, &QAction::triggered, &m_workspace, &Workspace::stepBack);
    connect(m_actions->restart, &QAction::triggered, this, [this] { m_workspace.control().restart(); });
    connect(m_actions->stop, &QAction::triggered, this, [this] { m_workspace.control().stop(); });
    connect(m_actions->faster, &QAction::triggered, this, [this] { changeSpeed(2); });
    connect(m_actions->slower, &QAction::triggered, this, [this] { changeSpeed(0.5); });
    connect(m_actions->shortcuts, &QAction::triggered, this, &MainWindow::showShortcuts);
    connect(m_actions->about, &QAction::triggered, this, [this] { AboutDialog(this).exec(); });

    connect(m_toolBar, &RunToolBar::scenarioChosen, &m_workspace, &Workspace::load);
    connect(m_toolBar, &RunToolBar::speedChosen, &live, &LiveRun::setSpeed);
    connect(m_toolBar, &RunToolBar::clockChosen, &live, &LiveRun::setClock);
    connect(m_docks->scenarios, &ScenarioPane::scenarioChosen, &m_workspace, &Workspace::load);
    connect(&m_docks->scenarios->form(), &ParameterForm::rerunRequested, this, [this](const scenarios::Values &values, quint64 seed) {
        m_workspace.rerun(values, seed);
        // The next key is meant for the run, not for the field that was filled in.
        m_timeline->setFocus();
    });
    connect(m_docks->inspector, &panels::InspectorPane::siteFollowed, m_docks, &WindowDocks::showSite);
    connect(m_actions->nextHit, &QAction::triggered, m_breakpoints, &WindowBreakpoints::next);
    connect(m_actions->previousHit, &QAction::triggered, m_breakpoints, &WindowBreakpoints::previous);
    connect(m_docks->breakpoints, &panels::BreakpointsPane::nextRequested, m_breakpoints, &WindowBreakpoints::next);
    connect(m_docks->breakpoints, &panels::BreakpointsPane::previousRequested, m_breakpoints, &WindowBreakpoints::previous);
    connect(m_breakpoints, &WindowBreakpoints::missed, m_docks, &WindowDocks::showBreakpoints);
    connect(m_timeline, &timeline::TimelineWidget::menuRequested, this, [this](QPoint at) { 
        QMenu menu(m_timeline);
        m_breakpoints->addTo(menu);
        m_laneControls->addLaneActions(menu);
        menu.exec(at);
    });
    connect(m_actions->predict, &QAction::toggled, this, [this](bool isOn) {
        m_workspace.session().prediction().setOn(isOn);
        m_settings.setPredicting(isOn);
    });
    connect(m_sentence, &panels::SentencePane::siteFollowed, m_docks, &WindowDocks::showSite);
}

void MainWindow::connectViewActions()
{
    session::Session &session = m_workspace.session();
    auto *finder = new Finder(session, m_timeline);
    connect(m_actions->find, &QAction::triggered, finder, [finder] { finder->ask(Finder::What::LanesAndLog); });
    connect(m_actions->goToLane, &QAction::triggered, finder, [finder] { finder->ask(Finder::What::Lanes); });
    connect(finder, &Finder::laneChosen, m_timeline, &timeline::TimelineWidget::revealLane);
    connect(m_laneControls->filter, &QAction::triggered, this, [this] {
        m_views->setCurrentIndex(0); // the timeline's
        m_laneBar->ask();
    });
    connect(m_laneBar, &LaneBar::left, m_timeline, qOverload<>(&QWidget::setFocus));
    connect(m_actions->toggleAxis, &QAction::triggered, &session, &session::Session::toggleAxis);
    connect(m_actions->axes, &QActionGroup::triggered, &session, [&session](QAction *action) { session.setAxis(static_cast<trace::AxisKind>(action->data().toInt())); });
    const auto showAxis = [this, &session] {
        for (QAction *action : m_actions->axes->actions())
            action->setChecked(action->data().toInt() == static_cast<int>(session.axisKind()));
    };
    connect(&session, &session::Session::axisChanged, this, showAxis);
    showAxis();
    connect(m_actions->fitRun, &QAction::triggered, &session, &session::Session::fit);
    connect(m_actions->follow, &QAction::triggered, &session, &session::Session::setFollowing);
    connect(&session, &session::Session::followingChanged, m_actions->follow, &QAction::setChecked);
    connect(m_actions->undoNavigation, &QAction::triggered, &session, &session::Session::undoNavigation);
    connect(m_actions->redoNavigation, &QAction::triggered, &session, &session::Session::redoNavigation);
    const auto showHistory = [this, &session] {
        m_actions->undoNavigation->setEnabled(session.canUndoNavigation());
        m_actions->redoNavigation->setEnabled(session.canRedoNavigation());
    };
    connect(&session, &session::Session::historyChanged, this, showHistory);
    showHistory();
    connect(m_actions->showsLaterLog, &QAction::toggled, this, [this](bool shows) {
        m_docks->log->setShowsLater(shows);
        m_settings.setShowsLaterLog(shows);
    });
    connect(m_actions->resetLayout, &QAction::triggered, m_docks, &WindowDocks::resetLayout);
    connect(m_actions->themes, &QActionGroup::triggered, this, [this](QAction *action) {
        const auto choice = static_cast<ThemeChoice>(action->data().toInt());
        m_settings.setTheme(choice);
        m_appearance->setChoice(choice);
    });
    connect(m_appearance, &Appearance::themeChanged, this, &MainWindow::applyTheme);
}

void MainWindow::connectWorkspace()
{
    LiveRun &live = m_workspace.live();
    connect(&m_workspace, &Workspace::scenarioLoaded, this, &MainWindow::showScenario);
    connect(&m_workspace, &Workspace::programLoaded, this, &MainWindow::showProgram);
    connect(&m_workspace, &Workspace::recordingOpened, this, &MainWindow::showRecording);
    connect(&m_workspace, &Workspace::scenariosChanged, this, [this] {
        m_docks->scenarios->setScenarios(m_workspace.scenarios());
        showScenario();
    });
    connect(&m_workspace, &Workspace::failed, this, [this](const QString &message) { m_notice->show(NoticeBar::Kind::Fault, message); });
    connect(&m_workspace, &Workspace::noticed, this, [this](const QString &message) { m_notice->show(NoticeBar::Kind::Information, message); });
    connect(&m_workspace, &Workspace::stepsShown, this, [this] {
        constexpr int Lasting = 12'000; // ms to read it; then its room is the timeline's again
        m_notice->show(NoticeBar::Kind::Information, tr("Several tasks were resumed at this instant: the axis counts steps now, so that their order shows. T goes back to time."), Lasting);
    });
    connect(&m_workspace, &Workspace::openingProgressed, this, [this](const QString &path, quint64 done, quint64 total) {
        m_notice->showProgress(tr("Reading %1").arg(QFileInfo(path).fileName()), done, total);
    });
    connect(&m_workspace, &Workspace::openingEnded, m_notice, &NoticeBar::clear);
    connect(m_notice, &NoticeBar::cancelled, &m_workspace, &Workspace::cancelOpening);
    connect(&live, &LiveRun::stateChanged, this, &MainWindow::showState);
    connect(&m_workspace.program(), &ProgramControl::stateChanged, this, [this](RunState state) {
        if (m_workspace.program().plan())
            showState(state);
    });
    connect(&m_workspace.session(), &session::Session::traceGrew, this, [this] {
        if (m_isHinting && m_workspace.session().trace().latest().iteration > 0)
            showHint(false);
    });
    connect(&live, &LiveRun::clockChanged, this, [this](trace::ClockKind clock) {
        m_toolBar->showClock(clock);
        m_settings.setClockReal(clock != trace::ClockKind::Virtual);
    });
    connect(&live, &LiveRun::outsideChanged, this, &MainWindow::showTrust);
    connect(&live, &LiveRun::speedChanged, this, [this](double speed) {
        m_toolBar->showSpeed(speed);
        m_settings.setSpeed(speed);
    });
}

} // namespace app
