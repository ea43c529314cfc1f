// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/laneslices.h"
#include "timeline/timelinewidgetprivate.h"

#include <QKeyEvent>
#include <QScrollBar>

#include <algorithm>

namespace timeline {

namespace {

constexpr double KeyZoom = 1.4;
constexpr double KeyPan = 0.125; // of the window

} // namespace

void TimelineWidget::Private::zoomByKey(double factor)
{
    zoomAt(pointer && pointer->x() >= scale().left() ? pointer->x() : (scale().left() + scale().right()) / 2, factor);
}

void TimelineWidget::Private::selectLane(qsizetype n)
{
    const session::LaneId lane = session.lanes().row(n).id;
    const auto slice = session::sliceAfter(session.trace(), lane, session.playhead().events);
    session.select({ lane, slice });
    widget.revealLane(lane);
}

void TimelineWidget::Private::moveLaneSelection(int direction)
{
    const qsizetype count = session.lanes().count();
    if (count == 0)
        return;
    const auto here = session.selection().lane ? session.lanes().indexOf(*session.selection().lane) : std::nullopt;
    selectLane(here ? std::clamp<qsizetype>(*here + direction, 0, count - 1) : (direction > 0 ? 0 : count - 1));
}

void TimelineWidget::Private::escape()
{
    if (drag != Drag::None) {
        drag = Drag::None;
        widget.viewport()->unsetCursor();
    } else if (session.measured()) {
        session.setMeasured(std::nullopt);
    } else {
        session.clearSelection();
    }
}

/// Keys that go from one thing to the next.
bool TimelineWidget::Private::pressNavigationKey(int key)
{
    const auto reveal = [this](bool hasMoved) {
        if (hasMoved && session.selection().lane)
            widget.revealLane(*session.selection().lane);
    };
    switch (key) {
    case Qt::Key_Comma:
    case Qt::Key_Left:
        reveal(session.selectNeighbour(-1));
        return true;
    case Qt::Key_Period:
    case Qt::Key_Right:
        reveal(session.selectNeighbour(1));
        return true;
    case Qt::Key_BracketLeft:
        reveal(session.selectWaker());
        return true;
    case Qt::Key_BracketRight:
        reveal(session.selectWoken());
        return true;
    case Qt::Key_Up:
        moveLaneSelection(-1);
        return true;
    case Qt::Key_Down:
        moveLaneSelection(1);
        return true;
    case Qt::Key_PageUp:
    case Qt::Key_PageDown: {
        QScrollBar *bar = widget.verticalScrollBar();
        bar->triggerAction(key == Qt::Key_PageUp ? QScrollBar::SliderPageStepSub : QScrollBar::SliderPageStepAdd);
        return true;
    }
    default:
        return false;
    }
}

bool TimelineWidget::Private::pressKey(int key, Qt::KeyboardModifiers modifiers)
{
    if (modifiers.testFlag(Qt::ControlModifier)) {
        if (key != Qt::Key_Z)
            return false;
        if (modifiers.testFlag(Qt::ShiftModifier))
            session.redoNavigation();
        else
            session.undoNavigation();
        return true;
    }
    switch (key) {
    case Qt::Key_W:
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoomByKey(KeyZoom);
        return true;
    case Qt::Key_S:
    case Qt::Key_Minus:
        zoomByKey(1 / KeyZoom);
        return true;
    case Qt::Key_A:
        panByPixels(-KeyPan * scale().width());
        return true;
    case Qt::Key_D:
        panByPixels(KeyPan * scale().width());
        return true;
    case Qt::Key_T:
        session.toggleAxis();
        return true;
    case Qt::Key_Z:
        if (const auto measured = session.measured()) {
            session.show(*measured);
            session.setMeasured(std::nullopt);
        }
        return true;
    case Qt::Key_F:
        session.focusSelection();
        return true;
    case Qt::Key_Home:
    case Qt::Key_0:
        session.fit();
        return true;
    case Qt::Key_End:
        if (session.isLive())
            session.setFollowing(true);
        else
            session.setPlayhead(session.trace().range().end);
        return true;
    case Qt::Key_M: {
        const bool isOverTime = pointer && pointer->x() >= scale().left() && pointer->x() < scale().right();
        session.toggleMark(isOverTime ? session.momentAt(scale().position(pointer->x())) : session.playhead());
        return true;
    }
    case Qt::Key_Escape:
        escape();
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (!session.selection().lane)
            return false;
        showSelection();
        Q_EMIT widget.activated(session.selection());
        return true;
    default:
        return pressNavigationKey(key);
    }
}

void TimelineWidget::keyPressEvent(QKeyEvent *event)
{
    if (event->modifiers().testFlag(Qt::AltModifier) || event->modifiers().testFlag(Qt::MetaModifier) || !d->pressKey(event->key(), event->modifiers()))
        event->ignore(); // and not to the scroll area, which would scroll lanes by arrow keys
}

} // namespace timeline
