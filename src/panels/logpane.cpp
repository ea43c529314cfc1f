// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/logpane.h"

#include "panels/breakmenu.h"
#include "panels/eventtable.h"
#include "panels/logmodel.h"
#include "session/fonts.h"

#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QVBoxLayout>

namespace panels {

LogPane::LogPane(session::Session &session, QWidget *parent)
    : Pane(session, parent)
    , m_model(new LogModel(this))
    , m_table(new EventTable(QStringLiteral("logTable"), *m_model, LogModel::IsLaterRole, this))
    , m_note(new QLabel(m_table))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_table);
    m_table->setAccessibleName(tr("Log"));
    m_table->delegate().setMonospaced(LogModel::Time, LogModel::Time);
    m_table->horizontalHeader()->hide();
    m_note->setProperty("role", QStringLiteral("dim"));
    m_note->setAttribute(Qt::WA_TransparentForMouseEvents);

    connect(m_table, &EventTable::picked, this, &LogPane::pick);
    connect(m_table, &QWidget::customContextMenuRequested, this, &LogPane::showMenu);
    connect(&session, &session::Session::traceOpened, this, &LogPane::requestUpdate);
    connect(&session, &session::Session::traceGrew, this, &LogPane::requestUpdate);
    connect(&session, &session::Session::playheadMoved, this, &LogPane::requestUpdate);
}

void LogPane::setShowsLater(bool shows)
{
    m_showsLater = shows;
    requestUpdate();
}

void LogPane::bringUpToDate()
{
    m_model->setTrace(session().sharedTrace());
    m_model->setPlayhead(session().playhead().events, m_showsLater);
    const int row = m_model->lastRowBeforePlayhead();
    // Right after rows have come the table does not know yet how far it can scroll; scrollToBottom() makes it find out.
    if (row >= 0 && row == m_model->rowCount() - 1)
        m_table->scrollToBottom();
    else if (row >= 0)
        m_table->scrollTo(m_model->index(row, 0), QAbstractItemView::EnsureVisible);
    else
        m_table->scrollToTop();
    m_note->setText(m_model->rowCount() == 0 ? tr("Nothing has been logged up to here.") : QString());
    placeNote();
}

void LogPane::placeNote()
{
    m_note->setVisible(!m_note->text().isEmpty());
    m_note->adjustSize();
    m_note->move(16, 8);
}

// What was said is what one reads the log for: in a narrow pane the other columns give way to it, and the tool tip says who.
void LogPane::resizeEvent(QResizeEvent *event)
{
    Pane::resizeEvent(event);
    constexpr int Narrow = 360;
    constexpr int VeryNarrow = 264;
    m_table->setColumnWidth(LogModel::Time, width() < Narrow ? 64 : 80);
    m_table->setColumnWidth(LogModel::Task, width() < Narrow ? 88 : 112);
    m_table->setColumnHidden(LogModel::Task, width() < VeryNarrow);
    placeNote();
}

void LogPane::themeChanged()
{
    m_table->setTheme(theme());
    m_note->setFont(session::font(session::FontRole::Body));
}

void LogPane::pick(const QModelIndex &index)
{
    session().setPlayheadEvents(m_model->eventAt(index) + 1);
    session().revealPlayhead();
}

void LogPane::showMenu(QPoint at)
{
    const QModelIndex index = m_table->indexAt(at);
    if (!index.isValid())
        return;
    const trace::Event event = m_model->eventOf(index);
    QMenu menu(this);
    addLogBreak(menu, session(), session().trace().text(event.text));
    if (event.task != trace::TaskId::None)
        addTaskBreaks(menu, session(), event.task);
    menu.exec(m_table->viewport()->mapToGlobal(at));
}

} // namespace panels
