// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/history.h"

namespace analysis {

/// A wake-up: why a task entered the ready queue.
struct Wake
{
    quint64 event = 0; ///< its TaskReady
    trace::Event ready;
    std::optional<trace::Event> suspended; ///< the wait that it ended
    std::optional<quint64> act; ///< the put, get, end of a task, job or I/O, or request to cancel that did it; nothing where that is not clear
    std::optional<trace::Duration> timer; ///< the length that the timer was armed with, of a sleep or a timeout
};

/// The wake-up of a turn; nothing where it has none.
[[nodiscard]] std::optional<Wake> wakeOf(const trace::Trace &trace, const Turn &turn, quint64 events);

/// A clause after "because": "its sleep of 500 ms ended", "producer-1 put item 7 into data". Empty where the trace does not tell.
[[nodiscard]] LinkedText becauseOf(const trace::Trace &trace, const Wake &wake);

/// A clause of its own: "woken by producer-1's put of item 7 at 3.204 s", "the trace does not say what woke it".
[[nodiscard]] LinkedText wokenBy(const trace::Trace &trace, const std::optional<Wake> &wake);

} // namespace analysis
