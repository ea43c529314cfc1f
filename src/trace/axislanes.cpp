// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/axislanes.h"

#include "trace/trace.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

namespace trace {

namespace {

quint64 eventOf(const Lane &lane, quint64 n)
{
    return lane.slice(n, {}).event;
}

quint64 eventOf(const Counter &counter, quint64 n)
{
    return counter.step(n).event;
}

/// How many of the row's items the first `events` events have begun; known to be at least `from`. Gallops: O(log of the distance).
template<typename Row>
quint64 countAfter(const Row &row, quint64 events, quint64 from = 0)
{
    const quint64 count = row.count();
    quint64 low = from;
    quint64 step = 1;
    while (low < count && eventOf(row, std::min(low + step, count) - 1) < events) {
        low = std::min(low + step, count);
        step *= 2;
    }
    quint64 high = std::min(low + step, count);
    while (low < high) {
        const quint64 middle = low + (high - low) / 2;
        if (eventOf(row, middle) < events)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/// The columns of a step or event axis from left to right, each with the number of events that stand before its ends.
class StepColumns
{
public:
    StepColumns(const Axis &axis, Span span, std::size_t count)
        : m_axis(axis), m_span(span), m_width(static_cast<double>(span.length()) / static_cast<double>(count))
    {
    }

    [[nodiscard]] double width() const { return m_width; }
    [[nodiscard]] double edge(std::size_t column) const { return static_cast<double>(m_span.begin.units) + m_width * static_cast<double>(column); }
    /// The first and last step that can stand inside the column, its left edge left out.
    [[nodiscard]] qint64 firstInside(std::size_t column) const { return static_cast<qint64>(std::floor(edge(column) / Axis::UnitsPerStep)) + 1; }
    [[nodiscard]] qint64 lastInside(std::size_t column) const { return static_cast<qint64>(std::ceil(edge(column + 1) / Axis::UnitsPerStep)) - 1; }
    /// Events that stand at the column's left edge or before it, and before its right edge.
    [[nodiscard]] quint64 eventsAtLeft(std::size_t column) const { return m_axis.eventsUpToStep(firstInside(column) - 1); }
    [[nodiscard]] quint64 eventsBeforeRight(std::size_t column) const { return m_axis.eventsUpToStep(lastInside(column)); }
    /// The first event of the step in which the column's left edge lies.
    [[nodiscard]] quint64 eventAtLeft(std::size_t column) const
    {
        const qint64 step = firstInside(column) - 1;
        const quint64 upTo = m_axis.eventsUpToStep(step);
        return step < 0 || step >= m_axis.stepCount() ? upTo : upTo - 1;
    }

private:
    const Axis &m_axis;
    Span m_span;
    double m_width;
};

/// Sums what a column holds.
class Tally
{
public:
    void add(const Slice &slice, double length)
    {
        m_spent[static_cast<std::size_t>(slice.state)] += length;
        if (slice.state == SliceState::Awaiting)
            m_awaited[static_cast<std::size_t>(slice.reason)] += length;
    }
    /// `whole` is the length that fills the column.
    void write(Coverage &column, double whole) const
    {
        const auto level = [&](SliceState s) {
            const double area = whole > 0 ? m_spent[static_cast<std::size_t>(s)] / whole : 0;
            return area <= 0 ? 0L : std::clamp(std::lround(area * 255), 1L, 255L);
        };
        column.idle = static_cast<quint8>(std::min(level(SliceState::Idle) + level(SliceState::Created), 255L));
        column.ready = static_cast<quint8>(level(SliceState::Ready));
        column.running = static_cast<quint8>(level(SliceState::Running));
        column.awaiting = static_cast<quint8>(level(SliceState::Awaiting));
        if (column.awaiting != 0)
            column.reason = static_cast<AwaitReason>(std::max_element(m_awaited.begin(), m_awaited.end()) - m_awaited.begin());
    }

private:
    std::array<double, SliceStateCount> m_spent {};
    std::array<double, AwaitReasonCount> m_awaited {};
};

/// A column of more steps is measured in events instead, of which a lane knows its sums.
constexpr qint64 FewSteps = 8;
/// More slices in a column of few steps are not walked but measured in events too (a pool that went on while the loop was held).
constexpr quint64 FewSlices = 64;

/// A column that slices [first, last] touch, first < last, each from its place to the next one's.
void walkColumn(const Axis &axis, const Lane &lane, const StepColumns &grid, std::size_t p, quint64 first, quint64 last, bool hasFirst, Coverage &column)
{
    const double left = grid.edge(p);
    const double right = std::min(grid.edge(p + 1), static_cast<double>(axis.whole().end.units));
    Tally tally;
    double from = left;
    Slice slice;
    if (hasFirst)
        slice = lane.slice(first, {});
    for (quint64 n = hasFirst ? first + 1 : first; n <= last; ++n) {
        const Slice next = lane.slice(n, {});
        const double to = static_cast<double>(axis.stepOf(next.event, grid.firstInside(p), grid.lastInside(p)) * Axis::UnitsPerStep);
        if (hasFirst || n > first) {
            tally.add(slice, std::max(to - from, 0.0));
            column.hasRun = column.hasRun || (slice.state == SliceState::Running && to > left);
        }
        from = std::max(to, left);
        slice = next;
    }
    tally.add(slice, std::max(right - from, 0.0));
    column.hasRun = column.hasRun || slice.state == SliceState::Running;
    tally.write(column, grid.width());
}

void findBorders(const Axis &axis, const StepColumns &grid, Span span, std::size_t count, StepBorders &borders)
{
    const quint64 events = axis.trace().eventCount();
    if (borders.trace == &axis.trace() && borders.eventCount == events && borders.axis == axis.kind() && borders.span == span && borders.steps.size() == count)
        return;
    borders.trace = &axis.trace();
    borders.eventCount = events;
    borders.axis = axis.kind();
    borders.span = span;
    borders.events.resize(count + 1);
    borders.steps.resize(count);
    for (std::size_t p = 0; p <= count; ++p)
        borders.events[p] = grid.eventAtLeft(p);
    for (std::size_t p = 0; p < count; ++p)
        borders.steps[p] = std::min(grid.firstInside(p + 1), axis.stepCount() + 1) - std::max<qint64>(grid.firstInside(p), 1);
}

/// Columns of many steps, in events. Those between a suspension and the next resume take no room on the step axis, so what runs is counted there.
void measureColumns(const Lane &lane, const StepBorders &borders, std::span<Coverage> columns, bool areRunsCounted)
{
    // As large as the widest picture, and kept for the next lane.
    static thread_local std::vector<quint32> runs;
    runs.resize(areRunsCounted ? columns.size() : 0);
    lane.coverageOverEvents(borders.events, columns, runs);
    for (std::size_t p = 0; p < runs.size(); ++p) {
        const qint64 steps = borders.steps[p];
        Coverage &column = columns[p];
        const int others = 255 - column.running;
        if (steps <= 0)
            continue;
        column.running = static_cast<quint8>(std::min<qint64>(255 * qint64(runs[p]) / steps, 255));
        if (others == 255 - column.running)
            continue;
        const auto scaled = [&](quint8 part) { return others > 0 ? static_cast<quint8>(part * (255 - column.running) / others) : quint8(0); };
        column.ready = scaled(column.ready);
        column.awaiting = scaled(column.awaiting);
        column.idle = scaled(column.idle);
    }
}

/// How many slices of a lane have begun, asked for from left to right: most columns of a picture begin none, and for those nothing is read.
class SliceCursor
{
public:
    SliceCursor(const Lane &lane, quint64 events) : m_lane(lane) { moveTo(countAfter(lane, events)); }
    /// Slices begun by the first `events` events, not fewer than at the last call.
    quint64 advance(quint64 events)
    {
        if (events > m_nextEvent)
            moveTo(countAfter(m_lane, events, m_begun));
        return m_begun;
    }

private:
    void moveTo(quint64 begun)
    {
        m_begun = begun;
        m_nextEvent = begun < m_lane.count() ? eventOf(m_lane, begun) : std::numeric_limits<quint64>::max();
    }

    const Lane &m_lane;
    quint64 m_begun = 0;
    quint64 m_nextEvent = 0; ///< that begins the first slice that has not begun
};

/// The part of a column that one slice fills from its left edge on.
Coverage filledBy(const Slice &slice, double length, double whole)
{
    Coverage column;
    Tally tally;
    tally.add(slice, length);
    tally.write(column, whole);
    column.hasRun = slice.state == SliceState::Running;
    return column;
}

void walkColumns(const Axis &axis, const Lane &lane, const StepColumns &grid, std::span<Coverage> columns)
{
    const double end = static_cast<double>(axis.whole().end.units);
    SliceCursor cursor(lane, grid.eventsAtLeft(0));
    // Neighbours mostly lie within one step, and show the same slice.
    qint64 stepAtLeft = -1;
    qint64 stepAtRight = -1;
    quint64 eventsAtLeft = 0;
    quint64 eventsAtRight = 0;
    std::optional<quint64> shown;
    Coverage filled;
    for (std::size_t p = 0; p < columns.size() && grid.edge(p) < end; ++p) {
        if (const qint64 step = grid.firstInside(p); std::exchange(stepAtLeft, step) != step || p == 0)
            eventsAtLeft = grid.eventsAtLeft(p);
        if (const qint64 step = grid.lastInside(p); std::exchange(stepAtRight, step) != step || p == 0)
            eventsAtRight = grid.eventsBeforeRight(p);
        const quint64 before = cursor.advance(eventsAtLeft);
        const quint64 begun = cursor.advance(std::max(eventsAtLeft, eventsAtRight));
        if (begun == 0)
            continue;
        const bool hasFirst = before > 0;
        const quint64 first = hasFirst ? before - 1 : 0;
        const quint64 last = begun - 1;
        if (before == begun) {
            const double length = std::min(grid.edge(p + 1), end) - grid.edge(p);
            if (shown != last || length < grid.width() * 0.999) {
                filled = filledBy(lane.slice(last, {}), std::min(length, grid.width()), grid.width());
                shown = last;
            }
            filled.isSingle = grid.edge(p + 1) <= end;
            columns[p] = filled;
        } else if (last - first <= FewSlices) {
            walkColumn(axis, lane, grid, p, first, last, hasFirst, columns[p]);
        } else {
            const std::array borders { grid.eventAtLeft(p), std::max(grid.eventAtLeft(p + 1), grid.eventsBeforeRight(p)) };
            lane.coverageOverEvents(borders, std::span(&columns[p], 1));
        }
    }
}

void markLosses(const Axis &axis, Span span, double width, std::span<Coverage> columns)
{
    const auto last = static_cast<qint64>(columns.size()) - 1;
    const auto columnOf = [&](Position p) {
        return std::clamp(static_cast<qint64>(std::floor(static_cast<double>(p - span.begin) / width)), qint64(0), last);
    };
    for (const TimeRange loss : axis.trace().losses()) {
        const Span lost { axis.at(loss.begin), axis.at(loss.end) };
        if (lost.begin >= span.end || lost.end < span.begin)
            continue;
        for (qint64 p = columnOf(std::max(lost.begin, span.begin)); p <= columnOf(std::min(lost.end, span.end)); ++p)
            columns[static_cast<std::size_t>(p)].isLost = true;
    }
}

template<typename Row>
Span spanOfItem(const Axis &axis, const Row &row, quint64 n, Timestamp begin, Timestamp end)
{
    const bool isOpen = n + 1 == row.count();
    const Span span { axis.at(begin, eventOf(row, n)), isOpen ? axis.whole().end : axis.at(end, eventOf(row, n + 1)) };
    return { span.begin, std::max(span.begin, span.end) };
}

} // namespace

Span spanOf(const Axis &axis, const Lane &lane, quint64 n)
{
    const Slice slice = lane.slice(n, axis.trace().range().end);
    return spanOfItem(axis, lane, n, slice.range.begin, slice.range.end);
}

Span spanOf(const Axis &axis, const Counter &counter, quint64 n)
{
    const Timestamp end = n + 1 == counter.count() ? Timestamp() : counter.step(n + 1).time;
    return spanOfItem(axis, counter, n, counter.step(n).time, end);
}

std::optional<quint64> indexAfter(const Lane &lane, quint64 events)
{
    return lane.indexAfter(events);
}

std::optional<quint64> indexAfter(const Counter &counter, quint64 events)
{
    const quint64 begun = countAfter(counter, events);
    return begun > 0 ? std::optional(begun - 1) : std::nullopt;
}

std::optional<quint64> indexAt(const Axis &axis, const Lane &lane, Position p)
{
    return axis.isTime() ? lane.indexAt({ p.units }) : indexAfter(lane, axis.eventsAt(p));
}

std::optional<quint64> indexAt(const Axis &axis, const Counter &counter, Position p)
{
    return axis.isTime() ? counter.indexAt({ p.units }) : indexAfter(counter, axis.eventsAt(p));
}

void coverage(const Axis &axis, const Lane &lane, Span span, std::span<Coverage> columns, RunKind runs, StepBorders *kept)
{
    if (axis.isTime()) {
        lane.coverage({ { span.begin.units }, { span.end.units } }, axis.trace().range().end, columns);
        return;
    }
    std::fill(columns.begin(), columns.end(), Coverage());
    if (columns.empty() || span.isEmpty() || lane.count() == 0)
        return;
    const StepColumns grid(axis, span, columns.size());
    if (grid.width() > static_cast<double>(FewSteps * Axis::UnitsPerStep)) {
        StepBorders own;
        StepBorders &borders = kept ? *kept : own;
        findBorders(axis, grid, span, columns.size(), borders);
        measureColumns(lane, borders, columns, runs == RunKind::Resume && axis.kind() == AxisKind::Steps);
    } else {
        walkColumns(axis, lane, grid, columns);
    }
    markLosses(axis, span, grid.width(), columns);
}

void columns(const Axis &axis, const Counter &counter, Span span, std::span<CounterColumn> columns)
{
    if (axis.isTime()) {
        counter.columns({ { span.begin.units }, { span.end.units } }, columns);
        return;
    }
    std::fill(columns.begin(), columns.end(), CounterColumn());
    if (columns.empty() || span.isEmpty() || counter.count() == 0)
        return;
    constexpr quint64 FewChanges = 16;
    const StepColumns grid(axis, span, columns.size());
    quint64 begun = countAfter(counter, grid.eventsAtLeft(0));
    for (std::size_t p = 0; p < columns.size(); ++p) {
        begun = countAfter(counter, grid.eventsAtLeft(p), begun);
        const quint64 before = begun;
        begun = countAfter(counter, grid.eventsBeforeRight(p), begun);
        if (begun == 0)
            continue;
        CounterColumn &column = columns[p];
        const quint64 first = before > 0 ? before - 1 : 0;
        column = { counter.step(first).value, counter.step(first).value, counter.step(begun - 1).value, true };
        if (begun - first <= FewChanges) {
            for (quint64 n = first + 1; n < begun; ++n) {
                column.min = std::min(column.min, counter.step(n).value);
                column.max = std::max(column.max, counter.step(n).value);
            }
            continue;
        }
        CounterColumn extent;
        counter.columns({ counter.step(first).time, counter.step(begun - 1).time + Duration(1) }, std::span(&extent, 1));
        column.min = std::min(column.min, extent.min);
        column.max = std::max(column.max, extent.max);
    }
}

} // namespace trace
