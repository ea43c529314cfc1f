// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/eventspane.h"

#include "panels/breakmenu.h"
#include "panels/eventsmodel.h"
#include "panels/eventtable.h"
#include "panels/unlaid.h"

#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QScrollBar>
#include <QVBoxLayout>

namespace panels {

EventsPane::EventsPane(session::Session &session, QWidget *parent)
    : Pane(session, parent)
    , m_model(new EventsModel(this))
    , m_table(new EventTable(QStringLiteral("eventsTable"), *m_model, EventsModel::IsLaterRole, this))
    , m_window(new QLabel(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_table);
    m_window->setProperty("role", QStringLiteral("dim"));
    m_window->setContentsMargins(16, 4, 16, 4);
    m_foot = new Unlaid(m_window, this);
    column->addWidget(m_foot);
    m_foot->hide();

    m_table->setAccessibleName(tr("Events"));
    m_table->setColumnWidth(EventsModel::Number, 72);
    m_table->setColumnWidth(EventsModel::Time, 104);
    m_table->setColumnWidth(EventsModel::Kind, 144);
    m_table->setColumnWidth(EventsModel::Task, 120);

    connect(m_table, &EventTable::picked, this, &EventsPane::pick);
    // Once the bar has taken the new place.
    connect(m_table->verticalScrollBar(), &QScrollBar::actionTriggered, this, &EventsPane::scrolledOn, Qt::QueuedConnection);
    connect(m_table, &QWidget::customContextMenuRequested, this, &EventsPane::showMenu);
    connect(&session, &session::Session::traceOpened, this, &EventsPane::requestUpdate);
    connect(&session, &session::Session::traceGrew, this, &EventsPane::requestUpdate);
    connect(&session, &session::Session::playheadMoved, this, &EventsPane::requestUpdate);
}

void EventsPane::bringUpToDate()
{
    m_model->show(session().sharedTrace());
    const quint64 playhead = session().playhead().events;
    m_model->setPlayhead(playhead);
    if (playhead > 0) {
        const int row = m_model->bringIn(playhead - 1);
        const QModelIndex index = m_model->index(row, 0);
        m_table->selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
        m_table->scrollTo(index, QAbstractItemView::EnsureVisible);
    } else {
        m_table->clearSelection();
    }
    showWindow();
}

void EventsPane::showWindow()
{
    const quint64 total = session().trace().eventCount();
    const auto rows = static_cast<quint64>(m_model->rowCount());
    m_foot->setVisible(total > rows);
    if (total <= rows)
        return;
    const QLocale locale;
    m_window->setText(tr("Events %1 to %2 of %3; the part moves with the playhead and with scrolling")
                          .arg(locale.toString(m_model->firstEvent() + 1), locale.toString(m_model->firstEvent() + rows), locale.toString(total)));
}

void EventsPane::scrolledOn()
{
    const QScrollBar *bar = m_table->verticalScrollBar();
    const bool isAtBegin = bar->value() == bar->minimum() && m_model->firstEvent() > 0;
    const bool isAtEnd = bar->value() == bar->maximum() && m_model->firstEvent() + quint64(m_model->rowCount()) < session().trace().eventCount();
    const QModelIndex seen = m_table->indexAt({ 0, isAtEnd ? m_table->viewport()->height() - 1 : 0 });
    if ((!isAtBegin && !isAtEnd) || !seen.isValid())
        return;
    const quint64 event = m_model->eventAt(seen);
    if (!m_model->centreOn(event))
        return;
    m_table->scrollTo(m_model->index(static_cast<int>(event - m_model->firstEvent()), 0), isAtEnd ? QAbstractItemView::PositionAtBottom : QAbstractItemView::PositionAtTop);
    showWindow();
}

void EventsPane::themeChanged()
{
    m_table->setTheme(theme());
}

void EventsPane::pick(const QModelIndex &index)
{
    session().setPlayheadEvents(m_model->eventAt(index) + 1);
    session().revealPlayhead();
}

void EventsPane::showMenu(QPoint at)
{
    const QModelIndex index = m_table->indexAt(at);
    if (!index.isValid())
        return;
    const trace::Event event = m_model->eventOf(index);
    QMenu menu(this);
    if (event.kind == trace::EventKind::Log)
        addLogBreak(menu, session(), session().trace().text(event.text));
    if (event.kind == trace::EventKind::QueuePut || event.kind == trace::EventKind::QueueGet)
        addQueueBreaks(menu, session(), event.queue());
    if (event.task != trace::TaskId::None)
        addTaskBreaks(menu, session(), event.task);
    addTimeBreak(menu, session(), event.time);
    menu.exec(m_table->viewport()->mapToGlobal(at));
}

} // namespace panels
