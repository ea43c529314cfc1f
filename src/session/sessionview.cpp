// SPDX-License-Identifier: GPL-3.0-or-later
// The session's axis and what is visible of it.
#include "session/laneslices.h"
#include "session/session.h"

#include <algorithm>

namespace session {

using trace::Axis;
using trace::AxisKind;
using trace::Position;
using trace::Span;
using trace::Timestamp;

namespace {

// Least that is shown after a change of the axis, where all that was shown falls into one place of the other one.
constexpr qint64 LeastSteps = 16 * Axis::UnitsPerStep;
constexpr qint64 LeastTime = 1'000'000;

} // namespace

template<typename Move>
void Session::navigate(Gesture gesture, Move move)
{
    const View before = view();
    move();
    if (before == view())
        return;
    m_history.record(before, gesture);
    m_focused.reset();
    Q_EMIT visibleRangeChanged();
    Q_EMIT historyChanged();
}

void Session::zoomAround(Position p, double factor)
{
    // Zooming does not leave the live end: the next growth moves the end back to its place.
    navigate(Gesture::Zoom, [&] { m_visible.zoomAround(p, factor); });
}

void Session::panBy(qint64 distance)
{
    if (distance != 0)
        leaveLiveEnd();
    navigate(Gesture::Pan, [&] { m_visible.panBy(distance); });
}

void Session::show(Span span)
{
    leaveLiveEnd();
    navigate(Gesture::Jump, [&] { m_visible.show(span); });
}

void Session::fit()
{
    leaveLiveEnd();
    navigate(Gesture::Jump, [&] { m_visible.fit(); });
}

void Session::reveal(Position p)
{
    leaveLiveEnd();
    navigate(Gesture::Pan, [&] { m_visible.reveal(p); });
}

void Session::focusSelection()
{
    const auto ref = m_selection.sliceRef();
    const auto span = ref ? spanOf(axis(), *ref) : std::nullopt;
    if (!span || m_focused == visibleSpan()) {
        fit();
        return;
    }
    const qint64 length = span->length();
    if (length == 0) {
        // A mark has no length to fill the window with: it is brought to the middle at the present zoom.
        const qint64 half = visibleSpan().length() / 2;
        show(Span { span->begin - half, span->begin + half });
    } else {
        show(Span { span->begin - length / 4, span->end + length / 4 });
    }
    m_focused = visibleSpan();
}

void Session::setFollowing(bool following)
{
    following = following && m_isLive;
    if (!following) {
        leaveLiveEnd();
        return;
    }
    if (!m_isFollowing) {
        m_isFollowing = true;
        Q_EMIT followingChanged(true);
    }
    movePlayhead(endOfTrace(), true);
    navigate(Gesture::Jump, [&] { m_visible.follow(); });
}

void Session::restore(std::optional<View> view)
{
    if (!view)
        return;
    leaveLiveEnd();
    changeAxis(view->axis);
    m_visible.show(view->span);
    m_focused.reset();
    Q_EMIT visibleRangeChanged();
    Q_EMIT historyChanged();
}

void Session::undoNavigation()
{
    restore(m_history.undo(view()));
}

void Session::redoNavigation()
{
    restore(m_history.redo(view()));
}

// The axis

Playhead Session::momentAt(Position p) const
{
    const Axis axis = this->axis();
    const Span whole = axis.whole();
    p = std::clamp(p, whole.begin, std::max(whole.begin, whole.end));
    return { axis.time(p), axis.eventsAt(p) };
}

void Session::setPlayheadAt(Position p)
{
    if (m_axisKind == AxisKind::Time)
        setPlayhead(Timestamp { p.units });
    else
        setPlayheadEvents(axis().eventsAt(p));
}

void Session::setContent()
{
    m_visible.setContent(axis().whole(), m_isLive, m_axisKind == AxisKind::Time ? VisibleRange::LiveTime : VisibleRange::LiveSteps);
}

/// Changes the axis and what hangs on it, but for what is visible.
void Session::changeAxis(AxisKind kind)
{
    if (kind == m_axisKind)
        return;
    const std::optional<trace::TimeRange> measured = m_measured ? std::optional(axis().times(*m_measured)) : std::nullopt;
    m_axisKind = kind;
    if (kind != AxisKind::Time)
        m_stepKind = kind;
    setContent();
    setMeasured(measured ? std::optional(axis().of(*measured)) : std::nullopt);
    Q_EMIT axisChanged(kind);
}

/// Shows on the new axis what was shown on the old one, as far as the moment in its middle can stay there.
void Session::showElsewhere(const View &before)
{
    if (m_isFollowing) {
        const Span content = axis().whole();
        const qint64 length = m_axisKind == AxisKind::Time ? VisibleRange::LiveTime : VisibleRange::LiveSteps;
        m_visible.show({ content.begin, content.begin + length });
        m_visible.follow();
        return;
    }
    const Axis old(*m_trace, before.axis);
    const Span oldWhole = old.whole();
    if (before.span.begin <= oldWhole.begin && before.span.end >= oldWhole.end) {
        m_visible.fit();
        return;
    }
    const auto elsewhere = [&](Position p) { return axis().afterEvents(old.time(p), old.eventsAt(p)); };
    const Position middle = elsewhere(before.span.begin + before.span.length() / 2);
    const Span bounds = m_visible.bounds(0);
    qint64 half = (elsewhere(before.span.end) - elsewhere(before.span.begin)) / 2;
    half = std::min({ half, middle - bounds.begin, bounds.end - middle });
    half = std::max(half, (m_axisKind == AxisKind::Time ? LeastTime : LeastSteps) / 2);
    m_visible.show({ middle - half, middle + half });
}

void Session::setAxis(AxisKind kind)
{
    m_isAxisChosen = true;
    if (kind == m_axisKind)
        return;
    const View before = view();
    // Straight back again is a way back, not another change of what is shown.
    const bool isWayBack = m_leftView && m_leftView->axis == kind && m_arrivedView == before && !m_isFollowing;
    const View left = isWayBack ? *m_leftView : View();
    changeAxis(kind);
    if (isWayBack)
        m_visible.show(left.span);
    else
        showElsewhere(before);
    m_leftView = before;
    m_arrivedView = view();
    m_history.record(before, Gesture::Jump);
    m_focused.reset();
    Q_EMIT visibleRangeChanged();
    Q_EMIT historyChanged();
}

void Session::toggleAxis()
{
    setAxis(m_axisKind == AxisKind::Time ? m_stepKind : AxisKind::Time);
}

bool Session::suggestSteps()
{
    if (m_isAxisChosen || m_axisKind != AxisKind::Time)
        return false;
    setAxis(AxisKind::Steps);
    m_isAxisChosen = false;
    return true;
}

} // namespace session
