// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/pane.h"

namespace panels {

namespace {

// Text that changes more often than this cannot be read; the timeline alone has to be smooth.
constexpr int FrameMs = 33;

} // namespace

Pane::Pane(session::Session &session, QWidget *parent)
    : QWidget(parent)
    , m_session(&session)
{
    m_frame.setSingleShot(true);
    m_frame.setInterval(FrameMs);
    connect(&m_frame, &QTimer::timeout, this, [this] {
        if (isVisible() && std::exchange(m_isStale, false))
            bringUpToDate();
    });
}

void Pane::setTheme(const session::Theme &theme)
{
    m_theme = &theme;
    themeChanged();
    requestUpdate();
}

void Pane::requestUpdate()
{
    m_isStale = true;
    if (!m_frame.isActive() && isVisible())
        m_frame.start();
}

void Pane::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (std::exchange(m_isStale, false))
        bringUpToDate();
}

} // namespace panels
