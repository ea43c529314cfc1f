// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/appearance.h"

#include "app/window/stylesheet.h"
#include "session/fonts.h"

#include <QApplication>
#include <QStyleFactory>
#include <QStyleHints>

namespace app {
namespace {

bool isSystemDark()
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    if (const Qt::ColorScheme scheme = QGuiApplication::styleHints()->colorScheme(); scheme != Qt::ColorScheme::Unknown)
        return scheme == Qt::ColorScheme::Dark;
#endif
    // Without our own palette the application has the desktop's.
    QApplication::setPalette(QPalette());
    const QPalette desktop = QApplication::palette();
    return desktop.color(QPalette::WindowText).lightness() > desktop.color(QPalette::Window).lightness();
}

} // namespace

QString nameOf(ThemeChoice choice)
{
    switch (choice) {
    case ThemeChoice::Light:
        return QStringLiteral("light");
    case ThemeChoice::Dark:
        return QStringLiteral("dark");
    case ThemeChoice::System:
        break;
    }
    return QStringLiteral("system");
}

ThemeChoice themeChoiceNamed(const QString &name)
{
    if (name == QLatin1String("light"))
        return ThemeChoice::Light;
    return name == QLatin1String("dark") ? ThemeChoice::Dark : ThemeChoice::System;
}

Appearance::Appearance(QObject *parent)
    : QObject(parent)
{
    session::loadFonts();
    if (QStyle *fusion = QStyleFactory::create(QStringLiteral("Fusion")))
        QApplication::setStyle(fusion);
    QApplication::setFont(session::font(session::FontRole::Body));
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    connect(QGuiApplication::styleHints(), &QStyleHints::colorSchemeChanged, this, &Appearance::followSystem);
#endif
    apply();
}

void Appearance::setChoice(ThemeChoice choice)
{
    m_choice = choice;
    apply();
}

void Appearance::followSystem()
{
    if (m_choice == ThemeChoice::System)
        apply();
}

void Appearance::apply()
{
    const bool isDark = m_choice == ThemeChoice::Dark || (m_choice == ThemeChoice::System && isSystemDark());
    const session::Theme &theme = isDark ? session::Theme::dark() : session::Theme::light();
    if (m_theme == &theme) {
        QApplication::setPalette(palette(theme));
        return;
    }
    m_theme = &theme;
    QApplication::setPalette(palette(theme));
    qApp->setStyleSheet(styleSheet(theme));
    Q_EMIT themeChanged(theme);
}

} // namespace app
