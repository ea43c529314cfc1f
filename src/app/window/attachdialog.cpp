// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/attachdialog.h"

#include "session/fonts.h"

#include <QCheckBox>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QStackedWidget>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace app {

namespace {

enum Column { Program, Process, Since, ColumnCount };

QString sinceText(const attach::OpenProgram &program)
{
    if (program.isWatched)
        return AttachDialog::tr("watched already");
    if (program.path.isEmpty())
        return AttachDialog::tr("runs without the probe");
    return QLocale().toString(program.since, QLocale::ShortFormat);
}

bool canBeChosen(const attach::OpenProgram &program)
{
    return !program.isWatched;
}

} // namespace

AttachDialog::AttachDialog(Look look, const QString &command, QWidget *parent)
    : QDialog(parent)
    , m_look(std::move(look))
    , m_pages(new QStackedWidget(this))
    , m_list(new QTreeWidget(this))
    , m_isPaused(new QCheckBox(tr("&Halt it at its next task step"), this))
{
    setWindowTitle(tr("Attach to a running program"));
    resize(680, 400);
    m_list->setObjectName(QStringLiteral("programs"));
    m_list->setAccessibleName(tr("Programs"));
    m_list->setColumnCount(ColumnCount);
    m_list->setHeaderLabels({ tr("Program"), tr("Process"), tr("Since") });
    m_list->headerItem()->setTextAlignment(Process, Qt::AlignRight | Qt::AlignVCenter);
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setTextElideMode(Qt::ElideMiddle);
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(Program, QHeaderView::Stretch);
    m_list->header()->setSectionResizeMode(Process, QHeaderView::ResizeToContents);
    m_list->header()->setSectionResizeMode(Since, QHeaderView::ResizeToContents);
    m_pages->addWidget(m_list);
    auto *empty = new QLabel(tr("No program of yours waits to be looked at.\nStart one as below; it appears here at once."), this);
    empty->setObjectName(QStringLiteral("empty"));
    empty->setProperty("role", QStringLiteral("dim"));
    empty->setAlignment(Qt::AlignCenter);
    empty->setWordWrap(true);
    m_pages->addWidget(empty);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    buttons->button(QDialogButtonBox::Cancel)->setIcon({});
    m_attach = new QPushButton(tr("&Attach"), this);
    m_attach->setProperty("primary", true); // before it is styled
    m_attach->setDefault(true);
    buttons->addButton(m_attach, QDialogButtonBox::AcceptRole);
    auto *column = new QVBoxLayout(this);
    column->addWidget(m_pages, 1);
    column->addWidget(m_isPaused);
    column->addWidget(makeCommandRow(command));
    column->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_list, &QTreeWidget::itemSelectionChanged, this, &AttachDialog::check);
    connect(m_list, &QTreeWidget::itemActivated, this, [this] {
        if (m_attach->isEnabled())
            accept();
    });
    connect(&m_timer, &QTimer::timeout, this, &AttachDialog::look);
    m_timer.start(LookMs);
    this->look();
    m_list->setFocus();
}

QWidget *AttachDialog::makeCommandRow(const QString &command)
{
    auto *whole = new QWidget(this);
    auto *column = new QVBoxLayout(whole);
    column->setContentsMargins(0, 8, 0, 8);
    auto *how = new QLabel(tr("A Python program that is started like this can be attached to, and let go, as often as you like:"), whole);
    how->setProperty("role", QStringLiteral("dim"));
    how->setWordWrap(true);
    auto *text = new QLineEdit(command, whole);
    text->setObjectName(QStringLiteral("command"));
    text->setAccessibleName(tr("Command"));
    text->setReadOnly(true);
    text->setFont(session::font(session::FontRole::Mono));
    text->setCursorPosition(0);
    auto *copy = new QPushButton(tr("&Copy"), whole);
    copy->setAutoDefault(false);
    connect(copy, &QPushButton::clicked, this, [text] { QGuiApplication::clipboard()->setText(text->text()); });
    auto *row = new QHBoxLayout;
    row->addWidget(text, 1);
    row->addWidget(copy);
    column->addWidget(how);
    column->addLayout(row);
    return whole;
}

void AttachDialog::fill(QTreeWidgetItem *row, const attach::OpenProgram &program)
{
    // A program may be called what it likes: an item's text is plain, a tool tip's is not by itself.
    const QString text = program.program.isEmpty() ? tr("(no name)") : program.program.simplified();
    row->setText(Program, text);
    row->setToolTip(Program, QStringLiteral("<p>%1</p><p>%2<br>%3</p>").arg(text.toHtmlEscaped(), program.interpreter.toHtmlEscaped(), program.folder.toHtmlEscaped()));
    row->setText(Process, QString::number(program.process));
    row->setTextAlignment(Process, Qt::AlignRight | Qt::AlignVCenter);
    row->setText(Since, sinceText(program));
    row->setData(Program, Qt::UserRole, program.process);
    row->setDisabled(!canBeChosen(program));
}

void AttachDialog::look()
{
    const QList<attach::OpenProgram> programs = m_look();
    if (programs == m_programs && m_list->topLevelItemCount() > 0)
        return;
    // The choice stays where it was; where that one has gone, the first that can be chosen takes its place.
    const std::optional<attach::OpenProgram> before = program();
    QTreeWidgetItem *chosen = nullptr;
    m_programs = programs;
    m_list->clear();
    for (const attach::OpenProgram &program : programs) {
        auto *row = new QTreeWidgetItem(m_list);
        fill(row, program);
        if (canBeChosen(program) && (!chosen || (before && before->process == program.process)))
            chosen = row;
    }
    if (chosen)
        m_list->setCurrentItem(chosen);
    m_pages->setCurrentIndex(programs.isEmpty() ? 1 : 0);
    check();
}

void AttachDialog::check()
{
    const std::optional<attach::OpenProgram> chosen = program();
    m_attach->setEnabled(chosen && canBeChosen(*chosen));
}

std::optional<attach::OpenProgram> AttachDialog::program() const
{
    const QList<QTreeWidgetItem *> rows = m_list->selectedItems();
    if (rows.isEmpty())
        return std::nullopt;
    const qint64 process = rows.constFirst()->data(Program, Qt::UserRole).toLongLong();
    for (const attach::OpenProgram &program : m_programs) {
        if (program.process == process)
            return program;
    }
    return std::nullopt;
}

bool AttachDialog::isPaused() const
{
    return m_isPaused->isChecked();
}

} // namespace app
