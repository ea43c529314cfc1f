// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/axis.h"

#include "trace/trace.h"

#include <algorithm>
#include <array>

namespace trace {

namespace {

constexpr std::array<const char *, 3> AxisKindNames { "time", "steps", "events" };

/// Rounds down, also below 0.
qint64 stepBelow(qint64 units)
{
    return units >= 0 ? units / Axis::UnitsPerStep : -((-units + Axis::UnitsPerStep - 1) / Axis::UnitsPerStep);
}

} // namespace

QByteArrayView nameOf(AxisKind kind)
{
    const auto row = static_cast<std::size_t>(kind);
    return row < AxisKindNames.size() ? QByteArrayView(AxisKindNames[row]) : QByteArrayView("?");
}

std::optional<AxisKind> axisKindNamed(QByteArrayView name)
{
    for (std::size_t row = 0; row < AxisKindNames.size(); ++row) {
        if (name == QByteArrayView(AxisKindNames[row]))
            return static_cast<AxisKind>(row);
    }
    return std::nullopt;
}

Span Axis::whole() const
{
    const TimeRange range = m_trace->range();
    return isTime() ? Span { { range.begin.ns }, { range.end.ns } } : Span { {}, { stepCount() * UnitsPerStep } };
}

Position Axis::at(Timestamp t, quint64 event) const
{
    return isTime() ? Position { t.ns } : Position { stepOf(event) * UnitsPerStep };
}

Position Axis::afterEvents(Timestamp t, quint64 events) const
{
    return isTime() ? Position { t.ns } : events == 0 ? Position() : Position { stepOf(events - 1) * UnitsPerStep };
}

Position Axis::at(Timestamp t) const
{
    return isTime() ? Position { t.ns } : afterEvents(t, m_trace->countUpTo(t));
}

Span Axis::of(TimeRange range) const
{
    if (isTime())
        return { { range.begin.ns }, { range.end.ns } };
    const quint64 first = m_trace->countBefore(range.begin);
    const quint64 last = m_trace->countBefore(range.end);
    const Position begin = first < m_trace->eventCount() ? at(range.begin, first) : whole().end;
    // A range that reaches the end of the trace shows what its last event began.
    const Position end = last == m_trace->eventCount() ? whole().end : afterEvents(range.end, last);
    return { begin, std::max(begin, end) };
}

quint64 Axis::eventsAt(Position p) const
{
    return isTime() ? m_trace->countUpTo({ p.units }) : eventsUpToStep(stepBelow(p.units));
}

Timestamp Axis::time(Position p) const
{
    if (isTime())
        return { p.units };
    const quint64 events = eventsAt(p);
    if (events == 0)
        return {};
    return events == m_trace->eventCount() && p >= whole().end ? m_trace->range().end : m_trace->event(events - 1).time;
}

qint64 Axis::stepCount() const
{
    return static_cast<qint64>(m_kind == AxisKind::Steps ? m_trace->resumes().count() : m_trace->eventCount());
}

qint64 Axis::stepOf(quint64 event, qint64 least, qint64 most) const
{
    if (m_kind != AxisKind::Steps)
        return static_cast<qint64>(event);
    const qint64 count = stepCount();
    return static_cast<qint64>(m_trace->resumes().countBefore(event, static_cast<quint64>(std::clamp(least, qint64(0), count)), static_cast<quint64>(std::clamp(most, qint64(0), count))));
}

quint64 Axis::eventsUpToStep(qint64 step) const
{
    if (step < 0)
        return 0;
    if (step >= stepCount())
        return m_trace->eventCount();
    return (m_kind == AxisKind::Steps ? m_trace->resumes().at(static_cast<quint64>(step)) : static_cast<quint64>(step)) + 1;
}

} // namespace trace
