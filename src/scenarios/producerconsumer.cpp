// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/builtins.h"
#include "scenarios/productionplan.h"
#include "scheduler/loop.h"
#include "scheduler/queue.h"
#include "trace/timetext.h"

using scheduler::Loop;
using scheduler::Queue;
using scheduler::Task;
using scheduler::TaskHandle;
using trace::Duration;
using trace::Result;
using trace::Timestamp;
using namespace Qt::StringLiterals;

namespace scenarios {

namespace {

Task<> producer(Loop &loop, Queue<ProducedItem> &data, qint64 items, DurationRange delay)
{
    for (qint64 n = 1; n <= items; ++n) {
        const ProducedItem item { n * n, loop.now() };
        co_await data.put(item);
        loop.log(u"generated item %1"_s.arg(n));
        const Duration pause = loop.random().duration(delay.low, delay.high);
        co_await loop.sleep(pause);
    }
}

// `unclaimed` counts down before each wait, not after, so that no two consumers wait for the same last item.
Task<> consumer(Loop &loop, Queue<ProducedItem> &data, qint64 &unclaimed, Duration delay)
{
    while (unclaimed > 0) {
        --unclaimed;
        const ProducedItem item = co_await data.get();
        const Duration age = loop.now() - item.made;
        loop.log(u"processed %1 after %2 s"_s.arg(
            QString::number(item.value), trace::formatSeconds(Timestamp { age.count() }, 2)));
        co_await loop.sleep(delay);
    }
}

Task<> main(Loop &loop, ProductionPlan plan)
{
    Queue<ProducedItem> data(loop, u"data"_s, plan.maxsize);
    qint64 unclaimed = plan.consume;

    std::vector<Task<>> tasks;
    for (qint64 i = 0; i < plan.producers; ++i)
        tasks.push_back(producer(loop, data, plan.items, plan.produceDelay));
    for (qint64 i = 0; i < plan.consumers; ++i)
        tasks.push_back(consumer(loop, data, unclaimed, plan.consumeDelay));
    co_await loop.gather(std::move(tasks));

    loop.log(
        u"all done after %1 s, %2 items left"_s.arg(trace::formatSeconds(loop.now(), 2), QString::number(data.size())));
}

// The same as it is written with QCoro: calling a coroutine begins it, a put resumes the consumer that waits within the producer's step, and for want
// of a gather one task is awaited after the other.
Task<> mainOfQCoro(Loop &loop, ProductionPlan plan)
{
    Queue<ProducedItem> data(loop, u"data"_s, plan.maxsize);
    qint64 unclaimed = plan.consume;

    std::vector<TaskHandle<>> tasks;
    for (qint64 i = 0; i < plan.producers; ++i)
        tasks.push_back(loop.spawn(producer(loop, data, plan.items, plan.produceDelay)));
    for (qint64 i = 0; i < plan.consumers; ++i)
        tasks.push_back(loop.spawn(consumer(loop, data, unclaimed, plan.consumeDelay)));
    for (const TaskHandle<> &task : tasks)
        co_await task;

    loop.log(
        u"all done after %1 s, %2 items left"_s.arg(trace::formatSeconds(loop.now(), 2), QString::number(data.size())));
}

Result<> begin(Loop &loop, const Values &values)
{
    const bool isQCoro = values.value(u"model"_s) == u"qcoro";
    if (isQCoro)
        loop.setResumption(scheduler::Resumption::Inline);
    loop.spawn(isQCoro ? mainOfQCoro(loop, ProductionPlan(values)) : main(loop, ProductionPlan(values)), u"main"_s);
    return {};
}

} // namespace

std::unique_ptr<Scenario> makeProducerConsumer()
{
    Scenario::Description description;
    description.name = u"producer-consumer"_s;
    description.title = u"Producers and a consumer"_s;
    description.summary
        = u"Tasks that share a queue: while the producers sleep the consumer works, and the queue's depth "
          "shows who is ahead."_s;
    description.sourceFile = u"scenarios/producerconsumer.cpp"_s;
    description.parameters = productionParameters(u"2"_s, u"40"_s);
    description.parameters.append(Parameter::choice(u"model"_s,
        u"How tasks begin and go on: asyncio queues them, QCoro begins and resumes them at once."_s, { u"asyncio"_s, u"qcoro"_s }, u"asyncio"_s));
    return std::make_unique<BuiltIn>(description, &begin);
}

} // namespace scenarios
