// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/timelinewidget.h"

#include "session/fonts.h"
#include "session/laneslices.h"
#include "timeline/overlayarea.h"
#include "timeline/timelineaccessible.h"
#include "timeline/timelinewidgetprivate.h"
#include "timeline/workbudget.h"
#include "trace/axislanes.h"

#include <QBackingStore>
#include <QPaintEngine>
#include <QPaintEvent>
#include <QPainter>
#include <QScrollBar>

#include <array>
#include <cmath>

namespace timeline {

using session::Session;
using session::SliceRef;

namespace {

constexpr int FrameMs = 16;
constexpr qint64 FrameNs = 2'500'000; // of processor time that a frame should come to, drawing and all
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

/// Drawing what is known comes first; what a frame may find out beside it is what remains.
qint64 TimelineWidget::Private::workOfFrame() const
{
    const qint64 most = frameWork.count();
    return std::clamp(FrameNs - drawing, most / 4, most);
}

// A frame goes straight into the image behind the painter, which knows nothing of a region with holes: its pieces are painted one by one.
void TimelineWidget::Private::paint(QPaintEvent &event)
{
    constexpr int MostPieces = 48;
    const qint64 began = trace::processorNow();
    QPainter painter(widget.viewport());
    WorkBudget budget(workOfFrame());
    Frame frame = this->frame();
    // A picture of the widget has no frames after it.
    const QBackingStore *const store = widget.window()->backingStore();
    const QPaintEngine *const engine = painter.paintEngine();
    const bool isOnScreen = store && engine && const_cast<QBackingStore *>(store)->paintDevice() == engine->paintDevice();
    frame.budget = isOnScreen ? &budget : nullptr;
    QRegion awaited;
    for (const QRect &area : awaitedAreas)
        awaited += area;
    std::vector<QRect> pieces;
    if (!awaitedAreas.empty() && awaited == event.region())
        pieces.swap(awaitedAreas); // fewer than the region is cut into
    else if (event.region().rectCount() <= MostPieces)
        pieces.assign(event.region().begin(), event.region().end());
    else
        pieces.push_back(event.rect());
    StripCrew *const crew = isOnScreen ? crewFor(event.region()) : nullptr;
    for (const QRect &piece : pieces) {
        painter.setClipping(false);
        PainterCanvas canvas(painter, PainterCanvas::Target::Pixels, texts, piece, crew);
        this->painter.draw(canvas, frame);
    }
    if (!isOnScreen)
        return;
    if (event.region() == QRegion(widget.viewport()->rect()))
        drawing = std::max<qint64>(trace::processorNow() - began - budget.spent(), 0);
    isPaintAwaited = false;
    awaitedAreas.clear();
    shownOverlays = overlayArea(frame);
    const QRect rest = budget.rest().toAlignedRect();
    roughArea &= widget.viewport()->rect(); // what a window made smaller has cut off is never painted, and would be asked for with every frame
    const bool isRepainted = QRegion(roughArea).subtracted(event.region()).isEmpty();
    roughArea = isRepainted ? rest : roughArea | rest;
    if (!roughArea.isEmpty()) {
        due = std::max(due, Stale::Pieces);
        if (!frameTimer.isActive())
            frameTimer.start();
    }
    if (QRectF(roughArea).intersects(layout.lanes)) // and not only the minimap of what grows
        refineSoon();
    else
        refineTimer.stop();
}

/// Whatever will be painted next has time until its frame is due.
void TimelineWidget::Private::refineSoon()
{
    nextToRefine = 0;
    if (frameTimer.isActive() && !isPaintAwaited)
        refineTimer.start();
}

// A frame that may work out little of what it shows is painted soon, and painting it again for each little more would cost many times as much as the work
// itself. So that is done where nobody waits: in pieces between two frames, after whatever else there is to do. The frame after them has it all at hand.
void TimelineWidget::Private::refine()
{
    constexpr qint64 Piece = 3'000'000; // ns, of which an event waits for half on average
    const qint64 began = WorkBudget::now();
    const Frame frame = this->frame(); // of now: what is asked for meanwhile will be painted next
    NowhereCanvas canvas(widget.devicePixelRatioF(), QRectF(QPointF(), frame.size), texts);
    const LaneSpan span = visibleLanes(frame);
    while (nextToRefine < span.last) {
        if (nextToRefine >= stack.fixedCount())
            nextToRefine = std::max(nextToRefine, span.first);
        painter.prepare(canvas, frame, nextToRefine++);
        if (WorkBudget::now() - began > Piece)
            return;
    }
    refineTimer.stop();
}

/// Null where a frame is painted sooner alone: the other thread has to be woken.
StripCrew *TimelineWidget::Private::crewFor(const QRegion &region)
{
    constexpr qint64 LeastPixels = 1'000'000;
    const double ratio = widget.devicePixelRatioF();
    qint64 pixels = 0;
    for (const QRect &rect : region)
        pixels += qint64(rect.width() * ratio) * qint64(rect.height() * ratio);
    if (pixels < LeastPixels)
        return nullptr;
    if (!crew)
        crew = std::make_unique<StripCrew>();
    return crew->isUseful() ? crew.get() : nullptr;
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

// What is asked for before the frame that was asked for last has been painted belongs to that frame: a step moves the playhead, adds events and
// shows another stretch, one signal after the other.
void TimelineWidget::Private::repaintSoon(Stale what)
{
    if (frameTimer.isActive() && !isPaintAwaited) {
        due = std::max(due, what);
        return;
    }
    if (!isPaintAwaited)
        frameTimer.start();
    isPaintAwaited = true;
    if (what == Stale::Pieces) {
        repaintPieces();
        return;
    }
    awaitedAreas.clear();
    widget.viewport()->update();
}

/// Only where pointer and playhead were and are, and what was drawn roughly.
void TimelineWidget::Private::repaintPieces()
{
    const std::vector<QRect> areas = overlayArea(frame());
    if (shownOverlays.empty() || areas.empty()) {
        widget.viewport()->update();
        return;
    }
    QRegion region;
    for (const std::vector<QRect> *const some : std::array<const std::vector<QRect> *, 2> { &shownOverlays, &areas }) {
        for (const QRect &area : *some) {
            region += area;
            addArea(awaitedAreas, area);
        }
    }
    if (!roughArea.isEmpty()) {
        region += roughArea;
        addArea(awaitedAreas, roughArea);
    }
    widget.viewport()->update(region);
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
