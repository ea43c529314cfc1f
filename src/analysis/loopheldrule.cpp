// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/rule.h"
#include "analysis/wording.h"

#include <map>

namespace analysis {

namespace {

using trace::Duration;

/// One finding a task: its longest hold, how often it held the loop too long, and how many others stood ready meanwhile.
class LoopHeldRule final : public Rule
{
public:
    explicit LoopHeldRule(Duration threshold) : m_threshold(threshold) {}

    void observe(const trace::Event &event, const trace::State &after) override
    {
        if (after.running == m_running)
            return;
        if (m_running != trace::TaskId::None)
            end(event.time, after);
        m_running = after.running;
        m_since = event.time;
    }

    void conclude(const trace::Trace &trace, const Summary &summary, std::vector<Finding> &findings) override
    {
        if (m_running != trace::TaskId::None)
            end(trace::Timestamp {} + summary.duration, trace.latest());
        for (const auto &[task, held] : m_held) {
            const QString times = held.count == 1 ? QString() : QStringLiteral(", %1 times in all").arg(held.count);
            const QString others = held.stoodReady == 0 ? QString()
                : held.stoodReady == 1                  ? QStringLiteral("; one other task stood ready meanwhile")
                                       : QStringLiteral("; %1 other tasks stood ready meanwhile").arg(held.stoodReady);
            findings.push_back({ "loop-held", Severity::Warning, task, held.at,
                QStringLiteral("%1 held the loop for %2 at %3, longer than %4%5%6")
                    .arg(taskName(trace, task), spanText(held.longest), momentText(held.at), spanText(m_threshold), times, others) });
        }
    }

private:
    struct Held
    {
        Duration longest {};
        trace::Timestamp at;
        std::size_t stoodReady = 0; // at the end of the longest
        quint64 count = 0;
    };

    void end(trace::Timestamp now, const trace::State &after)
    {
        const Duration length = now - m_since;
        if (length <= m_threshold)
            return;
        Held &held = m_held[m_running];
        ++held.count;
        if (length <= held.longest)
            return;
        // Whoever this very end made ready did not stand behind it: a task that only yielded is in the queue again.
        const bool isBack = !after.ready.empty() && after.ready.back() == m_running;
        held.longest = length;
        held.at = m_since;
        held.stoodReady = after.ready.size() - (isBack ? 1 : 0);
    }

    Duration m_threshold;
    trace::TaskId m_running = trace::TaskId::None;
    trace::Timestamp m_since;
    std::map<trace::TaskId, Held> m_held;
};

} // namespace

std::unique_ptr<Rule> makeLoopHeldRule(Duration threshold)
{
    return std::make_unique<LoopHeldRule>(threshold);
}

} // namespace analysis
