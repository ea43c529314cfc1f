// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/mainwindow.h"

#include "app/window/lanebar.h"
#include "app/window/lanecontrols.h"
#include "app/window/noticebar.h"
#include "app/window/runtoolbar.h"
#include "app/window/scenariopane.h"
#include "app/window/speedcontrol.h"
#include "app/window/windowactions.h"
#include "app/window/windowbreakpoints.h"
#include "app/window/windowdocks.h"
#include "app/window/windowfiles.h"
#include "app/window/windowhelp.h"
#include "app/window/windowprogram.h"
#include "panels/loopview.h"
#include "panels/sentencepane.h"
#include "panels/sourcepane.h"
#include "timeline/timelinewidget.h"

#include <QAbstractButton>
#include <QAction>
#include <QActionGroup>
#include <QApplication>
#include <QCloseEvent>
#include <QKeyEvent>
#include <QGuiApplication>
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
    auto *page = new QWidget(m_views);
    auto *lanes = new QVBoxLayout(page);
    lanes->setContentsMargins(0, 0, 0, 0);
    lanes->setSpacing(0);
    m_laneBar = new LaneBar(m_workspace.session(), page);
    m_timeline = new timeline::TimelineWidget(m_workspace.session(), page);
    m_laneControls = new LaneControls(m_workspace.session(), m_timeline);
    lanes->addWidget(m_laneBar);
    lanes->addWidget(m_timeline, 1);
    m_loopView = new panels::LoopView(m_workspace.session(), m_views);
    m_views->addTab(page, tr("Timeline"));
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
    m_actions->predict->setChecked(m_settings.isPredicting());
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
    m_laneBar->setTheme(theme);
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
    // A program that was there before us cannot be begun again from here; Run attaches to it once more.
    m_actions->restart->setEnabled(isLive && !(isProgram && m_workspace.program().plan()->isAttached()));
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
