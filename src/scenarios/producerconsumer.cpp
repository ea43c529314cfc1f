// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/builtins.h"
#include "scheduler/loop.h"
#include "scheduler/queue.h"
#include "trace/timetext.h"

using scheduler::Loop;
using scheduler::Queue;
using scheduler::Task;
using trace::Duration;
using trace::Result;
using trace::Timestamp;
using namespace Qt::StringLiterals;

namespace scenarios {

namespace {

struct Item
{
    qint64 value = 0;
    Timestamp made;
};

[[maybe_unused]] QString itemText(const Item &item) { return QString::number(item.value); }

struct Plan
{
    qint64 producers = 0;
    qint64 consumers = 0;
    qint64 items = 0; // of each producer
    qint64 consume = 0; // by all consumers together
    qint64 maxsize = 0;
    DurationRange produceDelay;
    Duration consumeDelay {};
};

Task<> producer(Loop &loop, Queue<Item> &data, qint64 items, DurationRange delay)
{
    for (qint64 n = 1; n <= items; ++n) {
        const Item item { n * n, loop.now() };
        co_await data.put(item);
        loop.log(u"generated item %1"_s.arg(n));
        const Duration pause = loop.random().duration(delay.low, delay.high);
        co_await loop.sleep(pause);
    }
}

// `unclaimed` counts down before each wait, not after, so that no two consumers wait for the same last item.
Task<> consumer(Loop &loop, Queue<Item> &data, qint64 &unclaimed, Duration delay)
{
    while (unclaimed > 0) {
        --unclaimed;
        const Item item = co_await data.get();
        const Duration age = loop.now() - item.made;
        loop.log(u"processed %1 after %2 s"_s.arg(
            QString::number(item.value), trace::formatSeconds(Timestamp { age.count() }, 2)));
        co_await loop.sleep(delay);
    }
}

Task<> main(Loop &loop, Plan plan)
{
    Queue<Item> data(loop, u"data"_s, plan.maxsize);
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

Result<> begin(Loop &loop, const Values &values)
{
    Plan plan;
    plan.producers = integerOf(values, u"producers"_s);
    plan.consumers = integerOf(values, u"consumers"_s);
    plan.items = integerOf(values, u"items"_s);
    const bool takesAll = values.value(u"consume"_s) == u"all"_s;
    plan.consume = takesAll ? plan.producers * plan.items : integerOf(values, u"consume"_s);
    plan.maxsize = integerOf(values, u"maxsize"_s);
    plan.produceDelay = durationRangeOf(values, u"produce-delay"_s);
    plan.consumeDelay = durationOf(values, u"consume-delay"_s);
    loop.spawn(main(loop, plan), u"main"_s);
    return {};
}

QList<Parameter> parameters()
{
    using namespace std::chrono_literals;
    return {
        Parameter::integer(u"producers"_s, u"How many tasks make items."_s, 1, 64, u"2"_s),
        Parameter::integer(u"consumers"_s, u"How many tasks take items."_s, 1, 64, u"1"_s),
        Parameter::integer(u"items"_s, u"How many items each producer makes."_s, 1, 100'000, u"20"_s),
        Parameter::integer(u"consume"_s, u"How many items the consumers take together; all: as many as are made."_s, 1,
            6'400'000, u"40"_s, { u"all"_s }),
        Parameter::integer(u"maxsize"_s,
            u"How many items the queue holds before a producer must wait; 0: any number."_s, 0, 1'000'000, u"0"_s),
        Parameter::durationRange(u"produce-delay"_s,
            u"How long a producer sleeps after each item, drawn anew each time."_s, 0s, 1h, u"0.5s..1.5s"_s),
        Parameter::duration(u"consume-delay"_s, u"How long a consumer sleeps after each item."_s, 0s, 1h, u"0.5s"_s),
    };
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
    description.parameters = parameters();
    return std::make_unique<BuiltIn>(description, &begin);
}

} // namespace scenarios
