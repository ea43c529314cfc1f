// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/laneid.h"
#include "session/theme.h"
#include "timeline/boundedhash.h"
#include "timeline/canvas.h"
#include "timeline/coordinates.h"
#include "timeline/lanelabels.h"
#include "timeline/lanestack.h"
#include "timeline/rowcache.h"
#include "trace/axislanes.h"
#include "trace/trace.h"

#include <deque>
#include <optional>
#include <vector>

namespace timeline {

class WorkBudget;
struct LaneJob;

/// What all lanes of one picture have in common. Borrowed things live as long as the picture is drawn.
struct LaneContext
{
    const trace::Trace *trace = nullptr;
    const session::Theme *theme = &session::Theme::light();
    trace::AxisKind axisKind = trace::AxisKind::Time;
    Scale scale;
    Density density = Density::Roomy; ///< not Auto
    trace::Duration heldThreshold { 100'000'000 };
    WorkBudget *budget = nullptr; ///< borrowed; null for a picture, which takes what time it needs

    [[nodiscard]] trace::Axis axis() const { return { *trace, axisKind }; }
};

/// One lane and where it stands: the area right of its header.
struct LanePlace
{
    session::LaneId id;
    double top = 0;
    double height = 0;
    QColor ground; ///< what is behind it, opaque
    std::optional<quint64> selected; ///< slice with a frame
    std::optional<quint64> hovered;
};

/// The bar of a lane within its height; logical pixels.
struct LaneBar
{
    double top = 0;
    double bottom = 0;
    double overhang = 0;
    [[nodiscard]] double height() const { return bottom - top; }
};
[[nodiscard]] LaneBar laneBar(session::LaneKind kind, double top, double height);

/// The value at the top of a queue's axis: the greatest depth of the whole trace, or its capacity where that is at most four times as much.
[[nodiscard]] qint64 depthLimit(const trace::Trace &trace, trace::QueueId id);

/// How a task ended, told by shape: a square for returned, a cross for raised, a hollow diamond for cancelled. `at` is its left end's middle.
void drawEndGlyph(Canvas &canvas, const session::Theme &theme, trace::Outcome outcome, QPointF at);
inline constexpr double EndGlyphSize = 7; ///< px

/// Draws lanes; the only thing that does, for the window and for pictures alike. Keeps buffers and labels from one frame to the next.
/// O(columns) a lane whatever the number of events (timeline.md section 2).
class LanePainter
{
public:
    /// To be called before the lanes of a frame are drawn.
    void beginFrame()
    {
        m_rows.beginFrame();
        m_roughCount = 0;
    }
    void draw(Canvas &canvas, const LaneContext &context, const LanePlace &place);
    /// Forgets what belongs to a trace; to be called when another one is shown.
    void clear();

private:
    [[nodiscard]] RowCache::Row &rowOf(const LaneJob &job, const trace::Lane &lane);
    void computeColumns(const LaneJob &job, const trace::Lane &lane, RowCache::Stretch stretch, std::span<trace::Coverage> columns);
    [[nodiscard]] RowCache::Row &nextRough();
    [[nodiscard]] RowCache::Row &roughRowOf(const LaneJob &job, const trace::Lane &lane, const RowCache::Place &place);
    RowCache::Row &drawnRow(LaneJob &job, const trace::Lane &lane);
    void drawSlices(LaneJob &job, const trace::Lane &lane, RowCache::Row &row);
    [[nodiscard]] const std::vector<trace::CounterColumn> &roughDepthColumns(const LaneJob &job, const trace::Counter &depth);
    [[nodiscard]] const std::vector<trace::CounterColumn> &depthColumns(const LaneJob &job, const trace::Counter &depth);
    void drawDepth(LaneJob &job, const trace::Counter &depth);
    void drawBorders(LaneJob &job, const trace::Lane &lane);
    void drawIterations(LaneJob &job, const trace::Lane &lane);
    void drawEndCap(LaneJob &job, const trace::Lane &lane);
    void drawFrame(LaneJob &job, const trace::Lane &lane, std::optional<quint64> index, const QColor &colour, double width);
    void drawLosses(LaneJob &job, std::span<const trace::Coverage> columns);
    const CellStyle &styleOf(const LaneJob &job, int variant);

    /// Styles depend on few things that hardly change; a handful of them is alive at a time.
    std::vector<std::pair<StyleKey, CellStyle>> m_styles;
    RowCache m_rows;
    std::deque<RowCache::Row> m_roughs; ///< lanes that this frame has no time for
    size_t m_roughCount = 0; ///< of them
    RowKernel m_kernel;
    trace::StepBorders m_borders;
    LaneLabels m_labels;
    std::vector<trace::Coverage> m_losses; ///< columns of a lane that has no slices
    /// A queue's columns as they were drawn last.
    struct DepthRow
    {
        RowCache::Place place;
        std::vector<trace::CounterColumn> columns;
    };
    BoundedHash<session::LaneId, DepthRow> m_depths { 64 };
    std::vector<trace::CounterColumn> m_roughDepths; ///< of a queue that this frame has no time for
    std::vector<CellRun> m_base; ///< of the loop's thin bar
};

} // namespace timeline
