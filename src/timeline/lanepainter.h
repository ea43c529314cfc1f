// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/laneid.h"
#include "session/theme.h"
#include "timeline/canvas.h"
#include "timeline/coordinates.h"
#include "timeline/lanestack.h"
#include "timeline/rowcache.h"
#include "trace/axis.h"
#include "trace/trace.h"

#include <QHash>

#include <optional>
#include <vector>

namespace timeline {

/// What all lanes of one picture have in common. Borrowed things live as long as the picture is drawn.
struct LaneContext
{
    const trace::Trace *trace = nullptr;
    const session::Theme *theme = &session::Theme::light();
    trace::AxisKind axisKind = trace::AxisKind::Time;
    Scale scale;
    Density density = Density::Roomy; ///< not Auto
    trace::Duration heldThreshold { 100'000'000 };

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
    void beginFrame() { m_rows.beginFrame(); }
    void draw(Canvas &canvas, const LaneContext &context, const LanePlace &place);
    /// Forgets what belongs to a trace; to be called when another one is shown.
    void clear();

private:
    struct Job; ///< what one call of draw() works on

    [[nodiscard]] RowCache::Row &rowOf(const Job &job, const trace::Lane &lane);
    void drawSlices(Job &job, const trace::Lane &lane, RowCache::Row &row);
    void drawDepth(Job &job, const trace::Counter &depth);
    void drawLabels(Job &job, const trace::Lane &lane);
    void drawLabel(Job &job, quint64 index, const trace::Slice &slice, double left, double right);
    void drawBorders(Job &job, const trace::Lane &lane);
    void drawIterations(Job &job, const trace::Lane &lane);
    void drawEndCap(Job &job, const trace::Lane &lane);
    void drawFrame(Job &job, const trace::Lane &lane, std::optional<quint64> index, const QColor &colour, double width);
    void drawLosses(Job &job);
    [[nodiscard]] QString labelOf(const Job &job, quint64 index, const trace::Slice &slice, double room);
    const CellStyle &styleOf(const Job &job, int variant);

    /// Styles depend on few things that hardly change; a handful of them is alive at a time.
    std::vector<std::pair<StyleKey, CellStyle>> m_styles;
    RowCache m_rows;
    std::vector<trace::Coverage> m_columns; ///< of the lane that is being drawn: a row of m_rows, or a lane's losses
    std::vector<trace::CounterColumn> m_depths;
    std::vector<Cell> m_cells;
    QHash<session::SliceRef, QString> m_labels;
};

} // namespace timeline
