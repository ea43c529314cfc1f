// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/laneslices.h"
#include "timeline/timelinewidgetprivate.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QMouseEvent>
#include <QScrollBar>

#include <cmath>

namespace timeline {

using session::LaneRow;
using session::Selection;

namespace {

constexpr double GrabMargin = 4; // px around a thin thing that can be dragged
constexpr double WheelZoom = 1.25; // for one notch of 15 degrees
constexpr double LeastHeader = 72;

} // namespace

TimelineWidget::Private::Place TimelineWidget::Private::placeAt(QPointF point) const
{
    if (layout.minimap.adjusted(0, -4, 0, 2).contains(point)) {
        const Scale whole = minimapScale();
        const double begin = whole.x(session.visibleSpan().begin);
        const double end = whole.x(session.visibleSpan().end);
        if (end - begin > 4 * GrabMargin) {
            if (std::abs(point.x() - begin) <= GrabMargin)
                return Place::MinimapBegin;
            if (std::abs(point.x() - end) <= GrabMargin)
                return Place::MinimapEnd;
        }
        return Place::Minimap;
    }
    if (playheadBadge(frame()).adjusted(-2, -2, 2, 8).contains(point))
        return Place::Playhead;
    if (axisChip(frame()).contains(point))
        return Place::AxisChip;
    if (layout.ruler.contains(point))
        return Place::Ruler;
    if (!layout.lanes.contains(point))
        return Place::Nowhere;
    if (std::abs(point.x() - (layout.timeLeft() - 2)) <= GrabMargin - 1)
        return Place::HeaderEdge;
    return point.x() < layout.timeLeft() ? Place::Header : Place::Lanes;
}

Qt::CursorShape TimelineWidget::Private::cursorAt(Place place) const
{
    switch (place) {
    case Place::MinimapBegin:
    case Place::MinimapEnd:
    case Place::HeaderEdge:
    case Place::Playhead:
        return Qt::SizeHorCursor;
    case Place::Minimap:
        return Qt::OpenHandCursor;
    case Place::AxisChip:
        return Qt::PointingHandCursor;
    default:
        return Qt::ArrowCursor;
    }
}

void TimelineWidget::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton && event->button() != Qt::MiddleButton)
        return;
    d->pressed = d->dragged = event->position().toPoint();
    d->pressModifiers = event->modifiers();
    d->pressPlace = d->placeAt(event->position());
    d->drag = Private::Drag::Click;
    if (event->button() == Qt::MiddleButton) {
        d->drag = d->pressPlace == Private::Place::Lanes || d->pressPlace == Private::Place::Ruler ? Private::Drag::Pan : Private::Drag::None;
        return;
    }
    // What answers to the press itself, not only to a move of it.
    if (d->pressPlace == Private::Place::Minimap) {
        const trace::Span visible = d->session.visibleSpan();
        const trace::Position p = d->minimapScale().position(event->position().x());
        if (!visible.contains(p))
            d->session.panBy(p - (visible.begin + visible.length() / 2));
    }
    viewport()->setCursor(d->pressPlace == Private::Place::Minimap ? Qt::ClosedHandCursor : d->cursorAt(d->pressPlace));
}

void TimelineWidget::Private::beginDrag(QPoint point)
{
    if (drag != Drag::Click || (point - pressed).manhattanLength() < QApplication::startDragDistance() / 2)
        return;
    switch (pressPlace) {
    case Place::Minimap:
        drag = Drag::MinimapWindow;
        break;
    case Place::MinimapBegin:
        drag = Drag::MinimapBegin;
        break;
    case Place::MinimapEnd:
        drag = Drag::MinimapEnd;
        break;
    case Place::Playhead:
        drag = Drag::Playhead;
        break;
    case Place::HeaderEdge:
        drag = Drag::HeaderEdge;
        break;
    case Place::Ruler:
        drag = Drag::Measure;
        break;
    case Place::Lanes:
        drag = pressModifiers.testFlag(Qt::ShiftModifier) ? Drag::Measure : Drag::Pan;
        break;
    case Place::Header:
        drag = Drag::Pan;
        break;
    case Place::AxisChip:
    case Place::Nowhere:
        drag = Drag::None;
        break;
    }
    if (drag == Drag::Measure)
        anchor = scale().position(pressed.x());
    if (drag == Drag::Pan)
        widget.viewport()->setCursor(Qt::ClosedHandCursor);
}

void TimelineWidget::Private::moveDrag(QPoint point)
{
    const QPoint step = point - dragged;
    const Scale whole = minimapScale();
    const trace::Span visible = session.visibleSpan();
    switch (drag) {
    case Drag::Pan:
        panByPixels(-step.x());
        widget.verticalScrollBar()->setValue(widget.verticalScrollBar()->value() - step.y());
        break;
    case Drag::Measure: {
        const trace::Position p = scale().position(std::clamp(double(point.x()), scale().left(), scale().right()));
        session.setMeasured(trace::Span { std::min(anchor, p), std::max(anchor, p) });
        break;
    }
    case Drag::Playhead:
        session.setPlayheadAt(scale().position(point.x()));
        break;
    case Drag::MinimapWindow:
        session.panBy(whole.units(step.x()));
        break;
    case Drag::MinimapBegin:
    case Drag::MinimapEnd: {
        // The other end stays; the window never turns over.
        const bool isBegin = drag == Drag::MinimapBegin;
        const trace::Position fixed = isBegin ? visible.end : visible.begin;
        const double length = std::abs(double(whole.position(point.x()) - fixed));
        const bool isTurned = (whole.position(point.x()) < fixed) != isBegin;
        session.zoomAround(fixed, isTurned || length < 1 ? 1e9 : double(visible.length()) / length);
        break;
    }
    case Drag::HeaderEdge:
        isHeaderWidthChosen = true;
        headerWidth = std::clamp(double(point.x()) + 2, LeastHeader, layout.lanes.right() / 2);
        relayout();
        repaintSoon();
        break;
    case Drag::Click:
    case Drag::None:
        break;
    }
    dragged = point;
}

void TimelineWidget::mouseMoveEvent(QMouseEvent *event)
{
    const QPoint point = event->position().toPoint();
    if (event->buttons() & (Qt::LeftButton | Qt::MiddleButton)) {
        d->beginDrag(point);
        d->moveDrag(point);
    } else {
        viewport()->setCursor(d->cursorAt(d->placeAt(event->position())));
    }
    const bool isFree = d->drag == Private::Drag::None || d->drag == Private::Drag::Click;
    d->pointer = isFree ? std::optional(event->position()) : std::nullopt;
    d->updateHover();
    d->repaintSoon(Private::Stale::Pieces);
}

void TimelineWidget::mouseReleaseEvent(QMouseEvent *event)
{
    const Private::Drag drag = std::exchange(d->drag, Private::Drag::None);
    if (drag == Private::Drag::Click && event->button() == Qt::LeftButton)
        d->click(event->position().toPoint());
    d->session.endGesture();
    d->pointer = event->position();
    viewport()->setCursor(d->cursorAt(d->placeAt(event->position())));
    d->updateHover();
    d->repaintSoon(Private::Stale::Pieces);
}

void TimelineWidget::Private::click(QPoint point)
{
    switch (pressPlace) {
    case Place::Ruler:
        session.setMeasured(std::nullopt);
        session.setPlayheadAt(scale().position(point.x()));
        break;
    case Place::AxisChip:
        session.toggleAxis();
        break;
    case Place::Header:
        if (const auto n = laneIndexAt(point.y()))
            clickHeader(point, *n);
        break;
    case Place::Lanes: {
        const auto n = laneIndexAt(point.y());
        if (!n)
            break;
        const auto slice = sliceAt(point);
        session.select({ session.lanes().row(*n).id, slice ? std::optional(slice->index) : std::nullopt });
        break;
    }
    default:
        break;
    }
}

void TimelineWidget::Private::clickHeader(QPoint point, qsizetype lane)
{
    const LaneRow &row = session.lanes().row(lane);
    const session::LaneId id = row.id;
    if (row.hasChildren && toggleArea(frame(), lane).contains(point)) {
        session::LaneFilter filter = session.filter();
        if (!filter.collapsed.remove(id))
            filter.collapsed.insert(id);
        session.setFilter(std::move(filter));
        return;
    }
    session.select({ id, std::nullopt });
}

void TimelineWidget::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    // The second press of a double click is a press too: what it does on release must not undo this.
    d->drag = Private::Drag::None;
    switch (d->placeAt(event->position())) {
    case Private::Place::Minimap:
    case Private::Place::Ruler:
        d->session.fit();
        break;
    case Private::Place::HeaderEdge:
        d->isHeaderWidthChosen = false;
        d->headerWidth = 0;
        d->relayout();
        d->repaintSoon();
        break;
    case Private::Place::Header:
        if (d->session.selection().lane)
            Q_EMIT activated(d->session.selection());
        break;
    case Private::Place::Lanes:
        if (const auto slice = d->sliceAt(event->position())) {
            d->session.select({ slice->lane, slice->index });
            d->showSelection();
            Q_EMIT activated(d->session.selection());
        }
        break;
    default:
        break;
    }
}

void TimelineWidget::Private::showSelection()
{
    const auto slice = session.selection().sliceRef();
    const auto span = slice ? session::spanOf(session.trace(), *slice) : std::nullopt;
    if (span)
        session.setPlayheadEvents(span->event + 1);
}

void TimelineWidget::Private::zoomAt(double x, double factor)
{
    session.zoomAround(scale().position(std::clamp(x, scale().left(), scale().right())), factor);
    gestureTimer.start();
}

void TimelineWidget::Private::panByPixels(double pixels)
{
    session.panBy(scale().units(std::round(pixels)));
    gestureTimer.start();
}

void TimelineWidget::wheelEvent(QWheelEvent *event)
{
    const QPointF at = event->position();
    const QPointF notches = QPointF(event->angleDelta()) / 120.0;
    const QPointF pixels = event->pixelDelta().isNull() ? notches * 96 : QPointF(event->pixelDelta());
    const bool isOverTime = d->layout.minimap.contains(at) || d->layout.ruler.contains(at);
    event->accept();
    if (event->modifiers().testFlag(Qt::ControlModifier) || (isOverTime && event->modifiers() == Qt::NoModifier && notches.y() != 0)) {
        d->zoomAt(d->layout.minimap.contains(at) ? d->scale().x(d->minimapScale().position(at.x())) : at.x(), std::pow(WheelZoom, notches.y()));
        return;
    }
    if (event->modifiers().testFlag(Qt::ShiftModifier)) {
        d->panByPixels(-(pixels.y() != 0 ? pixels.y() : pixels.x()));
        return;
    }
    if (pixels.x() != 0)
        d->panByPixels(-pixels.x());
    if (pixels.y() != 0)
        verticalScrollBar()->setValue(verticalScrollBar()->value() - int(std::lround(pixels.y())));
}

bool TimelineWidget::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::Leave)
        d->leavePointer();
    return QAbstractScrollArea::viewportEvent(event);
}

void TimelineWidget::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::EnabledChange || event->type() == QEvent::LayoutDirectionChange)
        d->repaintSoon();
}

void TimelineWidget::contextMenuEvent(QContextMenuEvent *event)
{
    const QPoint point = viewport()->mapFromGlobal(event->globalPos());
    if (event->reason() == QContextMenuEvent::Mouse) {
        if (const auto lane = laneUnder(point)) {
            const auto slice = sliceUnder(point);
            d->session.select({ lane, slice ? std::optional(slice->index) : std::nullopt });
        }
    }
    Q_EMIT menuRequested(event->globalPos());
}

} // namespace timeline
