// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/windowsettings.h"

#include "app/window/speedcontrol.h"

#include <QFileInfo>

#include <cmath>

namespace app {
namespace {

const QString RecentKey = QStringLiteral("recentFiles");

} // namespace

QByteArray WindowSettings::geometry() const
{
    return m_settings.value(QStringLiteral("window/geometry")).toByteArray();
}

QByteArray WindowSettings::layout() const
{
    return m_settings.value(QStringLiteral("window/layout")).toByteArray();
}

void WindowSettings::setGeometryAndLayout(const QByteArray &geometry, const QByteArray &layout)
{
    m_settings.setValue(QStringLiteral("window/geometry"), geometry);
    m_settings.setValue(QStringLiteral("window/layout"), layout);
}

ThemeChoice WindowSettings::theme() const
{
    return themeChoiceNamed(m_settings.value(QStringLiteral("window/theme")).toString());
}

void WindowSettings::setTheme(ThemeChoice choice)
{
    m_settings.setValue(QStringLiteral("window/theme"), nameOf(choice));
}

double WindowSettings::speed() const
{
    return parseSpeed(m_settings.value(QStringLiteral("run/speed")).toString()).value_or(1);
}

void WindowSettings::setSpeed(double speed)
{
    m_settings.setValue(QStringLiteral("run/speed"), std::isfinite(speed) ? QString::number(speed) : QStringLiteral("max"));
}

bool WindowSettings::isClockReal() const
{
    return m_settings.value(QStringLiteral("run/clock")).toString() == QLatin1String("real");
}

void WindowSettings::setClockReal(bool isReal)
{
    m_settings.setValue(QStringLiteral("run/clock"), isReal ? QStringLiteral("real") : QStringLiteral("virtual"));
}

bool WindowSettings::showsLaterLog() const
{
    return m_settings.value(QStringLiteral("window/showsLaterLog"), false).toBool();
}

void WindowSettings::setShowsLaterLog(bool shows)
{
    m_settings.setValue(QStringLiteral("window/showsLaterLog"), shows);
}

QStringList WindowSettings::recentFiles() const
{
    return m_settings.value(RecentKey).toStringList().mid(0, MaxRecentFiles);
}

void WindowSettings::addRecentFile(const QString &path)
{
    const QString absolute = QFileInfo(path).absoluteFilePath();
    QStringList files = recentFiles();
    files.removeAll(absolute);
    files.prepend(absolute);
    m_settings.setValue(RecentKey, files.mid(0, MaxRecentFiles));
}

void WindowSettings::removeRecentFile(const QString &path)
{
    QStringList files = recentFiles();
    files.removeAll(path);
    m_settings.setValue(RecentKey, files);
}

void WindowSettings::clearRecentFiles()
{
    m_settings.remove(RecentKey);
}

QVariant WindowSettings::exportSetting(const QString &name, const QVariant &standard) const
{
    return m_settings.value(QStringLiteral("export/") + name, standard);
}

void WindowSettings::setExportSetting(const QString &name, const QVariant &value)
{
    m_settings.setValue(QStringLiteral("export/") + name, value);
}

} // namespace app
