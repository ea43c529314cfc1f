// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/windowsettings.h"

#include "app/window/speedcontrol.h"

#include <QFileInfo>

#include <cmath>

namespace app {
namespace {

const QString RecentKey = QStringLiteral("recentFiles");

/// A name may hold what divides keys from groups.
QString breakpointsKey(const QString &scenario)
{
    return QStringLiteral("breakpoints/") + QString::fromLatin1(scenario.toUtf8().toPercentEncoding());
}

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

bool WindowSettings::isPredicting() const
{
    return m_settings.value(QStringLiteral("run/predicts"), false).toBool();
}

void WindowSettings::setPredicting(bool isPredicting)
{
    m_settings.setValue(QStringLiteral("run/predicts"), isPredicting);
}

// Each as "+ held > 100 ms", or with a - where it is switched off.
std::vector<session::Breakpoint> WindowSettings::breakpoints(const QString &scenario) const
{
    std::vector<session::Breakpoint> breakpoints;
    for (const QString &text : m_settings.value(breakpointsKey(scenario)).toStringList()) {
        const trace::Result<analysis::Condition> condition = analysis::Condition::parse(text.mid(1));
        if (condition && breakpoints.size() < session::Breakpoints::MaxCount)
            breakpoints.push_back({ condition.value(), text.startsWith(u'+') });
    }
    return breakpoints;
}

void WindowSettings::setBreakpoints(const QString &scenario, const std::vector<session::Breakpoint> &breakpoints)
{
    QStringList texts;
    for (const session::Breakpoint &breakpoint : breakpoints)
        texts << (breakpoint.isEnabled ? QStringLiteral("+ ") : QStringLiteral("- ")) + breakpoint.condition.text();
    if (texts.isEmpty())
        m_settings.remove(breakpointsKey(scenario));
    else
        m_settings.setValue(breakpointsKey(scenario), texts);
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

ProgramPlan WindowSettings::program(const QString &script) const
{
    const QString key = QStringLiteral("programs/%1/").arg(QString::fromLatin1(script.toUtf8().toPercentEncoding()));
    ProgramPlan plan;
    plan.script = script;
    plan.arguments = m_settings.value(key + QStringLiteral("arguments")).toStringList();
    plan.folder = m_settings.value(key + QStringLiteral("folder")).toString();
    plan.interpreter = m_settings.value(key + QStringLiteral("interpreter")).toString();
    plan.isLowDetail = m_settings.value(key + QStringLiteral("lowDetail"), false).toBool();
    return plan;
}

void WindowSettings::setProgram(const ProgramPlan &plan)
{
    if (plan.script.isEmpty())
        return;
    const QString key = QStringLiteral("programs/%1/").arg(QString::fromLatin1(plan.script.toUtf8().toPercentEncoding()));
    m_settings.setValue(key + QStringLiteral("arguments"), plan.arguments);
    m_settings.setValue(key + QStringLiteral("folder"), plan.folder);
    m_settings.setValue(key + QStringLiteral("interpreter"), plan.interpreter);
    m_settings.setValue(key + QStringLiteral("lowDetail"), plan.isLowDetail);
    m_settings.setValue(QStringLiteral("programs/last"), plan.script);
}

QString WindowSettings::lastProgram() const
{
    return m_settings.value(QStringLiteral("programs/last")).toString();
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
