// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/rule.h"

#include <algorithm>

namespace analysis {

namespace {

// Only where every task has finished: as long as one is left it may still take them.
class ItemsLeftRule final : public Rule
{
public:
    void conclude(const trace::Trace &trace, const Summary &summary, std::vector<Finding> &findings) override
    {
        const auto &tasks = trace.latest().tasks;
        const bool isOver = std::all_of(tasks.begin(), tasks.end(),
            [](const trace::TaskStatus &task) { return task.id == trace::TaskId::None || task.state == trace::TaskState::Finished; });
        if (!isOver || summary.lost > 0)
            return;
        for (const QueueSummary &queue : summary.queues) {
            if (queue.left == 0)
                continue;
            findings.push_back({ "items-left", Severity::Warning, trace::TaskId::None, trace::Timestamp {} + summary.duration,
                QStringLiteral("%1 left in queue %2 when all tasks had finished: %3 put, %4 taken")
                    .arg(queue.left == 1 ? QStringLiteral("one item is") : QStringLiteral("%1 items are").arg(queue.left), queue.name)
                    .arg(queue.puts)
                    .arg(queue.gets) });
        }
    }
};

} // namespace

std::unique_ptr<Rule> makeItemsLeftRule()
{
    return std::make_unique<ItemsLeftRule>();
}

} // namespace analysis
