// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/runcontrol.h"

#include <QToolBar>

class QComboBox;
class QLabel;
class QToolButton;

namespace app {

class SegmentedControl;
class SpeedControl;
class WindowActions;

/// Scenario, what controls the run, speed, clock, and the way out to a picture.
class RunToolBar : public QToolBar
{
    Q_OBJECT

public:
    RunToolBar(const WindowActions &actions, QWidget *parent);

    /// The scenarios to choose from, in order; the pairs are name and title.
    void setScenarios(const QList<std::pair<QString, QString>> &scenarios);
    /// What is loaded: a scenario's name, or the name of a file, which then stands in the chooser by itself.
    void showLoaded(const QString &name);
    void showState(session::RunState state);
    void showSpeed(double speed);
    void showClock(trace::ClockKind clock);
    /// A recording has neither speed nor clock to set.
    void setLive(bool isLive);

Q_SIGNALS:
    void scenarioChosen(const QString &name);
    void speedChosen(double speed);
    void clockChosen(trace::ClockKind clock);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    /// What gives way when the window is narrow, in this order.
    enum class Room { Full, ShortButtons, ShortScenario, NoLabels, Least };
    void addButton(QAction *action, const QString &objectName, Room textUpTo, bool isPrimary = false);
    void fit();
    void apply(Room room);

    QComboBox *m_scenarios;
    SpeedControl *m_speed;
    SegmentedControl *m_clock;
    QLabel *m_state;
    QList<QAction *> m_liveOnly;
    QList<QAction *> m_labels;
    QAction *m_stateAction = nullptr;
    QList<std::pair<QToolButton *, Room>> m_buttons; ///< with the least room at which they still show their text
};

} // namespace app
