// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/visiblerange.h"

#include <cmath>

namespace session {

using trace::Duration;
using trace::TimeRange;
using trace::Timestamp;

void VisibleRange::setContent(TimeRange content, bool isLive)
{
    m_content = content;
    m_isLive = isLive;
}

TimeRange VisibleRange::bounds(Duration length) const
{
    // A live run gets the margin of a full window from its beginning: one that grew with the run would make everything creep.
    const bool mayGrow = m_isLive || m_content.isEmpty();
    const Duration margin = std::max(std::max(m_content.length(), mayGrow ? LiveLength : MinLength) / 64, MinLength);
    TimeRange bounds { m_content.begin - margin, m_content.end + margin };
    if (mayGrow)
        bounds.end = std::max({ bounds.end, bounds.begin + LiveLength, m_content.end + std::min(length, m_content.length()) / 4 });
    return bounds;
}

TimeRange VisibleRange::clamped(TimeRange range) const
{
    Duration length = std::max(range.length(), MinLength);
    const TimeRange bounds = this->bounds(length);
    length = std::min(length, bounds.length());
    // The order matters: what is shorter than the window stands at its left.
    range.begin = std::max(std::min(range.begin, bounds.end - length), bounds.begin);
    range.end = range.begin + length;
    return range;
}

void VisibleRange::zoomAround(Timestamp t, double factor)
{
    if (!std::isfinite(factor) || factor <= 0)
        return;
    const double length = double(m_range.length().count());
    const double longest = double(bounds(m_range.length()).length().count());
    const double wanted = std::clamp(length / factor, double(MinLength.count()), std::max(longest, double(MinLength.count())));
    const double before = double((t - m_range.begin).count()) * (wanted / length);
    const Timestamp begin = t - Duration(std::llround(before));
    m_range = clamped({ begin, begin + Duration(std::llround(wanted)) });
}

void VisibleRange::panBy(Duration distance)
{
    // Far beyond the ends is as good as the ends, and cannot overflow.
    const Duration most = bounds(m_range.length()).length() + m_range.length();
    distance = std::clamp(distance, -most, most);
    m_range = clamped({ m_range.begin + distance, m_range.end + distance });
}

void VisibleRange::show(TimeRange range)
{
    m_range = clamped(range);
}

void VisibleRange::fit()
{
    m_range = bounds(Duration(0));
}

void VisibleRange::reveal(Timestamp t)
{
    const Duration edge = m_range.length() / 8;
    if (t < m_range.begin + edge)
        panBy(t - (m_range.begin + edge));
    else if (t > m_range.end - edge)
        panBy(t - (m_range.end - edge));
}

void VisibleRange::follow()
{
    const Duration length = m_range.length();
    const Timestamp begin = m_content.end - (length - length / 16);
    m_range = clamped({ begin, begin + length });
}

} // namespace session
