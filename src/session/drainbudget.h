// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/time.h"

namespace session {

/// How much of a frame the draining of a live source may take: what is left of FrameWork by all else that the thread does in a frame (growing, painting,
/// panes), of which the last frames tell. What waits has a claim of its own that grows with it, so that no frames, however long, let the source overflow.
///
/// Knows no clock: it is told readings of trace::processorNow() on the thread that drains and paints.
class DrainBudget
{
public:
    static constexpr trace::Duration FrameWork { 7'000'000 }; ///< that a whole frame should take; ns, as all here
    /// What draining gets whatever else a frame takes: Least when nothing waits, and so much more for each event that does. A run in virtual time, which
    /// waits at 400 000 events, gets 4 ms.
    static constexpr trace::Duration Least { 2'000'000 };
    static constexpr double ClaimPerEvent = 5;

    /// A frame begins and is going to drain: how long it may. `now`: processor time; `waiting`: events.
    [[nodiscard]] trace::Duration begin(qint64 now, quint64 waiting);
    /// Draining has ended; the rest of the frame follows.
    void end(qint64 now) { m_ended = now; }

private:
    qint64 m_rest = FrameWork.count() / 2; ///< what a frame took beside draining; the greatest of the last ones, forgotten by and by
    qint64 m_ended = -1; ///< -1: no frame yet
};

} // namespace session
