// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/laneorder.h"
#include "timeline/lanestack.h"

#include <QRectF>
#include <QSizeF>
#include <QString>

namespace timeline {

/// Where the parts of the timeline stand in a widget or picture; logical pixels. A part that is not there is empty.
struct FrameLayout
{
    double headerWidth = 0; ///< of the column with the names of the lanes
    QRectF title; ///< title and caption of a picture
    QRectF minimap; ///< right of the header column
    QRectF ruler; ///< likewise
    QRectF lanes; ///< the window on the lanes, header column included
    QRectF legend;

    /// The span of x that time fills.
    [[nodiscard]] double timeLeft() const { return lanes.left() + headerWidth; }
    [[nodiscard]] double timeWidth() const { return lanes.right() - timeLeft(); }
};

/// What a frame is made of.
struct FrameParts
{
    bool hasMinimap = true;
    bool hasLegend = true;
    QString title;
    QString caption;
    double rightMargin = 12;
};

/// Width of the header column that shows the names of these lanes: as the longest of the first 500 needs, between 112 and 240 px.
[[nodiscard]] double headerWidthFor(const trace::Trace &trace, const session::LaneOrder &lanes);

/// Places the parts in a frame of this size; what remains is for the lanes. The legend stands right below the lanes where they leave room.
[[nodiscard]] FrameLayout layOut(QSizeF size, const FrameParts &parts, double headerWidth, int lanesHeight);
/// The height of a frame that shows this much of lanes.
[[nodiscard]] double frameHeight(const FrameParts &parts, int lanesHeight);

} // namespace timeline
