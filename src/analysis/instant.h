// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/linkedtext.h"
#include "trace/trace.h"

namespace analysis {

/// A trace, its state at some moment, and that moment. Borrowed: it lives as long as a call.
/// What is said about an instant is derived from the events up to it, so stepping there live and going back there in a recording say the same.
struct Instant
{
    const trace::Trace &trace;
    const trace::State &state; ///< the one after the first state.events events of the trace
    trace::Timestamp at; ///< not before state.time; later where the loop sleeps or a task holds it

    [[nodiscard]] quint64 events() const { return state.events; }
};

} // namespace analysis
