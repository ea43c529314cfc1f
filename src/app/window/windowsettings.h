// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/appearance.h"
#include "app/window/programplan.h"
#include "session/breakpoints.h"

#include <QByteArray>
#include <QSettings>
#include <QString>
#include <QStringList>

#include <vector>

namespace app {

/// What the window remembers from one start to the next, by name and type. What is damaged or from another version reads as its default.
class WindowSettings
{
public:
    /// Layouts of another version are not restored.
    static constexpr int LayoutVersion = 2;
    static constexpr int MaxRecentFiles = 12;

    [[nodiscard]] QByteArray geometry() const;
    [[nodiscard]] QByteArray layout() const;
    void setGeometryAndLayout(const QByteArray &geometry, const QByteArray &layout);

    [[nodiscard]] ThemeChoice theme() const;
    void setTheme(ThemeChoice choice);
    /// > 0; infinity: as fast as possible.
    [[nodiscard]] double speed() const;
    void setSpeed(double speed);
    [[nodiscard]] bool isClockReal() const;
    void setClockReal(bool isReal);
    [[nodiscard]] bool showsLaterLog() const;
    void setShowsLaterLog(bool shows);
    [[nodiscard]] bool isPredicting() const;
    void setPredicting(bool isPredicting);

    /// The breakpoints of a scenario, or of recordings of that name. What cannot be read any more is left out.
    [[nodiscard]] std::vector<session::Breakpoint> breakpoints(const QString &scenario) const;
    void setBreakpoints(const QString &scenario, const std::vector<session::Breakpoint> &breakpoints);

    /// Absolute paths, the newest first.
    [[nodiscard]] QStringList recentFiles() const;
    /// Puts a file to the front.
    void addRecentFile(const QString &path);
    void removeRecentFile(const QString &path);
    void clearRecentFiles();

    /// How a script was run the last time; a plan of its own standards where it never was.
    [[nodiscard]] ProgramPlan program(const QString &script) const;
    void setProgram(const ProgramPlan &plan);
    /// The script that was run last; empty where none was.
    [[nodiscard]] QString lastProgram() const;

    /// A setting of the export dialogue ("format", "folder", ...).
    [[nodiscard]] QVariant exportSetting(const QString &name, const QVariant &standard) const;
    void setExportSetting(const QString &name, const QVariant &value);

private:
    QSettings m_settings;
};

} // namespace app
