// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/conditionsearch.h"

#include "analysis/waitchain.h"

#include <algorithm>

namespace analysis {

namespace {

constexpr quint64 Part = 1 << 16;

/// The deadlock at the end of the trace, where one of the conditions asks for it.
std::optional<Hit> deadlockAtEnd(const trace::Trace &trace, const std::vector<Condition> &conditions)
{
    const bool isWanted = std::any_of(conditions.begin(), conditions.end(), [](const Condition &c) { return c.kind == Condition::Kind::Deadlock; });
    const trace::State &state = trace.latest();
    const trace::Timestamp end = trace.range().end;
    if (!isWanted || !isDeadlock({ trace, state, end }))
        return std::nullopt;
    const auto left = std::count_if(state.tasks.begin(), state.tasks.end(),
        [](const trace::TaskStatus &task) { return task.id != trace::TaskId::None && task.state != trace::TaskState::Finished; });
    return ConditionWatch(conditions, trace.texts(), state).deadlocked(static_cast<std::size_t>(left), end);
}

std::optional<Hit> searched(ConditionSearch search, const SearchProgress &progress)
{
    while (!search.advance()) {
        if (progress && !progress(search.done(), search.total()))
            return std::nullopt;
    }
    return search.hit();
}

} // namespace

ConditionSearch::ConditionSearch(const trace::Trace &trace, std::vector<Condition> conditions, Place from, Direction direction)
    : m_trace(trace), m_conditions(std::move(conditions)), m_from(from), m_direction(direction)
{
    m_from.events = std::min(m_from.events, trace.eventCount());
    // Backwards also the event after the place is looked at: it tells what became true shortly before.
    m_at = direction == Direction::Next ? m_from.events : std::min(m_from.events + 1, trace.eventCount());
}

ConditionWatch ConditionSearch::watchFrom(quint64 events) const
{
    trace::State state = m_trace.stateAfter(events);
    if (events == m_from.events)
        state.time = std::max(state.time, m_direction == Direction::Next ? m_from.time : state.time);
    return ConditionWatch(m_conditions, m_trace.texts(), state);
}

quint64 ConditionSearch::total() const
{
    return m_direction == Direction::Next ? m_trace.eventCount() - m_from.events : m_from.events;
}

bool ConditionSearch::advance()
{
    return m_hit || m_conditions.empty() || (m_direction == Direction::Next ? advanceForwards() : advanceBackwards());
}

bool ConditionSearch::advanceForwards()
{
    if (!m_watch)
        m_watch.emplace(watchFrom(m_at));
    const quint64 end = std::min(m_trace.eventCount(), m_at + Part);
    m_trace.forEach(m_at, end, [this](quint64 index, const trace::Event &event) {
        if (m_watch->observe(event))
            takeFirst(m_watch->met());
        m_at = index + 1;
        return !m_hit;
    });
    m_done = m_at - m_from.events;
    if (m_hit)
        return true;
    if (m_at < m_trace.eventCount())
        return false;
    if (m_watch->endReached(m_trace.range().end))
        takeFirst(m_watch->met());
    if (const auto deadlock = m_hit ? std::nullopt : deadlockAtEnd(m_trace, m_conditions); deadlock && placeOf(*deadlock) > m_from)
        m_hit = deadlock;
    return true;
}

// A senseless recording may tell at its next event what was so at the place already.
void ConditionSearch::takeFirst(const std::vector<Hit> &met)
{
    const auto hit = std::find_if(met.begin(), met.end(), [this](const Hit &each) { return placeOf(each) > m_from; });
    if (hit != met.end())
        m_hit = *hit;
}

void ConditionSearch::takeLast(const std::vector<Hit> &met)
{
    for (const Hit &hit : met) {
        // Of several at one place the first is told, as forwards.
        if (placeOf(hit) < m_from && !(m_hit && placeOf(*m_hit) == placeOf(hit)))
            m_hit = hit;
    }
}

bool ConditionSearch::advanceBackwards()
{
    const quint64 begin = m_at > Part ? m_at - Part : 0;
    ConditionWatch watch = watchFrom(begin);
    m_trace.forEach(begin, m_at, [&](quint64, const trace::Event &event) {
        if (watch.observe(event))
            takeLast(watch.met());
        return true;
    });
    if (m_from.events == m_trace.eventCount() && m_at == m_from.events && watch.endReached(m_from.time))
        takeLast(watch.met());
    m_at = begin;
    m_done = m_from.events > begin ? m_from.events - begin : 0;
    return m_hit || begin == 0;
}

std::optional<Hit> findNext(const trace::Trace &trace, const std::vector<Condition> &conditions, Place from, const SearchProgress &progress)
{
    return searched({ trace, conditions, from, ConditionSearch::Direction::Next }, progress);
}

std::optional<Hit> findPrevious(const trace::Trace &trace, const std::vector<Condition> &conditions, Place from, const SearchProgress &progress)
{
    return searched({ trace, conditions, from, ConditionSearch::Direction::Previous }, progress);
}

} // namespace analysis
