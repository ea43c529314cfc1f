// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/windowsettings.h"
#include "app/window/workspace.h"

class QMenu;

namespace app {

/// What the window does with breakpoints: it remembers them for each scenario, goes to where one is met next or was met before, and offers them in the
/// timeline's menu.
class WindowBreakpoints : public QObject
{
    Q_OBJECT

public:
    /// Both are borrowed and outlive this.
    WindowBreakpoints(Workspace &workspace, WindowSettings &settings, QObject *parent);

    /// From the playhead on through what has been recorded; from the end of a halted live run by running on.
    void next();
    void previous();
    /// Adds what can be broken at: the selected task or queue, and the playhead's moment.
    void addTo(QMenu &menu);

Q_SIGNALS:
    /// There is none to go to that is switched on.
    void missed();

private:
    void load();
    void save();
    [[nodiscard]] bool hasAny();

    Workspace &m_workspace;
    WindowSettings &m_settings;
    QString m_scenario; ///< whose breakpoints are shown
    bool m_isLoading = false;
};

} // namespace app
