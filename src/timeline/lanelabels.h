// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/laneid.h"
#include "timeline/boundedhash.h"
#include "timeline/canvas.h"
#include "timeline/slicewalk.h"

#include <array>
#include <span>

namespace timeline {

struct LaneJob;

/// Writes on the slices of lanes what they are, and frames those that held the loop for too long. Keeps texts and colours from frame to frame.
class LaneLabels
{
public:
    /// `singles`: where each column of the job's lane is filled by one slice.
    void draw(LaneJob &job, const trace::Lane &lane, std::span<const RowKernel::Stretch> singles);
    /// Forgets what belongs to a trace.
    void clear() { m_labels.clear(); }

private:
    struct Text
    {
        QString text;
        double width = 0; ///< px
    };

    void drawStretch(LaneJob &job, const trace::Lane &lane, double left, double right, double middle);
    void drawLabel(LaneJob &job, const trace::Lane &lane, const SliceWalk::Item &slice, double left, double right);
    [[nodiscard]] Text labelOf(const LaneJob &job, const trace::Lane &lane, const SliceWalk::Item &slice, double room);
    [[nodiscard]] Text awaitLabel(const LaneJob &job, const trace::Lane &lane, const SliceWalk::Item &slice, double room);
    [[nodiscard]] const Text &brief(trace::AwaitReason reason);
    [[nodiscard]] const Text *fullText(const LaneJob &job, const trace::Lane &lane, const SliceWalk::Item &slice);

    BoundedHash<session::SliceRef, Text> m_labels { 65'536 };
    std::array<Text, trace::AwaitReasonCount> m_briefs;
    Text m_ready;
    Text m_open; ///< of a slice that still grows
};

} // namespace timeline
