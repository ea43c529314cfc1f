// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/verdict.h"

#include "analysis/history.h"
#include "analysis/situation.h"
#include "analysis/wake.h"
#include "analysis/wording.h"

#include <algorithm>

namespace analysis {

using trace::ReadyCause;
using trace::TaskId;

namespace {

/// Of a task whose timer led to the resume; empty where the state does not hold that timer.
LinkedText timerRule(const Instant &before, const Wake &wake)
{
    const auto &timers = before.state.timers;
    const auto own = std::find_if(timers.begin(), timers.end(), [&](const trace::TimerStatus &t) { return wake.ready.object != 0 && trace::number(t.id) == wake.ready.object; });
    LinkedText text;
    if (own == timers.end())
        return text;
    const auto atOnce = std::count_if(timers.begin(), timers.end(), [&](const trace::TimerStatus &t) { return t.due == (*own).due; });
    text << "nothing was ready, and its timer at " << moment((*own).due) << " was the first to fall due";
    if (atOnce > 1)
        text << QStringLiteral(", the first armed of %1 that fall due then").arg(atOnce);
    return text;
}

} // namespace

LinkedText ruleOf(const Instant &before, quint64 resume)
{
    const TaskId id = before.trace.event(resume).task;
    const quint64 position = positionIn(before.state.ready, id);
    const std::size_t ready = before.state.ready.size();
    if (position == 1 && ready == 1)
        return "it was the only ready task";
    if (position == 1)
        return QStringLiteral("it stood first of %1 in the ready queue, which is served in order of arrival").arg(ready);
    if (position > 1)
        return QStringLiteral("it stood %1 of %2 in the ready queue, and those before it have left it").arg(ordinal(position)).arg(ready);
    const auto wake = wakeOf(before.trace, turnOf(before.trace, id, resume + 1), resume + 1);
    if (!wake)
        return "the trace does not say what woke it";
    if (ready == 0 && wake->ready.cause() == ReadyCause::Timer) {
        if (LinkedText rule = timerRule(before, *wake); !rule.isEmpty())
            return rule;
    }
    const LinkedText because = becauseOf(before.trace, *wake);
    if (because.isEmpty())
        return "the trace does not say what woke it";
    LinkedText text(ready == 0 ? "nothing was ready until " : "it became ready, and its turn came, when ");
    return text << because;
}

LinkedText verdictOn(const Instant &before, quint64 resume, TaskId guess)
{
    const TaskId id = before.trace.event(resume).task;
    const LinkedText rule = ruleOf(before, resume);
    LinkedText text;
    if (id == guess)
        return text << "Right, " << link(before.trace, id) << ": " << rule << ".";
    text << "No, it was " << link(before.trace, id) << ": " << rule;
    const trace::TaskStatus *status = before.state.task(guess);
    text << "; " << link(before.trace, guess) << " ";
    return text << (status ? situationOf(before, *status) : LinkedText("did not exist yet")) << ".";
}

} // namespace analysis
