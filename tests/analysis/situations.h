// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/tracebuilder.h"

#include <vector>

namespace situations {

/// A moment of a small trace that is written for it, and what has to be said about it.
struct Situation
{
    enum class About : quint8 { Task, Moment, Step };

    const char *name;
    /// Writes the trace; returns the task that the sentence is about. The moment is the end of the trace.
    trace::TaskId (*write)(support::TraceBuilder &);
    const char *sentence;
    const char *detail;
    About about = About::Task;
};

[[nodiscard]] std::vector<Situation> ofWaits();
[[nodiscard]] std::vector<Situation> ofReadiness();
[[nodiscard]] std::vector<Situation> ofLives();
[[nodiscard]] std::vector<Situation> ofMoments();
[[nodiscard]] std::vector<Situation> ofSteps();

} // namespace situations
