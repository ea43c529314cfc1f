// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/overdue.h"

#include "analysis/wording.h"

namespace analysis {

using trace::TaskId;
using trace::Timestamp;
using Kind = Condition::Kind;

namespace {

/// Who has lasted longest in what the condition is about.
TaskId longest(Kind kind, const trace::State &state)
{
    if (kind == Kind::HeldLonger)
        return state.outer.empty() ? state.running : state.outer.front();
    return kind == Kind::ReadyLonger && !state.ready.empty() ? state.ready.front() : TaskId::None;
}

} // namespace

std::optional<Overdue> overdue(const std::vector<Condition> &conditions, const trace::Trace &trace, const trace::State &state, Timestamp now)
{
    if (state.running == TaskId::None)
        return std::nullopt;
    std::optional<Overdue> first;
    for (std::size_t n = 0; n < conditions.size(); ++n) {
        const trace::TaskStatus *task = state.task(longest(conditions[n].kind, state));
        // Compared without adding: a condition may name a length that no time can hold.
        if (!task || now.ns - task->since.ns <= conditions[n].number)
            continue;
        const Timestamp at { task->since.ns + conditions[n].number };
        if (first && first->at <= at)
            continue;
        LinkedText reason(link(trace, task->id));
        reason << (conditions[n].kind == Kind::HeldLonger ? " has held the loop for more than " : " has been ready for more than ")
               << spanText(trace::Duration(conditions[n].number)) << " since " << moment(at);
        first = Overdue { n, task->id, at, reason };
    }
    return first;
}

} // namespace analysis
