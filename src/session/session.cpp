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
    const trace::AxisKind axisBefore = m_axisKind;
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
    if (!m_isAxisChosen)
        m_axisKind = trace::AxisKind::Time;
    m_leftView.reset();
    m_visible = {};
    setContent();
    m_visible.fit();
    // A recording is looked at from its beginning, a live run at its end.
    m_playhead = m_isLive ? endOfTrace() : Playhead { {}, m_trace->countUpTo({}) };
    m_isPlayheadAtEnd = m_playhead == endOfTrace();
    m_isPlayheadNewer = false;
    const bool hasOtherAxis = axisBefore != m_axisKind;
    Q_EMIT traceOpened();
    if (hasOtherAxis)
        Q_EMIT axisChanged(m_axisKind);
    Q_EMIT lanesChanged();
    Q_EMIT selectionChanged();
    Q_EMIT hoveredChanged();
    Q_EMIT measuredChanged();
    Q_EMIT marksChanged();
    Q_EMIT historyChanged();
    Q_EMIT followingChanged(m_isFollowing);
    Q_EMIT playheadMoved(m_playhead);
    Q_EMIT visibleRangeChanged();
}

void Session::close()
{
    open(std::make_shared<trace::Trace>(trace::TraceInfo()), {});
}

void Session::noteGrowth()
{
    const bool hasNewLanes = m_lanes.update(*m_trace, m_filter);
    const trace::Span before = visibleSpan();
    setContent();
    if (m_isFollowing)
        m_visible.follow();
    Q_EMIT traceGrew();
    if (hasNewLanes)
        Q_EMIT lanesChanged();
    if (m_isPlayheadAtEnd)
        movePlayhead(endOfTrace(), true);
    if (before != visibleSpan())
        Q_EMIT visibleRangeChanged();
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
        Q_EMIT visibleRangeChanged();
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
    m_playhead = playhead;
    m_isPlayheadNewer = true;
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

void Session::holdPlayhead()
{
    leaveLiveEnd();
    m_isPlayheadAtEnd = false;
}

const trace::State &Session::stateAtPlayhead() const
{
    if (m_playhead.events == m_trace->eventCount())
        return m_trace->latest();
    if (!m_state)
        m_state.emplace();
    // From where it was asked for last: a step forward costs its own events only.
    if (m_state->events != m_playhead.events)
        m_trace->moveState(*m_state, m_playhead.events);
    return *m_state;
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
    m_isPlayheadNewer = false;
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
    m_isPlayheadNewer = false;
    reveal(axis().at(span->range.begin, span->event));
    return true;
}

bool Session::selectNeighbour(int direction)
{
    if (!m_selection.lane || direction == 0)
        return false;
    const LaneId lane = *m_selection.lane;
    if (!m_selection.slice || m_isPlayheadNewer) {
        const auto here = sliceAfter(*m_trace, lane, m_playhead.events);
        if (!m_selection.slice)
            return showSlice({ lane, here.value_or(0) });
        if (direction > 0)
            return showSlice({ lane, here ? *here + 1 : 0 });
        // Back to where the slice at the playhead began, and from there to the one before.
        const auto span = here ? spanOf(*m_trace, { lane, *here }) : std::nullopt;
        if (!span)
            return false;
        if (m_playhead.events > span->event + 1)
            return showSlice({ lane, *here });
        return *here > 0 && showSlice({ lane, *here - 1 });
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

void Session::setMeasured(std::optional<trace::Span> span)
{
    if (span && span->isEmpty())
        span.reset();
    if (span == m_measured)
        return;
    m_measured = span;
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

void Session::toggleMark(const Playhead &moment, const QString &text)
{
    const auto at = std::lower_bound(m_marks.begin(), m_marks.end(), moment, [](const UserMark &mark, const Playhead &other) { return mark.moment < other; });
    if (at != m_marks.end() && at->moment == moment)
        m_marks.erase(at);
    else
        m_marks.insert(at, { moment, text });
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
