// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSize>

class QMenu;
class QWidget;

namespace session {
struct Theme;
}

namespace app {

class NoticeBar;
class WindowSettings;
class Workspace;

/// What the File menu does: asks for files and pictures' names, keeps the list of recent files, says in the notice what came of it.
class WindowFiles : public QObject
{
    Q_OBJECT

public:
    /// All are borrowed and outlive this; dialogues belong to `window`.
    WindowFiles(Workspace &workspace, WindowSettings &settings, NoticeBar &notice, QWidget *window);

    void askForFile();
    void askForSave();
    /// Asks for a picture of the timeline, or of the loop view where that is in front.
    void showExport(const session::Theme &theme, bool isLoopShown);
    /// What the timeline or the loop view shows, as wide as `size` in logical pixels, the loop view as high too, into the clipboard.
    void copyPicture(const session::Theme &theme, QSize size, bool isLoopShown);
    /// Fills the menu with the recent files.
    void fillRecent(QMenu *menu);

private:
    void holdTrace(bool isHeld);
    void openRecent(const QString &path);

    Workspace *m_workspace;
    WindowSettings *m_settings;
    NoticeBar *m_notice;
    int m_holds = 0; ///< who wants the trace to be left alone: a preview may still be drawn when its picture is already saved
    QWidget *m_window;
};

} // namespace app
