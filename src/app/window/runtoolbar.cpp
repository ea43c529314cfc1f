// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/runtoolbar.h"

#include "app/window/segmentedcontrol.h"
#include "app/window/speedcontrol.h"
#include "app/window/windowactions.h"

#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QLayout>
#include <QSignalBlocker>
#include <QStyle>
#include <QStyleOptionComboBox>
#include <QStylePainter>
#include <QToolButton>

namespace app {

namespace {

/// Cuts the title that it shows with an ellipsis; Qt's own is cut through a letter.
class ScenarioChooser : public QComboBox
{
public:
    using QComboBox::QComboBox;

protected:
    void paintEvent(QPaintEvent *) override
    {
        QStylePainter painter(this);
        QStyleOptionComboBox option;
        initStyleOption(&option);
        painter.drawComplexControl(QStyle::CC_ComboBox, option);
        const int room = style()->subControlRect(QStyle::CC_ComboBox, &option, QStyle::SC_ComboBoxEditField, this).width() - 2;
        option.currentText = fontMetrics().elidedText(option.currentText, Qt::ElideRight, room);
        painter.drawControl(QStyle::CE_ComboBoxLabel, option);
    }
};

} // namespace

RunToolBar::RunToolBar(const WindowActions &actions, QWidget *parent)
    : QToolBar(tr("Run"), parent)
    , m_scenarios(new ScenarioChooser(this))
    , m_speed(new SpeedControl(this))
    , m_clock(new SegmentedControl(this))
    , m_state(new QLabel(this))
{
    setObjectName(QStringLiteral("runToolBar"));
    setMovable(false);
    setFloatable(false);
    setContextMenuPolicy(Qt::PreventContextMenu);
    setIconSize({ 16, 16 });
    setToolButtonStyle(Qt::ToolButtonTextBesideIcon);

    m_scenarios->setObjectName(QStringLiteral("scenarioChooser"));
    m_scenarios->setAccessibleName(tr("Scenario"));
    m_scenarios->setFocusPolicy(Qt::TabFocus);
    m_scenarios->setMinimumWidth(208);
    m_scenarios->setMaxVisibleItems(20);
    addWidget(m_scenarios);
    addButton(actions.restart, QStringLiteral("restartButton"), Room::Full);
    addButton(actions.runOrPause, QStringLiteral("runButton"), Room::NoLabels);
    addButton(actions.step, QStringLiteral("stepButton"), Room::NoLabels, true);
    addButton(actions.stepIteration, QStringLiteral("iterationButton"), Room::Full);
    addButton(actions.stepBack, QStringLiteral("backButton"), Room::Full);

    auto *speedLabel = new QLabel(tr("Speed"), this);
    speedLabel->setContentsMargins(8, 0, 0, 0);
    m_labels << addWidget(speedLabel);
    m_liveOnly << m_labels.last() << addWidget(m_speed);
    auto *clockLabel = new QLabel(tr("Clock"), this);
    clockLabel->setContentsMargins(8, 0, 0, 0);
    m_clock->setAccessibleName(tr("Clock"));
    m_clock->addChoice(tr("Real"), tr("Real clock: delays and computing take their own time and are measured. Another clock restarts the run."));
    m_clock->addChoice(tr("Virtual"), tr("Virtual clock: a resume takes no time, and the same seed gives the same run. Another clock restarts the run."));
    m_labels << addWidget(clockLabel);
    m_liveOnly << m_labels.last() << addWidget(m_clock);

    auto *gap = new QWidget(this);
    gap->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    addWidget(gap);
    m_state->setObjectName(QStringLiteral("runState"));
    m_state->setContentsMargins(0, 0, 8, 0);
    m_stateAction = addWidget(m_state);
    addButton(actions.exportPicture, QStringLiteral("exportButton"), Room::Full);

    connect(m_scenarios, &QComboBox::currentTextChanged, m_scenarios, &QWidget::setToolTip);
    connect(m_scenarios, &QComboBox::activated, this, [this](int index) {
        const QString name = m_scenarios->itemData(index).toString();
        if (!name.isEmpty())
            Q_EMIT scenarioChosen(name);
    });
    connect(m_speed, &SpeedControl::speedChosen, this, &RunToolBar::speedChosen);
    connect(m_clock, &SegmentedControl::chosen, this, [this](int index) { Q_EMIT clockChosen(index == 0 ? trace::ClockKind::Real : trace::ClockKind::Virtual); });
}

void RunToolBar::addButton(QAction *action, const QString &objectName, Room textUpTo, bool isPrimary)
{
    auto *button = new QToolButton(this);
    button->setObjectName(objectName);
    button->setDefaultAction(action);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setFocusPolicy(Qt::TabFocus);
    button->setProperty("primary", isPrimary);
    button->setAccessibleName(action->text());
    // Run and Pause take turns on one button; what stands beside it must not move.
    if (action->shortcut() == QKeySequence(Qt::Key_Space))
        button->setMinimumWidth(88);
    addWidget(button);
    m_buttons.append({ button, textUpTo });
}

void RunToolBar::resizeEvent(QResizeEvent *event)
{
    fit();
    QToolBar::resizeEvent(event);
}

// Everything stays within reach in a narrow window: buttons lose their text before anything would move behind an arrow.
void RunToolBar::fit()
{
    for (const Room room : { Room::Full, Room::ShortButtons, Room::ShortScenario, Room::NoLabels, Room::Least }) {
        apply(room);
        if (layout()->sizeHint().width() <= width())
            break;
    }
}

void RunToolBar::apply(Room room)
{
    for (const auto &[button, textUpTo] : std::as_const(m_buttons))
        button->setToolButtonStyle(room <= textUpTo ? Qt::ToolButtonTextBesideIcon : Qt::ToolButtonIconOnly);
    m_scenarios->setMinimumWidth(room >= Room::ShortScenario ? 136 : 208);
    m_scenarios->setMaximumWidth(room >= Room::ShortScenario ? 136 : 208);
    for (QAction *label : std::as_const(m_labels))
        label->setVisible(room < Room::NoLabels);
    m_stateAction->setVisible(room < Room::Least);
    m_speed->setSliderShown(room < Room::Least);
    layout()->invalidate();
}

void RunToolBar::setScenarios(const QList<std::pair<QString, QString>> &scenarios)
{
    const QSignalBlocker quiet(m_scenarios);
    const QString loaded = m_scenarios->currentData().toString();
    m_scenarios->clear();
    for (const auto &[name, title] : scenarios)
        m_scenarios->addItem(title, name);
    m_scenarios->setCurrentIndex(m_scenarios->findData(loaded));
}

void RunToolBar::showLoaded(const QString &name)
{
    const QSignalBlocker quiet(m_scenarios);
    const int at = m_scenarios->findData(name);
    m_scenarios->setCurrentIndex(at);
    m_scenarios->setPlaceholderText(at < 0 ? name : QString());
}

void RunToolBar::showState(session::RunState state)
{
    using session::RunState;
    const auto text = [state] {
        switch (state) {
        case RunState::Idle:
            return QString();
        case RunState::Paused:
            return tr("Paused");
        case RunState::Running:
            return tr("Running");
        case RunState::Finished:
            return tr("Finished");
        case RunState::Deadlocked:
            return tr("Deadlock");
        case RunState::Failed:
            return tr("Failed");
        }
        return QString();
    };
    m_state->setText(text());
    const bool isBad = state == RunState::Deadlocked || state == RunState::Failed;
    m_state->setProperty("role", isBad ? QStringLiteral("error") : QStringLiteral("dim"));
    m_state->style()->unpolish(m_state);
    m_state->style()->polish(m_state);
    fit(); // another word may need more room
}

void RunToolBar::showSpeed(double speed)
{
    m_speed->setSpeed(speed);
}

void RunToolBar::showClock(trace::ClockKind clock)
{
    m_clock->setCurrentIndex(clock == trace::ClockKind::Virtual ? 1 : 0);
    m_speed->setUnlimitedAllowed(clock == trace::ClockKind::Virtual);
}

void RunToolBar::setLive(bool isLive)
{
    for (QAction *action : std::as_const(m_liveOnly))
        action->setEnabled(isLive);
}

} // namespace app
