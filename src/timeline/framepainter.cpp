// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/framepainter.h"

#include <algorithm>
#include <cmath>

namespace timeline {

using session::FontRole;
using session::LaneKind;
using session::LaneRow;
using session::mixed;
using session::Theme;

namespace {

constexpr double Indent = LaneHeaders::Indent;
constexpr double TickSpacing = 96; // px a labelled tick has at least

bool isSelected(const Frame &frame, session::LaneId lane)
{
    return frame.selection.lane == lane;
}

QColor selectedGround(const Frame &frame)
{
    return mixed(frame.theme->ground, frame.theme->selected, 0.6);
}

} // namespace

void drawUpright(Canvas &canvas, double x, double top, double bottom, double width, const QColor &colour)
{
    const double ratio = canvas.columnsPerPixel();
    const double pixels = std::max(1.0, std::round(width * ratio));
    const double left = std::round(x * ratio - pixels / 2) / ratio;
    canvas.fill(QRectF(left, top, pixels / ratio, bottom - top), colour);
}

QString axisText(trace::AxisKind kind)
{
    switch (kind) {
    case trace::AxisKind::Time:
        return QStringLiteral("time");
    case trace::AxisKind::Steps:
        return QStringLiteral("steps");
    case trace::AxisKind::Events:
        break;
    }
    return QStringLiteral("events");
}

QRectF axisChip(const Frame &frame)
{
    const double width = textWidth(axisText(frame.axisKind), FontRole::Small) + 14;
    // At the left, where the playhead's badge never comes.
    return { frame.isInteractive ? Indent : Indent - 7, frame.layout.ruler.top() + 1, width, 18 };
}

/// Where lanes end, or what is shown of them does.
static double bottomOfLanes(const Frame &frame)
{
    const qsizetype count = frame.stack->count();
    const double bottom = count > 0 ? frame.laneTop(count - 1) + frame.stack->height(count - 1) : frame.layout.lanes.top();
    return std::clamp(bottom, frame.layout.lanes.top(), frame.layout.lanes.bottom());
}

LaneSpan visibleLanes(const Frame &frame)
{
    const LaneStack &stack = *frame.stack;
    const QRectF area = frame.scrolledArea();
    if (area.height() <= 0)
        return { stack.fixedCount(), stack.fixedCount() };
    const int offset = frame.scroll - int(frame.layout.lanes.top());
    const qsizetype first = stack.laneAt(int(std::floor(area.top())) + offset);
    const qsizetype last = stack.laneAt(int(std::ceil(area.bottom())) - 1 + offset);
    return { std::clamp(first, stack.fixedCount(), stack.count()), std::min(last + 1, stack.count()) };
}

namespace {

/// Ground on which nothing stands, in pieces that can be laid side by side.
void layRest(Canvas &canvas, double top, double bottom, Ground &ground)
{
    constexpr double Piece = 64; // px
    for (; top < bottom; top += Piece)
        canvas.layGround(top, std::min(top + Piece, bottom), ground);
    canvas.endGround();
}

/// Below the lanes that stay while the others are scrolled.
void drawEdgeOfFixed(Canvas &canvas, const Frame &frame)
{
    const QRectF area = frame.layout.lanes;
    if (frame.stack->fixedCount() > 0 && frame.scroll > 0 && area.height() > 0)
        canvas.fill(QRectF(area.left(), frame.scrolledArea().top() - 1, area.width(), 1), mixed(frame.theme->ground, frame.theme->faint, 0.5));
}

} // namespace

/// The ground of everything but lanes, where these bring their own.
void FramePainter::fillAround(Canvas &canvas, const Frame &frame)
{
    const QRectF all(QPointF(), frame.size);
    if (!canvas.laysGroundByLane()) {
        canvas.fill(all, frame.theme->ground);
        return;
    }
    const double below = std::max(frame.layout.lanes.bottom(), frame.layout.legend.bottom());
    canvas.fill(QRectF(all.topLeft(), QPointF(all.right(), frame.layout.lanes.top())), frame.theme->ground);
    canvas.fill(QRectF(QPointF(all.left(), frame.layout.lanes.bottom()), QPointF(all.right(), below)), frame.theme->ground);
    m_bareGround = { .outside = frame.theme->ground, .colour = frame.theme->ground, .lines = {}, .pixels = {} };
    layRest(canvas, below, all.bottom(), m_bareGround);
}

void FramePainter::draw(Canvas &canvas, const Frame &frame)
{
    fillAround(canvas, frame);
    const Ticks ticks = frame.axisKind == trace::AxisKind::Time ? ticksFor(frame.scale, TickSpacing) : stepTicksFor(frame.axis(), frame.scale, TickSpacing);
    const auto layer = [&canvas](const char *name, auto draw) {
        canvas.beginLayer(QString::fromLatin1(name));
        draw();
        canvas.endGroup();
    };
    if (!frame.layout.title.isEmpty())
        layer("title", [&] { drawTitle(canvas, frame); });
    const auto minimap = [&] {
        if (!frame.layout.minimap.isEmpty())
            layer("minimap", [&] { drawMinimap(canvas, frame, m_minimap); });
    };
    // Where lanes may be painted beside this thread they come first, and all that stands around them while that is being done.
    const bool areLanesFirst = canvas.laysGroundByLane();
    if (!areLanesFirst)
        minimap();
    layer("lanes", [&] { drawLanes(canvas, frame, ticks); });
    if (areLanesFirst)
        minimap();
    if (canvas.seen().intersects(frame.layout.ruler.adjusted(-frame.layout.ruler.left(), 0, 12, 0)))
        layer("ruler", [&] { drawRuler(canvas, frame, ticks); });
    if (!frame.layout.legend.isEmpty() && canvas.seen().intersects(frame.layout.legend))
        layer("legend", [&] { drawLegend(canvas, frame); });
    canvas.settle();
    drawEdgeOfFixed(canvas, frame);
    layer("overlays", [&] { drawOverlays(canvas, frame); });
    if (!frame.readout.title.isEmpty())
        drawReadout(canvas, frame);
}

void FramePainter::drawTitle(Canvas &canvas, const Frame &frame)
{
    double y = frame.layout.title.top() + 4;
    const double width = frame.layout.lanes.right() - Indent;
    if (!frame.title.isEmpty()) {
        canvas.text({ Indent, y + 20 }, elided(frame.title, FontRole::Title, width), FontRole::Title, frame.theme->text);
        y += 30;
    }
    if (!frame.caption.isEmpty())
        canvas.text({ Indent, y + 12 }, elided(frame.caption, FontRole::Body, width), FontRole::Body, frame.theme->dim);
}

/// The grid as it lies behind lanes, on their two grounds.
void FramePainter::makeGrounds(const Frame &frame, const Ticks &ticks)
{
    const QColor major = mixed(frame.theme->ground, frame.theme->line, 0.75);
    const QColor minor = mixed(frame.theme->ground, frame.theme->line, 0.30);
    m_ground.outside = m_ground.colour = m_selectedGround.outside = frame.theme->ground;
    m_selectedGround.colour = selectedGround(frame);
    m_ground.lines.clear();
    for (const Tick &tick : ticks.ticks) {
        const double x = frame.scale.x(tick.position);
        if (x >= frame.scale.left() - 0.5 && x <= frame.scale.right() + 0.5) // ticks of steps begin before what is shown
            m_ground.lines.push_back({ x, tick.isMajor ? major : minor });
    }
    m_selectedGround.lines = m_ground.lines;
    for (Ground *const ground : { &m_ground, &m_selectedGround }) {
        ground->left = frame.layout.lanes.left();
        ground->right = frame.layout.lanes.right();
        ground->pixels.clear();
    }
}

/// For canvases that lay no ground by lane: all of it at once, before any lane.
void FramePainter::drawGrounds(Canvas &canvas, const Frame &frame, LaneSpan span)
{
    const QRectF area = frame.layout.lanes;
    const auto fillSelected = [&](qsizetype n) {
        if (isSelected(frame, frame.lanes->row(n).id))
            canvas.fill(QRectF(area.left(), frame.laneTop(n), frame.size.width(), frame.stack->height(n)), m_selectedGround.colour);
    };
    for (qsizetype n = span.first; n < span.last; ++n)
        fillSelected(n);
    for (qsizetype n = 0; n < frame.stack->fixedCount(); ++n)
        fillSelected(n);
    const double pixel = 1 / canvas.columnsPerPixel();
    for (const Ground::Line &line : m_ground.lines)
        drawUpright(canvas, line.x, area.top(), area.bottom(), pixel, line.colour);
}

// What the ruler counts, where its labels do not say it by themselves: time has its units, so pictures show it for steps only.
void FramePainter::drawAxisChip(Canvas &canvas, const Frame &frame)
{
    if (!frame.isInteractive && frame.axisKind == trace::AxisKind::Time)
        return;
    const Theme &theme = *frame.theme;
    const QRectF chip = axisChip(frame);
    const bool isTime = frame.axisKind == trace::AxisKind::Time;
    if (frame.isInteractive)
        canvas.plate(chip, 4, isTime ? theme.panel : theme.selected, theme.line, 1);
    const QColor ground = !frame.isInteractive ? theme.ground : isTime ? theme.panel : theme.selected;
    canvas.text({ chip.left() + 7, std::round(chip.center().y() + capHeight(FontRole::Small) / 2) }, axisText(frame.axisKind), FontRole::Small, legibleOn(isTime ? theme.dim : theme.text, ground));
}

void FramePainter::drawRuler(Canvas &canvas, const Frame &frame, const Ticks &ticks)
{
    const QRectF ruler = frame.layout.ruler;
    const Theme &theme = *frame.theme;
    const QRectF badge = playheadBadge(frame);
    canvas.beginGroup(QStringLiteral("ruler"));
    if (ticks.isRelative) {
        const QString base = momentText(ticks.base, double(std::max<qint64>(ticks.step.count(), 1)) * 100) + QStringLiteral(" +");
        const double baseline = frame.isInteractive ? ruler.bottom() - 3 : ruler.top() + 14; // below the chip
        canvas.text({ Indent, baseline }, elided(base, FontRole::Small, frame.layout.headerWidth - Indent - 4), FontRole::Small, theme.dim);
    }
    drawAxisChip(canvas, frame);
    for (const Tick &tick : ticks.ticks) {
        const double x = frame.scale.x(tick.position);
        if (x < ruler.left() - 0.5 || x > ruler.right() + 0.5)
            continue;
        drawUpright(canvas, x, ruler.top() + (tick.isMajor ? 19 : 24), ruler.bottom() - 5, 1, tick.isMajor ? theme.faint : theme.line);
        if (tick.label.isEmpty())
            continue;
        const double width = textWidth(tick.label, FontRole::Small);
        const double left = std::clamp(x - width / 2, ruler.left(), std::max(ruler.right() - width, ruler.left()));
        if (badge.isEmpty() || left + width + 4 < badge.left() || left - 4 > badge.right())
            canvas.text({ left, ruler.top() + 14 }, tick.label, FontRole::Small, theme.dim);
    }
    canvas.endGroup();
}

void FramePainter::drawLanes(Canvas &canvas, const Frame &frame, const Ticks &ticks)
{
    const QRectF area = frame.layout.lanes;
    if (area.height() <= 0)
        return;
    m_lanes.beginFrame();
    const LaneSpan span = visibleLanes(frame);
    const qsizetype fixed = frame.stack->fixedCount();
    makeGrounds(frame, ticks);
    canvas.pushClip(area);
    if (!canvas.laysGroundByLane())
        drawGrounds(canvas, frame, span);
    canvas.pushClip(frame.scrolledArea());
    for (qsizetype n = span.first; n < span.last; ++n)
        drawLane(canvas, frame, n);
    canvas.popClip();
    for (qsizetype n = 0; n < fixed; ++n)
        drawLane(canvas, frame, n);
    canvas.endGround();
    if (canvas.laysGroundByLane())
        layRest(canvas, bottomOfLanes(frame), area.bottom(), m_ground);
    canvas.popClip();
}

void FramePainter::drawLane(Canvas &canvas, const Frame &frame, qsizetype n)
{
    const LaneRow &row = frame.lanes->row(n);
    const double top = frame.laneTop(n);
    const double height = frame.stack->height(n);
    if (!canvas.seen().intersects(QRectF(0, top, frame.size.width(), height)))
        return;
    canvas.beginGroup(session::laneName(*frame.trace, row.id));
    Ground &ground = isSelected(frame, row.id) ? m_selectedGround : m_ground;
    if (canvas.laysGroundByLane())
        canvas.layGround(top, top + height, ground);
    const LaneContext context { .trace = frame.trace, .theme = frame.theme, .axisKind = frame.axisKind, .scale = frame.scale, .density = frame.density,
                                .heldThreshold = frame.heldThreshold, .budget = frame.budget };
    LanePlace place { .id = row.id, .top = top, .height = height, .ground = ground.colour, .selected = {}, .hovered = {} };
    if (isSelected(frame, row.id))
        place.selected = frame.selection.slice;
    if (frame.hovered && frame.hovered->lane == row.id && frame.hovered->index != place.selected)
        place.hovered = frame.hovered->index;
    m_lanes.draw(canvas, context, place);
    if (height >= 12)
        canvas.fill(QRectF(frame.layout.lanes.left(), top + height - 1, frame.layout.lanes.width(), 1), mixed(frame.theme->ground, frame.theme->line, 0.7));
    if (isSelected(frame, row.id) && height >= 12)
        canvas.fill(QRectF(frame.layout.lanes.left(), top, 3, height - 1), frame.hasFocus ? frame.theme->accent : frame.theme->faint);
    m_headers.draw(canvas, frame, n, ground.colour);
    canvas.endGroup();
}

} // namespace timeline
