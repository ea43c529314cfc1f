// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/linkedtext.h"
#include "trace/trace.h"

namespace analysis {

/// What a task did while it ran, as a sentence without its subject and without how it ended: "took item 64 from data (producer-1 put it
/// 1.61 s ago) without waiting; 3 more lie in the queue", "put item 7 into data, which woke consumer-1". Empty where it did nothing that
/// others notice. Looks at the events after `resume` (index of its TaskResumed) up to `events`, at most 20 000 of them; more are said to be left out.
[[nodiscard]] LinkedText deedsOf(const trace::Trace &trace, quint64 resume, quint64 events);

/// Index of the TaskSuspended or TaskFinished that ended a resume, if it is among the first `events` events and at most 20 000 after it.
[[nodiscard]] std::optional<quint64> endOfResume(const trace::Trace &trace, quint64 resume, quint64 events);

} // namespace analysis
