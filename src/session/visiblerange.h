// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/axis.h"

namespace session {

/// The one owner of the stretch of the axis that the views show: ruler, lanes, minimap and panels only ask it. Lengths are units of the axis.
/// Whatever is asked for is first limited in length, then moved into bounds() by shifting, never by squeezing.
class VisibleRange
{
public:
    /// Shortest stretch that is shown: 100 ns of time, a tenth of a step.
    static constexpr qint64 MinLength = 100;
    /// Length that a live run shows at first, before it has that much to show: of time, and of steps or events.
    static constexpr qint64 LiveTime = 10'000'000'000;
    static constexpr qint64 LiveSteps = 24 * trace::Axis::UnitsPerStep;

    /// What there is to show: the whole axis. A live one may be looked at a quarter of a window beyond its end, and shows at least `liveLength`.
    void setContent(trace::Span content, bool isLive, qint64 liveLength = LiveTime);

    [[nodiscard]] trace::Span range() const { return m_range; }
    /// What a range of this length may cover: the content with a margin of 1/64 on both sides.
    [[nodiscard]] trace::Span bounds(qint64 length) const;

    /// Makes the range 1/factor as long, keeping p at its place in the window; factor > 1 shows less. Nothing happens unless factor is finite and > 0.
    void zoomAround(trace::Position p, double factor);
    void panBy(qint64 distance);
    /// Shows this range.
    void show(trace::Span range);
    /// Shows all there is.
    void fit();
    /// Moves (never lengthens) the range as little as needed so that p lies inside, an eighth of its length off its edges.
    void reveal(trace::Position p);
    /// Shifts forward so that the end of the content stands at 15/16 of the window; content that does not fill the window begins at its left.
    void follow();

private:
    [[nodiscard]] trace::Span clamped(trace::Position begin, qint64 length) const;

    trace::Span m_content;
    trace::Span m_range { {}, { LiveTime } };
    qint64 m_liveLength = LiveTime;
    bool m_isLive = false;
};

} // namespace session
