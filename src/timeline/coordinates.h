// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/axis.h"

#include <cmath>
#include <limits>

namespace timeline {

// Place on the axis to pixel and back, as pure functions. None of them clips: the caller does. Differences are taken in integers before anything
// becomes a double, so that a picture of the last microsecond of a day is as exact as one of the first.

/// x of p where `span` fills [left, left + width); left for an empty span.
[[nodiscard]] inline double positionToX(trace::Position p, trace::Span span, double left, double width)
{
    if (span.isEmpty())
        return left;
    return left + double(p - span.begin) * (width / double(span.length()));
}

/// The place at x, to the nearest unit, limited to what a Position holds; span.begin for a width of 0 or less.
[[nodiscard]] inline trace::Position xToPosition(double x, trace::Span span, double left, double width)
{
    if (!(width > 0))
        return span.begin;
    const double offset = (x - left) * (double(span.length()) / width);
    const double limit = double(std::numeric_limits<qint64>::max() / 4);
    return span.begin + std::llround(std::fmin(std::fmax(offset, -limit), limit));
}

/// How a place on the axis becomes pixels, for one paint: an immutable value made from what is visible and the pixels it fills, and handed down.
/// All mapping goes through it; what the units are is the axis' business (trace::Axis).
class Scale
{
public:
    Scale() = default;
    /// The span fills [left, left + width) logical pixels.
    Scale(trace::Span span, double left, double width) : m_span(span), m_left(left), m_width(width > 0 ? width : 0) {}

    [[nodiscard]] trace::Span span() const { return m_span; }
    [[nodiscard]] double left() const { return m_left; }
    [[nodiscard]] double width() const { return m_width; }
    [[nodiscard]] double right() const { return m_left + m_width; }
    /// Units that one pixel stands for; 0 for no width.
    [[nodiscard]] double unitsPerPixel() const { return m_width > 0 ? double(m_span.length()) / m_width : 0; }

    [[nodiscard]] double x(trace::Position p) const { return positionToX(p, m_span, m_left, m_width); }
    [[nodiscard]] trace::Position position(double x) const { return xToPosition(x, m_span, m_left, m_width); }
    [[nodiscard]] qint64 units(double pixels) const { return std::llround(pixels * unitsPerPixel()); }
    [[nodiscard]] bool shows(trace::Position p) const { return m_span.contains(p); }

    /// The same scale shifted by less than a pixel so that its begin falls on a whole multiple of a pixel's units: what scrolls by then moves by
    /// whole pixels and does not shimmer.
    [[nodiscard]] Scale onPixelGrid(double pixelsPerUnit) const
    {
        const double units = unitsPerPixel() / pixelsPerUnit;
        // Below a few units a pixel the grid of whole units is coarser than that of pixels.
        if (units < 4)
            return *this;
        const double begin = std::floor(double(m_span.begin.units) / units) * units;
        const qint64 shift = std::llround(begin) - m_span.begin.units;
        return { { m_span.begin + shift, m_span.end + shift }, m_left, m_width };
    }

private:
    trace::Span m_span;
    double m_left = 0;
    double m_width = 0;
};

} // namespace timeline
