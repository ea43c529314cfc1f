// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/breakpoints.h"

#include "session/session.h"
#include "trace/clock.h"

#include <algorithm>

namespace session {

namespace {

// Machine ns of a turn of the event loop that a search may take.
constexpr qint64 Budget = 6'000'000;

} // namespace

Breakpoints::Breakpoints(Session &session)
    : m_session(session)
{
    m_turn.setInterval(0);
    connect(&m_turn, &QTimer::timeout, this, &Breakpoints::searchOn);
    connect(&session, &Session::traceOpened, this, [this] {
        cancelSearch();
        forgetHit();
    });
    connect(&session, &Session::traceOpened, this, &Breakpoints::heedTime);
    connect(&session, &Session::traceGrew, this, &Breakpoints::heedTime);
    connect(this, &Breakpoints::changed, this, &Breakpoints::cancelSearch);
    connect(this, &Breakpoints::changed, this, &Breakpoints::heedTime);
}

Breakpoints::~Breakpoints() = default;

std::vector<analysis::Condition> Breakpoints::conditions() const
{
    std::vector<analysis::Condition> conditions;
    for (const Breakpoint &breakpoint : m_list) {
        if (breakpoint.isEnabled)
            conditions.push_back(breakpoint.condition);
    }
    return conditions;
}

void Breakpoints::assign(std::vector<Breakpoint> list)
{
    list.resize(std::min(list.size(), MaxCount));
    if (list == m_list)
        return;
    m_list = std::move(list);
    forgetHit();
    Q_EMIT changed();
}

std::optional<std::size_t> Breakpoints::add(const analysis::Condition &condition)
{
    const auto same = std::find_if(m_list.begin(), m_list.end(), [&](const Breakpoint &b) { return b.condition == condition; });
    const auto row = static_cast<std::size_t>(same - m_list.begin());
    if (same != m_list.end()) {
        setEnabled(row, true);
        return row;
    }
    if (m_list.size() >= MaxCount)
        return std::nullopt;
    m_list.push_back({ condition, true });
    Q_EMIT changed();
    return row;
}

void Breakpoints::replace(std::size_t row, const analysis::Condition &condition)
{
    if (row >= m_list.size() || m_list[row].condition == condition)
        return;
    m_list[row].condition = condition;
    if (m_hit && m_hit->row == row)
        forgetHit();
    Q_EMIT changed();
}

void Breakpoints::setEnabled(std::size_t row, bool isEnabled)
{
    if (row >= m_list.size() || m_list[row].isEnabled == isEnabled)
        return;
    m_list[row].isEnabled = isEnabled;
    Q_EMIT changed();
}

void Breakpoints::remove(std::size_t row)
{
    if (row >= m_list.size())
        return;
    m_list.erase(m_list.begin() + static_cast<std::ptrdiff_t>(row));
    if (m_hit && m_hit->row == row)
        forgetHit();
    else if (m_hit && m_hit->row > row)
        --m_hit->row;
    Q_EMIT changed();
}

void Breakpoints::forgetHit()
{
    if (!m_hit)
        return;
    m_hit.reset();
    Q_EMIT hitChanged();
}

/// While a task holds the loop no event comes, and whoever runs the loop cannot look at its conditions: time alone tells.
void Breakpoints::heedTime()
{
    std::optional<analysis::Overdue> overdue;
    const trace::Trace &trace = m_session.trace();
    if (m_session.isLive() && trace.latest().running != trace::TaskId::None) {
        const std::vector<analysis::Condition> wanted = conditions();
        overdue = analysis::overdue(wanted, trace, trace.latest(), trace.range().end);
        const auto isIt = [&](const Breakpoint &b) { return b.isEnabled && b.condition == wanted[overdue->condition]; };
        if (overdue)
            overdue->condition = static_cast<std::size_t>(std::find_if(m_list.begin(), m_list.end(), isIt) - m_list.begin());
    }
    if (overdue == m_overdue)
        return;
    m_overdue = std::move(overdue);
    Q_EMIT hitChanged();
}

bool Breakpoints::isAtHit() const
{
    const Playhead playhead = m_session.playhead();
    return m_hit && m_hit->place == analysis::Place { playhead.events, playhead.time };
}

void Breakpoints::setHit(const analysis::Condition &condition, analysis::Place place, const analysis::LinkedText &reason)
{
    const auto row = std::find_if(m_list.begin(), m_list.end(), [&](const Breakpoint &b) { return b.condition == condition; });
    if (row == m_list.end()) // taken away while the run was on its way to it
        return;
    m_hit = Hit { static_cast<std::size_t>(row - m_list.begin()), place, reason };
    Q_EMIT hitChanged();
}

void Breakpoints::noteHit(const analysis::Condition &condition, const analysis::LinkedText &reason)
{
    setHit(condition, { m_session.trace().eventCount(), m_session.trace().range().end }, reason);
}

void Breakpoints::find(Direction direction)
{
    cancelSearch();
    m_searched = conditions();
    const Playhead from = m_session.playhead();
    m_search = std::make_unique<analysis::ConditionSearch>(m_session.trace(), m_searched, analysis::Place { from.events, from.time }, direction);
    m_direction = direction;
    m_turn.start();
    searchOn();
}

void Breakpoints::cancelSearch()
{
    m_turn.stop();
    m_search.reset();
}

void Breakpoints::searchOn()
{
    const qint64 end = trace::monotonicNow() + Budget;
    bool isOver = false;
    while (m_search && !isOver && trace::monotonicNow() < end)
        isOver = m_search->advance();
    if (!m_search)
        return;
    if (!isOver) {
        Q_EMIT searchProgressed(m_search->done(), m_search->total());
        return;
    }
    const std::optional<analysis::Hit> hit = m_search->hit();
    cancelSearch();
    if (hit) {
        m_session.goTo({ hit->time, hit->events });
        m_session.reveal(hit->time);
        setHit(m_searched[hit->condition], analysis::placeOf(*hit), hit->reason);
    }
    Q_EMIT searchEnded(m_direction, hit.has_value());
}

} // namespace session
