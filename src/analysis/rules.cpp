// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/rule.h"

namespace analysis {

std::vector<std::unique_ptr<Rule>> makeRules(const SummaryOptions &options)
{
    std::vector<std::unique_ptr<Rule>> rules;
    if (!options.isCutOff) {
        rules.push_back(makeDeadlockRule());
        rules.push_back(makeItemsLeftRule());
    }
    rules.push_back(makeRaisedRule());
    rules.push_back(makeLoopHeldRule(options.heldThreshold));
    rules.push_back(makeBottleneckRule());
    rules.push_back(makeNoBackpressureRule());
    return rules;
}

} // namespace analysis
