// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/navigationhistory.h"

namespace session {

namespace {

constexpr size_t MaxSteps = 200;

std::optional<View> take(std::vector<View> &from, std::vector<View> &to, View now)
{
    if (from.empty())
        return std::nullopt;
    to.push_back(now);
    const View view = from.back();
    from.pop_back();
    return view;
}

} // namespace

void NavigationHistory::record(View before, Gesture gesture)
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

std::optional<View> NavigationHistory::undo(View now)
{
    m_open.reset();
    return take(m_past, m_future, now);
}

std::optional<View> NavigationHistory::redo(View now)
{
    m_open.reset();
    return take(m_future, m_past, now);
}

} // namespace session
