// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/laneorder.h"

#include <vector>

namespace timeline {

/// How much room a lane gets. Auto takes the roomiest that shows all lanes without scrolling far.
enum class Density : quint8 { Auto, Roomy, Compact, Packed };

/// Height of a lane in logical pixels.
[[nodiscard]] int laneHeight(session::LaneKind kind, Density density);
/// What Auto means for these lanes in a viewport of this height: Roomy while they fill at most three of it, else Compact; never Packed by itself.
[[nodiscard]] Density resolved(Density density, const session::LaneOrder &lanes, int viewportHeight);

/// Where the lanes of an order stand below each other: runs of lanes that are alike, of which there is one a kind and one a pinned lane, so that neither
/// laying out nor looking up depends on how many lanes there are.
/// Pinned lanes and the loop stand in a part of their own at the top that does not scroll.
class LaneStack
{
public:
    /// Lays the lanes out; O(pinned lanes). `density` must not be Auto.
    void lay(const session::LaneOrder &lanes, Density density);

    [[nodiscard]] qsizetype count() const { return m_runs.back().first; }
    /// Lanes 0..fixedCount()-1 do not scroll.
    [[nodiscard]] qsizetype fixedCount() const { return m_fixedCount; }
    [[nodiscard]] int fixedHeight() const { return top(m_fixedCount); }
    [[nodiscard]] int totalHeight() const { return top(count()); }
    /// Distance from the top of all lanes, unscrolled; n may be count(), which gives the total height. O(log pinned lanes), as laneAt().
    [[nodiscard]] int top(qsizetype n) const;
    [[nodiscard]] int height(qsizetype n) const { return top(n + 1) - top(n); }
    /// The lane at this distance from the top; -1 above, count() below all lanes.
    [[nodiscard]] qsizetype laneAt(int y) const;

private:
    struct Run
    {
        qsizetype first = 0;
        qint64 top = 0; ///< of the first
        int height = 0; ///< of each
    };
    void add(qsizetype lanes, int height);

    std::vector<Run> m_runs { {} }; ///< none empty, but a last one of no lanes
    qsizetype m_fixedCount = 0;
};

} // namespace timeline
