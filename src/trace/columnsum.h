// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/laneblocks.h"

#include <algorithm>
#include <bit>

namespace trace {

/// Sums of lengths by code, for one column at a time, and how they become its Coverage.
class ColumnSum
{
public:
    void add(quint8 code, double length)
    {
        m_sums[code] += length;
        m_used |= quint32(1) << code;
    }
    void noteRun() { m_hasRun = true; }
    /// The column, with `inverse` = 1 / its length; empty again afterwards.
    void moveTo(Coverage &column, double inverse)
    {
        double idle = 0;
        double awaiting = 0;
        double longest = 0;
        for (quint32 left = m_used; left != 0; left &= left - 1) {
            const auto code = static_cast<quint8>(std::countr_zero(left));
            const double share = m_sums[code] * inverse;
            m_sums[code] = 0;
            if (code >= FirstAwaitCode && code < FirstFinishCode) {
                awaiting += share;
                if (share > longest) {
                    longest = share;
                    column.reason = reasonOfCode(code);
                }
            } else if (code == ReadyCode) {
                column.ready = level(share);
            } else if (code == RunningCode) {
                column.running = level(share);
                m_hasRun = m_hasRun || share > 0;
            } else if (code <= CreatedCode) {
                idle += share;
            }
        }
        column.idle = level(idle);
        column.awaiting = level(awaiting);
        column.hasRun = column.hasRun || m_hasRun;
        m_used = 0;
        m_hasRun = false;
    }

private:
    static quint8 level(double share)
    {
        return share <= 0 ? quint8(0) : static_cast<quint8>(std::clamp(share * 255 + 0.5, 1.0, 255.0)); // of a damaged file it may be anything
    }

    static constexpr quint8 ReadyCode = sliceCode(SliceState::Ready, AwaitReason::None, Outcome::None);
    static constexpr quint8 CreatedCode = sliceCode(SliceState::Created, AwaitReason::None, Outcome::None);
    std::array<double, LaneBlocks::SlotLimit> m_sums {};
    quint32 m_used = 0;
    bool m_hasRun = false;
};

} // namespace trace
