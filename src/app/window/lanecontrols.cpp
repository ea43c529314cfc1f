// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/lanecontrols.h"

#include "trace/trace.h"

#include <QAction>
#include <QActionGroup>
#include <QMenu>
#include <QWidget>

#include <algorithm>
#include <tuple>

namespace app {

using session::LaneFilter;
using session::LaneId;

LaneControls::LaneControls(session::Session &session, QWidget *timeline)
    : QObject(timeline)
    , m_session(&session)
{
    filter = add(tr("&Filter lanes\u2026"), tr("Show the lanes whose names match"));
    filter->setShortcut(Qt::CTRL | Qt::Key_L);
    pin = add(tr("&Pin lane"), tr("Keep the selected lane above all others"));
    pin->setCheckable(true);
    hide = add(tr("&Hide lane"), tr("Hide the selected lane"));
    // Letters that mean something else in a text field or a list.
    for (const auto &[action, key] : { std::pair(pin, Qt::Key_P), std::pair(hide, Qt::Key_H) }) {
        action->setShortcut(key);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        timeline->addAction(action);
    }
    showHidden = add(tr("&Show all lanes"), tr("Show again what is hidden or does not match"));
    collapseAll = add(tr("&Collapse all tasks"), tr("Show no task that has been created by another one"));
    expandAll = add(tr("&Expand all tasks"), tr("Show all tasks under those that created them"));
    sorts = new QActionGroup(this);
    const std::tuple<QString, LaneFilter::Sort, QString> choices[] = {
        { tr("As a &tree"), LaneFilter::Sort::Tree, tr("Tasks under those that created them") },
        { tr("In order of c&reation"), LaneFilter::Sort::Created, tr("All tasks in the order in which they were created") },
        { tr("By &name"), LaneFilter::Sort::Name, tr("Tasks, queues and threads by their names, numbers by value") },
    };
    for (const auto &[text, sort, toolTip] : choices) {
        QAction *action = add(text, toolTip);
        action->setCheckable(true);
        action->setData(static_cast<int>(sort));
        sorts->addAction(action);
    }

    connect(pin, &QAction::triggered, this, [this](bool isPinned) {
        change([isPinned](LaneFilter &lanes, LaneId lane) {
            std::erase(lanes.pinned, lane);
            if (isPinned)
                lanes.pinned.push_back(lane);
        });
    });
    connect(hide, &QAction::triggered, this, [this] {
        change([](LaneFilter &lanes, LaneId lane) {
            std::erase(lanes.pinned, lane);
            lanes.hidden.insert(lane);
        });
        m_session->clearSelection();
    });
    connect(showHidden, &QAction::triggered, this, [this] {
        change([](LaneFilter &lanes, LaneId) {
            lanes.hidden.clear();
            lanes.globs.clear();
        });
    });
    connect(collapseAll, &QAction::triggered, this, [this] {
        change([this](LaneFilter &lanes, LaneId) {
            for (const trace::TaskRow &task : m_session->trace().tasks()) {
                if (task.parent != trace::TaskId::None)
                    lanes.collapsed.insert(LaneId::of(task.parent));
            }
        });
    });
    connect(expandAll, &QAction::triggered, this, [this] { change([](LaneFilter &lanes, LaneId) { lanes.collapsed.clear(); }); });
    connect(sorts, &QActionGroup::triggered, this, [this](const QAction *action) {
        change([action](LaneFilter &lanes, LaneId) { lanes.sort = static_cast<LaneFilter::Sort>(action->data().toInt()); });
    });
    connect(&session, &session::Session::selectionChanged, this, &LaneControls::refresh);
    connect(&session, &session::Session::lanesChanged, this, &LaneControls::refresh);
    refresh();
}

QAction *LaneControls::add(const QString &text, const QString &toolTip)
{
    auto *action = new QAction(text, this);
    action->setToolTip(toolTip);
    return action;
}

/// Calls how(filter, lane) with a copy of the session's filter and the selected lane, or the loop where none is.
template<typename Change>
void LaneControls::change(Change how)
{
    LaneFilter lanes = m_session->filter();
    how(lanes, m_session->selection().lane.value_or(LaneId::loop()));
    m_session->setFilter(std::move(lanes));
}

void LaneControls::addTo(QMenu *menu) const
{
    menu->addAction(filter);
    menu->addAction(showHidden);
    menu->addSeparator();
    menu->addActions({ pin, hide });
    menu->addSeparator();
    menu->addActions({ collapseAll, expandAll });
    menu->addSeparator();
    menu->addActions(sorts->actions());
}

void LaneControls::addLaneActions(QMenu &menu) const
{
    if (!m_session->selection().lane)
        return;
    if (!menu.isEmpty())
        menu.addSeparator();
    menu.addActions({ pin, hide });
    if (showHidden->isEnabled())
        menu.addAction(showHidden);
}

void LaneControls::refresh()
{
    const LaneFilter &lanes = m_session->filter();
    const std::optional<LaneId> lane = m_session->selection().lane;
    pin->setEnabled(lane.has_value());
    pin->setChecked(lane && std::find(lanes.pinned.begin(), lanes.pinned.end(), *lane) != lanes.pinned.end());
    hide->setEnabled(lane.has_value());
    showHidden->setEnabled(!lanes.hidden.isEmpty() || !lanes.globs.isEmpty());
    expandAll->setEnabled(!lanes.collapsed.isEmpty());
    for (QAction *action : sorts->actions())
        action->setChecked(action->data().toInt() == static_cast<int>(lanes.sort));
}

} // namespace app
