// SPDX-License-Identifier: GPL-3.0-or-later
// The frames of the widget: when one is painted, what of it, and what is worked out between two.
#include "timeline/overlayarea.h"
#include "timeline/timelinewidgetprivate.h"
#include "timeline/workbudget.h"

#include <QBackingStore>
#include <QPaintEngine>
#include <QPaintEvent>
#include <QPainter>

#include <array>

namespace timeline {

namespace {

constexpr qint64 FrameNs = 2'500'000; // of processor time that a frame should come to, drawing and all

} // namespace

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

} // namespace timeline
