// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "attach/openprograms.h"

#include <QDialog>
#include <QTimer>

#include <functional>
#include <optional>

class QCheckBox;
class QLabel;
class QPushButton;
class QStackedWidget;
class QTreeWidget;
class QTreeWidgetItem;

namespace app {

/// Lists the running programs that can be looked at, as they come and go, and lets one be chosen.
class AttachDialog : public QDialog
{
    Q_OBJECT
public:
    static constexpr int LookMs = 1000;
    /// Gives the programs that are there now.
    using Look = std::function<QList<attach::OpenProgram>()>;

    /// `command`: what starts a program so that it appears here.
    AttachDialog(Look look, const QString &command, QWidget *parent = nullptr);

    /// The one that is chosen; nothing where none is.
    [[nodiscard]] std::optional<attach::OpenProgram> program() const;
    /// Whether it is to halt at its next task step.
    [[nodiscard]] bool isPaused() const;

private:
    QWidget *makeCommandRow(const QString &command);
    void look();
    void fill(QTreeWidgetItem *row, const attach::OpenProgram &program);
    void check();

    Look m_look;
    QList<attach::OpenProgram> m_programs;
    QStackedWidget *m_pages;
    QTreeWidget *m_list;
    QCheckBox *m_isPaused;
    QPushButton *m_attach;
    QTimer m_timer;
};

} // namespace app
