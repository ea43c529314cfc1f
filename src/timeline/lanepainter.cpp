// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/lanepainter.h"

#include "session/laneslices.h"
#include "timeline/frame.h"
#include "timeline/lanejob.h"
#include "timeline/workbudget.h"
#include "trace/axislanes.h"

#include <algorithm>
#include <cmath>

namespace timeline {

using session::FontRole;
using session::LaneKind;
using session::mixed;
using session::Theme;
using trace::Slice;
using trace::SliceState;
using trace::Position;
using trace::Span;

namespace {

constexpr double LeastBordered = 5; // px of a resume that is parted from the one before
constexpr double FlatBar = 6; // px below which hatches are mush

// Variants of CellStyle beside the kinds of lanes.
constexpr int LoopBase = session::LaneKindCount;
constexpr int FlatTask = session::LaneKindCount + 1;

} // namespace

LaneBar laneBar(LaneKind kind, double top, double height)
{
    const auto centred = [&](double size, double overhang) {
        const double inset = std::floor((height - size) / 2);
        return LaneBar { top + inset, top + inset + size, overhang };
    };
    switch (kind) {
    case LaneKind::Loop:
        return centred(height >= 34 ? 24 : height >= 26 ? 16 : 12, 0);
    case LaneKind::Task:
        return height >= 52 ? centred(28, 3) : height >= 18 ? centred(12, 2) : LaneBar { top, top + std::max(1.0, height - 1), 0 };
    case LaneKind::Queue:
        return height >= 70 ? LaneBar { top + 14, top + height - 10, 0 } : LaneBar { top + 4, top + height - 3, 0 };
    case LaneKind::Worker:
        break;
    }
    return height >= 34 ? centred(20, 0) : height >= 18 ? centred(10, 0) : LaneBar { top, top + std::max(1.0, height - 1), 0 };
}

void LanePainter::clear()
{
    m_labels.clear();
    m_rows.clear();
    m_depths.clear();
    m_borders = {};
}

const CellStyle &LanePainter::styleOf(const LaneJob &job, int variant)
{
    const StyleKey key { job.context.theme, variant, job.place.ground.rgb(), job.ratio };
    for (const auto &[known, style] : m_styles) {
        if (known == key)
            return style;
    }
    if (m_styles.size() >= 64)
        m_styles.clear();
    const Theme &theme = *key.theme;
    if (variant == LoopBase)
        m_styles.emplace_back(key, CellStyle::loopBase(theme, job.place.ground, job.ratio));
    else
        m_styles.emplace_back(key, CellStyle(theme, variant == FlatTask ? LaneKind::Task : LaneKind(variant), job.place.ground, job.ratio, variant == FlatTask));
    return m_styles.back().second;
}

void LanePainter::draw(Canvas &canvas, const LaneContext &context, const LanePlace &place)
{
    if (context.scale.width() < 1 || context.scale.span().isEmpty())
        return;
    LaneJob job(canvas, context, place);
    canvas.pushClip(QRectF(context.scale.left(), place.top, context.scale.width(), place.height));
    if (const trace::Lane *lane = session::slicesOf(*context.trace, place.id)) {
        RowCache::Row &row = drawnRow(job, *lane);
        m_labels.draw(job, *lane, row.singles);
        drawLosses(job, row.columns);
        drawEndCap(job, *lane);
        drawFrame(job, *lane, place.hovered, mixed(place.ground, context.theme->accent, 0.6), 1);
        drawFrame(job, *lane, place.selected, context.theme->accent, 2);
    } else if (const trace::Counter *depth = session::depthOf(*context.trace, place.id)) {
        drawDepth(job, *depth);
        if (context.trace->lostCount() > 0) {
            m_losses.resize(size_t(job.count));
            trace::coverage(job.axis, context.trace->loopLane(), job.span, m_losses); // every lane tells the same losses
            drawLosses(job, m_losses);
        }
    }
    canvas.popClip();
}

/// The lane's row, drawn. A row that is not known yet counts against the frame's budget until it stands there.
RowCache::Row &LanePainter::drawnRow(LaneJob &job, const trace::Lane &lane)
{
    const qint64 begin = job.context.budget ? WorkBudget::now() : 0;
    RowCache::Row &row = rowOf(job, lane);
    const bool isNew = !row.hasRuns;
    drawSlices(job, lane, row);
    if (job.context.budget && isNew && !row.isRough)
        job.context.budget->spend(WorkBudget::now() - begin);
    return row;
}

void LanePainter::drawSlices(LaneJob &job, const trace::Lane &lane, RowCache::Row &row)
{
    const LaneKind kind = job.place.id.kind;
    if (kind == LaneKind::Loop) {
        m_kernel.compute(row.columns, styleOf(job, LoopBase), m_base);
        const double half = job.bar.height() >= 20 ? 4 : 2;
        const double middle = (job.bar.top + job.bar.bottom) / 2;
        job.canvas.cells(job.band(middle - half, middle + half, 0), m_base);
    }
    const bool isFlat = kind == LaneKind::Task && job.bar.height() < FlatBar;
    const int variant = isFlat ? FlatTask : int(kind);
    const StyleKey style { job.context.theme, variant, job.place.ground.rgb(), job.ratio };
    const CellStyle &looks = styleOf(job, variant);
    if (!row.hasRuns || row.style != style) {
        m_kernel.compute(row.columns, looks, row.runs);
        row.singles = m_kernel.singles();
    }
    row.hasRuns = true;
    row.style = style;
    job.canvas.cells(job.band(job.bar.top, job.bar.bottom, job.bar.overhang), row.runs);
    const auto isWide = [&](const CellRun &run) { return run.cell == looks.running.cell && double(run.end - run.begin) >= (LeastBordered - 1) * job.ratio; };
    if (std::any_of(row.runs.cbegin(), row.runs.cend(), isWide))
        drawBorders(job, lane);
    if (kind == LaneKind::Loop)
        drawIterations(job, lane);
}

// Two resumes in a row look like one without a line between them. Only where slices are wide enough for it, so O(pixels).
void LanePainter::drawBorders(LaneJob &job, const trace::Lane &lane)
{
    const Scale &scale = job.context.scale;
    const auto first = trace::indexAt(job.axis, lane, scale.span().begin);
    const auto last = trace::indexAt(job.axis, lane, scale.span().end);
    if (!last || double(*last - first.value_or(0)) > 3 * scale.width() / LeastBordered)
        return;
    std::optional<Position> ranUntil;
    double borderedAt = scale.left() - LeastBordered;
    for (quint64 n = first.value_or(0); n <= *last; ++n) {
        if (lane.slice(n, {}).state != SliceState::Running)
            continue;
        const Span span = trace::spanOf(job.axis, lane, n);
        const double x = scale.x(span.begin);
        if (ranUntil == span.begin && scale.x(span.end) - x >= LeastBordered && x - borderedAt >= LeastBordered) {
            drawUpright(job.canvas, x, job.bar.top - job.bar.overhang, job.bar.bottom + job.bar.overhang, 1, job.place.ground);
            borderedAt = x;
        }
        if (!span.isEmpty())
            ranUntil = span.end;
    }
}

// An iteration begins where the loop leaves its selector. Notches above and below the bar, where iterations are wide enough to be told apart.
void LanePainter::drawIterations(LaneJob &job, const trace::Lane &lane)
{
    constexpr double LeastWidth = 8; // px of an iteration
    const Scale &scale = job.context.scale;
    const auto first = trace::indexAt(job.axis, lane, scale.span().begin);
    const auto last = trace::indexAt(job.axis, lane, scale.span().end);
    if (!last || double(*last - first.value_or(0)) > scale.width() || job.bar.top - job.place.top < 3)
        return;
    const QColor colour = mixed(job.place.ground, job.context.theme->faint, 0.8);
    double previous = scale.left() - LeastWidth;
    for (quint64 n = std::max<quint64>(first.value_or(0), 1); n <= *last; ++n) {
        if (lane.slice(n - 1, {}).state != SliceState::Idle || lane.slice(n, {}).state == SliceState::Idle)
            continue;
        const double x = scale.x(trace::spanOf(job.axis, lane, n).begin);
        if (x < scale.left() || x - previous < LeastWidth)
            continue;
        previous = x;
        drawUpright(job.canvas, x, job.place.top + 1, job.bar.top, 1, colour);
        drawUpright(job.canvas, x, job.bar.bottom, job.place.top + job.place.height - 2, 1, colour);
    }
}

void LanePainter::drawFrame(LaneJob &job, const trace::Lane &lane, std::optional<quint64> index, const QColor &colour, double width)
{
    if (index && *index < lane.count())
        job.canvas.plate(job.rectOf(trace::spanOf(job.axis, lane, *index)).adjusted(-width / 2, 0, width / 2, 0), 0, QColor(), colour, width);
}

void LanePainter::drawEndCap(LaneJob &job, const trace::Lane &lane)
{
    if (job.place.id.kind != LaneKind::Task || job.bar.height() < LaneJob::LeastLabelledBar || lane.count() == 0)
        return;
    const trace::TaskRow &task = job.trace().tasks()[job.place.id.number - 1];
    if (task.outcome == trace::Outcome::None)
        return;
    const double x = job.context.scale.x(trace::spanOf(job.axis, lane, lane.count() - 1).begin) + 5;
    if (x + EndGlyphSize < job.context.scale.left() || x > job.context.scale.right())
        return;
    const Theme &theme = *job.context.theme;
    const double y = (job.bar.top + job.bar.bottom) / 2;
    drawEndGlyph(job.canvas, theme, task.outcome, { x, y });
    if (task.outcome == trace::Outcome::Returned)
        return;
    const QColor colour = task.outcome == trace::Outcome::Raised ? theme.bad : theme.dim;
    job.canvas.text({ x + EndGlyphSize + 5, std::round(y + capHeight(FontRole::Small) / 2) }, QString::fromLatin1(trace::nameOf(task.outcome)),
                    FontRole::Small, legibleOn(colour, job.place.ground));
}

void drawEndGlyph(Canvas &canvas, const Theme &theme, trace::Outcome outcome, QPointF at)
{
    const double x = at.x();
    const double y = at.y();
    constexpr double Half = EndGlyphSize / 2;
    if (outcome == trace::Outcome::Returned) {
        canvas.fill(QRectF(x, std::round(y - Half), EndGlyphSize, EndGlyphSize), theme.running);
    } else if (outcome == trace::Outcome::Raised) {
        canvas.line({ x, y - Half }, { x + EndGlyphSize, y + Half }, theme.bad, 2);
        canvas.line({ x, y + Half }, { x + EndGlyphSize, y - Half }, theme.bad, 2);
    } else if (outcome == trace::Outcome::Cancelled) {
        const QPointF corners[] { { x, y }, { x + Half, y - Half - 1 }, { x + EndGlyphSize, y }, { x + Half, y + Half + 1 } };
        for (size_t n = 0; n < 4; ++n)
            canvas.line(corners[n], corners[(n + 1) % 4], theme.dim, 1.5);
    }
}

void LanePainter::drawLosses(LaneJob &job, std::span<const trace::Coverage> columns)
{
    if (job.trace().lostCount() == 0)
        return;
    const QColor colour = mixed(job.place.ground, job.context.theme->bad, 0.55);
    for (size_t begin = 0; begin < columns.size();) {
        if (!columns[begin].isLost) {
            ++begin;
            continue;
        }
        size_t end = begin + 1;
        while (end < columns.size() && columns[end].isLost)
            ++end;
        double left = job.columnX(double(begin));
        double right = job.columnX(double(end));
        if (right - left < 4) {
            left = (left + right) / 2 - 2;
            right = left + 4;
        }
        const QRectF rect(left, job.place.top, right - left, job.place.height);
        job.canvas.fill(rect, mixed(job.place.ground, job.context.theme->bad, 0.10));
        job.canvas.hatch(rect, std::fmod(job.context.scale.x({}), HatchPeriod), colour);
        begin = end;
    }
}

} // namespace timeline
