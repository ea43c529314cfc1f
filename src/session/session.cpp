// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/session.h"

#include "session/breakpoints.h"
#include "session/laneslices.h"
#include "session/prediction.h"
#include "session/wakechain.h"

#include <algorithm>

namespace session {

using trace::Duration;
using trace::TimeRange;
using trace::Timestamp;

Session::Session(QObject *parent)
    : QObject(parent), m_trace(std::make_shared<trace::Trace>(trace::TraceInfo()))
{
    m_breakpoints = std::make_unique<Breakpoints>(*this);
    m_prediction = std::make_unique<Prediction>(*this);
    m_lanes.update(*m_trace, m_filter);
}

Session::~Session() = default;

void Session::open(std::shared_ptr<trace::Trace> trace, Source source, bool keepFilter)
{
    Q_ASSERT(trace);
    m_trace = std::move(trace);
    m_source = std::move(source);
    m_isLive = m_source.kind == SourceKind::Live;
    m_isFollowing = m_isLive;
    m_isPlayheadAtEnd = true;
    m_history.clear();
    m_selection = {};
    m_hovered.reset();
    m_measured.reset();
    m_focused.reset();
    m_marks.clear();
    m_state.reset();
    if (!keepFilter)
        m_filter = {};
    m_lanes.clear();
    m_lanes.update(*m_trace, m_filter);
    m_visible = {};
    m_visible.setContent(m_trace->range(), m_isLive);
    m_visible.fit();
    // A recording is looked at from its beginning, a live run at its end.
    m_playhead = m_isLive ? endOfTrace() : Playhead { {}, m_trace->countUpTo({}) };
    m_isPlayheadAtEnd = m_playhead == endOfTrace();
    Q_EMIT traceOpened();
    Q_EMIT lanesChanged();
    Q_EMIT selectionChanged();
    Q_EMIT hoveredChanged();
    Q_EMIT measuredChanged();
    Q_EMIT marksChanged();
    Q_EMIT historyChanged();
    Q_EMIT followingChanged(m_isFollowing);
    Q_EMIT playheadMoved(m_playhead);
    Q_EMIT visibleRangeChanged(visibleRange());
}

void Session::close()
{
    open(std::make_shared<trace::Trace>(trace::TraceInfo()), {});
}

void Session::noteGrowth()
{
    const bool hasNewLanes = m_lanes.update(*m_trace, m_filter);
    const TimeRange before = visibleRange();
    m_visible.setContent(m_trace->range(), m_isLive);
    if (m_isFollowing)
        m_visible.follow();
    if (m_isPlayheadAtEnd)
        m_state.reset();
    Q_EMIT traceGrew();
    if (hasNewLanes)
        Q_EMIT lanesChanged();
    if (m_isPlayheadAtEnd)
        movePlayhead(endOfTrace(), true);
    if (before != visibleRange())
        Q_EMIT visibleRangeChanged(visibleRange());
}

void Session::endLive()
{
    if (!m_isLive)
        return;
    m_isLive = false;
    noteGrowth();
    const bool wasFollowing = m_isFollowing;
    m_isFollowing = false;
    if (wasFollowing) {
        m_visible.fit();
        Q_EMIT followingChanged(false);
        Q_EMIT visibleRangeChanged(visibleRange());
    }
    Q_EMIT liveEnded();
}

Playhead Session::endOfTrace() const
{
    return { m_trace->range().end, m_trace->eventCount() };
}

void Session::movePlayhead(Playhead playhead, bool isAtEnd)
{
    m_isPlayheadAtEnd = isAtEnd;
    if (playhead == m_playhead)
        return;
    if (playhead.events != m_playhead.events)
        m_state.reset();
    m_playhead = playhead;
    Q_EMIT playheadMoved(m_playhead);
}

void Session::leaveLiveEnd()
{
    if (!m_isFollowing)
        return;
    m_isFollowing = false;
    Q_EMIT followingChanged(false);
}

void Session::setPlayhead(Timestamp t)
{
    const TimeRange range = m_trace->range();
    t = std::clamp(t, std::min(range.begin, range.end), range.end);
    if (t == range.end) {
        movePlayhead(endOfTrace(), true);
        return;
    }
    leaveLiveEnd();
    movePlayhead({ t, m_trace->countUpTo(t) }, false);
}

void Session::setPlayheadEvents(quint64 n)
{
    n = std::min(n, m_trace->eventCount());
    if (n == m_trace->eventCount()) {
        movePlayhead(endOfTrace(), true);
        return;
    }
    leaveLiveEnd();
    movePlayhead({ n == 0 ? Timestamp() : m_trace->event(n - 1).time, n }, false);
}

void Session::goTo(Playhead playhead)
{
    const quint64 count = m_trace->eventCount();
    const quint64 events = std::min(playhead.events, count);
    const Timestamp begin = events > 0 ? m_trace->event(events - 1).time : Timestamp();
    const Timestamp end = events < count ? m_trace->event(events).time : m_trace->range().end;
    playhead = { std::clamp(playhead.time, begin, std::max(begin, end)), events };
    const bool isAtEnd = playhead == endOfTrace();
    if (!isAtEnd)
        leaveLiveEnd();
    movePlayhead(playhead, isAtEnd);
}

const trace::State &Session::stateAtPlayhead() const
{
    if (m_playhead.events == m_trace->eventCount())
        return m_trace->latest();
    if (!m_state)
        m_state = m_trace->stateAfter(m_playhead.events);
    return *m_state;
}

template<typename Move>
void Session::navigate(Gesture gesture, Move move)
{
    const TimeRange before = visibleRange();
    move();
    if (before == visibleRange())
        return;
    m_history.record(before, gesture);
    m_focused.reset();
    Q_EMIT visibleRangeChanged(visibleRange());
    Q_EMIT historyChanged();
}

void Session::zoomAround(Timestamp t, double factor)
{
    // Zooming does not leave the live end: the next growth moves the end back to its place.
    navigate(Gesture::Zoom, [&] { m_visible.zoomAround(t, factor); });
}

void Session::panBy(Duration distance)
{
    if (distance.count() != 0)
        leaveLiveEnd();
    navigate(Gesture::Pan, [&] { m_visible.panBy(distance); });
}

void Session::show(TimeRange range)
{
    leaveLiveEnd();
    navigate(Gesture::Jump, [&] { m_visible.show(range); });
}

void Session::fit()
{
    leaveLiveEnd();
    navigate(Gesture::Jump, [&] { m_visible.fit(); });
}

void Session::reveal(Timestamp t)
{
    leaveLiveEnd();
    navigate(Gesture::Pan, [&] { m_visible.reveal(t); });
}

void Session::focusSelection()
{
    const auto ref = m_selection.sliceRef();
    const auto span = ref ? spanOf(*m_trace, *ref) : std::nullopt;
    if (!span || m_focused == visibleRange()) {
        fit();
        return;
    }
    const Duration length = span->range.length();
    if (length.count() == 0) {
        // A mark has no length to fill the window with: it is brought to the middle at the present zoom.
        const Duration half = visibleRange().length() / 2;
        show({ span->range.begin - half, span->range.begin + half });
    } else {
        show({ span->range.begin - length / 4, span->range.end + length / 4 });
    }
    m_focused = visibleRange();
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

void Session::restore(std::optional<TimeRange> range)
{
    if (!range)
        return;
    leaveLiveEnd();
    m_visible.show(*range);
    m_focused.reset();
    Q_EMIT visibleRangeChanged(visibleRange());
    Q_EMIT historyChanged();
}

void Session::undoNavigation()
{
    restore(m_history.undo(visibleRange()));
}

void Session::redoNavigation()
{
    restore(m_history.redo(visibleRange()));
}

void Session::select(Selection selection)
{
    if (!selection.lane)
        selection.slice.reset();
    if (selection == m_selection) {
        Q_EMIT selectedAgain();
        return;
    }
    m_selection = selection;
    m_focused.reset();
    Q_EMIT selectionChanged();
}

trace::TaskId Session::selectedTask() const
{
    return m_selection.lane ? m_selection.lane->task() : trace::TaskId::None;
}

bool Session::showSlice(SliceRef slice)
{
    const auto span = spanOf(*m_trace, slice);
    if (!span)
        return false;
    select({ slice.lane, slice.index });
    setPlayheadEvents(span->event + 1);
    reveal(span->range.begin);
    return true;
}

bool Session::selectNeighbour(int direction)
{
    if (!m_selection.lane || direction == 0)
        return false;
    const LaneId lane = *m_selection.lane;
    if (!m_selection.slice) {
        const auto here = sliceAt(*m_trace, lane, m_playhead.time);
        return here && showSlice({ lane, *here });
    }
    if (direction < 0 && *m_selection.slice == 0)
        return false;
    return showSlice({ lane, direction < 0 ? *m_selection.slice - 1 : *m_selection.slice + 1 });
}

bool Session::selectWaker()
{
    const auto slice = m_selection.sliceRef();
    const auto wake = slice ? wakeBehind(*m_trace, *slice) : std::nullopt;
    return wake && wake->waker && showSlice(*wake->waker);
}

bool Session::selectWoken()
{
    const auto slice = m_selection.sliceRef();
    const auto wake = slice ? firstWokenBy(*m_trace, *slice) : std::nullopt;
    return wake && showSlice(wake->woken);
}

void Session::setHovered(std::optional<SliceRef> slice)
{
    if (slice == m_hovered)
        return;
    m_hovered = slice;
    Q_EMIT hoveredChanged();
}

void Session::setMeasured(std::optional<TimeRange> range)
{
    if (range && range->isEmpty())
        range.reset();
    if (range == m_measured)
        return;
    m_measured = range;
    Q_EMIT measuredChanged();
}

void Session::setFilter(LaneFilter filter)
{
    if (filter == m_filter)
        return;
    m_filter = std::move(filter);
    m_lanes.update(*m_trace, m_filter);
    Q_EMIT lanesChanged();
}

void Session::toggleMark(Timestamp t, const QString &text)
{
    const auto at = std::lower_bound(m_marks.begin(), m_marks.end(), t, [](const UserMark &mark, Timestamp time) { return mark.time < time; });
    if (at != m_marks.end() && at->time == t)
        m_marks.erase(at);
    else
        m_marks.insert(at, { t, text });
    Q_EMIT marksChanged();
}

void Session::clearMarks()
{
    if (m_marks.empty())
        return;
    m_marks.clear();
    Q_EMIT marksChanged();
}

void Session::setHeldThreshold(Duration threshold)
{
    if (threshold == m_heldThreshold)
        return;
    m_heldThreshold = threshold;
    Q_EMIT heldThresholdChanged();
}

} // namespace session
