// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/visiblerange.h"

#include <cmath>

namespace session {

using trace::Position;
using trace::Span;

void VisibleRange::setContent(Span content, bool isLive, qint64 liveLength)
{
    m_content = content;
    m_isLive = isLive;
    m_liveLength = liveLength;
}

Span VisibleRange::bounds(qint64 length) const
{
    // A live run gets the margin of a full window from its beginning: one that grew with the run would make everything creep.
    const bool mayGrow = m_isLive || m_content.isEmpty();
    const qint64 margin = std::max(std::max(m_content.length(), mayGrow ? m_liveLength : MinLength) / 64, MinLength);
    Span bounds { m_content.begin - margin, m_content.end + margin };
    if (mayGrow)
        bounds.end = std::max({ bounds.end, bounds.begin + m_liveLength, m_content.end + std::min(length, m_content.length()) / 4 });
    return bounds;
}

Span VisibleRange::clamped(Position begin, qint64 length) const
{
    length = std::max(length, MinLength);
    const Span bounds = this->bounds(length);
    length = std::min(length, bounds.length());
    // The order matters: what is shorter than the window stands at its left.
    begin = std::max(std::min(begin, bounds.end - length), bounds.begin);
    return { begin, begin + length };
}

void VisibleRange::zoomAround(Position p, double factor)
{
    if (!std::isfinite(factor) || factor <= 0)
        return;
    const double length = double(m_range.length());
    const Span bounds = this->bounds(m_range.length());
    const double longest = double(bounds.length());
    // Beyond the ends is as good as the ends, and cannot overflow.
    p = std::clamp(p, bounds.begin, bounds.end);
    const double wanted = std::clamp(length / factor, double(MinLength), std::max(longest, double(MinLength)));
    const double before = std::clamp(double(p - m_range.begin) * (wanted / length), -double(bounds.end - p), double(p - bounds.begin));
    m_range = clamped(p - std::llround(before), std::llround(wanted));
}

void VisibleRange::panBy(qint64 distance)
{
    // Far beyond the ends is as good as the ends, and cannot overflow.
    const Span bounds = this->bounds(m_range.length());
    const qint64 back = bounds.begin - m_range.begin;
    distance = std::clamp(distance, back, std::max(back, bounds.end - m_range.end));
    m_range = clamped(m_range.begin + distance, m_range.length());
}

void VisibleRange::show(Span range)
{
    m_range = clamped(range.begin, range.length());
}

void VisibleRange::fit()
{
    m_range = bounds(0);
}

void VisibleRange::reveal(Position p)
{
    const qint64 edge = m_range.length() / 8;
    const Span bounds = this->bounds(m_range.length());
    p = std::clamp(p, bounds.begin, bounds.end);
    if (p < m_range.begin + edge)
        panBy(p - (m_range.begin + edge));
    else if (p > m_range.end - edge)
        panBy(p - (m_range.end - edge));
}

void VisibleRange::follow()
{
    const qint64 length = m_range.length();
    const Position begin = m_content.end - (length - length / 16);
    m_range = clamped(begin, length);
}

} // namespace session
