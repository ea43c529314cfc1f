// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/rule.h"

#include <array>
#include <limits>

namespace analysis {

namespace {

/// An unbounded queue whose depth rises for as long as items are put: its puts are cut into four equal parts, and in each part the
/// least depth (just after a put) is above that of the part before, the last by LeastDepth or more. One long burst that is
/// worked off again does not do that. O(puts), twice.
class NoBackpressureRule final : public Rule
{
public:
    void conclude(const trace::Trace &trace, const Summary &summary, std::vector<Finding> &findings) override
    {
        for (const QueueSummary &queue : summary.queues) {
            if (queue.maxsize > 0 || queue.puts < LeastPuts || queue.maxDepth < LeastDepth || summary.lost > 0)
                continue;
            trace::Timestamp lastPut;
            const std::array<qint64, Parts> least = leastDepths(trace, queue, lastPut);
            bool rises = least.back() >= LeastDepth;
            for (std::size_t part = 1; part < Parts; ++part)
                rises = rises && least[part] > least[part - 1];
            if (!rises)
                continue;
            findings.push_back({ "no-backpressure", Severity::Warning, trace::TaskId::None, lastPut,
                QStringLiteral("queue %1 has no bound and grew to %2 items: more is put than taken, and nothing holds those back who put")
                    .arg(queue.name)
                    .arg(queue.maxDepth) });
        }
    }

private:
    static constexpr std::size_t Parts = 4;
    static constexpr quint64 LeastPuts = 16;
    static constexpr qint64 LeastDepth = 4;

    static std::array<qint64, Parts> leastDepths(const trace::Trace &trace, const QueueSummary &queue, trace::Timestamp &lastPut)
    {
        std::array<qint64, Parts> least;
        least.fill(std::numeric_limits<qint64>::max());
        const trace::Counter &depth = trace.queueDepth(queue.id);
        quint64 put = 0;
        qint64 before = 0;
        for (quint64 n = 0; n < depth.count(); ++n) {
            const trace::Counter::Step step = depth.step(n);
            if (step.value > before && put < queue.puts) {
                qint64 &slot = least[static_cast<std::size_t>(put * Parts / queue.puts)];
                slot = std::min(slot, step.value);
                lastPut = step.time;
                ++put;
            }
            before = step.value;
        }
        return least;
    }
};

} // namespace

std::unique_ptr<Rule> makeNoBackpressureRule()
{
    return std::make_unique<NoBackpressureRule>();
}

} // namespace analysis
