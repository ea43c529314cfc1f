// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/mainwindow.h"

#include "app/window/aboutdialog.h"
#include "app/window/finder.h"
#include "app/window/noticebar.h"
#include "app/window/parameterform.h"
#include "app/window/runtoolbar.h"
#include "app/window/scenariopane.h"
#include "app/window/speedcontrol.h"
#include "app/window/windowactions.h"
#include "app/window/windowbreakpoints.h"
#include "app/window/windowdocks.h"
#include "app/window/windowfiles.h"
#include "app/window/windowhelp.h"
#include "app/window/windowprogram.h"
#include "panels/breakpointspane.h"
#include "panels/inspectorpane.h"
#include "panels/logpane.h"
#include "panels/loopview.h"
#include "panels/sentencepane.h"
#include "panels/sourcepane.h"
#include "panels/statepane.h"
#include "panels/statetext.h"
#include "session/prediction.h"
#include "timeline/timelinewidget.h"

#include <QAbstractButton>
#include <QAction>
#include <QActionGroup>
#include <QApplication>
#include <QCloseEvent>
#include <QFileInfo>
#include <QKeyEvent>
#include <QGuiApplication>
#include <QMenuBar>
#include <QMimeData>
#include <QScreen>
#include <QTabWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace app {

using session::RunState;

namespace {

const QString FirstScenario = QStringLiteral("producer-consumer");

} // namespace

MainWindow::MainWindow(Appearance &appearance, QWidget *parent)
    : QMainWindow(parent)
    , m_appearance(&appearance)
    , m_actions(new WindowActions(this))
    , m_breakpoints(new WindowBreakpoints(m_workspace, m_settings, this))
{
    setWindowTitle(QStringLiteral("Loopscope"));
    setAcceptDrops(true);
    setMinimumSize(720, 480);
    const QSize screen = QGuiApplication::primaryScreen()->availableSize();
    resize(QSize(1600, 1000).boundedTo(screen * 0.95));
    m_toolBar = new RunToolBar(*m_actions, this);
    addToolBar(m_toolBar);
    buildCentre();
    m_docks = new WindowDocks(this, m_workspace.session(), m_actions->showsLaterLog);
    m_docks->scenarios->setScenarios(m_workspace.scenarios());
    buildMenus();
    connectWorkspace();
    connectActions();
    connectViewActions();
    restoreState();
    m_workspace.load(FirstScenario);
    m_timeline->setFocus();
    qApp->installEventFilter(this);
}

MainWindow::~MainWindow() = default;

void MainWindow::buildCentre()
{
    auto *centre = new QWidget(this);
    auto *column = new QVBoxLayout(centre);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_notice = new NoticeBar(centre);
    m_files = new WindowFiles(m_workspace, m_settings, *m_notice, this);
    m_programs = new WindowProgram(m_workspace, m_settings, *m_notice, this);
    m_views = new QTabWidget(centre);
    m_views->setDocumentMode(true);
    m_timeline = new timeline::TimelineWidget(m_workspace.session(), m_views);
    m_loopView = new panels::LoopView(m_workspace.session(), m_views);
    m_views->addTab(m_timeline, tr("Timeline"));
    m_views->addTab(m_loopView, tr("Loop view"));
    m_sentence = new panels::SentencePane(m_workspace.session(), centre);
    centre->setObjectName(QStringLiteral("centre"));
    centre->setAttribute(Qt::WA_StyledBackground);
    column->addWidget(m_notice);
    column->addWidget(m_views, 1);
    column->addWidget(m_sentence);
    setCentralWidget(centre);
}

bool MainWindow::isLoopShown() const
{
    return m_views->currentWidget() == m_loopView;
}

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
    connect(m_actions->copyPicture, &QAction::triggered, this, [this] { m_files->copyPicture(m_appearance->theme(), m_views->currentWidget()->size(), isLoopShown()); });
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
    connect(m_timeline, &timeline::TimelineWidget::menuRequested, this, [this](QPoint at) { m_breakpoints->showMenu(at, m_timeline); });
    connect(m_actions->predict, &QAction::toggled, this, [this](bool isOn) { m_workspace.session().prediction().setOn(isOn); });
    connect(m_sentence, &panels::SentencePane::siteFollowed, m_docks, &WindowDocks::showSite);
}

void MainWindow::connectViewActions()
{
    session::Session &session = m_workspace.session();
    auto *finder = new Finder(session, m_timeline);
    connect(m_actions->find, &QAction::triggered, finder, [finder] { finder->ask(Finder::What::LanesAndLog); });
    connect(m_actions->goToLane, &QAction::triggered, finder, [finder] { finder->ask(Finder::What::Lanes); });
    connect(finder, &Finder::laneChosen, m_timeline, &timeline::TimelineWidget::revealLane);
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
        m_notice->show(NoticeBar::Kind::Information, tr("Several tasks were resumed at this instant: the axis counts steps now, so that their order shows. T goes back to time."));
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

void MainWindow::restoreState()
{
    restoreGeometry(m_settings.geometry());
    if (!QMainWindow::restoreState(m_settings.layout(), WindowSettings::LayoutVersion))
        m_docks->resetLayout();
    m_docks->settleTabs();
    LiveRun &live = m_workspace.live();
    if (m_settings.isClockReal())
        live.setClock(trace::ClockKind::Real);
    live.setSpeed(m_settings.speed());
    m_toolBar->showClock(live.clock());
    m_toolBar->showSpeed(live.speed());
    m_actions->showsLaterLog->setChecked(m_settings.showsLaterLog());
    m_appearance->setChoice(m_settings.theme());
    for (QAction *action : m_actions->themes->actions())
        action->setChecked(action->data().toInt() == static_cast<int>(m_appearance->choice()));
    applyTheme();
}

void MainWindow::applyTheme()
{
    const session::Theme &theme = m_appearance->theme();
    m_actions->setTheme(theme);
    m_docks->setTheme(theme);
    m_notice->setTheme(theme);
    m_sentence->setTheme(theme);
    m_timeline->setTheme(theme);
    m_loopView->setTheme(theme);
}

void MainWindow::showScenario()
{
    const Workspace::ScenarioPointer scenario = m_workspace.loaded();
    if (!scenario)
        return;
    m_notice->clear();
    const RunPlan &plan = *m_workspace.live().plan();
    QList<std::pair<QString, QString>> titles;
    for (const Workspace::ScenarioPointer &each : m_workspace.scenarios())
        titles.append({ each->name(), each->description().title });
    m_toolBar->setScenarios(titles);
    m_toolBar->showLoaded(scenario->name());
    m_toolBar->setLive(true);
    m_docks->scenarios->showLoaded(scenario, plan.values, plan.seed);
    m_docks->source->setProvider([this](const QString &file) { return m_workspace.sourceText(file); }, scenario->description().sourceFile);
    showHint(true);
    showTrust(0);
    setWindowTitle(tr("%1 \u2014 Loopscope").arg(scenario->description().title));
    showState(m_workspace.live().state());
}

void MainWindow::showProgram()
{
    const ProgramPlan &plan = *m_workspace.program().plan();
    m_notice->clear();
    m_toolBar->showLoaded(plan.name());
    m_toolBar->setLive(false); // its clock is its own
    m_docks->scenarios->showLoaded(nullptr, {}, 1);
    m_docks->source->setProvider([this](const QString &file) { return m_workspace.sourceText(file); }, plan.script);
    showHint(false);
    setWindowTitle(tr("%1 \u2014 Loopscope").arg(plan.name()));
    showState(m_workspace.program().state());
}

void MainWindow::showRecording()
{
    const QString name = m_workspace.session().source().name;
    m_toolBar->showLoaded(name);
    m_toolBar->setLive(false);
    m_docks->scenarios->showLoaded(nullptr, {}, 1);
    m_docks->source->setProvider([this](const QString &file) { return m_workspace.sourceText(file); }, {});
    showHint(false);
    showTrust(0);
    setWindowTitle(tr("%1 \u2014 Loopscope").arg(name));
    showState(RunState::Idle);
}

void MainWindow::showState(RunState state)
{
    const bool isProgram = m_workspace.program().plan().has_value();
    const bool isLive = isProgram || m_workspace.loaded() != nullptr;
    m_actions->editProgram->setEnabled(isProgram && !m_workspace.program().plan()->script.isEmpty());
    if (isProgram)
        m_timeline->setTrustNote(state == RunState::Paused ? tr("paused: its sockets, timers and threads go on") : tr("recorded by the program's probe"));
    const bool isOver = state == RunState::Finished || state == RunState::Deadlocked || state == RunState::Failed;
    m_actions->showRunning(state == RunState::Running);
    if (state == RunState::Running)
        showHint(false);
    m_toolBar->showState(state);
    for (QAction *action : { m_actions->runOrPause, m_actions->continueRun, m_actions->restart })
        action->setEnabled(isLive && state != RunState::Failed);
    m_actions->restart->setEnabled(isLive);
    m_actions->stop->setEnabled(isLive && !isOver);
    if (state == RunState::Failed)
        m_notice->show(NoticeBar::Kind::Fault, m_workspace.control().failure());
    else if (state == RunState::Deadlocked)
        m_notice->show(NoticeBar::Kind::Fault, deadlockText(m_workspace.session().trace(), m_workspace.live().raised()));
    else if (state == RunState::Finished && !m_workspace.live().raised().isEmpty())
        m_notice->show(NoticeBar::Kind::Fault, raisedText(m_workspace.live().raised()));
    else if (state == RunState::Running)
        m_notice->clear();
}

void MainWindow::showHint(bool isHinting)
{
    m_isHinting = isHinting;
    m_timeline->setHint(isHinting ? tr("Space runs, F10 steps") : QString());
}

void MainWindow::showTrust(quint32 outside)
{
    QStringList notes;
    if (outside > 0)
        notes << tr("paused; %n operation(s) outside go on", nullptr, static_cast<int>(outside));
    if (m_workspace.loaded())
        notes << recorderCostNote();
    m_timeline->setTrustNote(notes.join(QStringLiteral(" \u00b7 ")));
}

void MainWindow::changeSpeed(double factor)
{
    LiveRun &live = m_workspace.live();
    if (std::isfinite(live.speed()))
        live.setSpeed(std::clamp(live.speed() * factor, SlowestSpeed, FastestSpeed));
    else if (factor < 1)
        live.setSpeed(FastestSpeed);
}

void MainWindow::openFile(const QString &path)
{
    m_workspace.open(path);
}

void MainWindow::showShortcuts()
{
    showShortcutsSheet(*m_actions, m_appearance->theme(), this);
}

// Space runs and pauses wherever the focus is, except where Space already means something: on a button that was reached by Tab.
bool MainWindow::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride && qobject_cast<QAbstractButton *>(watched)) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Space && key->modifiers() == Qt::NoModifier) {
            event->accept();
            return true;
        }
    }
    return QMainWindow::eventFilter(watched, event);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    m_settings.setGeometryAndLayout(saveGeometry(), saveState(WindowSettings::LayoutVersion));
    m_workspace.live().unload();
    m_workspace.program().unload();
    QMainWindow::closeEvent(event);
}

void MainWindow::changeEvent(QEvent *event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::ThemeChange)
        m_appearance->followSystem();
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    if (std::any_of(urls.begin(), urls.end(), [](const QUrl &url) { return url.isLocalFile(); }))
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    for (const QUrl &url : event->mimeData()->urls()) {
        if (url.isLocalFile()) {
            event->acceptProposedAction();
            openFile(url.toLocalFile());
            return;
        }
    }
}

} // namespace app
