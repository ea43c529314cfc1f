// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "timeline/frame.h"
#include "timeline/laneheaders.h"
#include "timeline/lanepainter.h"
#include "timeline/nowherecanvas.h"
#include "timeline/ticks.h"

namespace timeline {

/// What the minimap shows, kept from one frame to the next: it is of the whole trace, which is a long way to go for each move of the pointer. While a
/// trace grows it is brought up to date when a column's worth has been added, or after RefreshFrames frames; where that is so frame after frame, by columns
/// of CoarsePixels, which are refined when it stands still.
struct MinimapColumns
{
    static constexpr int RefreshFrames = 16;
    static constexpr int GrowingFrames = 8; ///< with something new make it coarse
    static constexpr int StillFrames = 4; ///< in a row without make it fine again: a frame that grows may be followed by one for the pointer
    static constexpr int CoarsePixels = 3;

    trace::AxisKind axis = trace::AxisKind::Time;
    trace::Span whole;
    trace::TimeRange range; ///< of the trace
    quint64 events = 0;
    int age = 0; ///< frames
    int growing = 0; ///< frames that had something new since it stood still
    int still = 0; ///< frames in a row that had nothing new
    int pixelsPerColumn = 1; ///< logical
    std::vector<qint64> depth; ///< greatest depth of any queue
    std::vector<trace::Coverage> busy; ///< of the loop
    std::vector<trace::CounterColumn> scratch;
    /// Stretches of columns that look alike, so that a frame fills as few rectangles as there are to be seen.
    struct Stretch
    {
        size_t begin = 0;
        size_t end = 0;
        int height = 0; ///< device pixels
    };
    double pixels = 0; ///< height of the greatest depth
    std::vector<Stretch> depths;
    std::vector<Stretch> busyStretches; ///< of height 1

    /// `width`: logical pixels; `room`: for the depth, device pixels.
    void update(const Frame &frame, size_t width, double room);

private:
    bool measure(const Frame &frame, size_t width);
    void findStretches();
};

/// The span of lanes [first, last) of which something is seen in the scrolling part.
struct LaneSpan
{
    qsizetype first = 0;
    qsizetype last = 0;
};

/// Draws a whole frame: title, minimap, ruler, grid, lane headers, lanes (by its LanePainter), overlays, legend. The window and the pictures
/// share it. Walks only the lanes that are in sight.
class FramePainter
{
public:
    void draw(Canvas &canvas, const Frame &frame);
    /// Finds out all that the frame has to know of lane n, so that drawing it takes no time but for its pixels.
    void prepare(NowhereCanvas &canvas, const Frame &frame, qsizetype n) { drawLane(canvas, frame, n); }
    /// Forgets what belongs to a trace; to be called when another one is shown.
    void clear()
    {
        m_lanes.clear();
        m_headers.clear();
        m_minimap = {};
    }

private:
    void drawTitle(Canvas &canvas, const Frame &frame);
    void makeGrounds(const Frame &frame, const Ticks &ticks);
    void drawGrounds(Canvas &canvas, const Frame &frame, LaneSpan span);
    void drawAxisChip(Canvas &canvas, const Frame &frame);
    void drawRuler(Canvas &canvas, const Frame &frame, const Ticks &ticks);
    void drawLanes(Canvas &canvas, const Frame &frame, const Ticks &ticks);
    void drawLane(Canvas &canvas, const Frame &frame, qsizetype n);
    void fillAround(Canvas &canvas, const Frame &frame);

    LanePainter m_lanes;
    LaneHeaders m_headers;
    MinimapColumns m_minimap;
    Ground m_ground; ///< behind lanes
    Ground m_bareGround; ///< behind nothing
    Ground m_selectedGround; ///< behind the selected one
};

[[nodiscard]] LaneSpan visibleLanes(const Frame &frame);

// Parts of a frame with files of their own.
void drawMinimap(Canvas &canvas, const Frame &frame, MinimapColumns &columns);
void drawMinimapPlayhead(Canvas &canvas, const Frame &frame);
/// Measured span, marks, arrows of wake-ups and flows, hover line, playhead.
void drawOverlays(Canvas &canvas, const Frame &frame);
/// The card that tells what is under the pointer.
void drawReadout(Canvas &canvas, const Frame &frame);
void drawLegend(Canvas &canvas, const Frame &frame);
/// "time", "steps", "events".
[[nodiscard]] QString axisText(trace::AxisKind kind);
/// Where a click changes the axis.
[[nodiscard]] QRectF axisChip(const Frame &frame);
/// Where the badge of the playhead stands; empty where it is out of sight.
[[nodiscard]] QRectF playheadBadge(const Frame &frame);

} // namespace timeline
