// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "timeline/lanepainter.h"

#include <algorithm>
#include <cmath>

namespace timeline {

/// What one call of LanePainter::draw() works on: the caller's things, the bar, and which columns the cells stand for.
struct LaneJob
{
    static constexpr qsizetype FewColumns = 96; ///< what a step of panning brings in is computed whatever the budget
    static constexpr qsizetype RoughColumns = 8; ///< that share one value in a rough row
    static constexpr double LeastLabelledBar = 9; ///< px of a bar that holds text

    Canvas &canvas;
    const LaneContext &context;
    const LanePlace &place;
    LaneBar bar;
    double ratio = 1; ///< columns per pixel
    int pad = 0; ///< columns on either side of the visible ones, so that a mark is not cut before it is out of sight
    qsizetype count = 0; ///< columns with those
    trace::Axis axis;
    trace::Span span; ///< that all columns cover

    LaneJob(Canvas &onCanvas, const LaneContext &in, const LanePlace &at)
        : canvas(onCanvas), context(in), place(at), bar(laneBar(at.id.kind, at.top, at.height)), ratio(onCanvas.columnsPerPixel()), axis(in.axis())
    {
        const double perColumn = in.scale.unitsPerPixel() / ratio;
        // Where a column is a few units, a padding of whole units would shift all others.
        if (perColumn >= 64)
            pad = std::max(1, int(std::lround(3 * ratio)));
        count = qsizetype(std::ceil(in.scale.width() * ratio - 1e-6)) + 2 * pad;
        span.begin = in.scale.span().begin - std::llround(pad * perColumn);
        span.end = span.begin + std::max<qint64>(std::llround(double(count) * perColumn), 1);
    }
    [[nodiscard]] double columnX(double column) const { return context.scale.left() + (column - pad) / ratio; }
    [[nodiscard]] const trace::Trace &trace() const { return *context.trace; }
    [[nodiscard]] trace::Timestamp end() const { return context.trace->range().end; }
    [[nodiscard]] trace::Position endOfAxis() const { return axis.whole().end; }
    [[nodiscard]] Band band(double top, double bottom, double overhang) const
    {
        // Hatches hang on the lane and on the begin of the axis, so that they move with what they fill.
        const double origin = std::fmod(context.scale.x({}), HatchPeriod) + std::fmod(place.top, HatchPeriod);
        return { .left = columnX(0), .count = count, .top = top, .bottom = bottom, .overhang = overhang, .hatchOrigin = origin, .ground = place.ground.rgb() };
    }
    /// The columns as a place that a cache knows them by.
    [[nodiscard]] RowCache::Place columnsPlace() const
    {
        const quint64 events = trace().eventCount();
        const trace::Position settled = events > 0 ? axis.at(trace().latest().time, events - 1) : trace::Position();
        return { .axis = int(axis.kind()), .begin = span.begin.units, .perColumn = context.scale.unitsPerPixel() / ratio, .count = count,
                 .settled = settled.units, .end = endOfAxis().units, .events = events, .lost = trace().lostCount() };
    }
    /// What of the axis these of the columns stand for.
    [[nodiscard]] trace::Span spanOf(RowCache::Stretch stretch) const
    {
        const double perColumn = context.scale.unitsPerPixel() / ratio;
        trace::Span part = span;
        if (stretch.begin > 0)
            part.begin = span.begin + std::llround(double(stretch.begin) * perColumn);
        if (stretch.end != count)
            part.end = std::max(span.begin + std::llround(double(stretch.end) * perColumn), part.begin + 1);
        return part;
    }
    /// All of the lane's part of the frame.
    [[nodiscard]] QRectF area() const { return { 0, place.top, context.scale.right() + 4, place.height }; }
    /// The part of a slice that is in sight, at least 3 px wide.
    [[nodiscard]] QRectF rectOf(trace::Span slice) const
    {
        const Scale &scale = context.scale;
        double left = std::max(scale.x(slice.begin), scale.left() - 4);
        double right = std::min(scale.x(slice.end), scale.right() + 4);
        if (right - left < 3) {
            left = (left + right) / 2 - 1.5;
            right = left + 3;
        }
        return QRectF(QPointF(left, bar.top - bar.overhang), QPointF(right, bar.bottom + bar.overhang));
    }
};

} // namespace timeline
