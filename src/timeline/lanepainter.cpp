// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/lanepainter.h"

#include "session/laneslices.h"
#include "timeline/frame.h"
#include "timeline/slicetext.h"
#include "timeline/ticks.h"
#include "trace/axislanes.h"

#include <algorithm>
#include <cmath>

namespace timeline {

using session::FontRole;
using session::LaneId;
using session::LaneKind;
using session::legible;
using session::mixed;
using session::SliceRef;
using session::Theme;
using trace::Slice;
using trace::SliceState;
using trace::Position;
using trace::Span;
using trace::Timestamp;

namespace {

constexpr double LeastLabel = 22; // px of a slice that is labelled
constexpr double LabelIndent = 6;
constexpr double LeastHeldFrame = 4; // px of a slice that can carry a red edge
constexpr double LeastLabelledBar = 9; // px of a bar that holds text
constexpr double FlatBar = 6; // px below which hatches are mush
constexpr qsizetype MostLabels = 16'384;

// Variants of CellStyle beside the kinds of lanes.
constexpr int LoopBase = session::LaneKindCount;
constexpr int FlatTask = session::LaneKindCount + 1;

} // namespace

/// What one call of draw() works on: the caller's things, the bar, and which columns the cells stand for.
struct LanePainter::Job
{
    Canvas &canvas;
    const LaneContext &context;
    const LanePlace &place;
    LaneBar bar;
    double ratio = 1; ///< columns per pixel
    int pad = 0; ///< columns on either side of the visible ones, so that a mark is not cut before it is out of sight
    qsizetype count = 0; ///< columns with those
    trace::Axis axis;
    Span span; ///< that all columns cover

    Job(Canvas &onCanvas, const LaneContext &in, const LanePlace &at)
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
    [[nodiscard]] Timestamp end() const { return context.trace->range().end; }
    [[nodiscard]] Position endOfAxis() const { return axis.whole().end; }
    [[nodiscard]] Band band(double top, double bottom, double overhang) const
    {
        // Hatches hang on the lane and on the begin of the axis, so that they move with what they fill.
        const double origin = std::fmod(context.scale.x({}), HatchPeriod) + std::fmod(place.top, HatchPeriod);
        return { columnX(0), top, bottom, overhang, origin, place.ground.rgb() };
    }
    /// The part of a slice that is in sight, at least 3 px wide.
    [[nodiscard]] QRectF rectOf(Span slice) const
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
}

const CellStyle &LanePainter::styleOf(const Job &job, int variant)
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
    Job job(canvas, context, place);
    canvas.pushClip(QRectF(context.scale.left(), place.top, context.scale.width(), place.height));
    if (const trace::Lane *lane = session::slicesOf(*context.trace, place.id)) {
        RowCache::Row &row = rowOf(job, *lane);
        m_columns.swap(row.columns);
        m_cells.swap(row.cells);
        drawSlices(job, *lane, row);
        drawLosses(job);
        drawEndCap(job, *lane);
        drawFrame(job, *lane, place.hovered, mixed(place.ground, context.theme->accent, 0.6), 1);
        drawFrame(job, *lane, place.selected, context.theme->accent, 2);
        m_columns.swap(row.columns);
        m_cells.swap(row.cells);
    } else if (const trace::Counter *depth = session::depthOf(*context.trace, place.id)) {
        drawDepth(job, *depth);
        if (context.trace->lostCount() > 0) {
            m_columns.resize(size_t(job.count));
            trace::coverage(job.axis, context.trace->loopLane(), job.span, m_columns); // every lane tells the same losses
            drawLosses(job);
        }
    }
    canvas.popClip();
}

/// The lane's columns, of which only those are computed that the last frames do not know.
RowCache::Row &LanePainter::rowOf(const Job &job, const trace::Lane &lane)
{
    const double perColumn = job.context.scale.unitsPerPixel() / job.ratio;
    const trace::Trace &trace = job.trace();
    const quint64 events = trace.eventCount();
    const Position settled = events > 0 ? job.axis.at(trace.latest().time, events - 1) : Position();
    RowCache::Row &row = m_rows.row(job.place.id, { .axis = int(job.axis.kind()), .begin = job.span.begin.units, .perColumn = perColumn, .count = job.count,
                                                    .settled = settled.units, .end = job.endOfAxis().units, .events = events, .lost = trace.lostCount() });
    for (const RowCache::Stretch stretch : { row.left, row.right }) {
        if (stretch.isEmpty())
            continue;
        Span span = job.span;
        if (stretch.begin > 0)
            span.begin = job.span.begin + std::llround(double(stretch.begin) * perColumn);
        if (stretch.end < job.count)
            span.end = job.span.begin + std::llround(double(stretch.end) * perColumn);
        trace::coverage(job.axis, lane, span, std::span(row.columns).subspan(size_t(stretch.begin), size_t(stretch.end - stretch.begin)),
                        job.place.id.kind == LaneKind::Worker ? trace::RunKind::Job : trace::RunKind::Resume);
    }
    return row;
}

void LanePainter::drawSlices(Job &job, const trace::Lane &lane, RowCache::Row &row)
{
    m_cells.resize(size_t(job.count));
    const LaneKind kind = job.place.id.kind;
    if (kind == LaneKind::Loop) {
        computeCells(m_columns, styleOf(job, LoopBase), m_cells);
        const double half = job.bar.height() >= 20 ? 4 : 2;
        const double middle = (job.bar.top + job.bar.bottom) / 2;
        job.canvas.cells(job.band(middle - half, middle + half, 0), m_cells);
    }
    const bool isFlat = kind == LaneKind::Task && job.bar.height() < FlatBar;
    const int variant = isFlat ? FlatTask : int(kind);
    // The loop's row is drawn in two styles, one after the other.
    const StyleKey style { job.context.theme, variant, job.place.ground.rgb(), job.ratio };
    if (kind == LaneKind::Loop || !row.hasCells || row.style != style)
        computeCells(m_columns, styleOf(job, variant), m_cells);
    row.hasCells = true;
    row.style = style;
    job.canvas.cells(job.band(job.bar.top, job.bar.bottom, job.bar.overhang), m_cells);
    drawBorders(job, lane);
    if (kind == LaneKind::Loop)
        drawIterations(job, lane);
    drawLabels(job, lane);
}

QString LanePainter::labelOf(const Job &job, quint64 index, const Slice &slice, double room)
{
    const LaneId lane = job.place.id;
    QString label;
    if (slice.state == SliceState::Running && lane.kind == LaneKind::Task) {
        // Its length, which may still grow; in virtual time a resume has none.
        label = slice.range.isEmpty() ? QString() : sliceLabel(job.trace(), lane, slice);
    } else {
        const SliceRef key { lane, index };
        const auto found = m_labels.constFind(key);
        if (found != m_labels.constEnd()) {
            label = *found;
        } else {
            if (m_labels.size() >= MostLabels)
                m_labels.clear();
            label = sliceLabel(job.trace(), lane, slice);
            m_labels.insert(key, label);
        }
    }
    if (slice.state == SliceState::Awaiting && textWidth(label, FontRole::Small) > room)
        label = awaitText(slice.reason);
    // Half a reason tells less than its hue; half a name still tells something.
    if (slice.state == SliceState::Awaiting || slice.state == SliceState::Ready)
        return textWidth(label, FontRole::Small) <= room ? label : QString();
    const QString shown = elidedName(label, FontRole::Small, room);
    return shown.size() == label.size() || shown.size() > 3 ? shown : QString();
}

// Slices that are wide enough to say something are found from the columns that one slice fills, so the search costs nothing where a column holds many.
void LanePainter::drawLabels(Job &job, const trace::Lane &lane)
{
    const Scale &scale = job.context.scale;
    for (size_t begin = 0; begin < m_columns.size();) {
        if (!m_columns[begin].isSingle) {
            ++begin;
            continue;
        }
        size_t end = begin + 1;
        while (end < m_columns.size() && m_columns[end].isSingle)
            ++end;
        const double left = std::max(job.columnX(double(begin)), scale.left());
        const double right = std::min(job.columnX(double(end)), scale.right());
        const double middle = job.columnX(double(begin) + 0.5);
        begin = end;
        if (right - left < LeastHeldFrame)
            continue;
        // Each slice of the stretch that has a length fills a column at least, and those without are leapt over: the walk is one over columns.
        quint64 next = trace::indexAt(job.axis, lane, scale.position(std::max(middle, left))).value_or(lane.count());
        while (next < lane.count()) {
            const quint64 n = next;
            const Span span = trace::spanOf(job.axis, lane, n);
            next = std::max(n + 1, trace::indexAt(job.axis, lane, span.end).value_or(0));
            if (scale.x(span.begin) >= right)
                break;
            const double from = std::max(left, scale.x(span.begin));
            const double to = std::min(right, scale.x(span.end));
            if (to - from < LeastHeldFrame)
                continue;
            const Slice slice = lane.slice(n, job.end());
            if (slice.state == SliceState::Running && job.place.id.kind != LaneKind::Worker && slice.range.length() >= job.context.heldThreshold)
                job.canvas.plate(job.rectOf(span), 0, QColor(), job.context.theme->bad, 2);
            if (to - from >= LeastLabel && job.bar.height() >= LeastLabelledBar)
                drawLabel(job, n, slice, from, to);
        }
    }
}

void LanePainter::drawLabel(Job &job, quint64 index, const Slice &slice, double left, double right)
{
    const Theme &theme = *job.context.theme;
    const QString label = labelOf(job, index, slice, right - left - 2 * LabelIndent);
    if (label.isEmpty())
        return;
    const double baseline = std::round((job.bar.top + job.bar.bottom + capHeight(FontRole::Small)) / 2);
    const double textLeft = left + LabelIndent;
    if (slice.state == SliceState::Running) {
        const QColor below = job.place.id.kind == LaneKind::Worker ? theme.worker : theme.running;
        job.canvas.text({ textLeft, baseline }, label, FontRole::Small, legible(theme.ground, below));
        return;
    }
    const QColor hue = slice.state == SliceState::Ready ? theme.ready : theme.hue(slice.reason);
    const double width = textWidth(label, FontRole::Small) + 8;
    if (slice.state == SliceState::Awaiting) {
        const double plateHeight = std::min(job.bar.height() - 2, 18.0);
        const double plateTop = (job.bar.top + job.bar.bottom - plateHeight) / 2;
        job.canvas.plate({ textLeft - 4, plateTop, width, plateHeight }, 3, job.place.ground, QColor(), 0);
    }
    job.canvas.text({ textLeft, baseline }, label, FontRole::Small, legible(hue, job.place.ground));
}

// Two resumes in a row look like one without a line between them. Only where slices are wide enough for it, so O(pixels).
void LanePainter::drawBorders(Job &job, const trace::Lane &lane)
{
    constexpr double LeastWidth = 5; // px of a slice on average
    const Scale &scale = job.context.scale;
    const auto first = trace::indexAt(job.axis, lane, scale.span().begin);
    const auto last = trace::indexAt(job.axis, lane, scale.span().end);
    if (!last || double(*last - first.value_or(0)) > 3 * scale.width() / LeastWidth)
        return;
    std::optional<Position> ranUntil;
    double borderedAt = scale.left() - LeastWidth;
    for (quint64 n = first.value_or(0); n <= *last; ++n) {
        if (lane.slice(n, {}).state != SliceState::Running)
            continue;
        const Span span = trace::spanOf(job.axis, lane, n);
        const double x = scale.x(span.begin);
        if (ranUntil == span.begin && scale.x(span.end) - x >= LeastWidth && x - borderedAt >= LeastWidth) {
            drawUpright(job.canvas, x, job.bar.top - job.bar.overhang, job.bar.bottom + job.bar.overhang, 1, job.place.ground);
            borderedAt = x;
        }
        if (!span.isEmpty())
            ranUntil = span.end;
    }
}

// An iteration begins where the loop leaves its selector. Notches above and below the bar, where iterations are wide enough to be told apart.
void LanePainter::drawIterations(Job &job, const trace::Lane &lane)
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

void LanePainter::drawFrame(Job &job, const trace::Lane &lane, std::optional<quint64> index, const QColor &colour, double width)
{
    if (index && *index < lane.count())
        job.canvas.plate(job.rectOf(trace::spanOf(job.axis, lane, *index)).adjusted(-width / 2, 0, width / 2, 0), 0, QColor(), colour, width);
}

void LanePainter::drawEndCap(Job &job, const trace::Lane &lane)
{
    if (job.place.id.kind != LaneKind::Task || job.bar.height() < LeastLabelledBar || lane.count() == 0)
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
                    FontRole::Small, legible(colour, job.place.ground));
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

// Steps of a depth by columns: filled up to the least value in a column, dark between least and greatest. The axis is that of the whole trace, so
// that lanes keep their scale while one looks around.
void LanePainter::drawDepth(Job &job, const trace::Counter &depth)
{
    m_depths.resize(size_t(job.count));
    trace::columns(job.axis, depth, job.span, m_depths);
    const Theme &theme = *job.context.theme;
    const qint64 limit = depthLimit(job.trace(), job.place.id.queue());
    const double unit = job.bar.height() / double(limit);
    const auto yOf = [&](qint64 value) { return job.bar.bottom - double(value) * unit; };
    const QColor tint = mixed(job.place.ground, theme.queue, 0.20);
    const QColor band = mixed(job.place.ground, theme.queue, 0.55);
    constexpr double Line = 1.5;

    const auto isSame = [](const trace::CounterColumn &a, const trace::CounterColumn &b) {
        return a.isKnown == b.isKnown && a.min == b.min && a.max == b.max;
    };
    double drawnTo = -1;
    qint64 previous = 0;
    bool wasStep = false;
    // The last value is known up to the end of the trace and no further.
    const double endColumn = (job.context.scale.x(job.endOfAxis()) - job.columnX(0)) * job.ratio;
    const size_t size = size_t(std::clamp(std::ceil(endColumn), 0.0, double(m_depths.size())));
    for (size_t begin = 0; begin < size;) {
        const trace::CounterColumn &column = m_depths[begin];
        size_t end = begin + 1;
        while (end < size && isSame(m_depths[begin], m_depths[end]))
            ++end;
        const double left = job.columnX(double(begin));
        const double right = job.columnX(double(end));
        if (column.isKnown) {
            // A single column that changes is the upright of a step; several in a row are more changes than columns.
            const bool isStep = column.min != column.max && end - begin == 1 && !wasStep;
            job.canvas.fill({ QPointF(left, yOf(column.min)), QPointF(right, job.bar.bottom) }, tint);
            if (column.min != column.max && !isStep)
                job.canvas.fill({ QPointF(left, yOf(column.max)), QPointF(right, yOf(column.min)) }, band);
            if (isStep) {
                drawUpright(job.canvas, (left + right) / 2, yOf(column.max) - Line / 2, yOf(column.min) + Line / 2, Line, theme.queue);
            } else {
                job.canvas.fill(QRectF(left, yOf(column.max) - Line / 2, right - left, Line), theme.queue);
                if (drawnTo == left && !wasStep && previous != column.max)
                    drawUpright(job.canvas, left, yOf(std::max(previous, column.max)) - Line / 2, yOf(std::min(previous, column.max)) + Line / 2, Line, theme.queue);
            }
            previous = m_depths[end - 1].last;
            wasStep = column.min != column.max;
            drawnTo = right;
        }
        begin = end;
    }
    const Scale &scale = job.context.scale;
    const double left = std::max(scale.left(), scale.x({}));
    const double right = std::min(scale.right(), scale.x(job.endOfAxis()));
    job.canvas.fill(QRectF(left, job.bar.bottom - 0.5, std::max(right - left, 0.0), 1), mixed(job.place.ground, theme.queue, 0.6));
    const qint64 maxsize = job.trace().queues()[job.place.id.number - 1].maxsize;
    if (maxsize > 0 && maxsize <= limit) {
        const double y = std::round(yOf(maxsize)) + 0.5;
        job.canvas.line({ left, y }, { right, y }, legible(theme.queue, job.place.ground), 1, true);
    }
}

qint64 depthLimit(const trace::Trace &trace, trace::QueueId id)
{
    const qint64 greatest = std::max<qint64>(trace.queueDepth(id).maximum(), 1);
    const qint64 maxsize = trace.queues()[trace::rowOf(id)].maxsize;
    // A capacity that was never nearly reached would press the steps flat.
    return maxsize > greatest && maxsize <= 4 * greatest ? maxsize : greatest;
}

void LanePainter::drawLosses(Job &job)
{
    const QColor colour = mixed(job.place.ground, job.context.theme->bad, 0.55);
    for (size_t begin = 0; begin < m_columns.size();) {
        if (!m_columns[begin].isLost) {
            ++begin;
            continue;
        }
        size_t end = begin + 1;
        while (end < m_columns.size() && m_columns[end].isLost)
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
