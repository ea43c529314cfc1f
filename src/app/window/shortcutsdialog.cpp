// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/shortcutsdialog.h"

#include "session/fonts.h"

#include <QAction>
#include <QCoreApplication>
#include <QGridLayout>
#include <QKeySequence>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace app {

ShortcutsDialog::ShortcutsDialog(const session::Theme &theme, QWidget *parent)
    : QDialog(parent)
    , m_theme(&theme)
    , m_grid(new QGridLayout)
{
    setWindowTitle(tr("Keyboard shortcuts"));
    resize(880, 640);
    auto *content = new QWidget;
    content->setLayout(m_grid);
    m_grid->setContentsMargins(24, 16, 24, 24);
    m_grid->setHorizontalSpacing(48);
    m_grid->setVerticalSpacing(24);
    m_grid->setColumnStretch(0, 1);
    m_grid->setColumnStretch(1, 1);
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setWidget(content);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(scroll);
}

void ShortcutsDialog::addGroup(const QString &head, const std::vector<Shortcut> &shortcuts)
{
    auto *group = new QWidget(this);
    auto *rows = new QGridLayout(group);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setHorizontalSpacing(16);
    rows->setVerticalSpacing(6);
    rows->setColumnMinimumWidth(0, 136);
    rows->setColumnStretch(1, 1);
    auto *title = new QLabel(head.toUpper(), group);
    title->setProperty("role", QStringLiteral("head"));
    rows->addWidget(title, 0, 0, 1, 2);
    int row = 1;
    for (const Shortcut &shortcut : shortcuts) {
        auto *keys = new QLabel(shortcut.keys, group);
        keys->setFont(session::font(session::FontRole::Name));
        auto *what = new QLabel(shortcut.what, group);
        what->setProperty("role", QStringLiteral("dim"));
        what->setWordWrap(true);
        rows->addWidget(keys, row, 0, Qt::AlignTop);
        rows->addWidget(what, row, 1, Qt::AlignTop);
        ++row;
    }
    m_groups.push_back(group);
}

void ShortcutsDialog::finish()
{
    // The first group, the longest, has a column to itself.
    for (std::size_t i = 0; i < m_groups.size(); ++i) {
        if (i == 0)
            m_grid->addWidget(m_groups[i], 0, 0, static_cast<int>(m_groups.size()), 1, Qt::AlignTop);
        else
            m_grid->addWidget(m_groups[i], static_cast<int>(i) - 1, 1, Qt::AlignTop);
    }
    m_grid->setRowStretch(static_cast<int>(m_groups.size()), 1);
}

Shortcut shortcutOf(const QAction &action)
{
    QStringList keys;
    for (const QKeySequence &sequence : action.shortcuts())
        keys << sequence.toString(QKeySequence::NativeText);
    QString what = action.toolTip();
    if (const qsizetype bracket = what.lastIndexOf(QLatin1String(" (")); bracket > 0)
        what.truncate(bracket);
    return { keys.join(QStringLiteral(", ")), what };
}

std::vector<Shortcut> timelineShortcuts()
{
    const auto tr = [](const char *text) { return QCoreApplication::translate("Shortcuts", text); };
    return {
        { QStringLiteral("W, S"), tr("Zoom in and out at the pointer") },
        { QStringLiteral("A, D"), tr("Pan left and right") },
        { tr("Ctrl+wheel"), tr("Zoom at the pointer") },
        { tr("Wheel"), tr("Scroll the lanes") },
        { tr("Shift+wheel"), tr("Pan in time") },
        { tr("Drag"), tr("Pan; on the ruler: measure a range") },
        { tr("Shift+drag"), tr("Measure a range: its length and what happened in it") },
        { QStringLiteral("Z"), tr("Zoom to the measured range") },
        { QStringLiteral("F"), tr("Focus the selection; again: show everything") },
        { tr("Home, 0"), tr("Show the whole run") },
        { tr("End"), tr("Follow the end of a live run") },
        { QStringLiteral("T"), tr("Axis: time, or one unit a step") },
        { QStringLiteral("M"), tr("Mark the moment at the playhead") },
        { QStringLiteral(", ."), tr("Select the slice before or after in its lane") },
        { QStringLiteral("[ ]"), tr("Select what woke it, and what it woke") },
        { tr("Ctrl+L"), tr("Show the lanes whose names match") },
        { QStringLiteral("P, H"), tr("Pin the selected lane above all others; hide it") },
        { tr("Click"), tr("Select a slice and put the playhead there") },
        { tr("Esc"), tr("Clear range and selection") },
    };
}

} // namespace app
