// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/navigationhistory.h"

namespace session {

namespace {

constexpr size_t MaxSteps = 200;

std::optional<trace::TimeRange> take(std::vector<trace::TimeRange> &from, std::vector<trace::TimeRange> &to, trace::TimeRange now)
{
    if (from.empty())
        return std::nullopt;
    to.push_back(now);
    const trace::TimeRange range = from.back();
    from.pop_back();
    return range;
}

} // namespace

void NavigationHistory::record(trace::TimeRange before, Gesture gesture)
{
    m_future.clear();
    if (gesture != Gesture::Jump && m_open == gesture)
        return;
    m_open = gesture == Gesture::Jump ? std::nullopt : std::optional(gesture);
    if (!m_past.empty() && m_past.back() == before)
        return;
    m_past.push_back(before);
    if (m_past.size() > MaxSteps)
        m_past.erase(m_past.begin());
}

void NavigationHistory::clear()
{
    *this = NavigationHistory();
}

std::optional<trace::TimeRange> NavigationHistory::undo(trace::TimeRange now)
{
    m_open.reset();
    return take(m_past, m_future, now);
}

std::optional<trace::TimeRange> NavigationHistory::redo(trace::TimeRange now)
{
    m_open.reset();
    return take(m_future, m_past, now);
}

} // namespace session
