// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/breakpointspane.h"

#include "panels/breakpointdelegate.h"
#include "panels/breakpointsmodel.h"
#include "session/fonts.h"

#include <QBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QStyle>
#include <QTableView>

namespace panels {

using session::Breakpoints;

namespace {

constexpr int NarrowWidth = 440;

} // namespace

BreakpointsPane::BreakpointsPane(session::Session &session, QWidget *parent)
    : Pane(session, parent)
    , m_field(new QLineEdit(this))
    , m_accept(new QPushButton(tr("Add"), this))
    , m_previous(new QPushButton(tr("Previous"), this))
    , m_next(new QPushButton(tr("Next"), this))
    , m_note(new QLabel(this))
    , m_table(new QTableView(this))
    , m_empty(new QLabel(m_table))
    , m_model(new BreakpointsModel(session.breakpoints(), this))
    , m_delegate(new BreakpointDelegate(this))
{
    buildField();
    buildTable();
    auto *row = new QHBoxLayout;
    row->setContentsMargins(16, 8, 16, 4);
    row->setSpacing(8);
    row->addWidget(m_field, 1);
    for (QPushButton *button : { m_accept, m_previous, m_next })
        row->addWidget(button);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(row);
    column->addWidget(m_note);
    column->addWidget(m_table, 1);

    Breakpoints &breakpoints = session.breakpoints();
    connect(&breakpoints, &Breakpoints::changed, this, [this] {
        endEditing();
        requestUpdate();
    });
    connect(&breakpoints, &Breakpoints::searchProgressed, this, [this](quint64 done, quint64 total) {
        showNote(tr("Searching\u2026 %1 % of %L2 events").arg(total ? done * 100 / total : 0).arg(total), false);
    });
    connect(&breakpoints, &Breakpoints::searchEnded, this, &BreakpointsPane::showSearchEnd);
    connect(&session, &session::Session::playheadMoved, this, &BreakpointsPane::requestUpdate);
    connect(&session, &session::Session::traceOpened, this, [this] {
        showNote({}, false);
        requestUpdate();
    });
    judge();
}

void BreakpointsPane::buildField()
{
    m_field->setObjectName(QStringLiteral("conditionField"));
    m_field->setAccessibleName(tr("Break condition"));
    m_field->setPlaceholderText(tr("task consumer-1 resumes, queue data full, held > 100ms, log ~ error, time >= 4s, deadlock"));
    m_field->setToolTip(tr("<p>task NAME resumes, suspends, finishes, raises, is cancelled<br>queue NAME depth &gt;= 3, depth &lt;= 1, full, empty<br>"
                           "ready &gt; 20ms<br>held &gt; 100ms<br>log ~ REGULAR EXPRESSION<br>time &gt;= 4s<br>deadlock</p><p>Names may be patterns: producer-*</p>"));
    m_field->setMinimumWidth(72);
    m_field->installEventFilter(this);
    m_accept->setObjectName(QStringLiteral("acceptCondition"));
    m_previous->setObjectName(QStringLiteral("previousHit"));
    m_next->setObjectName(QStringLiteral("nextHit"));
    m_previous->setToolTip(tr("Back to where a condition was met before (Shift+F8)"));
    m_previous->setAccessibleName(tr("Previous breakpoint"));
    m_next->setAccessibleName(tr("Next breakpoint"));
    m_next->setToolTip(tr("On to where a condition is met next; at the live end the run goes on to it (F8)"));
    m_note->setObjectName(QStringLiteral("conditionNote"));
    m_note->setWordWrap(true);
    m_note->setContentsMargins(24, 0, 16, 4);
    m_note->hide();
    connect(m_field, &QLineEdit::textEdited, this, &BreakpointsPane::judge);
    connect(m_field, &QLineEdit::returnPressed, this, &BreakpointsPane::accept);
    connect(m_accept, &QPushButton::clicked, this, &BreakpointsPane::accept);
    connect(m_previous, &QPushButton::clicked, this, &BreakpointsPane::previousRequested);
    connect(m_next, &QPushButton::clicked, this, &BreakpointsPane::nextRequested);
}

void BreakpointsPane::buildTable()
{
    m_table->setObjectName(QStringLiteral("breakpointTable"));
    m_table->setAccessibleName(tr("Breakpoints"));
    m_table->setModel(m_model);
    m_table->setItemDelegate(m_delegate);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setShowGrid(false);
    m_table->setMouseTracking(true);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(BreakpointDelegate::RowHeight);
    m_table->horizontalHeader()->hide();
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->horizontalHeader()->setSectionResizeMode(BreakpointsModel::Text, QHeaderView::Stretch);
    m_table->horizontalHeader()->setSectionResizeMode(BreakpointsModel::Met, QHeaderView::Stretch);
    m_table->horizontalHeader()->setSectionResizeMode(BreakpointsModel::Remove, QHeaderView::Fixed);
    m_table->horizontalHeader()->setMinimumSectionSize(16);
    m_table->setColumnWidth(BreakpointsModel::Remove, 32);
    m_table->installEventFilter(this);
    m_empty->setProperty("role", QStringLiteral("dim"));
    m_empty->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_empty->setText(tr("No breakpoints. Write a condition above, or take one from the menu of a task, a queue or a log line."));
    m_empty->setWordWrap(true);
    m_empty->move(24, 8);
    connect(m_table, &QTableView::clicked, this, [this](const QModelIndex &index) {
        if (index.column() == BreakpointsModel::Remove)
            removeRow(index.row());
    });
    connect(m_table, &QTableView::doubleClicked, this, [this](const QModelIndex &index) {
        if (index.column() != BreakpointsModel::Remove)
            beginEditing(index.row());
    });
    connect(m_table, &QTableView::customContextMenuRequested, this, &BreakpointsPane::showMenu);
}

QString BreakpointsPane::note() const
{
    return m_note->text();
}

// Narrow, the way back and on are arrows: no pane beside this one has to give its room for their words.
void BreakpointsPane::resizeEvent(QResizeEvent *event)
{
    Pane::resizeEvent(event);
    const bool isNarrow = width() < NarrowWidth;
    m_previous->setText(isNarrow ? QString(QChar(0x2191)) : tr("Previous"));
    m_next->setText(isNarrow ? QString(QChar(0x2193)) : tr("Next"));
    placeEmpty();
}

void BreakpointsPane::placeEmpty()
{
    m_empty->setFixedWidth(std::max(80, width() - 48));
    m_empty->adjustSize();
}

void BreakpointsPane::bringUpToDate()
{
    m_model->refreshHit();
    const Breakpoints &breakpoints = session().breakpoints();
    m_empty->setVisible(breakpoints.list().empty());
    placeEmpty();
    if (const auto &hit = breakpoints.hit(); hit && breakpoints.isAtHit())
        m_table->scrollTo(m_model->index(static_cast<int>(hit->row), 0));
}

void BreakpointsPane::themeChanged()
{
    m_delegate->setTheme(theme());
    m_field->setFont(session::font(session::FontRole::Mono));
    m_empty->setFont(session::font(session::FontRole::Body));
    m_table->viewport()->update();
}

void BreakpointsPane::showNote(const QString &text, bool isError)
{
    m_note->setText(text);
    m_note->setVisible(!text.isEmpty());
    for (QWidget *widget : std::initializer_list<QWidget *> { m_note, m_field }) {
        widget->setProperty("role", isError ? QStringLiteral("error") : QStringLiteral("dim"));
        widget->setProperty("invalid", isError);
        widget->style()->unpolish(widget);
        widget->style()->polish(widget);
    }
}

// While it is being written a condition is nearly always wrong: then the line under it tells, in grey, what may come next.
void BreakpointsPane::judge()
{
    const QString text = m_field->text().trimmed();
    m_accept->setEnabled(!text.isEmpty());
    if (text.isEmpty()) {
        showNote({}, false);
        return;
    }
    const trace::Result<analysis::Condition> condition = analysis::Condition::parse(text);
    showNote(condition ? QString() : condition.error().why, false);
}

void BreakpointsPane::accept()
{
    const QString text = m_field->text();
    if (text.trimmed().isEmpty())
        return;
    qsizetype at = 0;
    const trace::Result<analysis::Condition> condition = analysis::Condition::parse(text, &at);
    if (!condition) {
        showNote(tr("Column %1: %2").arg(at + 1).arg(condition.error().why), true);
        m_field->setFocus();
        m_field->setSelection(static_cast<int>(at), static_cast<int>(text.size() - at));
        return;
    }
    Breakpoints &breakpoints = session().breakpoints();
    const int edited = std::exchange(m_editedRow, -1);
    std::optional<std::size_t> row = edited < 0 ? breakpoints.add(condition.value()) : std::optional(static_cast<std::size_t>(edited));
    if (edited >= 0)
        breakpoints.replace(*row, condition.value());
    m_accept->setText(tr("Add"));
    m_field->clear();
    judge();
    if (!row)
        showNote(tr("There are %1 breakpoints, which is as many as may be.").arg(Breakpoints::MaxCount), true);
    else
        m_table->selectRow(static_cast<int>(*row));
}

void BreakpointsPane::beginEditing(int row)
{
    if (row < 0 || row >= m_model->rowCount())
        return;
    m_editedRow = row;
    m_field->setText(m_model->index(row, BreakpointsModel::Text).data().toString());
    m_accept->setText(tr("Change"));
    judge();
    m_field->setFocus();
    m_field->selectAll();
}

void BreakpointsPane::endEditing()
{
    if (std::exchange(m_editedRow, -1) < 0)
        return;
    m_accept->setText(tr("Add"));
    m_field->clear();
    judge();
}

void BreakpointsPane::removeRow(int row)
{
    session().breakpoints().remove(static_cast<std::size_t>(row));
}

void BreakpointsPane::showMenu(QPoint at)
{
    const QModelIndex index = m_table->indexAt(at);
    if (!index.isValid())
        return;
    const int row = index.row();
    const bool isOn = m_model->index(row, BreakpointsModel::Text).data(Qt::CheckStateRole).toInt() == Qt::Checked;
    QMenu menu(this);
    menu.addAction(tr("Edit"), this, [this, row] { beginEditing(row); });
    menu.addAction(isOn ? tr("Disable") : tr("Enable"), this, [this, row, isOn] { session().breakpoints().setEnabled(static_cast<std::size_t>(row), !isOn); });
    menu.addAction(tr("Remove"), this, [this, row] { removeRow(row); });
    menu.exec(m_table->viewport()->mapToGlobal(at));
}

void BreakpointsPane::showSearchEnd(Breakpoints::Direction direction, bool hasFound)
{
    if (hasFound)
        showNote({}, false);
    else
        showNote(direction == Breakpoints::Direction::Next ? tr("None of the conditions is met after the playhead.") : tr("None of the conditions is met before the playhead."), false);
}

bool BreakpointsPane::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress && event->type() != QEvent::ShortcutOverride)
        return Pane::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    if (event->type() == QEvent::ShortcutOverride) {
        // On a row Space switches the breakpoint, elsewhere it runs and pauses.
        if (watched == m_table && key->key() == Qt::Key_Space && key->modifiers() == Qt::NoModifier && m_table->currentIndex().isValid()) {
            event->accept();
            return true;
        }
        return Pane::eventFilter(watched, event);
    }
    if (watched == m_field && key->key() == Qt::Key_Escape && !m_field->text().isEmpty()) {
        m_editedRow = -1;
        m_accept->setText(tr("Add"));
        m_field->clear();
        judge();
        return true;
    }
    const int row = m_table->currentIndex().row();
    if (watched == m_table && row >= 0) {
        if (key->key() == Qt::Key_Delete || key->key() == Qt::Key_Backspace) {
            removeRow(row);
            return true;
        }
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter || key->key() == Qt::Key_F2) {
            beginEditing(row);
            return true;
        }
    }
    return Pane::eventFilter(watched, event);
}

} // namespace panels
