// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/instant.h"

#include <vector>

namespace analysis {

/// What a task does at an instant, as the rest of a sentence that begins with its name: "sleeps until 3.9 s", "waits to get from data, which is
/// empty", "is ready, 2nd of 3 in the queue", "is running", "returned at 3 s". What the trace does not tell is said to be unknown.
[[nodiscard]] LinkedText situationOf(const Instant &instant, const trace::TaskStatus &status);

/// The tasks that a task suspended in a gather waits for.
struct Gathered
{
    std::vector<trace::TaskId> tasks; ///< in order of creation, also those that have finished
    bool isKnown = false; ///< false: the trace names their number only, `tasks` is empty
};

/// Derived from what was recorded: the tasks that it created directly before it suspended, if they are as many as it gathers, else all its
/// children if those are. O(tasks) at worst.
[[nodiscard]] Gathered gatheredBy(const Instant &instant, const trace::TaskStatus &status);

/// Which of a row of tasks it is, from 1; 0 where it is none of them. O(row).
template<typename Row>
[[nodiscard]] quint64 positionIn(const Row &row, trace::TaskId id)
{
    quint64 position = 0;
    for (const trace::TaskId other : row) {
        ++position;
        if (other == id)
            return position;
    }
    return 0;
}

/// "at producerconsumer.cpp:41 in consume"; empty where the site is not known.
[[nodiscard]] LinkedText atSite(const trace::Trace &trace, trace::SiteId site);

} // namespace analysis
