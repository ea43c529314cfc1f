// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/flows.h"
#include "session/laneslices.h"
#include "session/wakechain.h"
#include "timeline/canvas.h"
#include "timeline/framepainter.h"

#include <algorithm>
#include <cmath>

namespace timeline {

using session::FontRole;
using session::mixed;
using session::Theme;

namespace {

constexpr double BadgeHeight = 18;

QColor veiled(QColor colour, float alpha)
{
    colour.setAlphaF(alpha);
    return colour;
}

void drawVeil(Canvas &canvas, const Frame &frame)
{
    const double left = std::clamp(frame.scale.x(frame.positionOf(*frame.playhead)), frame.scale.left(), frame.scale.right());
    canvas.fill({ QPointF(left, frame.layout.lanes.top()), QPointF(frame.scale.right(), frame.layout.lanes.bottom()) }, veiled(frame.theme->ground, 0.8f));
}

/// "340 ms"; "12 steps, 340 ms" on an axis of steps.
QString measuredText(const Frame &frame)
{
    const trace::Axis axis = frame.axis();
    const QString length = lengthText(axis.times(*frame.measured).length());
    if (axis.isTime())
        return length;
    const double steps = double(frame.measured->length()) / double(trace::Axis::UnitsPerStep);
    return QStringLiteral("%1 %2 \u00b7 %3").arg(QString::number(steps, 'f', steps < 10 ? 1 : 0), axisText(frame.axisKind), length);
}

/// The playhead's moment; with the number of its step or event where these are what the axis counts.
QString playheadText(const Frame &frame)
{
    const session::Playhead &moment = *frame.playhead;
    if (frame.axisKind == trace::AxisKind::Time)
        return momentText(moment.time, frame.scale.unitsPerPixel());
    const quint64 number = frame.axisKind == trace::AxisKind::Steps ? frame.trace->resumes().countBefore(moment.events) : moment.events;
    return QStringLiteral("%1 %2 \u00b7 %3").arg(frame.axisKind == trace::AxisKind::Steps ? QStringLiteral("step") : QStringLiteral("event")).arg(number).arg(exactMomentText(moment.time));
}

void drawMeasured(Canvas &canvas, const Frame &frame)
{
    const QRectF lanes = frame.layout.lanes;
    const Scale &scale = frame.scale;
    const double left = std::clamp(scale.x(frame.measured->begin), scale.left(), scale.right());
    const double right = std::clamp(scale.x(frame.measured->end), scale.left(), scale.right());
    const double top = frame.layout.ruler.bottom() - 6;
    canvas.fill({ QPointF(left, top), QPointF(right, lanes.bottom()) }, veiled(frame.theme->accent, 0.10f));
    drawUpright(canvas, left, top, lanes.bottom(), 1, frame.theme->accent);
    drawUpright(canvas, right, top, lanes.bottom(), 1, frame.theme->accent);
    const QString text = measuredText(frame);
    const double width = textWidth(text, FontRole::Head) + 12;
    const double x = std::clamp((left + right - width) / 2, scale.left(), std::max(scale.right() - width, scale.left()));
    canvas.plate({ x, lanes.top() + 4, width, BadgeHeight }, 4, frame.theme->accent, QColor(), 0);
    canvas.text({ x + 6, lanes.top() + 4 + std::round((BadgeHeight + capHeight(FontRole::Head)) / 2) }, text, FontRole::Head, legibleOn(frame.theme->ground, frame.theme->accent));
}

void drawMarks(Canvas &canvas, const Frame &frame)
{
    const QRectF ruler = frame.layout.ruler;
    for (const session::UserMark &mark : frame.marks) {
        const trace::Position place = frame.positionOf(mark.moment);
        if (!frame.scale.shows(place))
            continue;
        const double x = frame.scale.x(place);
        drawUpright(canvas, x, ruler.bottom() - 6, frame.layout.lanes.bottom(), 1, veiled(frame.theme->accent, 0.55f));
        const QPointF flag[] { { x - 4, ruler.bottom() - 11 }, { x + 4, ruler.bottom() - 11 }, { x, ruler.bottom() - 4 } };
        canvas.polygon(flag, frame.theme->accent);
        if (!mark.text.isEmpty())
            canvas.text({ x + 6, ruler.bottom() - 5 }, elided(mark.text, FontRole::Small, 120), FontRole::Small, frame.theme->accent);
    }
}

/// y of the middle of a lane's bar, held inside the part of the picture where lanes are; nothing for a lane that is not shown.
std::optional<double> barMiddle(const Frame &frame, session::LaneId lane)
{
    const auto n = frame.lanes->indexOf(lane);
    if (!n)
        return std::nullopt;
    const LaneBar bar = laneBar(lane.kind, frame.laneTop(*n), frame.stack->height(*n));
    const QRectF area = *n < frame.stack->fixedCount() ? frame.layout.lanes : frame.scrolledArea();
    return std::clamp((bar.top + bar.bottom) / 2, area.top(), area.bottom());
}

constexpr double ArrowWidth = 1.5;
constexpr double ArrowHead = 8; ///< its length; it is 9 px wide
constexpr double ShortestArrow = 6;

/// The head of an arrow that points to `tip`, coming from `from`.
void drawArrowHead(Canvas &canvas, QPointF from, QPointF tip, const QColor &colour)
{
    const QPointF along = (tip - from) / std::hypot(tip.x() - from.x(), tip.y() - from.y());
    const QPointF aside(along.y(), -along.x());
    const QPointF back = tip - along * ArrowHead;
    const QPointF head[] { back - aside * 4.5, back + aside * 4.5, tip };
    canvas.polygon(head, colour);
}

void drawArrowBegin(Canvas &canvas, QPointF at, const QColor &colour)
{
    canvas.plate({ at.x() - 3, at.y() - 3, 6, 6 }, 3, colour, QColor(), 0);
}

/// Who woke whom, as an arrow at the moment of the waking; the nearest in full colour, those before it fainter.
void drawWakes(Canvas &canvas, const Frame &frame, session::SliceRef ref)
{
    bool isNearest = true;
    for (const session::Wake &wake : session::wakeChain(*frame.trace, ref)) {
        const auto ready = session::spanOf(frame.axis(), wake.woken);
        const double x = frame.scale.x(ready ? ready->begin : frame.axis().at(wake.time));
        const auto from = wake.waker ? barMiddle(frame, wake.waker->lane) : std::nullopt;
        const auto to = barMiddle(frame, wake.woken.lane);
        const QColor colour = mixed(frame.theme->ground, frame.theme->text, isNearest ? 1 : 0.5);
        isNearest = false;
        if (!from || !to || std::abs(*from - *to) < ShortestArrow || x < frame.scale.left() || x > frame.scale.right())
            continue;
        drawUpright(canvas, x, std::min(*from, *to), std::max(*from, *to) - (*to > *from ? 5 : 0), ArrowWidth, colour);
        drawArrowHead(canvas, { x, *from }, { x, *to }, colour);
        drawArrowBegin(canvas, { x, *from }, colour);
    }
}

/// The flows of another program's recording that arrive in a slice or leave it, from the moment when they leave to that when they arrive.
void drawFlows(Canvas &canvas, const Frame &frame, session::SliceRef ref)
{
    const QColor colour = frame.theme->text;
    for (const session::Flow &flow : session::flowsOf(*frame.trace, ref)) {
        const auto placeOf = [&frame](const session::Flow::End &end) -> std::optional<QPointF> {
            const double x = frame.scale.x(frame.axis().at(end.time, end.event));
            const auto y = barMiddle(frame, end.slice.lane);
            return y && x >= frame.scale.left() && x <= frame.scale.right() ? std::optional(QPointF(x, *y)) : std::nullopt;
        };
        const auto from = placeOf(flow.from);
        const auto to = placeOf(flow.to);
        if (!from || !to || std::hypot(to->x() - from->x(), to->y() - from->y()) < ShortestArrow)
            continue;
        const double length = std::hypot(to->x() - from->x(), to->y() - from->y());
        canvas.line(*from, *to - (*to - *from) / length * std::min(length, ArrowHead - 3), colour, ArrowWidth);
        drawArrowHead(canvas, *from, *to, colour);
        drawArrowBegin(canvas, *from, colour);
    }
}

/// The arrows of the slice under the pointer, where it may have some, else of the selected one.
void drawArrows(Canvas &canvas, const Frame &frame)
{
    using session::LaneKind;
    const auto hasArrows = [](session::SliceRef slice) { return slice.lane.kind == LaneKind::Task || slice.lane.kind == LaneKind::Worker; };
    const auto ref = frame.hovered && hasArrows(*frame.hovered) ? frame.hovered : frame.selection.sliceRef();
    if (!ref)
        return;
    drawWakes(canvas, frame, *ref);
    drawFlows(canvas, frame, *ref);
}

void drawPlayhead(Canvas &canvas, const Frame &frame)
{
    const QRectF badge = playheadBadge(frame);
    if (badge.isEmpty())
        return;
    const Theme &theme = *frame.theme;
    const double x = frame.scale.x(frame.positionOf(*frame.playhead));
    drawUpright(canvas, x, badge.bottom(), frame.layout.lanes.bottom(), 1.5, theme.bad);
    const QPointF tip[] { { x - 5, badge.bottom() - 1 }, { x + 5, badge.bottom() - 1 }, { x, badge.bottom() + 6 } };
    canvas.polygon(tip, theme.bad);
    canvas.plate(badge, 4, theme.bad, QColor(), 0);
    const QString text = playheadText(frame);
    canvas.text({ badge.left() + 8, std::round(badge.center().y() + capHeight(FontRole::Head) / 2) }, text, FontRole::Head, legibleOn(theme.ground, theme.bad));
}

} // namespace

QRectF playheadBadge(const Frame &frame)
{
    if (!frame.playhead || frame.scale.width() <= 0)
        return {};
    const double x = frame.scale.x(frame.positionOf(*frame.playhead));
    if (x < frame.scale.left() - 0.5 || x > frame.scale.right() + 0.5)
        return {};
    const double width = textWidth(playheadText(frame), FontRole::Head) + 16;
    const double left = std::clamp(x - width / 2, std::min(4.0, x - 6), std::max(frame.layout.lanes.right() + 8 - width, x + 6 - width));
    return { left, frame.layout.ruler.top() + 1, width, BadgeHeight };
}

void drawOverlays(Canvas &canvas, const Frame &frame)
{
    const Theme &theme = *frame.theme;
    if (frame.playhead && frame.fadesAfterPlayhead)
        drawVeil(canvas, frame);
    if (frame.measured)
        drawMeasured(canvas, frame);
    drawMarks(canvas, frame);
    canvas.pushClip(frame.layout.lanes);
    drawArrows(canvas, frame);
    canvas.popClip();
    if (frame.pointer && frame.pointer->x() >= frame.scale.left() && frame.pointer->x() < frame.scale.right()) {
        drawUpright(canvas, frame.pointer->x(), frame.layout.ruler.bottom() - 6, frame.layout.lanes.bottom(), 1 / canvas.columnsPerPixel(), veiled(theme.text, 0.35f));
    }
    drawPlayhead(canvas, frame);
    if (!frame.hint.isEmpty()) {
        const double width = textWidth(frame.hint, FontRole::Name) + 32;
        const double middle = frame.scale.left() + frame.scale.width() / 2;
        const QRectF plate(std::round(middle - width / 2), std::round((frame.layout.ruler.bottom() + frame.size.height()) / 2 - 18), width, 36);
        canvas.plate(plate, 8, theme.panel, theme.line, 1);
        canvas.text({ plate.left() + 16, std::round(plate.center().y() + capHeight(FontRole::Name) / 2) }, frame.hint, FontRole::Name, theme.text);
    }
}

void drawReadout(Canvas &canvas, const Frame &frame)
{
    constexpr double Margin = 10;
    constexpr double LineHeight = 17;
    constexpr double MostValue = 320;
    const Theme &theme = *frame.theme;
    double names = 0;
    double values = 0;
    for (const Readout::Row &row : frame.readout.rows) {
        names = std::max(names, textWidth(row.name, FontRole::Small));
        values = std::max(values, std::min(textWidth(row.value, FontRole::Small), MostValue));
    }
    const QString title = elided(frame.readout.title, FontRole::Name, 400);
    const double swatch = 14;
    const double width = std::max(textWidth(title, FontRole::Name) + swatch, names + 12 + values) + 2 * Margin;
    const double height = 22 + double(frame.readout.rows.size()) * LineHeight + 2 * Margin - 6;
    const QPointF at = frame.pointer.value_or(QPointF());
    double x = at.x() + 16;
    double y = at.y() + 18;
    if (x + width > frame.size.width() - 4)
        x = std::max(at.x() - 12 - width, 4.0);
    if (y + height > frame.size.height() - 4)
        y = std::max(at.y() - 12 - height, 4.0);
    const QRectF card(std::round(x), std::round(y), std::ceil(width), std::ceil(height));

    canvas.plate(card.translated(0, 2).adjusted(-1, 0, 1, 1), 7, veiled(QColor(Qt::black), theme.isDark ? 0.35f : 0.10f), QColor(), 0);
    canvas.plate(card, 6, theme.panel, theme.line, 1);
    const QColor hue = frame.readout.state == trace::SliceState::Running ? theme.running
        : frame.readout.state == trace::SliceState::Ready               ? theme.ready
        : frame.readout.state == trace::SliceState::Awaiting            ? theme.hue(frame.readout.reason)
                                                                        : theme.faint;
    double baseline = card.top() + Margin + 12;
    canvas.plate({ card.left() + Margin, baseline - 9, 9, 9 }, 2, hue, QColor(), 0);
    canvas.text({ card.left() + Margin + swatch, baseline }, title, FontRole::Name, theme.text);
    baseline += 2;
    for (const Readout::Row &row : frame.readout.rows) {
        baseline += LineHeight;
        canvas.text({ card.left() + Margin, baseline }, row.name, FontRole::Small, theme.dim);
        canvas.text({ card.left() + Margin + names + 12, baseline }, elided(row.value, FontRole::Small, MostValue), FontRole::Small, theme.text);
    }
}

} // namespace timeline
