// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/conditionwatch.h"
#include "scheduler/watcher.h"

#include <utility>

namespace app {

/// Halts a run before the next resume when a break condition is met. Lives on the loop's thread.
class ConditionHalt final : public scheduler::Watcher
{
public:
    /// Watches a run from its beginning; `texts` are those of its recorder.
    ConditionHalt(const std::vector<analysis::Condition> &conditions, std::shared_ptr<const trace::TextTable> texts);

    /// From now on setConditions() may be called in the middle of the run.
    void watchAll() { m_watch.trackAll(); }
    void setConditions(const std::vector<analysis::Condition> &conditions) { m_watch.setConditions(conditions); }
    /// The first condition that was met, nothing as long as none was.
    [[nodiscard]] const std::optional<analysis::Hit> &hit() const { return m_hit; }
    /// The same, and watches for the next one.
    [[nodiscard]] std::optional<analysis::Hit> takeHit() { return std::exchange(m_hit, {}); }
    /// The run stands still for good with this many tasks left: a "deadlock" is met.
    void deadlocked(std::size_t tasksLeft, trace::Timestamp now);

    bool recorded(const trace::Event &event) override;
    bool halts(trace::TaskId next, trace::Timestamp now) override;
    [[nodiscard]] std::optional<trace::Timestamp> haltTime() const override;
    void timeReached(trace::Timestamp now) override;

private:
    bool take(std::optional<analysis::Hit> hit);

    analysis::ConditionWatch m_watch;
    std::optional<analysis::Hit> m_hit;
};

} // namespace app
