// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/condition.h"
#include "analysis/linkedtext.h"
#include "trace/trace.h"

#include <optional>
#include <vector>

namespace analysis {

/// A "held >" or "ready >" that has come true while a resume goes on. A resume cannot be interrupted, so a run that this is to halt halts
/// before the next one; until then nothing but time tells of it.
struct Overdue
{
    std::size_t condition = 0; ///< which of those given
    trace::TaskId task = trace::TaskId::None; ///< that holds the loop or is ready
    trace::Timestamp at; ///< when it had lasted as long as the condition says
    LinkedText reason; ///< "main-1 has held the loop for more than 1 s since 3.204 s": a sentence without its full stop

    bool operator==(const Overdue &) const = default;
};

/// Which of the conditions are overdue in this state at `now`, not before the state's time: the one that has been so for longest, of equals the
/// first. Nothing while no task runs. O(conditions).
[[nodiscard]] std::optional<Overdue> overdue(const std::vector<Condition> &conditions, const trace::Trace &trace, const trace::State &state, trace::Timestamp now);

} // namespace analysis
