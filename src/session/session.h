// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/laneorder.h"
#include "session/navigationhistory.h"
#include "session/playhead.h"
#include "session/selection.h"
#include "session/visiblerange.h"
#include "trace/trace.h"

#include <QObject>

#include <memory>
#include <optional>

namespace session {

class Breakpoints;
class Prediction;

enum class SourceKind : quint8 { None, Live, File };

/// Where a trace comes from; views show it and never ask it for anything.
struct Source
{
    SourceKind kind = SourceKind::None;
    QString name; ///< scenario, program or file name, as shown
    bool operator==(const Source &) const = default;
};

/// One open trace and what its views share. There is always a trace; without one to show it is an empty one.
/// The trace is appended to on the GUI thread by whoever drains its source, who then calls noteGrowth(); views read it as it stood then.
class Session : public QObject
{
    Q_OBJECT
public:
    explicit Session(QObject *parent = nullptr);
    ~Session() override;

    // The trace.
    /// Shows this trace instead; forgets playhead, range, selection, marks and history, keeps the filter only if asked to (a rerun).
    void open(std::shared_ptr<trace::Trace> trace, Source source, bool keepFilter = false);
    void close();
    [[nodiscard]] const trace::Trace &trace() const { return *m_trace; }
    [[nodiscard]] std::shared_ptr<const trace::Trace> sharedTrace() const { return m_trace; }
    [[nodiscard]] const Source &source() const { return m_source; }
    /// Whether more events may come.
    [[nodiscard]] bool isLive() const { return m_isLive; }
    /// The trace has been appended to or its end has moved. Once a frame at most is enough.
    void noteGrowth();
    /// The source has ended: no more events will come. A range that was following the end then shows the whole run.
    void endLive();

    // The playhead.
    [[nodiscard]] Playhead playhead() const { return m_playhead; }
    /// Whether the playhead stays at the end of the trace as it grows.
    [[nodiscard]] bool isPlayheadAtEnd() const { return m_isPlayheadAtEnd; }
    /// To the state at t (after all events with time <= t), limited to the trace. At or beyond its end it stays at the end.
    void setPlayhead(trace::Timestamp t);
    /// To the state after the first n events, n <= eventCount().
    void setPlayheadEvents(quint64 n);
    /// To this very place: after its first events, at a time between the last of them and the next; both are limited so.
    void goTo(Playhead playhead);
    /// The playhead stays where it is when the trace grows, also at its end, until it is moved.
    void holdPlayhead();
    /// The state at the playhead; kept until the playhead moves or the trace grows.
    [[nodiscard]] const trace::State &stateAtPlayhead() const;

    /// Where a run halts and what one can go to; they stay from trace to trace.
    [[nodiscard]] Breakpoints &breakpoints() { return *m_breakpoints; }
    [[nodiscard]] Prediction &prediction() { return *m_prediction; }

    // The axis and what is visible of it.
    [[nodiscard]] trace::AxisKind axisKind() const { return m_axisKind; }
    [[nodiscard]] trace::Axis axis() const { return { *m_trace, m_axisKind }; }
    /// The user's choice of an axis, kept from trace to trace. The moment in the middle stays there; at once back again is where it was before.
    void setAxis(trace::AxisKind kind);
    /// T: from time to steps (or events, where those were chosen last), and back.
    void toggleAxis();
    /// Shows the step axis because time cannot tell what has just happened apart; ignored once the user has chosen an axis. Whether it did.
    bool suggestSteps();
    /// Where the playhead stands on the axis.
    [[nodiscard]] trace::Position playheadPosition() const { return positionOf(m_playhead); }
    [[nodiscard]] trace::Position positionOf(const Playhead &moment) const { return axis().afterEvents(moment.time, moment.events); }
    /// The moment at a place of the axis, limited to the trace.
    [[nodiscard]] Playhead momentAt(trace::Position p) const;
    /// To the moment at p; at or beyond the end of the axis it stays at the end.
    void setPlayheadAt(trace::Position p);

    [[nodiscard]] trace::Span visibleSpan() const { return m_visible.range(); }
    /// The same in time.
    [[nodiscard]] trace::TimeRange visibleRange() const { return axis().times(visibleSpan()); }
    /// All that can be scrolled to at the present zoom.
    [[nodiscard]] trace::Span scrollBounds() const { return m_visible.bounds(visibleSpan().length()); }
    void zoomAround(trace::Position p, double factor);
    /// By so many units of the axis.
    void panBy(qint64 distance);
    void show(trace::Span span);
    void fit();
    /// Shows the selected slice with some room on both sides; the second call in a row shows everything. Without a selection: everything.
    void focusSelection();
    /// Shows a place without changing the zoom.
    void reveal(trace::Position p);
    void reveal(trace::Timestamp t) { reveal(axis().at(t)); }
    void revealPlayhead() { reveal(playheadPosition()); }
    [[nodiscard]] bool isFollowing() const { return m_isFollowing; }
    /// Following keeps the end of a live trace in view, and the playhead at it.
    void setFollowing(bool following);
    void endGesture() { m_history.endGesture(); }
    [[nodiscard]] bool canUndoNavigation() const { return m_history.canUndo(); }
    [[nodiscard]] bool canRedoNavigation() const { return m_history.canRedo(); }
    void undoNavigation();
    void redoNavigation();

    // Selection.
    [[nodiscard]] const Selection &selection() const { return m_selection; }
    void select(Selection selection);
    void clearSelection() { select({}); }
    /// The selected task; None where a lane of another kind is selected.
    [[nodiscard]] trace::TaskId selectedTask() const;
    /// Selects the slice before or after the selected one in its lane (from the playhead where it has been moved since, or only a lane is selected),
    /// puts the playhead where it begins and reveals it. Returns false at the end of the lane and without a selection.
    bool selectNeighbour(int direction);
    /// Selects what woke the selected slice, or the first that it woke, likewise. Returns false where there is none or it is not known.
    bool selectWaker();
    bool selectWoken();
    [[nodiscard]] std::optional<SliceRef> hovered() const { return m_hovered; }
    void setHovered(std::optional<SliceRef> slice);
    /// A stretch of the axis picked for measuring and zooming; empty ones are none.
    [[nodiscard]] std::optional<trace::Span> measured() const { return m_measured; }
    void setMeasured(std::optional<trace::Span> span);

    // Lanes and marks.
    [[nodiscard]] const LaneFilter &filter() const { return m_filter; }
    void setFilter(LaneFilter filter);
    [[nodiscard]] const LaneOrder &lanes() const { return m_lanes; }
    /// The marks in order of time.
    [[nodiscard]] const std::vector<UserMark> &marks() const { return m_marks; }
    /// Adds a mark at this moment, or takes away the one that stands exactly there.
    void toggleMark(const Playhead &moment, const QString &text = {});
    void clearMarks();

    /// How long a task may hold the loop before that is shown as a fault; 100 ms at first, as asyncio's slow_callback_duration.
    [[nodiscard]] trace::Duration heldThreshold() const { return m_heldThreshold; }
    void setHeldThreshold(trace::Duration threshold);

Q_SIGNALS:
    void traceOpened();
    void traceGrew();
    void liveEnded();
    void playheadMoved(session::Playhead playhead);
    void visibleRangeChanged();
    void axisChanged(trace::AxisKind kind);
    void followingChanged(bool isFollowing);
    void historyChanged();
    void selectionChanged();
    /// What is selected already was picked once more.
    void selectedAgain();
    void hoveredChanged();
    void measuredChanged();
    /// The filter or the lanes themselves have changed.
    void lanesChanged();
    void marksChanged();
    void heldThresholdChanged();

private:
    using Gesture = NavigationHistory::Gesture;
    template<typename Move>
    void navigate(Gesture gesture, Move move);
    void leaveLiveEnd();
    void movePlayhead(Playhead playhead, bool isAtEnd);
    [[nodiscard]] Playhead endOfTrace() const;
    [[nodiscard]] View view() const { return { m_axisKind, m_visible.range() }; }
    void restore(std::optional<View> view);
    void setContent();
    void changeAxis(trace::AxisKind kind);
    void showElsewhere(const View &before);
    bool showSlice(SliceRef slice);

    std::shared_ptr<trace::Trace> m_trace;
    std::unique_ptr<Breakpoints> m_breakpoints;
    std::unique_ptr<Prediction> m_prediction;
    Source m_source;
    VisibleRange m_visible;
    NavigationHistory m_history;
    Playhead m_playhead;
    Selection m_selection;
    std::optional<SliceRef> m_hovered;
    std::optional<trace::Span> m_measured;
    std::optional<trace::Span> m_focused; ///< what the last focusSelection() showed
    LaneFilter m_filter;
    LaneOrder m_lanes;
    std::vector<UserMark> m_marks;
    trace::Duration m_heldThreshold { 100'000'000 };
    mutable std::optional<trace::State> m_state; ///< of the playhead, made on demand
    trace::AxisKind m_axisKind = trace::AxisKind::Time;
    trace::AxisKind m_stepKind = trace::AxisKind::Steps; ///< what T goes to from time
    std::optional<View> m_leftView; ///< what the axis was left at last, and what was shown instead
    std::optional<View> m_arrivedView;
    bool m_isAxisChosen = false;
    bool m_isPlayheadNewer = false; ///< it was moved after the selection was made
    bool m_isLive = false;
    bool m_isFollowing = false;
    bool m_isPlayheadAtEnd = true;
};

} // namespace session
