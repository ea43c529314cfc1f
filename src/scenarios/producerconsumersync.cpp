// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/builtins.h"
#include "scenarios/productionplan.h"
#include "scheduler/loop.h"
#include "scheduler/queue.h"
#include "trace/timetext.h"

using scheduler::Loop;
using scheduler::Queue;
using scheduler::Random;
using scheduler::Task;
using trace::Duration;
using trace::Result;
using trace::TaskId;
using trace::Timestamp;
using namespace Qt::StringLiterals;

namespace scenarios {

namespace {

// Plain functions: they compute where the tasks of producer-consumer sleep, so nobody else gets a turn.

void produce(Loop &loop, Queue<ProducedItem> &data, qint64 items, DurationRange delay, Random random)
{
    for (qint64 n = 1; n <= items; ++n) {
        data.putNowait({ n * n, loop.now() });
        loop.log(u"generated item %1"_s.arg(n));
        loop.compute(random.duration(delay.low, delay.high));
    }
}

void consume(Loop &loop, Queue<ProducedItem> &data, qint64 items, Duration delay)
{
    for (qint64 n = 0; n < items; ++n) {
        const ProducedItem item = data.getNowait();
        const Duration age = loop.now() - item.made;
        loop.log(u"processed %1 after %2 s"_s.arg(
            QString::number(item.value), trace::formatSeconds(Timestamp { age.count() }, 2)));
        loop.compute(delay);
    }
}

Task<> main(Loop &loop, ProductionPlan plan)
{
    Queue<ProducedItem> data(loop, u"data"_s, plan.maxsize);

    // In producer-consumer main is task 1 and the producers come next: their streams give this program the same delays
    // for the same seed.
    constexpr quint32 firstProducer = 2;
    for (quint32 i = 0; i < static_cast<quint32>(plan.producers); ++i)
        produce(loop, data, plan.items, plan.produceDelay, Random::forTask(loop.seed(), TaskId(firstProducer + i)));
    // However many consumers there were, one would work after the other, and the first would leave nothing.
    consume(loop, data, plan.consume, plan.consumeDelay);

    loop.log(
        u"all done after %1 s, %2 items left"_s.arg(trace::formatSeconds(loop.now(), 2), QString::number(data.size())));
    co_return;
}

Result<> begin(Loop &loop, const Values &values)
{
    loop.spawn(main(loop, ProductionPlan(values)), u"main"_s);
    return {};
}

} // namespace

std::unique_ptr<Scenario> makeProducerConsumerSync()
{
    Scenario::Description description;
    description.name = u"producer-consumer-sync"_s;
    description.title = u"The same without await"_s;
    description.summary
        = u"The same work as producer-consumer in one task that never awaits: the loop is held all the time, and the "
          "first item waits until the last one is made."_s;
    description.sourceFile = u"scenarios/producerconsumersync.cpp"_s;
    description.parameters = productionParameters(u"1"_s, u"all"_s);
    return std::make_unique<BuiltIn>(description, &begin);
}

} // namespace scenarios
