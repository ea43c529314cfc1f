// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/lane.h"

namespace trace {

// State, reason and outcome of a slice as one number: a reason belongs to Awaiting only and an outcome to Finished only, so 22 values do.
// The numbers are part of the file format (loopscopefile.h): add at the end.

inline constexpr int FirstAwaitCode = SliceStateCount;
inline constexpr int FirstFinishCode = FirstAwaitCode + AwaitReasonCount;
inline constexpr int SliceCodeCount = FirstFinishCode + OutcomeCount;
static_assert(SliceCodeCount <= 32);

[[nodiscard]] constexpr quint8 sliceCode(SliceState state, AwaitReason reason, Outcome outcome)
{
    if (state == SliceState::Awaiting)
        return static_cast<quint8>(FirstAwaitCode + static_cast<int>(reason));
    if (state == SliceState::Finished)
        return static_cast<quint8>(FirstFinishCode + static_cast<int>(outcome));
    return static_cast<quint8>(state);
}

[[nodiscard]] constexpr SliceState stateOfCode(quint8 code)
{
    if (code < FirstAwaitCode)
        return static_cast<SliceState>(code);
    return code < FirstFinishCode ? SliceState::Awaiting : code < SliceCodeCount ? SliceState::Finished : SliceState::Unknown;
}

[[nodiscard]] constexpr AwaitReason reasonOfCode(quint8 code)
{
    return code >= FirstAwaitCode && code < FirstFinishCode ? static_cast<AwaitReason>(code - FirstAwaitCode) : AwaitReason::None;
}

[[nodiscard]] constexpr Outcome outcomeOfCode(quint8 code)
{
    return code >= FirstFinishCode && code < SliceCodeCount ? static_cast<Outcome>(code - FirstFinishCode) : Outcome::None;
}

inline constexpr quint8 RunningCode = sliceCode(SliceState::Running, AwaitReason::None, Outcome::None);

} // namespace trace
