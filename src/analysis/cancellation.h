// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/linkedtext.h"
#include "trace/trace.h"

namespace analysis {

/// A request to cancel a task.
struct CancelRequest
{
    quint64 event = 0; ///< its TaskCancelRequested
    trace::TaskId task = trace::TaskId::None;
    trace::TaskId by = trace::TaskId::None; ///< None: a timeout, or not known
    trace::TaskId through = trace::TaskId::None; ///< the task that was to be cancelled and passed it on, for it awaits this one
    bool isTimeout = false; ///< a timer of the task, or of that other one, has fired just before
};
/// The request that the TaskCancelRequested with this index makes.
[[nodiscard]] CancelRequest requestAt(const trace::Trace &trace, quint64 event);
/// The last request within the first `events` events and `limit` back; nothing where there is none.
[[nodiscard]] std::optional<CancelRequest> cancelRequest(const trace::Trace &trace, trace::TaskId id, quint64 events, quint64 limit = 20'000);
/// Who or what asked, as a clause: "main-1 asked it to cancel", "its timeout ran out"; empty where the trace does not tell.
[[nodiscard]] LinkedText causeOf(const trace::Trace &trace, const CancelRequest &request);

/// Why a task that ended cancelled did so, with the moment: "main-1 asked it to cancel at 2 s", "b-1, which it gathers, was cancelled at 2 s"; empty
/// where the trace does not tell. `events` as everywhere here: no later event is looked at.
[[nodiscard]] LinkedText causeOfCancelledEnd(const trace::Trace &trace, trace::TaskId id, quint64 events);

} // namespace analysis
