// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/time.h"

namespace session {

/// The one owner of the span of time that the views show: ruler, lanes, minimap and panels only ask it.
/// Whatever is asked for is first limited in length, then moved into bounds() by shifting, never by squeezing.
class VisibleRange
{
public:
    /// Shortest span that is shown.
    static constexpr trace::Duration MinLength { 100 };
    /// Length that a live run shows at first, before it has that much to show.
    static constexpr trace::Duration LiveLength { 10'000'000'000 };

    /// What there is to show: [0, end of trace). A live one may be looked at a quarter of a window beyond its end, and shows at least LiveLength.
    void setContent(trace::TimeRange content, bool isLive);

    [[nodiscard]] trace::TimeRange range() const { return m_range; }
    /// What a range of this length may cover: the content with a margin of 1/64 on both sides.
    [[nodiscard]] trace::TimeRange bounds(trace::Duration length) const;

    /// Makes the range 1/factor as long, keeping t at its place in the window; factor > 1 shows less. Nothing happens unless factor is finite and > 0.
    void zoomAround(trace::Timestamp t, double factor);
    void panBy(trace::Duration distance);
    /// Shows this range.
    void show(trace::TimeRange range);
    /// Shows all there is.
    void fit();
    /// Moves (never lengthens) the range as little as needed so that t lies inside, an eighth of its length off its edges.
    void reveal(trace::Timestamp t);
    /// Shifts forward so that the end of the content stands at 15/16 of the window; content that does not fill the window begins at its left.
    void follow();

private:
    [[nodiscard]] trace::TimeRange clamped(trace::TimeRange range) const;

    trace::TimeRange m_content;
    trace::TimeRange m_range { {}, { LiveLength.count() } };
    bool m_isLive = false;
};

} // namespace session
