// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/eventspane.h"

#include "panels/dimmingdelegate.h"
#include "panels/eventsmodel.h"
#include "session/fonts.h"

#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QSignalBlocker>
#include <QTableView>
#include <QVBoxLayout>

namespace panels {

EventsPane::EventsPane(session::Session &session, QWidget *parent)
    : Pane(session, parent)
    , m_model(new EventsModel(this))
    , m_table(new QTableView(this))
    , m_window(new QLabel(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_table);
    column->addWidget(m_window);
    m_window->setProperty("role", QStringLiteral("dim"));
    m_window->setContentsMargins(16, 4, 16, 4);
    m_window->hide();

    m_table->setObjectName(QStringLiteral("eventsTable"));
    m_table->setAccessibleName(tr("Events"));
    m_table->setModel(m_model);
    m_table->setItemDelegate(new DimmingDelegate(EventsModel::IsLaterRole, m_table));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setShowGrid(false);
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(22);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->setColumnWidth(EventsModel::Number, 72);
    m_table->setColumnWidth(EventsModel::Time, 104);
    m_table->setColumnWidth(EventsModel::Kind, 144);
    m_table->setColumnWidth(EventsModel::Task, 120);

    connect(m_table, &QTableView::clicked, this, &EventsPane::pick);
    connect(m_table, &QTableView::activated, this, &EventsPane::pick);
    connect(&session, &session::Session::traceOpened, this, &EventsPane::requestUpdate);
    connect(&session, &session::Session::traceGrew, this, &EventsPane::requestUpdate);
    connect(&session, &session::Session::playheadMoved, this, &EventsPane::requestUpdate);
}

void EventsPane::bringUpToDate()
{
    m_model->show(session().sharedTrace());
    const quint64 playhead = session().playhead().events;
    m_model->setPlayhead(playhead);
    const quint64 total = session().trace().eventCount();
    if (playhead > 0) {
        const int row = m_model->bringIn(playhead - 1);
        const QModelIndex index = m_model->index(row, 0);
        m_table->selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
        m_table->scrollTo(index, QAbstractItemView::EnsureVisible);
    } else {
        m_table->clearSelection();
    }
    m_window->setVisible(total > EventsModel::MaxRows);
    const QLocale locale;
    m_window->setText(tr("Events %1 to %2 of %3; the part moves with the playhead")
                          .arg(locale.toString(m_model->firstEvent() + 1), locale.toString(m_model->firstEvent() + quint64(m_model->rowCount())), locale.toString(total)));
}

void EventsPane::themeChanged()
{
    static_cast<DimmingDelegate *>(m_table->itemDelegate())->setTheme(theme());
    m_table->setFont(session::font(session::FontRole::Body));
    m_table->viewport()->update();
}

void EventsPane::pick(const QModelIndex &index)
{
    session().setPlayheadEvents(m_model->eventAt(index) + 1);
    session().reveal(session().playhead().time);
}

} // namespace panels
