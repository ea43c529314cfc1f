// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/statepane.h"

#include "panels/breakmenu.h"
#include "panels/statedelegate.h"
#include "panels/statemodel.h"
#include "panels/statetext.h"

#include <QAccessible>
#include <QListView>
#include <QMenu>
#include <QVBoxLayout>

namespace panels {

namespace {

/// A list whose rows are all of one height. What they say cannot move them, so other data has them painted, and neither asked one by one where they
/// are nor laid out anew and painted a second time for that, as a QListView does.
class EvenList : public QListView
{
public:
    using QListView::QListView;

protected:
    void dataChanged(const QModelIndex &first, const QModelIndex &last, const QList<int> &roles) override
    {
        if (QAccessible::isActive())
            QAbstractItemView::dataChanged(first, last, roles); // which tells who reads it out
        else
            viewport()->update();
    }
};

} // namespace

StatePane::StatePane(session::Session &session, QWidget *parent)
    : Pane(session, parent)
    , m_model(new StateModel(this))
    , m_delegate(new StateDelegate(this))
    , m_list(new EvenList(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_list);
    m_list->setObjectName(QStringLiteral("stateList"));
    m_list->setAccessibleName(tr("State at the playhead"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(m_delegate);
    m_list->setUniformItemSizes(true);
    m_list->setMouseTracking(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setTextElideMode(Qt::ElideRight);

    connect(m_list, &QListView::clicked, this, &StatePane::pick);
    connect(m_list, &QListView::activated, this, &StatePane::pick);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_list, &QWidget::customContextMenuRequested, this, &StatePane::showMenu);
    connect(&session, &session::Session::traceOpened, this, &StatePane::requestUpdate);
    connect(&session, &session::Session::traceGrew, this, &StatePane::requestUpdate);
    connect(&session, &session::Session::playheadMoved, this, &StatePane::requestUpdate);
    connect(&session, &session::Session::selectionChanged, this, &StatePane::requestUpdate);
}

QString StatePane::title() const
{
    return tr("State at %1").arg(momentText(session().playhead().time));
}

void StatePane::bringUpToDate()
{
    m_model->show(session().sharedTrace(), session().stateAtPlayhead(), session().playhead().time);
    // Where rows have come or gone the list lays them out when somebody asks where one is: now, and not after it has been painted once as it was.
    (void)m_list->visualRect(m_model->index(0, 0));
    showSelection();
    Q_EMIT titleChanged(title());
}

void StatePane::themeChanged()
{
    m_delegate->setTheme(theme());
    m_list->viewport()->update();
}

void StatePane::showSelection()
{
    const trace::TaskId task = session().selectedTask();
    m_delegate->setSelectedTask(task);
    m_list->viewport()->update();
}

void StatePane::pick(const QModelIndex &index)
{
    const auto task = trace::TaskId(index.data(StateModel::TaskRole).toUInt());
    if (task != trace::TaskId::None)
        session().select({ session::LaneId::of(task), {} });
    else if (const auto queue = trace::QueueId(index.data(StateModel::QueueRole).toUInt()); queue != trace::QueueId::None)
        session().select({ session::LaneId::of(queue), {} });
}

void StatePane::showMenu(QPoint at)
{
    const QModelIndex index = m_list->indexAt(at);
    const auto task = trace::TaskId(index.data(StateModel::TaskRole).toUInt());
    const auto queue = trace::QueueId(index.data(StateModel::QueueRole).toUInt());
    QMenu menu(this);
    if (queue != trace::QueueId::None)
        addQueueBreaks(menu, session(), queue);
    if (task != trace::TaskId::None)
        addTaskBreaks(menu, session(), task);
    if (!menu.isEmpty())
        menu.exec(m_list->viewport()->mapToGlobal(at));
}

} // namespace panels
