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

// While it sleeps the loop is free: nobody is blocked, a timer will wake it.
Task<> say(Loop &loop, QString text, Duration delay)
{
    co_await loop.sleep(delay);
    loop.log(text);
}

Result<> begin(Loop &loop, const Values &values)
{
    const Duration delay = durationOf(values, u"delay"_s);
    loop.spawn(say(loop, u"hello world"_s, delay), u"say"_s);
    return {};
}

} // namespace

std::unique_ptr<Scenario> makeHello()
{
    using namespace std::chrono_literals;
    Scenario::Description description;
    description.name = u"hello"_s;
    description.title = u"Hello, after a while"_s;
    description.summary = u"One task awaits a timer, then logs a line: the smallest thing an event loop can do."_s;
    description.sourceFile = u"scenarios/hello.cpp"_s;
    description.parameters = {
        Parameter::duration(u"delay"_s, u"How long the task sleeps before it speaks."_s, 0s, 1h, u"1s"_s),
    };
    return std::make_unique<BuiltIn>(description, &begin);
}

} // namespace scenarios
