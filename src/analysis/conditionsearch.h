// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/conditionwatch.h"
#include "trace/trace.h"

#include <functional>

namespace analysis {

/// A place in a trace: after so many events and at a time not before the last of them, since in virtual time many events share one instant,
/// and between two events time passes.
struct Place
{
    quint64 events = 0;
    trace::Timestamp time;

    auto operator<=>(const Place &) const = default;
};
[[nodiscard]] inline Place placeOf(const Hit &hit) { return { hit.events, hit.time }; }

/// Looks for the nearest place before or after another one at which one of the conditions becomes true, a part at a time, so that whoever has
/// something else to do can do it in between. Forwards the events are read once; backwards by parts of 65 536, the nearest first, each of which
/// costs a look at the state at its beginning.
class ConditionSearch
{
public:
    enum class Direction : quint8 { Next, Previous };

    /// The trace is borrowed and may grow in the meantime. "deadlock" is met at the end of a trace that shows one.
    ConditionSearch(const trace::Trace &trace, std::vector<Condition> conditions, Place from, Direction direction);

    /// Looks at one more part; true once the search is over.
    bool advance();
    /// What was found; nothing while the search goes on and where there is none.
    [[nodiscard]] const std::optional<Hit> &hit() const { return m_hit; }
    /// Events that have been looked at, and that will have been at worst.
    [[nodiscard]] quint64 done() const { return m_done; }
    [[nodiscard]] quint64 total() const;

private:
    bool advanceForwards();
    bool advanceBackwards();
    [[nodiscard]] ConditionWatch watchFrom(quint64 events) const;
    void takeFirst(const std::vector<Hit> &met);
    void takeLast(const std::vector<Hit> &met);

    const trace::Trace &m_trace;
    std::vector<Condition> m_conditions;
    Place m_from;
    Direction m_direction;
    std::optional<ConditionWatch> m_watch; ///< forwards: goes along
    quint64 m_at = 0; ///< forwards: the next event; backwards: the end of the next part
    quint64 m_done = 0;
    std::optional<Hit> m_hit;
};

/// Told now and then how many of how many events have been looked at; false gives the search up.
using SearchProgress = std::function<bool(quint64 done, quint64 total)>;

// A whole search at once; nothing also where it was given up.
[[nodiscard]] std::optional<Hit> findNext(const trace::Trace &trace, const std::vector<Condition> &conditions, Place from,
                                          const SearchProgress &progress = {});
[[nodiscard]] std::optional<Hit> findPrevious(const trace::Trace &trace, const std::vector<Condition> &conditions, Place from,
                                              const SearchProgress &progress = {});

} // namespace analysis
