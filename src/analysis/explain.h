// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/instant.h"

namespace analysis {

/// Two sentences for people, derived from the trace: what is so, and what else helps to understand it (may be empty).
/// What the trace does not tell is said to be unknown.
struct Explanation
{
    LinkedText sentence;
    LinkedText detail;

    /// Both in one line.
    [[nodiscard]] QString plain() const;
};

/// What a task is doing or waiting for, who woke it, behind whom it stands: "consumer-1 is ready, 2nd of 3 in the queue, behind producer-2
/// which has held the loop for 812 ms; woken by producer-1's put of item 7 at 3.204 s." Bounded by the tables of the state (O(ready tasks),
/// O(jobs), O(tasks) for a gather) and some thousand events.
[[nodiscard]] Explanation explainTask(const Instant &instant, trace::TaskId id);

/// Whether a text may say who runs next: not before somebody who wants to predict it has.
enum class Next : bool { Withheld, Told };

/// What the loop does: "Nothing runs: the loop sleeps until the timer of producer-2 at 3.9 s."
[[nodiscard]] Explanation explainMoment(const Instant &instant);

/// What the last resume brought about, why that task was next, and what comes next: "consumer-1 was resumed because its sleep of 500 ms ended."
/// "It took item 64 from data (producer-1 put it 1.61 s ago) without waiting; 3 more lie in the queue. Next: the loop sleeps until ..."
/// Before the first resume it is explainMoment(), or that nothing has run yet where what is next is withheld.
[[nodiscard]] Explanation explainStep(const Instant &instant, Next next = Next::Told);

/// What the loop will do next, as a clause: "the loop sleeps until the timer of producer-2 at 4.108 s". O(1) but for a trace's end, where
/// it is O(tasks).
[[nodiscard]] LinkedText nextOf(const Instant &instant);

/// The task of the last resume within the first `events` events, at most 100 000 back; None where there is none.
[[nodiscard]] trace::TaskId lastResumed(const trace::Trace &trace, quint64 events);

} // namespace analysis
