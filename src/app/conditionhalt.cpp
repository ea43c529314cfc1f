// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/conditionhalt.h"

namespace app {

ConditionHalt::ConditionHalt(const std::vector<analysis::Condition> &conditions, std::shared_ptr<const trace::TextTable> texts)
    : m_watch(conditions, std::move(texts), trace::State(), analysis::ConditionWatch::Source::Live)
{
}

bool ConditionHalt::take(std::optional<analysis::Hit> hit)
{
    if (hit && !m_hit)
        m_hit = std::move(hit);
    return m_hit.has_value();
}

void ConditionHalt::deadlocked(std::size_t tasksLeft, trace::Timestamp now)
{
    take(m_watch.deadlocked(tasksLeft, now));
}

bool ConditionHalt::recorded(const trace::Event &event)
{
    return take(m_watch.observe(event));
}

bool ConditionHalt::halts(trace::TaskId next, trace::Timestamp now)
{
    return take(m_watch.aboutToResume(next, now));
}

std::optional<trace::Timestamp> ConditionHalt::haltTime() const
{
    return m_watch.nextTime();
}

void ConditionHalt::timeReached(trace::Timestamp now)
{
    take(m_watch.timeReached(now));
}

} // namespace app
