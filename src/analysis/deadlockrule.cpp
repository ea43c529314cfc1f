// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/rule.h"
#include "analysis/situation.h"
#include "analysis/waitchain.h"
#include "analysis/wording.h"

#include <algorithm>

namespace analysis {

namespace {

class DeadlockRule final : public Rule
{
public:
    void conclude(const trace::Trace &trace, const Summary &summary, std::vector<Finding> &findings) override
    {
        const trace::State &state = trace.latest();
        const Instant instant { trace, state, trace::Timestamp {} + summary.duration };
        if (!isDeadlock(instant))
            return;
        const std::vector<trace::TaskId> waiting = deadlockedTasks(state);
        Finding finding { "deadlock", Severity::Error, waiting.front(), {}, sentence(instant, waiting).plain() };
        // The moment the last of them began to wait is when it was sealed.
        for (const trace::TaskId id : waiting)
            finding.at = std::max(finding.at, state.task(id)->since);
        findings.push_back(finding);
    }

private:
    static LinkedText sentence(const Instant &instant, const std::vector<trace::TaskId> &waiting)
    {
        constexpr std::size_t Most = 8; // told one by one
        LinkedText text(waiting.size() == 1 ? QStringLiteral("one task is left") : QStringLiteral("%1 tasks are left").arg(waiting.size()));
        text << " that nothing can ever wake: ";
        for (std::size_t n = 0; n < std::min(waiting.size(), Most); ++n)
            text << (n == 0 ? "" : "; ") << link(instant.trace, waiting[n]) << " " << situationOf(instant, *instant.state.task(waiting[n]));
        if (waiting.size() > Most)
            text << QStringLiteral("; and %1 more").arg(waiting.size() - Most);
        const LinkedText cycle = cycleText(instant.trace, waitCycle(deadlockGraph(instant)));
        return cycle.isEmpty() ? text : text << "; " << cycle;
    }
};

} // namespace

std::unique_ptr<Rule> makeDeadlockRule()
{
    return std::make_unique<DeadlockRule>();
}

} // namespace analysis
