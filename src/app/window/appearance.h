// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/theme.h"

#include <QObject>

namespace app {

enum class ThemeChoice { System, Light, Dark };

/// The look of the whole application: bundled fonts, Qt's Fusion style, palette and style sheet of the theme in force. Needs a QApplication.
class Appearance : public QObject
{
    Q_OBJECT

public:
    explicit Appearance(QObject *parent = nullptr);

    [[nodiscard]] ThemeChoice choice() const { return m_choice; }
    void setChoice(ThemeChoice choice);
    [[nodiscard]] const session::Theme &theme() const { return *m_theme; }
    /// Looks again at what the desktop wants; does something only while the choice is System.
    void followSystem();

Q_SIGNALS:
    void themeChanged(const session::Theme &theme);

private:
    void apply();

    ThemeChoice m_choice = ThemeChoice::System;
    const session::Theme *m_theme = nullptr;
};

/// "system", "light", "dark", as settings write it; anything else reads as System.
[[nodiscard]] QString nameOf(ThemeChoice choice);
[[nodiscard]] ThemeChoice themeChoiceNamed(const QString &name);

} // namespace app
