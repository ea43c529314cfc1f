// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/builtins.h"
#include "scheduler/loop.h"

using scheduler::Loop;
using scheduler::Task;
using trace::Duration;
using trace::Result;
using namespace Qt::StringLiterals;

namespace scenarios {

namespace {

Task<> say(Loop &loop, QString text, Duration delay)
{
    co_await loop.sleep(delay);
    loop.log(text);
}

// Both timers run at the same time, so the whole takes as long as the longer one, and the shorter one speaks first.
Result<> begin(Loop &loop, const Values &values)
{
    const Duration firstDelay = durationOf(values, u"first-delay"_s);
    const Duration secondDelay = durationOf(values, u"second-delay"_s);
    loop.spawn(say(loop, u"hello from the first task"_s, firstDelay), u"say"_s);
    loop.spawn(say(loop, u"hello from the second task"_s, secondDelay), u"say"_s);
    return {};
}

} // namespace

std::unique_ptr<Scenario> makeTwoHellos()
{
    using namespace std::chrono_literals;
    Scenario::Description description;
    description.name = u"two-hellos"_s;
    description.title = u"Two hellos at once"_s;
    description.summary = u"Two tasks sleep side by side: 2 s and 1 s together take 2 s, not 3, and the second task "
                          "speaks first."_s;
    description.sourceFile = u"scenarios/twohellos.cpp"_s;
    description.parameters = {
        Parameter::duration(u"first-delay"_s, u"How long the first task sleeps."_s, 0s, 1h, u"2s"_s),
        Parameter::duration(u"second-delay"_s, u"How long the second task sleeps."_s, 0s, 1h, u"1s"_s),
    };
    return std::make_unique<BuiltIn>(description, &begin);
}

} // namespace scenarios
