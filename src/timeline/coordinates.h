// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/time.h"

#include <cmath>
#include <limits>

namespace timeline {

// Time to pixel and back, as pure functions. None of them clips: the caller does. Differences are taken in integers before anything becomes a
// double, so that a picture of the last microsecond of a day is as exact as one of the first.

/// x of t where `range` fills [left, left + width); left for an empty range.
[[nodiscard]] inline double timeToX(trace::Timestamp t, trace::TimeRange range, double left, double width)
{
    if (range.isEmpty())
        return left;
    return left + double((t - range.begin).count()) * (width / double(range.length().count()));
}

/// The moment at x, to the nearest ns, limited to what a Timestamp holds; range.begin for a width of 0 or less.
[[nodiscard]] inline trace::Timestamp xToTime(double x, trace::TimeRange range, double left, double width)
{
    if (!(width > 0))
        return range.begin;
    const double offset = (x - left) * (double(range.length().count()) / width);
    const double limit = double(std::numeric_limits<qint64>::max() / 4);
    return range.begin + trace::Duration(std::llround(std::fmin(std::fmax(offset, -limit), limit)));
}

/// How a moment becomes a place, for one paint: an immutable value made from the visible range and the pixels it fills, and handed down.
/// All mapping goes through it, so that an axis other than time needs another such value and no other drawing.
class TimeScale
{
public:
    TimeScale() = default;
    /// The range fills [left, left + width) logical pixels.
    TimeScale(trace::TimeRange range, double left, double width) : m_range(range), m_left(left), m_width(width > 0 ? width : 0) {}

    [[nodiscard]] trace::TimeRange range() const { return m_range; }
    [[nodiscard]] double left() const { return m_left; }
    [[nodiscard]] double width() const { return m_width; }
    [[nodiscard]] double right() const { return m_left + m_width; }
    /// Nanoseconds that one pixel stands for; 0 for no width.
    [[nodiscard]] double nsPerPixel() const { return m_width > 0 ? double(m_range.length().count()) / m_width : 0; }

    [[nodiscard]] double x(trace::Timestamp t) const { return timeToX(t, m_range, m_left, m_width); }
    [[nodiscard]] trace::Timestamp time(double x) const { return xToTime(x, m_range, m_left, m_width); }
    [[nodiscard]] trace::Duration duration(double pixels) const { return trace::Duration(std::llround(pixels * nsPerPixel())); }
    [[nodiscard]] bool shows(trace::Timestamp t) const { return m_range.contains(t); }

    /// The same scale shifted by less than a pixel so that its begin falls on a whole multiple of a pixel's time: what scrolls by then moves by
    /// whole pixels and does not shimmer.
    [[nodiscard]] TimeScale onPixelGrid(double pixelsPerUnit) const
    {
        const double ns = nsPerPixel() / pixelsPerUnit;
        // Below a few ns a pixel the grid of whole nanoseconds is coarser than that of pixels.
        if (ns < 4)
            return *this;
        const double begin = std::floor(double(m_range.begin.ns) / ns) * ns;
        const trace::Duration shift { std::llround(begin) - m_range.begin.ns };
        return { { m_range.begin + shift, m_range.end + shift }, m_left, m_width };
    }

private:
    trace::TimeRange m_range;
    double m_left = 0;
    double m_width = 0;
};

} // namespace timeline
