// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/axislanes.h"
#include "trace/slicecode.h"
#include "trace/trace.h"

#include <algorithm>
#include <array>

namespace timeline {

/// The slices of a lane that have a length on the axis, from one on and in order. On the time axis several are read at once, which costs a few ns each,
/// where one at a time would cost ten times that; those without a length are passed over, by a search where there are many.
class SliceWalk
{
public:
    /// One slice, and what can be told of it without asking for the event that began it.
    struct Item
    {
        quint64 index = 0;
        trace::Span span; ///< an open one ends with the axis
        trace::Duration length {}; ///< in time
        trace::SliceState state = trace::SliceState::Unknown;
        trace::AwaitReason reason = trace::AwaitReason::None;
        bool isOpen = false;
    };

    /// Borrows axis and lane. `first` may be any number.
    SliceWalk(const trace::Axis &axis, const trace::Lane &lane, quint64 first)
        : m_axis(axis), m_lane(lane), m_end(axis.trace().range().end), m_next(first), m_count(lane.count())
    {
    }
    /// Whether there is another one; item() is that then.
    [[nodiscard]] bool moveOn() { return m_axis.isTime() ? moveInTime() : moveOnAxis(); }
    [[nodiscard]] const Item &item() const { return m_item; }

private:
    static constexpr size_t AtOnce = 8;

    bool moveInTime()
    {
        for (;; ++m_at) {
            if (m_at == m_taken && !take())
                return false;
            const trace::Duration length { m_lengths[m_at] };
            m_item.index = m_next - m_taken + m_at;
            m_item.isOpen = m_item.index + 1 == m_count;
            m_item.span.begin = m_item.span.end;
            // A damaged file may hold any times.
            m_item.span.end = { qint64(quint64(m_item.span.begin.units) + quint64(length.count())) };
            if (m_item.isOpen)
                m_item.span.end = std::max(m_item.span.begin, m_axis.whole().end);
            if (m_item.span.isEmpty())
                continue;
            m_item.length = length;
            m_item.state = trace::stateOfCode(m_codes[m_at]);
            m_item.reason = trace::reasonOfCode(m_codes[m_at]);
            ++m_at;
            return true;
        }
    }
    bool take()
    {
        const bool wereAllEmpty = m_taken > 0 && std::all_of(m_lengths.begin(), m_lengths.begin() + std::ptrdiff_t(m_taken), [](qint64 length) { return length == 0; });
        if (wereAllEmpty)
            m_next = std::max(m_next, trace::indexAt(m_axis, m_lane, m_item.span.end).value_or(0));
        if (m_next >= m_count)
            return false;
        if (m_taken == 0)
            m_item.span.end = { m_lane.slice(m_next, m_end).range.begin.ns };
        m_taken = m_lane.lengths(m_next, m_end, m_lengths, m_codes);
        m_next += m_taken;
        m_at = 0;
        return m_taken > 0;
    }
    bool moveOnAxis()
    {
        while (m_next < m_count) {
            const trace::Slice slice = m_lane.slice(m_next, m_end);
            const trace::Span span = trace::spanOf(m_axis, m_lane, m_next);
            m_item = { .index = m_next, .span = span, .length = slice.range.length(), .state = slice.state, .reason = slice.reason, .isOpen = slice.isOpen };
            ++m_next;
            if (!span.isEmpty())
                return true;
            m_next = std::max(m_next, trace::indexAt(m_axis, m_lane, span.end).value_or(0));
        }
        return false;
    }

    const trace::Axis &m_axis;
    const trace::Lane &m_lane;
    trace::Timestamp m_end;
    quint64 m_next; ///< the first slice that has not been read
    quint64 m_count;
    Item m_item;
    // What was read last of it.
    std::array<qint64, AtOnce> m_lengths;
    std::array<quint8, AtOnce> m_codes;
    size_t m_taken = 0;
    size_t m_at = 0;
};

} // namespace timeline
