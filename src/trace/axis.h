// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/time.h"

#include <QByteArrayView>

#include <optional>

namespace trace {

class Trace;

/// What the horizontal axis of a picture counts.
enum class AxisKind : quint8 {
    Time,
    Steps, ///< every resume takes one unit: the order inside one instant of virtual time becomes visible
    Events, ///< every event takes one unit
};
/// "time", "steps", "events", as the command line writes them.
[[nodiscard]] QByteArrayView nameOf(AxisKind kind);
[[nodiscard]] std::optional<AxisKind> axisKindNamed(QByteArrayView name);

/// A place on an axis: nanoseconds since the start of the run on the time axis, thousandths of a step or event on the others.
struct Position
{
    qint64 units = 0;

    constexpr auto operator<=>(const Position &) const = default;
    friend constexpr Position operator+(Position p, qint64 distance) { return { p.units + distance }; }
    friend constexpr Position operator-(Position p, qint64 distance) { return { p.units - distance }; }
    friend constexpr qint64 operator-(Position a, Position b) { return a.units - b.units; }
};

/// The half-open stretch [begin, end) of an axis.
struct Span
{
    Position begin;
    Position end;

    constexpr bool operator==(const Span &) const = default;
    [[nodiscard]] constexpr qint64 length() const { return end - begin; }
    [[nodiscard]] constexpr bool isEmpty() const { return end <= begin; }
    [[nodiscard]] constexpr bool contains(Position p) const { return begin <= p && p < end; }
};

/// Converts between moments of a trace and places on one of its axes; a value that borrows the trace.
///
/// On the step axis an event stands where the resumes before it have been counted: the k-th resume (from 0) at k, and everything until the next
/// one, its suspension too, at k + 1. So each resume's running slice fills exactly the unit [k, k + 1), and what it does to others shows at the
/// unit's end. On the event axis event k stands at k. Both end with their count, where open slices end.
///
/// All conversions are O(log n); those from and to times cost a block of the packed log besides, so a picture makes a few dozen of them and not
/// one a column. What costs more stands in axislanes.h.
class Axis
{
public:
    /// Units of the step and event axes that one step or event takes: zooming below a step stays smooth.
    static constexpr qint64 UnitsPerStep = 1000;

    Axis(const Trace &trace, AxisKind kind) : m_trace(&trace), m_kind(kind) {}

    [[nodiscard]] AxisKind kind() const { return m_kind; }
    [[nodiscard]] bool isTime() const { return m_kind == AxisKind::Time; }
    [[nodiscard]] const Trace &trace() const { return *m_trace; }

    /// [0, end of the trace).
    [[nodiscard]] Span whole() const;
    /// Where an event stands that happened at t; `event` < eventCount(). Asks the log nothing.
    [[nodiscard]] Position at(Timestamp t, quint64 event) const;
    /// Where the moment t after `events` events stands: with the last of them, at the begin of the axis before the first.
    [[nodiscard]] Position afterEvents(Timestamp t, quint64 events) const;
    /// Where the state at t stands (after all events with time <= t).
    [[nodiscard]] Position at(Timestamp t) const;
    /// Where what lies in this stretch of time begins and ends: from the first event at or after its begin to the last one before its end.
    [[nodiscard]] Span of(TimeRange range) const;

    /// How many events stand at or before p.
    [[nodiscard]] quint64 eventsAt(Position p) const;
    /// The moment at p: on the step and event axes the time of the last event that stands at or before it.
    [[nodiscard]] Timestamp time(Position p) const;
    /// [time(begin), time(end)].
    [[nodiscard]] TimeRange times(Span span) const { return { time(span.begin), time(span.end) }; }

    // For the step and event axes.
    /// Number of steps or events.
    [[nodiscard]] qint64 stepCount() const;
    /// The step at which an event stands, known to lie in [least, most].
    [[nodiscard]] qint64 stepOf(quint64 event, qint64 least, qint64 most) const;
    [[nodiscard]] qint64 stepOf(quint64 event) const { return stepOf(event, 0, stepCount()); }
    /// How many events stand at this step or before it; 0 for a negative one.
    [[nodiscard]] quint64 eventsUpToStep(qint64 step) const;

private:
    const Trace *m_trace;
    AxisKind m_kind;
};

} // namespace trace
