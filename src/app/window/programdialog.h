// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/programplan.h"

#include <QDialog>

class QAbstractButton;
class QCheckBox;
class QDialogButtonBox;
class QFormLayout;
class QLineEdit;

namespace app {

/// Asks for a Python script and how to run it.
class ProgramDialog : public QDialog
{
    Q_OBJECT
public:
    explicit ProgramDialog(const ProgramPlan &plan, QWidget *parent = nullptr);

    [[nodiscard]] ProgramPlan plan() const;
    /// Whether it is to halt before its first task step.
    [[nodiscard]] bool isPaused() const;

Q_SIGNALS:
    /// Another script was chosen: what is remembered of it is wanted in the fields (setPlan).
    void scriptChosen(const QString &script);

public Q_SLOTS:
    void setPlan(const app::ProgramPlan &plan);

private:
    QLineEdit *addField(QFormLayout *form, const QString &label, const QString &name, QAbstractButton *button);
    void chooseScript();
    void chooseFolder();
    void chooseInterpreter();
    void check();

    QLineEdit *m_script;
    QLineEdit *m_arguments;
    QLineEdit *m_folder;
    QLineEdit *m_interpreter;
    QCheckBox *m_isPaused;
    QCheckBox *m_isLowDetail;
    QDialogButtonBox *m_buttons;
};

} // namespace app
