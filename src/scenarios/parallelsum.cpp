// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/builtins.h"
#include "scenarios/numbertable.h"
#include "scheduler/loop.h"
#include "trace/clock.h"
#include "trace/timetext.h"

#include <stdexcept>

using scheduler::Loop;
using scheduler::Task;
using trace::Duration;
using trace::Result;
using namespace Qt::StringLiterals;

namespace scenarios {

namespace {

using SharedTable = std::shared_ptr<const NumberTable>;

// The sum of one slice of the table and how long its adder was at it. On the real clock that is processor time: two workers that share one
// busy processor gain nothing, and the speed-up must not say that they do.
struct SliceSum
{
    qint64 sum = 0;
    Duration time {};
};

// What adding up a row is said to last in virtual time.
constexpr Duration declaredCostOfRow = std::chrono::nanoseconds(5);

SliceSum addUp(SharedTable table, qint64 first, qint64 last)
{
    const qint64 begin = trace::processorNow();
    const qint64 sum = table->sum(first, last);
    return { sum, Duration(trace::processorNow() - begin) };
}

Task<SliceSum> sum(Loop &loop, SharedTable table, qint64 first, qint64 last, bool onPool)
{
    const bool isVirtual = loop.clockKind() == trace::ClockKind::Virtual;
    const Duration cost = declaredCostOfRow * (last - first);
    SliceSum slice;
    if (onPool) {
        slice = co_await loop.offload(cost, &addUp, table, first, last).named(u"sum"_s);
    } else {
        slice = addUp(table, first, last);
        if (isVirtual)
            loop.compute(cost);
    }
    if (isVirtual)
        slice.time = cost;
    loop.log(u"rows %1 to %2 add up to %3 in %4 ms"_s.arg(QString::number(first), QString::number(last),
        QString::number(slice.sum), QString::number(static_cast<double>(slice.time.count()) / 1e6, 'f', 1)));
    co_return slice;
}

Task<> main(Loop &loop, SharedTable table, qint64 slices, bool onPool)
{
    const trace::Timestamp begin = loop.now();
    std::vector<Task<SliceSum>> tasks;
    for (qint64 n = 0; n < slices; ++n)
        tasks.push_back(sum(loop, table, table->rowCount() * n / slices, table->rowCount() * (n + 1) / slices, onPool));
    const std::vector<SliceSum> results = co_await loop.gather(std::move(tasks));

    SliceSum whole;
    for (const SliceSum &slice : results) {
        whole.sum += slice.sum;
        whole.time += slice.time;
    }
    if (whole.sum != table->expectedSum())
        throw std::runtime_error("the sum is wrong: " + std::to_string(whole.sum));
    const double elapsed = static_cast<double>((loop.now() - begin).count());
    const double inARow
        = static_cast<double>(whole.time.count()) * (loop.clockKind() == trace::ClockKind::Scaled ? loop.scale() : 1);
    loop.log(u"%1 rows add up to %2, which is right, in %3 ms; one slice after the other: %4 ms; speed-up %5"_s.arg(
        QString::number(table->rowCount()), QString::number(whole.sum), QString::number(elapsed / 1e6, 'f', 1),
        QString::number(inARow / 1e6, 'f', 1), QString::number(elapsed > 0 ? inARow / elapsed : 1, 'f', 2)));
}

Result<> begin(Loop &loop, const Values &values)
{
    const qint64 workers = integerOf(values, u"workers"_s);
    const bool onPool = workers > 0;
    if (onPool)
        loop.setWorkerLimit(static_cast<int>(workers));
    auto table = std::make_shared<const NumberTable>(integerOf(values, u"rows"_s));
    loop.spawn(main(loop, std::move(table), onPool ? workers : integerOf(values, u"tasks"_s), onPool), u"main"_s);
    return {};
}

} // namespace

std::unique_ptr<Scenario> makeParallelSum()
{
    Scenario::Description description;
    description.name = u"parallel-sum"_s;
    description.title = u"A sum split over workers"_s;
    description.summary
        = u"A big table is cut into slices that pool workers add up at the same time; on the loop alone more "
          "tasks gain nothing."_s;
    description.sourceFile = u"scenarios/parallelsum.cpp"_s;
    description.parameters = {
        Parameter::integer(u"rows"_s, u"How many rows the table has."_s, 1, 50'000'000, u"10000000"_s),
        Parameter::integer(
            u"workers"_s, u"How many pool workers add up a slice each; 0: the loop does it alone."_s, 0, 64, u"2"_s),
        Parameter::integer(
            u"tasks"_s, u"Without workers: how many tasks on the loop add up a slice each."_s, 1, 64, u"1"_s),
    };
    return std::make_unique<BuiltIn>(description, &begin);
}

} // namespace scenarios
