// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/rule.h"

#include <map>

namespace analysis {

namespace {

/// A task that takes item after item from a queue and after the first never had to wait for one: those who put are faster, so this
/// task sets the pace. Told only from LeastGets items on, and where the queue at some time held more than one item.
class BottleneckRule final : public Rule
{
public:
    void observe(const trace::Event &event, const trace::State &) override
    {
        if (event.kind == trace::EventKind::QueueGet && event.task != trace::TaskId::None) {
            Consumer &consumer = m_consumers[{ event.queue(), event.task }];
            if (consumer.gets++ == 0)
                consumer.first = event.time;
        } else if (event.kind == trace::EventKind::TaskSuspended && event.reason() == trace::AwaitReason::QueueGet) {
            Consumer &consumer = m_consumers[{ event.queue(), event.task }];
            if (consumer.gets > 0)
                ++consumer.waits;
        }
    }

    void conclude(const trace::Trace &trace, const Summary &summary, std::vector<Finding> &findings) override
    {
        for (const auto &[key, consumer] : m_consumers) {
            const auto &[queue, task] = key;
            if (trace::number(queue) == 0 || trace::number(queue) > trace.queues().size())
                continue;
            if (consumer.gets < LeastGets || consumer.waits > 0 || summary.lost > 0 || trace.queueDepth(queue).maximum() < 2)
                continue;
            findings.push_back({ "bottleneck", Severity::Note, task, consumer.first,
                QStringLiteral("%1 sets the pace: from its first of %2 items on it never had to wait for queue %3")
                    .arg(taskName(trace, task))
                    .arg(consumer.gets)
                    .arg(queueName(trace, queue)) });
        }
    }

private:
    static constexpr quint64 LeastGets = 10; // with fewer it may be chance

    struct Consumer
    {
        quint64 gets = 0;
        quint64 waits = 0; // after the first get
        trace::Timestamp first;
    };
    std::map<std::pair<trace::QueueId, trace::TaskId>, Consumer> m_consumers;
};

} // namespace

std::unique_ptr<Rule> makeBottleneckRule()
{
    return std::make_unique<BottleneckRule>();
}

} // namespace analysis
