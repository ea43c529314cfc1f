// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/linkedtext.h"
#include "trace/trace.h"

namespace analysis {

/// One coroutine of an async call stack.
struct StackFrame
{
    QString function; ///< "" where it is not known
    Piece place; ///< "producerconsumer.cpp:41" with its site; empty where it is not known
};

/// The coroutines of an await, the innermost first: a site and its callers, at most 64 of them. Frames of which nothing is known are left out.
[[nodiscard]] std::vector<StackFrame> stackOf(const trace::Trace &trace, trace::SiteId site);

/// All that is known about one slice of a lane, or one step of a queue's depth. Other than a sentence about an instant it looks at the whole
/// trace: also at what ended the slice.
struct SliceReport
{
    struct Row
    {
        QString label; ///< "awaits", "woken by", "iteration", ...
        LinkedText value;
    };

    LinkedText title; ///< "consumer-1 awaits sleep of 500 ms"
    trace::Slice slice; ///< of a queue's step: its time and event only
    std::optional<quint64> iteration; ///< 1-based, of a resume
    std::vector<Row> rows; ///< in the order to be shown; what is not known is left out, except that a waker is said to be unknown
    std::vector<StackFrame> stack; ///< where the task stands in this slice, or stopped at its end
};

// The n-th slice of a lane; nothing for a lane or slice that is not there. O(log n) and a look at some thousand events.
[[nodiscard]] std::optional<SliceReport> inspectTask(const trace::Trace &trace, trace::TaskId id, quint64 slice);
[[nodiscard]] std::optional<SliceReport> inspectLoop(const trace::Trace &trace, quint64 slice);
[[nodiscard]] std::optional<SliceReport> inspectWorker(const trace::Trace &trace, trace::WorkerId id, quint64 slice);
[[nodiscard]] std::optional<SliceReport> inspectQueue(const trace::Trace &trace, trace::QueueId id, quint64 step);

} // namespace analysis
