// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/trace.h"

#include <QString>

namespace panels {

/// What the last resume brought about and what comes next, as the events say it.
struct StepSentence
{
    QString what; ///< "consumer-1 was resumed because its sleep of 0.5 s ended."
    QString then; ///< "It took 64 from data and now awaits sleep until 7.500 s. Next: ..."
    trace::TaskId task = trace::TaskId::None; ///< whom it is about
};

/// The sentence for the moment after the first `events` events of the trace. Walks back to the last resume along the loop's lane and forward over
/// what that step did, at most 10 000 events each way.
[[nodiscard]] StepSentence stepSentence(const trace::Trace &trace, quint64 events, const trace::State &state);

/// The task of the last resume among the first `events` events, None where there is none within the last 10 000.
[[nodiscard]] trace::TaskId lastResumed(const trace::Trace &trace, quint64 events);

/// What the loop will do next in this state: "the loop sleeps until the timer of producer-2 at 4.108 s".
[[nodiscard]] QString nextText(const trace::Trace &trace, const trace::State &state);

} // namespace panels
