// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"
#include "session/theme.h"
#include "timeline/coordinates.h"
#include "timeline/framelayout.h"
#include "timeline/slicetext.h"

#include <QPointF>

#include <optional>
#include <span>

namespace timeline {

class WorkBudget;

/// Everything that one picture of the timeline depends on; a value made for one paint and thrown away. Borrowed things outlive the paint.
struct Frame
{
    const trace::Trace *trace = nullptr;
    const session::LaneOrder *lanes = nullptr;
    const LaneStack *stack = nullptr;
    const session::Theme *theme = &session::Theme::light();
    QSizeF size; ///< of the whole picture, logical px
    FrameLayout layout;
    Density density = Density::Roomy; ///< not Auto
    trace::AxisKind axisKind = trace::AxisKind::Time;
    Scale scale; ///< of ruler and lanes
    trace::Span whole; ///< what the minimap shows
    int scroll = 0; ///< px that the lanes below the fixed ones are moved up
    trace::Duration heldThreshold { 100'000'000 };

    std::optional<session::Playhead> playhead;
    bool fadesAfterPlayhead = false; ///< what comes after it is hinted at only
    session::Selection selection;
    std::optional<session::SliceRef> hovered;
    std::optional<trace::Span> measured;
    std::span<const session::UserMark> marks;
    std::optional<QPointF> pointer; ///< where the hover line and the read-out are; nothing: neither
    Readout readout; ///< empty title: no card

    WorkBudget *budget = nullptr; ///< borrowed; null: the frame is finished whatever time it takes

    bool isInteractive = false; ///< a window, not a picture: it has things to click at
    bool hasFocus = false; ///< keys go to the timeline

    QString title;
    QString caption;
    QString trust; ///< right end of the legend
    QString hint; ///< in the middle of the lanes; empty: none

    [[nodiscard]] trace::Axis axis() const { return { *trace, axisKind }; }
    [[nodiscard]] trace::Position positionOf(const session::Playhead &moment) const { return axis().afterEvents(moment.time, moment.events); }
    /// Distance of the top of lane n from the top of the picture; a lane may stand outside of the layout's lanes.
    [[nodiscard]] double laneTop(qsizetype n) const
    {
        const double top = layout.lanes.top() + stack->top(n);
        return n < stack->fixedCount() ? top : top - scroll;
    }
    /// Where scrolling lanes are seen: below the fixed ones.
    [[nodiscard]] QRectF scrolledArea() const { return layout.lanes.adjusted(0, std::min<double>(stack->fixedHeight(), layout.lanes.height()), 0, 0); }
};

/// A vertical line of whole device pixels, at least one.
class Canvas;
void drawUpright(Canvas &canvas, double x, double top, double bottom, double width, const QColor &colour);

} // namespace timeline
