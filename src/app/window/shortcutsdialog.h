// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/theme.h"

#include <QDialog>

#include <vector>

class QAction;
class QGridLayout;

namespace app {

/// One line of the sheet of shortcuts.
struct Shortcut
{
    QString keys;
    QString what;
};

/// All keys and gestures, under heads, in two columns; opened by `?`.
class ShortcutsDialog : public QDialog
{
    Q_OBJECT

public:
    ShortcutsDialog(const session::Theme &theme, QWidget *parent = nullptr);

    void addGroup(const QString &head, const std::vector<Shortcut> &shortcuts);
    /// Ends the sheet; call it after the last group.
    void finish();

private:
    const session::Theme *m_theme;
    QGridLayout *m_grid;
    std::vector<QWidget *> m_groups;
};

/// The line of an action; its tool tip says more than its menu text.
[[nodiscard]] Shortcut shortcutOf(const QAction &action);

/// What the timeline does by keys and mouse (product.md, "Keys").
[[nodiscard]] std::vector<Shortcut> timelineShortcuts();

} // namespace app
