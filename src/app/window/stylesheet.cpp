// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/stylesheet.h"

#include <QFile>
#include <QMap>

namespace app {

QColor textOnAccent(const session::Theme &theme)
{
    const QColor dark(0x10, 0x14, 0x1a);
    return session::contrast(Qt::white, theme.accent) >= session::contrast(dark, theme.accent) ? QColor(Qt::white) : dark;
}

QString styleSheet(const session::Theme &theme)
{
    QFile file(QStringLiteral(":/style/window.qss"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QString text = QString::fromUtf8(file.readAll());
    const QColor contrary = theme.isDark ? QColor(Qt::white) : QColor(Qt::black);
    const QMap<QString, QColor> tokens {
        { QStringLiteral("bg"), theme.ground },
        { QStringLiteral("panel"), theme.panel },
        { QStringLiteral("lane"), theme.lane },
        { QStringLiteral("line"), theme.line },
        { QStringLiteral("text"), theme.text },
        { QStringLiteral("dim"), theme.dim },
        { QStringLiteral("faint"), theme.faint },
        { QStringLiteral("faintText"), session::legible(theme.faint, theme.panel) },
        { QStringLiteral("accent"), theme.accent },
        { QStringLiteral("accentHover"), session::mixed(theme.accent, contrary, 0.1) },
        { QStringLiteral("accentPressed"), session::mixed(theme.accent, contrary, 0.2) },
        { QStringLiteral("accentText"), session::legible(theme.accent, theme.selected) },
        { QStringLiteral("onAccent"), textOnAccent(theme) },
        { QStringLiteral("selected"), theme.selected },
        { QStringLiteral("hover"), session::mixed(theme.panel, theme.text, 0.06) },
        { QStringLiteral("bad"), theme.bad },
        { QStringLiteral("badText"), session::legible(theme.bad, theme.panel) },
    };
    text.replace(QLatin1String("@{icons}"), theme.isDark ? QLatin1String("dark") : QLatin1String("light"));
    // Longest names first: @accentText must not be taken for @accent.
    for (auto token = tokens.end(); token != tokens.begin();) {
        --token;
        text.replace(QLatin1Char('@') + token.key(), token->name());
    }
    return text;
}

QPalette palette(const session::Theme &theme)
{
    QPalette colours;
    colours.setColor(QPalette::Window, theme.panel);
    colours.setColor(QPalette::WindowText, theme.text);
    colours.setColor(QPalette::Base, theme.ground);
    colours.setColor(QPalette::AlternateBase, theme.lane);
    colours.setColor(QPalette::Text, theme.text);
    colours.setColor(QPalette::PlaceholderText, theme.dim);
    colours.setColor(QPalette::Button, theme.panel);
    colours.setColor(QPalette::ButtonText, theme.text);
    colours.setColor(QPalette::BrightText, theme.bad);
    colours.setColor(QPalette::ToolTipBase, theme.text);
    colours.setColor(QPalette::ToolTipText, theme.ground);
    colours.setColor(QPalette::Highlight, theme.accent);
    colours.setColor(QPalette::HighlightedText, textOnAccent(theme));
    colours.setColor(QPalette::Link, session::legible(theme.accent, theme.ground));
    colours.setColor(QPalette::LinkVisited, session::legible(theme.accent, theme.ground));
    colours.setColor(QPalette::Light, session::mixed(theme.panel, Qt::white, 0.2));
    colours.setColor(QPalette::Midlight, session::mixed(theme.panel, Qt::white, 0.1));
    colours.setColor(QPalette::Mid, theme.line);
    colours.setColor(QPalette::Dark, theme.faint);
    colours.setColor(QPalette::Shadow, theme.isDark ? QColor(Qt::black) : theme.faint);
    for (const QPalette::ColorRole role : { QPalette::WindowText, QPalette::Text, QPalette::ButtonText })
        colours.setColor(QPalette::Disabled, role, theme.faint);
    return colours;
}

} // namespace app
