// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/windowactions.h"

#include "app/window/appearance.h"
#include "app/window/icons.h"
#include "trace/axis.h"

#include <QAction>
#include <QActionGroup>
#include <QWidget>

#include <tuple>

namespace app {
namespace {

/// "Step  F10", "Iteration  ⇧F11", "Export  ^E".
QString iconTextOf(QString text, const QKeySequence &key)
{
    text.remove(QLatin1Char('&'));
    QString keys = key.toString(QKeySequence::PortableText);
    keys.replace(QLatin1String("Shift+"), QString(QChar(0x21e7))).replace(QLatin1String("Ctrl+"), QStringLiteral("^"));
    return text.section(QLatin1Char(' '), 0, 0) + QStringLiteral("  ") + keys;
}

} // namespace

WindowActions::WindowActions(QWidget *window)
    : QObject(window)
    , m_window(window)
{
    const auto key = [](QKeyCombination keys) { return QList<QKeySequence> { QKeySequence(keys) }; };
    open = add(tr("&Open\u2026"), QStringLiteral("open"), key(Qt::CTRL | Qt::Key_O), tr("Open a trace or a scenario file"));
    runProgram = add(tr("&Run program\u2026"), {}, key(Qt::CTRL | Qt::SHIFT | Qt::Key_O), tr("Run a Python program of your own and record it live"));
    attachProgram = add(tr("&Attach\u2026"), {}, key(Qt::CTRL | Qt::SHIFT | Qt::Key_A), tr("Look at a program of your own that runs already"));
    editProgram = add(tr("E&dit program"), {}, {}, tr("Open the program that runs with your editor"));
    editProgram->setEnabled(false);
    save = add(tr("&Save trace as\u2026"), {}, key(Qt::CTRL | Qt::Key_S), tr("Write the trace as .loopscope, Chrome JSON or CSV"));
    exportPicture = add(tr("&Export picture\u2026"), QStringLiteral("export"), key(Qt::CTRL | Qt::Key_E), tr("Export the timeline, the loop view or a storyboard as PNG, SVG, PDF or HTML"));
    copyPicture = add(tr("&Copy picture"), {}, key(Qt::CTRL | Qt::SHIFT | Qt::Key_C), tr("Copy what the timeline or the loop view shows to the clipboard"));
    quit = add(tr("&Quit"), {}, key(Qt::CTRL | Qt::Key_Q), {});

    runOrPause = add(tr("Run"), QStringLiteral("run"), key(Qt::Key_Space), {});
    continueRun = add(tr("&Continue"), {}, key(Qt::Key_F5), tr("Run on from where it stands"));
    step = add(tr("Step"), QStringLiteral("step"), key(Qt::Key_F10), tr("Resume exactly one task, up to its next await"));
    stepIteration = add(tr("Iteration"), QStringLiteral("iteration"), key(Qt::SHIFT | Qt::Key_F11), tr("Go on to the end of the loop's iteration"));
    stepEvent = add(tr("Next &event"), {}, key(Qt::Key_F11), tr("Go on by one event"));
    runUntilSelected = add(tr("Run &until the selected task resumes"), {}, key(Qt::CTRL | Qt::Key_F10), tr("Run on until the selected task has been resumed"));
    stepBack = add(tr("Back"), QStringLiteral("back"), key(Qt::SHIFT | Qt::Key_F10), tr("Look at the moment before the last step"));
    restart = add(tr("Restart"), QStringLiteral("restart"), key(Qt::CTRL | Qt::Key_R), tr("The same run from the beginning: same seed, same parameters"));
    stop = add(tr("S&top"), {}, key(Qt::SHIFT | Qt::Key_F5), tr("End the run, also while a task holds the loop"));
    faster = add(tr("&Faster"), {}, key(Qt::CTRL | Qt::Key_Up), tr("Twice the speed"));
    slower = add(tr("S&lower"), {}, key(Qt::CTRL | Qt::Key_Down), tr("Half the speed"));
    nextHit = add(tr("&Next breakpoint"), {}, key(Qt::Key_F8), tr("On to where a break condition is met next; at the live end the run goes on to it"));
    previousHit = add(tr("Pre&vious breakpoint"), {}, key(Qt::SHIFT | Qt::Key_F8), tr("Back to where a break condition was met before"));
    predict = add(tr("Predict what is &next"), {}, {}, tr("Before a step, click the task that you think is resumed next; the step tells whether it is, and why"));
    predict->setCheckable(true);

    find = add(tr("F&ind\u2026"), {}, { QKeySequence(Qt::CTRL | Qt::Key_F), QKeySequence(Qt::Key_Slash) }, tr("Find a lane or a line of the log"));
    goToLane = add(tr("&Go to lane\u2026"), {}, key(Qt::CTRL | Qt::Key_P), tr("Go to a lane by its name"));
    toggleAxis = add(tr("Time or s&teps"), {}, key(Qt::Key_T), tr("Change the axis between time and one unit a step"));
    addAxes();
    fitRun = add(tr("Whole &run"), {}, key(Qt::Key_Home), tr("Show everything from the beginning to the end"));
    follow = add(tr("&Follow the end"), {}, key(Qt::Key_End), tr("Keep the end of a live run in view"));
    follow->setCheckable(true);
    // The timeline takes these keys itself, and in a text field they mean something else: the menu only tells of them.
    fitRun->setShortcutContext(Qt::WidgetShortcut);
    follow->setShortcutContext(Qt::WidgetShortcut);
    undoNavigation = add(tr("&Back in navigation"), {}, key(Qt::CTRL | Qt::Key_Z), {});
    redoNavigation = add(tr("F&orward in navigation"), {}, key(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), {});
    showsLaterLog = add(tr("&Log: show later lines"), {}, {}, tr("Show what is logged after the playhead too, dimmed"));
    showsLaterLog->setCheckable(true);
    resetLayout = add(tr("Reset &layout"), {}, {}, tr("Put all docks back to where they are at first"));
    addThemes();

    shortcuts = add(tr("&Keyboard shortcuts"), {}, { QKeySequence(Qt::Key_Question), QKeySequence(Qt::Key_F1) }, {});
    about = add(tr("&About Loopscope"), {}, {}, {});
}

QAction *WindowActions::add(const QString &text, const QString &iconName, const QList<QKeySequence> &keys, const QString &toolTip)
{
    auto *action = new QAction(text, this);
    action->setShortcuts(keys);
    // A button in the toolbar tells its key, as a menu does.
    const bool isKeyTold = !iconName.isEmpty() && !keys.isEmpty() && keys.first() != QKeySequence(Qt::Key_Space);
    if (isKeyTold)
        action->setIconText(iconTextOf(text, keys.first()));
    QString tip = toolTip.isEmpty() ? QString(text).remove(QLatin1Char('&')) : toolTip;
    if (!keys.isEmpty())
        tip += QStringLiteral(" (%1)").arg(keys.first().toString(QKeySequence::NativeText));
    action->setToolTip(tip);
    if (!iconName.isEmpty())
        m_drawn.push_back({ action, iconName });
    m_window->addAction(action);
    return action;
}

void WindowActions::addAxes()
{
    axes = new QActionGroup(this);
    const std::tuple<QString, trace::AxisKind, QString> choices[] = {
        { tr("&Time"), trace::AxisKind::Time, tr("The axis is time") },
        { tr("&Steps"), trace::AxisKind::Steps, tr("Each resume takes one unit of the axis: the order inside one instant shows") },
        { tr("&Events"), trace::AxisKind::Events, tr("Each event takes one unit of the axis") },
    };
    for (const auto &[text, kind, toolTip] : choices) {
        QAction *action = add(text, {}, {}, toolTip);
        action->setCheckable(true);
        action->setData(static_cast<int>(kind));
        axes->addAction(action);
    }
}

void WindowActions::addThemes()
{
    themes = new QActionGroup(this);
    const std::pair<QString, ThemeChoice> choices[] = {
        { tr("As the &system"), ThemeChoice::System },
        { tr("&Light"), ThemeChoice::Light },
        { tr("&Dark"), ThemeChoice::Dark },
    };
    for (const auto &[text, choice] : choices) {
        QAction *action = add(text, {}, {}, {});
        action->setCheckable(true);
        action->setData(static_cast<int>(choice));
        themes->addAction(action);
    }
}

void WindowActions::showRunning(bool isRunning)
{
    m_isRunning = isRunning;
    runOrPause->setIconText(isRunning ? tr("Pause") : tr("Run"));
    runOrPause->setText(isRunning ? tr("Pause") : tr("Run"));
    runOrPause->setToolTip(isRunning ? tr("Halt before the next resume (Space)") : tr("Let the loop run (Space)"));
    runOrPause->setIcon(icon(isRunning ? QStringLiteral("pause") : QStringLiteral("run"), *m_theme));
}

void WindowActions::setTheme(const session::Theme &theme)
{
    m_theme = &theme;
    for (const Drawn &drawn : m_drawn)
        drawn.action->setIcon(icon(drawn.iconName, theme));
    // Step is the primary action: its icon stands on the accent.
    step->setIcon(icon(QStringLiteral("step"), theme, true));
    showRunning(m_isRunning);
}

} // namespace app
