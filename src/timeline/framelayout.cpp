// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/framelayout.h"

#include "timeline/canvas.h"

#include <algorithm>
#include <cmath>

namespace timeline {

namespace {

constexpr double MinimapTop = 8;
constexpr double MinimapHeight = 34;
constexpr double RulerHeight = 34;
constexpr double LegendHeight = 36;
constexpr double TitleHeight = 30;
constexpr double CaptionHeight = 20;
constexpr double BottomMargin = 6;

double titleHeight(const FrameParts &parts)
{
    const double height = (parts.title.isEmpty() ? 0 : TitleHeight) + (parts.caption.isEmpty() ? 0 : CaptionHeight);
    return height > 0 ? height + 8 : 0;
}

double heightAbove(const FrameParts &parts)
{
    return titleHeight(parts) + (parts.hasMinimap ? MinimapTop + MinimapHeight : 0) + RulerHeight;
}

double heightBelow(const FrameParts &parts)
{
    return parts.hasLegend ? LegendHeight : BottomMargin;
}

} // namespace

double headerWidthFor(const trace::Trace &trace, const session::LaneOrder &lanes)
{
    constexpr qsizetype MostNames = 500;
    double width = 0;
    for (qsizetype n = 0; n < std::min(lanes.count(), MostNames); ++n) {
        const session::LaneRow &row = lanes.row(n);
        const double name = textWidth(session::laneName(trace, row.id), session::FontRole::Name) + 12 * std::min<int>(row.depth, 4);
        // A queue's axis numbers stand in the header too.
        width = std::max(width, name + (row.id.kind == session::LaneKind::Queue ? 64 : 32));
    }
    return std::clamp(std::ceil(width / 8) * 8, 136.0, 240.0);
}

FrameLayout layOut(QSizeF size, const FrameParts &parts, double headerWidth, int lanesHeight)
{
    FrameLayout layout;
    const double right = std::max(size.width() - parts.rightMargin, 1.0);
    layout.headerWidth = std::min(headerWidth, right / 2);
    const double timeWidth = right - layout.headerWidth;
    double y = titleHeight(parts);
    layout.title = { 0, 0, size.width(), y };
    if (parts.hasMinimap) {
        layout.minimap = { layout.headerWidth, y + MinimapTop, timeWidth, MinimapHeight };
        y += MinimapTop + MinimapHeight;
    }
    layout.ruler = { layout.headerWidth, y, timeWidth, RulerHeight };
    y += RulerHeight;
    const double room = std::max(size.height() - y - heightBelow(parts), 0.0);
    layout.lanes = { 0, y, right, std::min(room, double(lanesHeight)) };
    if (parts.hasLegend)
        layout.legend = { 0, layout.lanes.bottom(), size.width(), LegendHeight };
    return layout;
}

double frameHeight(const FrameParts &parts, int lanesHeight)
{
    return heightAbove(parts) + lanesHeight + heightBelow(parts);
}

} // namespace timeline
