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

constexpr double Indent = 16; // of a lane's name
constexpr double IndentPerLevel = 12;
constexpr int MostLevels = 8; // deeper ones are not indented further
constexpr double TickSpacing = 96; // px a labelled tick has at least

bool isSelected(const Frame &frame, session::LaneId lane)
{
    return frame.selection.lane == lane;
}

QColor groundOf(const Frame &frame, session::LaneId lane)
{
    return isSelected(frame, lane) ? mixed(frame.theme->ground, frame.theme->selected, 0.6) : frame.theme->ground;
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

QRectF toggleArea(const Frame &frame, qsizetype n)
{
    const LaneRow &row = frame.lanes->row(n);
    const double right = Indent + IndentPerLevel * std::min<int>(row.depth, MostLevels);
    return { right - 16, frame.laneTop(n), 16, double(frame.stack->height(n)) };
}

QRectF axisChip(const Frame &frame)
{
    const double width = textWidth(axisText(frame.axisKind), FontRole::Small) + 14;
    // At the left, where the playhead's badge never comes.
    return { frame.isInteractive ? Indent : Indent - 7, frame.layout.ruler.top() + 1, width, 18 };
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

void FramePainter::draw(Canvas &canvas, const Frame &frame)
{
    canvas.fill(QRectF(QPointF(), frame.size), frame.theme->ground);
    const Ticks ticks = frame.axisKind == trace::AxisKind::Time ? ticksFor(frame.scale, TickSpacing) : stepTicksFor(frame.axis(), frame.scale, TickSpacing);
    const auto layer = [&canvas](const char *name, auto draw) {
        canvas.beginLayer(QString::fromLatin1(name));
        draw();
        canvas.endGroup();
    };
    if (!frame.layout.title.isEmpty())
        layer("title", [&] { drawTitle(canvas, frame); });
    if (!frame.layout.minimap.isEmpty())
        layer("minimap", [&] { drawMinimap(canvas, frame, m_minimap); });
    layer("lanes", [&] { drawLanes(canvas, frame, ticks); });
    layer("ruler", [&] { drawRuler(canvas, frame, ticks); });
    layer("overlays", [&] { drawOverlays(canvas, frame); });
    if (!frame.layout.legend.isEmpty())
        layer("legend", [&] { drawLegend(canvas, frame); });
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

void FramePainter::drawGrid(Canvas &canvas, const Frame &frame, const Ticks &ticks)
{
    const QColor major = mixed(frame.theme->ground, frame.theme->line, 0.75);
    const QColor minor = mixed(frame.theme->ground, frame.theme->line, 0.30);
    const double pixel = 1 / canvas.columnsPerPixel();
    for (const Tick &tick : ticks.ticks) {
        const double x = frame.scale.x(tick.position);
        if (x >= frame.scale.left() - 0.5 && x <= frame.scale.right() + 0.5) // ticks of steps begin before what is shown
            drawUpright(canvas, x, frame.layout.lanes.top(), frame.layout.lanes.bottom(), pixel, tick.isMajor ? major : minor);
    }
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
    canvas.text({ chip.left() + 7, std::round(chip.center().y() + capHeight(FontRole::Small) / 2) }, axisText(frame.axisKind), FontRole::Small, session::legible(isTime ? theme.dim : theme.text, ground));
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
    const auto fillGround = [&](qsizetype n) {
        if (isSelected(frame, frame.lanes->row(n).id))
            canvas.fill(QRectF(area.left(), frame.laneTop(n), frame.size.width(), frame.stack->height(n)), groundOf(frame, frame.lanes->row(n).id));
    };

    canvas.pushClip(area);
    for (qsizetype n = span.first; n < span.last; ++n)
        fillGround(n);
    for (qsizetype n = 0; n < fixed; ++n)
        fillGround(n);
    drawGrid(canvas, frame, ticks);
    canvas.pushClip(frame.scrolledArea());
    for (qsizetype n = span.first; n < span.last; ++n)
        drawLane(canvas, frame, n);
    canvas.popClip();
    for (qsizetype n = 0; n < fixed; ++n)
        drawLane(canvas, frame, n);
    if (fixed > 0 && frame.scroll > 0)
        canvas.fill(QRectF(area.left(), frame.scrolledArea().top() - 1, area.width(), 1), mixed(frame.theme->ground, frame.theme->faint, 0.5));
    canvas.popClip();
}

void FramePainter::drawLane(Canvas &canvas, const Frame &frame, qsizetype n)
{
    const LaneRow &row = frame.lanes->row(n);
    const double top = frame.laneTop(n);
    const double height = frame.stack->height(n);
    canvas.beginGroup(session::laneName(*frame.trace, row.id));
    if (height >= 12)
        canvas.fill(QRectF(frame.layout.lanes.left(), top + height - 1, frame.layout.lanes.width(), 1), mixed(frame.theme->ground, frame.theme->line, 0.7));
    if (isSelected(frame, row.id) && height >= 12)
        canvas.fill(QRectF(frame.layout.lanes.left(), top, 3, height - 1), frame.hasFocus ? frame.theme->accent : frame.theme->faint);
    drawHeader(canvas, frame, n);
    const LaneContext context { .trace = frame.trace, .theme = frame.theme, .axisKind = frame.axisKind, .scale = frame.scale, .density = frame.density, .heldThreshold = frame.heldThreshold };
    LanePlace place { .id = row.id, .top = top, .height = height, .ground = groundOf(frame, row.id), .selected = {}, .hovered = {} };
    if (isSelected(frame, row.id))
        place.selected = frame.selection.slice;
    if (frame.hovered && frame.hovered->lane == row.id && frame.hovered->index != place.selected)
        place.hovered = frame.hovered->index;
    m_lanes.draw(canvas, context, place);
    canvas.endGroup();
}

void FramePainter::drawHeader(Canvas &canvas, const Frame &frame, qsizetype n)
{
    const LaneRow &row = frame.lanes->row(n);
    const Theme &theme = *frame.theme;
    const double top = frame.laneTop(n);
    const double height = frame.stack->height(n);
    if (height < 12)
        return;
    const QColor ground = groundOf(frame, row.id);
    const double left = Indent + IndentPerLevel * std::min<int>(row.depth, MostLevels);
    double right = frame.layout.headerWidth - 8;

    if (row.id.kind == LaneKind::Queue) {
        const LaneBar bar = laneBar(LaneKind::Queue, top, height);
        const qint64 limit = depthLimit(*frame.trace, row.id.queue());
        for (const qint64 value : counterTicks(limit, std::max(2, int(bar.height() / 13) + 1))) {
            const QString text = QString::number(value);
            const double y = bar.bottom - double(value) / double(limit) * bar.height();
            const double x = frame.layout.headerWidth - 8 - textWidth(text, FontRole::Small);
            canvas.text({ x, std::round(y + capHeight(FontRole::Small) / 2) }, text, FontRole::Small, session::legible(theme.faint, ground));
            right = std::min(right, x - 8);
        }
    }
    if (row.hasChildren) {
        const double y = top + (height >= 52 ? height / 2 - 7 : height / 2);
        const double x = left - 11;
        const QPointF open[] { { x, y - 2 }, { x + 7, y - 2 }, { x + 3.5, y + 3 } };
        const QPointF closed[] { { x + 1, y - 3.5 }, { x + 6, y }, { x + 1, y + 3.5 } };
        canvas.polygon(row.isCollapsed ? std::span(closed) : std::span(open), theme.faint);
    }
    const QString note = height >= 34 ? laneNote(*frame.trace, row.id) : QString();
    const FontRole role = height >= 26 ? FontRole::Name : FontRole::Body;
    const QString name = elidedName(session::laneName(*frame.trace, row.id), role, right - left);
    const double middle = row.id.kind == LaneKind::Queue ? top + std::min(height / 2, 33.0) : top + height / 2;
    if (note.isEmpty()) {
        canvas.text({ left, std::round(middle + capHeight(role) / 2) }, name, role, theme.text);
        return;
    }
    canvas.text({ left, std::round(middle - 2) }, name, role, theme.text);
    canvas.text({ left, std::round(middle + 12) }, elided(note, FontRole::Small, right - left), FontRole::Small, session::legible(theme.dim, ground));
}

} // namespace timeline
