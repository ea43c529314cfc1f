// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/rule.h"
#include "analysis/waiting.h"

#include <algorithm>

namespace analysis {

namespace {

class DeadlockRule final : public Rule
{
public:
    void conclude(const trace::Trace &trace, const Summary &summary, std::vector<Finding> &findings) override
    {
        const trace::State &state = trace.latest();
        const std::vector<trace::TaskId> waiting = deadlockedTasks(state);
        if (waiting.empty())
            return;
        Finding finding { "deadlock", Severity::Error, waiting.front(), trace::Timestamp {} + summary.duration, {} };
        finding.text = sentence(trace, state, waiting);
        if (const std::vector<trace::TaskId> cycle = joinCycle(state); !cycle.empty())
            finding.text += cycleSentence(trace, cycle);
        // The moment the last of them began to wait is when it was sealed.
        finding.at = {};
        for (const trace::TaskId id : waiting)
            finding.at = std::max(finding.at, state.task(id)->since);
        findings.push_back(finding);
    }

private:
    static QString sentence(const trace::Trace &trace, const trace::State &state, const std::vector<trace::TaskId> &waiting)
    {
        constexpr qsizetype Most = 8;
        QStringList parts;
        for (const trace::TaskId id : waiting)
            parts << taskName(trace, id) + u' ' + waitPhrase(trace, state, *state.task(id));
        const QString who = waiting.size() == 1 ? QStringLiteral("one task is left") : QStringLiteral("%1 tasks are left").arg(waiting.size());
        return QStringLiteral("%1 that nothing can ever wake: %2").arg(who, enumerate(parts, Most));
    }

    static QString cycleSentence(const trace::Trace &trace, const std::vector<trace::TaskId> &cycle)
    {
        if (cycle.size() == 1)
            return QStringLiteral("; %1 waits for itself").arg(taskName(trace, cycle.front()));
        QStringList names;
        for (const trace::TaskId id : cycle)
            names << taskName(trace, id);
        names << names.constFirst();
        return QStringLiteral("; in a circle: %1").arg(names.join(QStringLiteral(" waits for ")));
    }
};

} // namespace

std::unique_ptr<Rule> makeDeadlockRule()
{
    return std::make_unique<DeadlockRule>();
}

} // namespace analysis
