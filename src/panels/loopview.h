// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/looppainter.h"
#include "panels/pane.h"

#include <QVariantAnimation>

namespace panels {

/// One event loop at the playhead: the ready queue in order, the running task, timers by deadline, waiters at each queue, jobs at workers, sockets.
/// A step moves its tokens from place to place in 150 ms; while a run goes on at speed they stand where the last frame found them.
class LoopView : public Pane
{
    Q_OBJECT

public:
    explicit LoopView(session::Session &session, QWidget *parent = nullptr);

    /// Whether tokens glide after a step; on at first.
    void setMotionEnabled(bool enabled) { m_isMotionEnabled = enabled; }
    /// What is shown, with no token on its way.
    [[nodiscard]] const LoopScene &scene() const { return m_scene; }

    [[nodiscard]] QSize minimumSizeHint() const override { return { 320, 240 }; }

protected:
    void bringUpToDate() override;
    void themeChanged() override { update(); }
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    bool event(QEvent *event) override;

private:
    /// View px to px of the scene, (0, 1].
    [[nodiscard]] double scale() const;
    /// The token at a point of the view.
    [[nodiscard]] const LoopToken *tokenAt(QPointF point) const;
    void glideFrom(const LoopScene &before);
    void setHovered(trace::TaskId task);
    [[nodiscard]] LoopLook look(const session::Theme &theme) const;

    LoopScene m_scene;
    std::vector<LoopToken> m_departures; ///< tokens of the scene before that are on their way, where they stood
    std::vector<bool> m_hasRunBetween; ///< for each of them: its way leads through the running place
    QVariantAnimation m_glide;
    quint64 m_events = 0; ///< of the playhead that is shown
    bool m_isMotionEnabled = true;
    trace::TaskId m_hovered = trace::TaskId::None;
};

} // namespace panels
