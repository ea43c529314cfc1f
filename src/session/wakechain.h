// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/laneid.h"
#include "trace/event.h"

#include <optional>
#include <vector>

namespace trace {
class Trace;
}

namespace session {

/// One wake-up: who put which task into the ready queue.
struct Wake
{
    SliceRef woken; ///< the Ready slice that it began
    std::optional<SliceRef> waker; ///< what the waking task (or the worker, for a job) was doing; nothing for a timer and where it is not known
    trace::Timestamp time;
    trace::ReadyCause cause = trace::ReadyCause::Unknown;
    trace::TaskId wakerTask = trace::TaskId::None;
    quint32 object = 0; ///< timer, queue, job or io, by cause

    bool operator==(const Wake &) const = default;
};

/// The wake-up behind a slice of a task lane: for a Ready or Running slice the one that led to it, for an Awaiting slice the one that ended it.
/// Nothing for other lanes and states, and where the trace does not tell. O(log n) plus one event look-up.
[[nodiscard]] std::optional<Wake> wakeBehind(const trace::Trace &trace, SliceRef slice);

/// The chain of wake-ups that led to a slice, nearest first: its waker's own wake-up and so on, at most `limit` of them.
[[nodiscard]] std::vector<Wake> wakeChain(const trace::Trace &trace, SliceRef slice, int limit = 32);

/// The first wake-up that a Running slice of a task lane brought about; nothing where it woke nobody.
/// Looks at the events of the slice, at most 100 000 of them.
[[nodiscard]] std::optional<Wake> firstWokenBy(const trace::Trace &trace, SliceRef slice);

} // namespace session
