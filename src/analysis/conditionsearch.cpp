// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/conditionsearch.h"

#include "analysis/waitchain.h"

#include <algorithm>

namespace analysis {

namespace {

constexpr quint64 Batch = 1 << 16;

enum class Wanted : quint8 { First, Last };

/// The first or last hit among the events [begin, end).
std::optional<Hit> hitWithin(const trace::Trace &trace, const std::vector<Condition> &conditions, quint64 begin, quint64 end, Wanted wanted,
                             const std::function<bool(quint64)> &goesOn)
{
    ConditionWatch watch(conditions, trace.texts(), trace.stateAfter(begin));
    std::optional<Hit> found;
    trace.forEach(begin, end, [&](quint64 index, const trace::Event &event) {
        if (auto hit = watch.observe(event))
            found = std::move(hit);
        if (found && wanted == Wanted::First)
            return false;
        return (index + 1 - begin) % Batch != 0 || goesOn(index + 1);
    });
    return found;
}

/// The deadlock at the end of the trace, where one of the conditions asks for it.
std::optional<Hit> deadlockAtEnd(const trace::Trace &trace, const std::vector<Condition> &conditions)
{
    const bool isWanted = std::any_of(conditions.begin(), conditions.end(), [](const Condition &c) { return c.kind == Condition::Kind::Deadlock; });
    const trace::State &state = trace.latest();
    if (!isWanted || !isDeadlock({ trace, state, trace.range().end }))
        return std::nullopt;
    const auto left = std::count_if(state.tasks.begin(), state.tasks.end(),
        [](const trace::TaskStatus &task) { return task.id != trace::TaskId::None && task.state != trace::TaskState::Finished; });
    return ConditionWatch(conditions, trace.texts(), state).deadlocked(static_cast<std::size_t>(left), state.time);
}

} // namespace

std::optional<Hit> findNext(const trace::Trace &trace, const std::vector<Condition> &conditions, quint64 events, const SearchProgress &progress)
{
    const quint64 end = trace.eventCount();
    if (events >= end)
        return std::nullopt;
    bool isGivenUp = false;
    const auto goesOn = [&](quint64 at) {
        isGivenUp = progress && !progress(at - events, end - events);
        return !isGivenUp;
    };
    const auto hit = hitWithin(trace, conditions, events, end, Wanted::First, goesOn);
    return hit || isGivenUp ? hit : deadlockAtEnd(trace, conditions);
}

std::optional<Hit> findPrevious(const trace::Trace &trace, const std::vector<Condition> &conditions, quint64 events, const SearchProgress &progress)
{
    const quint64 last = std::min(events, trace.eventCount() + 1);
    // The state after n events is where event n - 1 is met: only events before last - 1 lead to an earlier moment.
    for (quint64 end = last > 0 ? last - 1 : 0; end > 0;) {
        const quint64 begin = end > Batch ? end - Batch : 0;
        if (auto hit = hitWithin(trace, conditions, begin, end, Wanted::Last, [](quint64) { return true; }))
            return hit;
        end = begin;
        if (progress && !progress(last - end, last))
            return std::nullopt;
    }
    return std::nullopt;
}

} // namespace analysis
