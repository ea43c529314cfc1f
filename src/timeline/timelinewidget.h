// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"
#include "session/theme.h"
#include "timeline/lanestack.h"

#include <QAbstractScrollArea>

#include <memory>
#include <optional>

namespace timeline {

/// The timeline of one session: minimap, ruler, lanes, legend. It draws what the session says and turns keys and mouse into calls of the
/// session (product.md, Keys); it repaints at most once a frame, however often the trace grows.
class TimelineWidget : public QAbstractScrollArea
{
    Q_OBJECT
public:
    /// The session is borrowed and has to live longer.
    explicit TimelineWidget(session::Session &session, QWidget *parent = nullptr);
    ~TimelineWidget() override;

    [[nodiscard]] session::Session &session() const;

    [[nodiscard]] const session::Theme &theme() const;
    /// Borrowed: one of the built-in themes, or one that lives longer.
    void setTheme(const session::Theme &theme);
    [[nodiscard]] Density density() const;
    void setDensity(Density density);
    /// What the trust strip says beside clock and losses ("recorder 11 ns an event"); empty for nothing.
    void setTrustNote(const QString &note);
    /// How much processor time one frame may spend on what is not known yet, 0.2 ms at first; what is left is drawn roughly, worked out when the frame has
    /// been painted, and exact in the next one. A quarter of it where drawing alone takes long (4K). At 0 each frame still refines one lane.
    void setFrameWork(trace::Duration work);
    /// Whether what is shown is all that could be shown, with nothing left to refine.
    [[nodiscard]] bool isRefined() const;
    /// One line in the middle of the lanes while nothing has happened ("Space runs, F10 steps"); empty for nothing.
    void setHint(const QString &hint);

    /// The slice under a point of the viewport; nothing beside the lanes.
    [[nodiscard]] std::optional<session::SliceRef> sliceUnder(QPoint point) const;
    /// The lane under a point of the viewport, its header included.
    [[nodiscard]] std::optional<session::LaneId> laneUnder(QPoint point) const;
    /// Scrolls up or down so that the lane is seen whole, if it is shown at all.
    void revealLane(session::LaneId lane);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// A slice or a lane header was double-clicked, or Enter pressed on the selection.
    void activated(session::Selection selection);
    /// The user wants a menu for what is under the pointer; the selection has been set to it.
    void menuRequested(QPoint globalPosition);

protected:
    bool viewportEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void changeEvent(QEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;

private:
    friend class TimelineAccessible;
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace timeline
