// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/timelinewidget.h"

#include "session/fonts.h"
#include "session/laneslices.h"
#include "timeline/timelineaccessible.h"
#include "timeline/timelinewidgetprivate.h"
#include "trace/axislanes.h"

#include <QPaintEvent>
#include <QScrollBar>

#include <cmath>

namespace timeline {

using session::Session;
using session::SliceRef;

namespace {

constexpr int FrameMs = 16;
constexpr int GestureMs = 400;
constexpr double HitMargin = 3; // px around a mark that still hit it

} // namespace

TimelineWidget::TimelineWidget(Session &session, QWidget *parent)
    : QAbstractScrollArea(parent), d(std::make_unique<Private>(*this, session))
{
    session::loadFonts();
    TimelineAccessible::install();
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Timeline"));
    viewport()->setMouseTracking(true);
    // Every pixel is painted, so filling the ground first would be the dearest part of a frame.
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    viewport()->setAttribute(Qt::WA_NoSystemBackground);
    d->frameTimer.setSingleShot(true);
    d->frameTimer.setInterval(FrameMs);
    d->frameTimer.setTimerType(Qt::PreciseTimer);
    d->refineTimer.setInterval(0);
    d->gestureTimer.setSingleShot(true);
    d->gestureTimer.setInterval(GestureMs);

    d->makeCard();
    connect(&d->frameTimer, &QTimer::timeout, this, [this] {
        if (d->due != Private::Stale::Nothing)
            d->repaintSoon(std::exchange(d->due, Private::Stale::Nothing));
    });
    connect(&d->refineTimer, &QTimer::timeout, this, [this] { d->refine(); });
    connect(&d->gestureTimer, &QTimer::timeout, &session, &Session::endGesture);
    const auto repaint = [this] { d->repaintSoon(); };
    const auto relayout = [this] {
        d->relayout();
        d->repaintSoon();
    };
    connect(&session, &Session::traceOpened, this, [this, relayout] {
        d->painter.clear();
        d->drag = Private::Drag::None;
        d->isHeaderWidthChosen = false;
        d->headerWidth = 0;
        verticalScrollBar()->setValue(0);
        relayout();
        d->updateHover();
    });
    connect(&session, &Session::lanesChanged, this, relayout);
    connect(&session, &Session::traceGrew, this, [this] {
        d->updateHover();
        d->repaintSoon();
    });
    connect(&session, &Session::visibleRangeChanged, this, [this] {
        d->updateHover();
        d->repaintSoon();
        d->refineSoon();
    });
    connect(&session, &Session::axisChanged, this, repaint);
    const auto repaintOverlays = [this] { d->repaintSoon(Private::Stale::Pieces); };
    connect(&session, &Session::playheadMoved, this, repaintOverlays);
    connect(&session, &Session::selectionChanged, this, [this, repaint] {
        repaint();
        TimelineAccessible::tellSelection(*this);
    });
    connect(&session, &Session::hoveredChanged, this, repaintOverlays);
    connect(&session, &Session::measuredChanged, this, repaint);
    connect(&session, &Session::marksChanged, this, repaint);
    connect(&session, &Session::heldThresholdChanged, this, repaint);
    d->relayout();
}

TimelineWidget::~TimelineWidget() = default;

Session &TimelineWidget::session() const
{
    return d->session;
}

const session::Theme &TimelineWidget::theme() const
{
    return *d->theme;
}

void TimelineWidget::setTheme(const session::Theme &theme)
{
    d->theme = &theme;
    d->card->setTheme(theme);
    d->repaintSoon();
}

Density TimelineWidget::density() const
{
    return d->wantedDensity;
}

void TimelineWidget::setDensity(Density density)
{
    d->wantedDensity = density;
    d->relayout();
    d->repaintSoon();
}

void TimelineWidget::setTrustNote(const QString &note)
{
    d->trustNote = note;
    d->repaintSoon();
}

void TimelineWidget::setHint(const QString &hint)
{
    d->hint = hint;
    d->repaintSoon();
}

std::optional<SliceRef> TimelineWidget::sliceUnder(QPoint point) const
{
    return d->sliceAt(point);
}

std::optional<session::LaneId> TimelineWidget::laneUnder(QPoint point) const
{
    const auto n = d->laneIndexAt(point.y());
    return n ? std::optional(d->session.lanes().row(*n).id) : std::nullopt;
}

void TimelineWidget::revealLane(session::LaneId lane)
{
    const auto n = d->session.lanes().indexOf(lane);
    if (!n || *n < d->stack.fixedCount())
        return;
    const int top = d->stack.top(*n) - d->stack.fixedHeight();
    const int room = int(d->layout.lanes.height()) - d->stack.fixedHeight();
    const int scroll = verticalScrollBar()->value();
    if (top < scroll)
        verticalScrollBar()->setValue(top);
    else if (top + d->stack.height(*n) > scroll + room)
        verticalScrollBar()->setValue(top + d->stack.height(*n) - room);
}

QSize TimelineWidget::sizeHint() const
{
    return { 1032, 560 };
}

QSize TimelineWidget::minimumSizeHint() const
{
    return { 320, 200 };
}

void TimelineWidget::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    d->relayout();
}

void TimelineWidget::scrollContentsBy(int, int)
{
    // Scrolling by pixels copied inside the backing store would save little: only a part of the viewport scrolls.
    d->updateHover();
    d->repaintSoon();
    d->refineSoon();
}

void TimelineWidget::paintEvent(QPaintEvent *event)
{
    d->paint(*event);
}

void TimelineWidget::setFrameWork(trace::Duration work)
{
    d->frameWork = work;
}

bool TimelineWidget::isRefined() const
{
    return d->roughArea.isEmpty();
}

void TimelineWidget::Private::relayout()
{
    const QSizeF size = widget.viewport()->size();
    if (!isHeaderWidthChosen) {
        // A live run names its tasks as they come; the column only ever grows, or the lanes would jump to and fro.
        headerWidth = std::max(headerWidth, headerWidthFor(session.trace(), session.lanes()));
    }
    FrameParts parts;
    density = resolved(wantedDensity, session.lanes(), int(size.height()));
    stack.lay(session.lanes(), density);
    layout = layOut(size, parts, headerWidth, stack.totalHeight());
    QScrollBar *bar = widget.verticalScrollBar();
    bar->setRange(0, std::max(stack.totalHeight() - int(layout.lanes.height()), 0));
    bar->setPageStep(std::max(int(layout.lanes.height()) - stack.fixedHeight(), 1));
    bar->setSingleStep(laneHeight(session::LaneKind::Task, density));
}

Scale TimelineWidget::Private::scale() const
{
    // On the grid also when nothing follows: a move by any distance is one by whole pixels then, and most columns of each lane are known.
    return Scale(session.visibleSpan(), layout.timeLeft(), layout.timeWidth()).onPixelGrid(widget.devicePixelRatioF());
}

Scale TimelineWidget::Private::minimapScale() const
{
    const QRectF inner = layout.minimap.adjusted(1, 1, -1, -1);
    return { session.scrollBounds(), inner.left(), inner.width() };
}

Frame TimelineWidget::Private::frame() const
{
    Frame frame;
    frame.trace = &session.trace();
    frame.lanes = &session.lanes();
    frame.stack = &stack;
    frame.theme = theme;
    frame.size = widget.viewport()->size();
    frame.layout = layout;
    frame.density = density;
    frame.axisKind = session.axisKind();
    frame.scale = scale();
    frame.isInteractive = true;
    frame.whole = session.scrollBounds();
    frame.scroll = widget.verticalScrollBar()->value();
    frame.heldThreshold = session.heldThreshold();
    frame.playhead = session.playhead();
    frame.selection = session.selection();
    frame.hovered = session.hovered();
    frame.measured = session.measured();
    frame.marks = session.marks();
    frame.pointer = pointer;
    if (pointer && frame.hovered && sliceAt(*pointer) == frame.hovered)
        frame.readout = readoutOf(session.trace(), *frame.hovered, session.axisKind() == trace::AxisKind::Time ? frame.scale.unitsPerPixel() : 1000);
    frame.trust = trustNote.isEmpty() ? trustText(session.trace()) : trustText(session.trace()) + QStringLiteral(" \u00b7 ") + trustNote;
    frame.hint = hint;
    frame.hasFocus = widget.hasFocus();
    return frame;
}

std::optional<qsizetype> TimelineWidget::Private::laneIndexAt(double y) const
{
    if (y < layout.lanes.top() || y >= layout.lanes.bottom())
        return std::nullopt;
    const int below = int(std::floor(y - layout.lanes.top()));
    const int scroll = below < stack.fixedHeight() ? 0 : widget.verticalScrollBar()->value();
    const qsizetype n = stack.laneAt(below + scroll);
    return n >= 0 && n < stack.count() ? std::optional(n) : std::nullopt;
}

// What is drawn wider than it is (a mark of a resume) is hit as it is drawn: among the slices at the pointer, one that runs within the margin wins.
std::optional<SliceRef> TimelineWidget::Private::sliceAt(QPointF point) const
{
    const Scale scale = this->scale();
    const auto n = laneIndexAt(point.y());
    if (!n || point.x() < scale.left() || point.x() >= scale.right())
        return std::nullopt;
    const session::LaneId id = session.lanes().row(*n).id;
    const trace::Axis axis = session.axis();
    const trace::Position end = axis.whole().end;
    const trace::Position p = scale.position(point.x());
    if (p > end + scale.units(HitMargin))
        return std::nullopt;
    const trace::Lane *lane = session::slicesOf(axis.trace(), id);
    // A slice that is wider than the margin is hit where it is and nowhere else.
    const auto index = session::sliceAt(axis, id, p);
    const auto span = index ? session::spanOf(axis, { id, *index }) : std::nullopt;
    if (lane && lane->count() > 0) {
        constexpr int MostTried = 64;
        auto near = trace::indexAt(axis, *lane, scale.position(point.x() + HitMargin));
        const trace::Position first = scale.position(point.x() - HitMargin);
        for (int tried = 0; near && tried < MostTried; ++tried, --*near) {
            const trace::Span slice = trace::spanOf(axis, *lane, *near);
            const bool isMark = scale.x(slice.end) - scale.x(slice.begin) < 2 * HitMargin;
            if (lane->slice(*near, {}).state == trace::SliceState::Running && slice.end >= first && (isMark || slice.contains(p)))
                return SliceRef { id, *near };
            if (slice.begin < first || *near == 0)
                break;
        }
    }
    if (!index || !span || p > end)
        return std::nullopt;
    if (lane && lane->slice(*index, {}).state == trace::SliceState::Finished && p > span->begin + scale.units(16))
        return std::nullopt;
    return SliceRef { id, *index };
}

void TimelineWidget::Private::updateHover()
{
    session.setHovered(pointer ? sliceAt(*pointer) : std::nullopt);
}

} // namespace timeline
