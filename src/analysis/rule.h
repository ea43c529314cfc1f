// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/summary.h"

#include <memory>

namespace analysis {

/// One kind of finding. A rule sees every event once and then says what it noticed; it claims only what the trace shows.
class Rule
{
public:
    virtual ~Rule() = default;
    /// The event has just been applied to `after`.
    virtual void observe(const trace::Event &event, const trace::State &after)
    {
        Q_UNUSED(event)
        Q_UNUSED(after)
    }
    /// Adds its findings. `summary` has all but the findings.
    virtual void conclude(const trace::Trace &trace, const Summary &summary, std::vector<Finding> &findings) = 0;
};

/// All rules, each in a file of its own.
[[nodiscard]] std::vector<std::unique_ptr<Rule>> makeRules(const SummaryOptions &options);

[[nodiscard]] std::unique_ptr<Rule> makeDeadlockRule(); ///< "deadlock": tasks are left that nothing can ever wake
[[nodiscard]] std::unique_ptr<Rule> makeRaisedRule(); ///< "raised": a task ended by an exception
[[nodiscard]] std::unique_ptr<Rule> makeLoopHeldRule(trace::Duration threshold); ///< "loop-held": one resume kept the loop longer than that
[[nodiscard]] std::unique_ptr<Rule> makeItemsLeftRule(); ///< "items-left": a queue still holds items that nobody will take
[[nodiscard]] std::unique_ptr<Rule> makeBottleneckRule(); ///< "bottleneck": a consumer found an item waiting at every get
[[nodiscard]] std::unique_ptr<Rule> makeNoBackpressureRule(); ///< "no-backpressure": an unbounded queue grows to the end

} // namespace analysis
