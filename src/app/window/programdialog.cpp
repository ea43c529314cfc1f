// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/programdialog.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>

namespace app {

ProgramDialog::ProgramDialog(const ProgramPlan &plan, QWidget *parent)
    : QDialog(parent)
{
    setWindowTitle(tr("Run program"));
    setMinimumWidth(560);
    auto *form = new QFormLayout;
    const auto browse = [this](void (ProgramDialog::*choose)()) {
        auto *button = new QToolButton(this);
        button->setText(QStringLiteral("\u2026"));
        button->setToolTip(tr("Choose"));
        connect(button, &QToolButton::clicked, this, choose);
        return button;
    };
    m_script = addField(form, tr("Python &script"), QStringLiteral("script"), browse(&ProgramDialog::chooseScript));
    m_arguments = addField(form, tr("&Arguments"), QStringLiteral("arguments"), nullptr);
    m_folder = addField(form, tr("&Folder"), QStringLiteral("folder"), browse(&ProgramDialog::chooseFolder));
    m_interpreter = addField(form, tr("&Interpreter"), QStringLiteral("interpreter"), browse(&ProgramDialog::chooseInterpreter));
    m_isPaused = new QCheckBox(tr("&Halt before the first task step"), this);
    m_isPaused->setObjectName(QStringLiteral("isPaused"));
    m_isLowDetail = new QCheckBox(tr("Record &little: steps and tasks only, at less cost"), this);
    m_isLowDetail->setObjectName(QStringLiteral("isLowDetail"));
    form->addRow(QString(), m_isPaused);
    form->addRow(QString(), m_isLowDetail);
    m_buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_buttons->button(QDialogButtonBox::Cancel)->setIcon({});
    auto *run = new QPushButton(tr("&Run"), this);
    run->setProperty("primary", true); // before it is styled
    run->setDefault(true);
    m_buttons->addButton(run, QDialogButtonBox::AcceptRole);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *column = new QVBoxLayout(this);
    column->addLayout(form);
    column->addStretch();
    column->addWidget(m_buttons);
    connect(m_script, &QLineEdit::textChanged, this, &ProgramDialog::check);
    setPlan(plan);
}

QLineEdit *ProgramDialog::addField(QFormLayout *form, const QString &label, const QString &name, QAbstractButton *button)
{
    auto *field = new QLineEdit(this);
    field->setObjectName(name);
    auto *row = new QHBoxLayout;
    row->addWidget(field, 1);
    if (button)
        row->addWidget(button);
    form->addRow(label, row);
    if (auto *text = qobject_cast<QLabel *>(form->labelForField(row)))
        text->setBuddy(field);
    field->setAccessibleName(QString(label).remove(u'&'));
    return field;
}

void ProgramDialog::setPlan(const ProgramPlan &plan)
{
    m_script->setText(QDir::toNativeSeparators(plan.script));
    m_arguments->setText(joinWords(plan.arguments));
    m_folder->setText(QDir::toNativeSeparators(plan.folder));
    m_folder->setPlaceholderText(plan.script.isEmpty() ? tr("the script's own") : QDir::toNativeSeparators(QFileInfo(plan.script).absolutePath()));
    m_interpreter->setText(plan.interpreter);
    m_interpreter->setPlaceholderText(standardInterpreter(plan.script));
    m_isLowDetail->setChecked(plan.isLowDetail);
    check();
}

ProgramPlan ProgramDialog::plan() const
{
    ProgramPlan plan;
    plan.script = QFileInfo(QDir::fromNativeSeparators(m_script->text().trimmed())).absoluteFilePath();
    plan.arguments = splitWords(m_arguments->text());
    plan.folder = QDir::fromNativeSeparators(m_folder->text().trimmed());
    plan.interpreter = m_interpreter->text().trimmed();
    plan.isLowDetail = m_isLowDetail->isChecked();
    return plan;
}

bool ProgramDialog::isPaused() const
{
    return m_isPaused->isChecked();
}

void ProgramDialog::check()
{
    const bool isThere = QFileInfo(QDir::fromNativeSeparators(m_script->text().trimmed())).isFile();
    for (QAbstractButton *button : m_buttons->buttons()) {
        if (m_buttons->buttonRole(button) == QDialogButtonBox::AcceptRole)
            button->setEnabled(isThere);
    }
}

void ProgramDialog::chooseScript()
{
    const QString path = QFileDialog::getOpenFileName(this, tr("Choose a script"), QFileInfo(m_script->text()).absolutePath(), tr("Python scripts (*.py);;All files (*)"));
    if (path.isEmpty())
        return;
    m_script->setText(QDir::toNativeSeparators(path));
    Q_EMIT scriptChosen(path);
}

void ProgramDialog::chooseFolder()
{
    const QString path = QFileDialog::getExistingDirectory(this, tr("Choose the working directory"), m_folder->text());
    if (!path.isEmpty())
        m_folder->setText(QDir::toNativeSeparators(path));
}

void ProgramDialog::chooseInterpreter()
{
    const QString path = QFileDialog::getOpenFileName(this, tr("Choose a Python interpreter"), QFileInfo(m_interpreter->text()).absolutePath());
    if (!path.isEmpty())
        m_interpreter->setText(QDir::toNativeSeparators(path));
}

} // namespace app
