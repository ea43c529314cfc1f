// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/builtins.h"
#include "scenarios/piseries.h"
#include "scheduler/loop.h"
#include "trace/timetext.h"

#include <cmath>

using scheduler::Loop;
using scheduler::Stopped;
using scheduler::Task;
using trace::Duration;
using trace::Result;
using namespace Qt::StringLiterals;

namespace scenarios {

namespace {

constexpr qint64 TermsAtATime = 1000; // between two looks at whether the run is to stop

// What the computation is said to last in virtual time: about what a desktop processor takes.
Duration declaredCost(qint64 digits)
{
    const double n = static_cast<double>(digits);
    return Duration(std::llround(n * std::pow(std::log2(n + 1), 2)));
}

// An ordinary function that knows nothing of the loop: it runs on a pool worker.
std::string computePi(qint64 digits, std::stop_token stop)
{
    PiSeries series(digits);
    while (!series.isComplete()) {
        if (stop.stop_requested())
            throw Stopped();
        series.addTerms(TermsAtATime);
    }
    return series.text();
}

// The same in a task, without an await: everybody else has to wait.
std::string computePiOnTheLoop(Loop &loop, qint64 digits)
{
    PiSeries series(digits);
    while (!series.isComplete()) {
        loop.heedStop();
        series.addTerms(TermsAtATime);
    }
    if (loop.clockKind() == trace::ClockKind::Virtual)
        loop.compute(declaredCost(digits));
    return series.text();
}

// On the loop as well, but every few terms the others get a turn.
Task<std::string> computePiCooperatively(Loop &loop, qint64 digits, qint64 chunk)
{
    const bool isVirtual = loop.clockKind() == trace::ClockKind::Virtual;
    PiSeries series(digits);
    const Duration costOfTerm = declaredCost(digits) / series.termCount();
    while (!series.isComplete()) {
        const qint64 before = series.termsAdded();
        series.addTerms(chunk);
        if (isVirtual)
            loop.compute(costOfTerm * (series.termsAdded() - before));
        co_await loop.yield();
    }
    co_return series.text();
}

Task<> pi(Loop &loop, QString where, qint64 digits, qint64 chunk)
{
    const trace::Timestamp begin = loop.now();
    std::string text;
    if (where == u"pool"_s)
        text = co_await loop.offload(declaredCost(digits), &computePi, digits).named(u"pi"_s);
    else if (where == u"cooperative"_s)
        text = co_await computePiCooperatively(loop, digits, chunk);
    else
        text = computePiOnTheLoop(loop, digits);

    const QString shown = QString::fromStdString(
        text.size() <= 52 ? text : text.substr(0, 22) + " ... " + text.substr(text.size() - 20));
    loop.log(u"pi is %1"_s.arg(shown));
    const Duration time = loop.now() - begin;
    loop.log(u"%1 decimals took %2"_s.arg(QString::number(digits), trace::formatDuration(time)));
}

Task<> greet(Loop &loop, qint64 number)
{
    loop.log(u"greeter %1 says hello"_s.arg(number));
    co_return;
}

Task<> main(Loop &loop, QString where, qint64 digits, qint64 chunk, qint64 greeters)
{
    std::vector<Task<>> tasks;
    tasks.push_back(pi(loop, where, digits, chunk));
    for (qint64 n = 1; n <= greeters; ++n)
        tasks.push_back(greet(loop, n));
    co_await loop.gather(std::move(tasks));
}

Result<> begin(Loop &loop, const Values &values)
{
    loop.spawn(main(loop, values.value(u"where"_s), integerOf(values, u"digits"_s), integerOf(values, u"chunk"_s),
                   integerOf(values, u"greeters"_s)),
        u"main"_s);
    return {};
}

} // namespace

std::unique_ptr<Scenario> makePi()
{
    Scenario::Description description;
    description.name = u"pi"_s;
    description.title = u"Pi three ways"_s;
    description.summary = u"A long computation beside greeters: on the pool they run at once, on the loop they stand "
                          u"ready behind it, and "
                          "a computation that yields lets them through."_s;
    description.sourceFile = u"scenarios/pi.cpp"_s;
    description.parameters = {
        Parameter::integer(u"digits"_s, u"How many decimals of pi are computed."_s, 1, 1'000'000, u"800"_s),
        Parameter::choice(u"where"_s, u"Where pi is computed: on a pool worker, on the loop, or there with yields."_s,
            { u"pool"_s, u"loop"_s, u"cooperative"_s }, u"pool"_s),
        Parameter::integer(u"greeters"_s, u"How many tasks want to greet meanwhile."_s, 0, 64, u"2"_s),
        Parameter::integer(u"chunk"_s,
            u"After how many terms of its series a cooperative pi yields; a term is 14 decimals."_s, 1, 100'000,
            u"10"_s),
    };
    return std::make_unique<BuiltIn>(description, &begin);
}

} // namespace scenarios
