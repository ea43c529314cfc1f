// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"
#include "session/theme.h"

#include <QTimer>
#include <QWidget>

namespace panels {

/// What all panes have in common: they show one session in one theme and bring themselves up to date at most once a frame, and only while
/// they can be seen, so that a hidden tab costs nothing during a live run.
class Pane : public QWidget
{
    Q_OBJECT

public:
    /// The session is borrowed and outlives the pane.
    explicit Pane(session::Session &session, QWidget *parent = nullptr);

    /// The theme is borrowed for good (session::Theme::light() and the like).
    void setTheme(const session::Theme &theme);

protected:
    [[nodiscard]] session::Session &session() const { return *m_session; }
    [[nodiscard]] const session::Theme &theme() const { return *m_theme; }
    /// Asks for bringUpToDate() soon; any number of requests within a frame is one.
    void requestUpdate();
    /// Shows what the session says now.
    virtual void bringUpToDate() = 0;
    /// The theme has changed.
    virtual void themeChanged() {}
    void showEvent(QShowEvent *event) override;

private:
    session::Session *m_session;
    const session::Theme *m_theme = &session::Theme::light();
    QTimer m_frame;
    bool m_isStale = true;
};

} // namespace panels
