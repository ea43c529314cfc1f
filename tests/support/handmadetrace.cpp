// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/handmadetrace.h"

#include "support/tracebuilder.h"

#include <algorithm>
#include <map>
#include <queue>
#include <random>

namespace support {

using trace::AwaitReason;
using trace::Outcome;
using trace::ReadyCause;
using trace::TaskId;

namespace {

constexpr qint64 Ms = 1'000'000;

trace::TraceInfo infoOf(const QString &name, trace::ClockKind clock, std::optional<quint64> seed = {})
{
    trace::TraceInfo info;
    info.name = name;
    info.clock = clock;
    info.seed = seed;
    return info;
}

trace::SiteId siteAt(TraceBuilder &writer, int line)
{
    return writer.site(QStringLiteral("handmade.cpp"), quint32(line), QStringLiteral("handmade"));
}

/// A queue with at most one getter, as the hand-made runs use it.
struct Buffer
{
    trace::QueueId id;
    std::deque<QString> items;
    bool isGetterWaiting = false;
};

} // namespace

std::shared_ptr<trace::Trace> producerConsumer(quint32 seed, qint64 maxsize)
{
    constexpr int Items = 20;
    trace::TraceInfo info = infoOf(QStringLiteral("producer-consumer"), trace::ClockKind::Virtual, seed);
    info.parameters = { { QStringLiteral("producers"), QStringLiteral("2") }, { QStringLiteral("consumers"), QStringLiteral("1") } };
    TraceBuilder writer(info);
    std::mt19937 random(seed);
    const auto produceDelay = [&] { return qint64(500 + random() % 1001) * Ms; };
    Buffer data { writer.queue(QStringLiteral("data"), maxsize), {} };
    const TaskId main = writer.create(QStringLiteral("main-1"));
    writer.ready(main, ReadyCause::Started);
    writer.beginIteration();
    writer.resume(main);
    const TaskId producers[] { writer.create(QStringLiteral("producer-1"), main), writer.create(QStringLiteral("producer-2"), main) };
    const TaskId consumer = writer.create(QStringLiteral("consumer-1"), main);
    for (const TaskId task : { producers[0], producers[1], consumer })
        writer.ready(task, ReadyCause::Started, main);
    writer.suspend(main, AwaitReason::Gather, 3, siteAt(writer, 12));
    writer.endIteration();

    std::multimap<qint64, int> timers; // due time -> 0, 1: producer, 2: consumer
    int produced[2] {};
    int consumed = 0;
    quint32 timer = 0;
    const auto sleep = [&](TaskId task, int who, qint64 delay, int line) {
        timers.emplace(writer.now().ns + delay, who);
        writer.suspend(task, AwaitReason::Sleep, ++timer, siteAt(writer, line));
    };
    const auto take = [&] {
        if (data.items.empty()) {
            data.isGetterWaiting = true;
            writer.suspend(consumer, AwaitReason::QueueGet, trace::number(data.id), siteAt(writer, 37));
            return;
        }
        const QString item = data.items.front();
        data.items.pop_front();
        writer.take(consumer, data.id, item, qint64(data.items.size()));
        writer.log(consumer, QStringLiteral("processed %1").arg(item));
        ++consumed;
        sleep(consumer, 2, 500 * Ms, 39);
    };
    writer.beginIteration(3);
    for (int n = 0; n < 2; ++n) {
        writer.resume(producers[n]);
        sleep(producers[n], n, produceDelay(), 24);
    }
    writer.resume(consumer);
    take();
    writer.endIteration();

    int ended = 0;
    while (!timers.empty()) {
        const auto [due, who] = *timers.begin();
        timers.erase(timers.begin());
        writer.at(trace::Duration(due));
        const TaskId task = who == 2 ? consumer : producers[who];
        writer.ready(task, ReadyCause::Timer, TaskId::None);
        writer.beginIteration();
        writer.resume(task);
        bool wakesConsumer = false;
        if (who == 2) {
            if (consumed == 2 * Items) {
                writer.finish(consumer);
                ++ended;
            } else {
                take();
            }
        } else {
            const QString item = QString::number(random() % 101);
            data.items.push_back(item);
            writer.put(task, data.id, item, qint64(data.items.size()));
            wakesConsumer = data.isGetterWaiting;
            if (wakesConsumer)
                writer.ready(consumer, ReadyCause::Queue, task, trace::number(data.id));
            if (++produced[who] == Items) {
                writer.finish(task);
                ++ended;
            } else {
                sleep(task, who, produceDelay(), 24);
            }
        }
        writer.endIteration();
        if (wakesConsumer) {
            data.isGetterWaiting = false;
            writer.beginIteration();
            writer.resume(consumer);
            take();
            writer.endIteration();
        }
    }
    Q_ASSERT(ended == 3);
    writer.ready(main, ReadyCause::Task, consumer);
    writer.beginIteration();
    writer.resume(main);
    writer.finish(main);
    writer.endIteration();
    return writer.take();
}

std::shared_ptr<trace::Trace> oneSleeper()
{
    TraceBuilder writer(infoOf(QStringLiteral("hello"), trace::ClockKind::Virtual, 1));
    const TaskId task = writer.create(QStringLiteral("say-1"));
    writer.ready(task, ReadyCause::Started);
    writer.beginIteration();
    writer.resume(task);
    writer.suspend(task, AwaitReason::Sleep, 1, siteAt(writer, 9));
    writer.endIteration();
    writer.at(trace::Duration(1000 * Ms));
    writer.ready(task, ReadyCause::Timer);
    writer.beginIteration();
    writer.resume(task);
    writer.log(task, QStringLiteral("hello world"));
    writer.finish(task);
    writer.endIteration();
    return writer.take();
}

std::shared_ptr<trace::Trace> crowd(int tasks, int events, quint32 seed)
{
    TraceBuilder writer(infoOf(QStringLiteral("crowd"), trace::ClockKind::Real, seed));
    std::mt19937 random(seed);
    const trace::QueueId queue = writer.queue(QStringLiteral("requests"), 64);
    const TaskId main = writer.create(QStringLiteral("main-1"));
    std::deque<int> ready;
    std::vector<TaskId> ids;
    for (int n = 0; n < tasks; ++n) {
        ids.push_back(writer.create(QStringLiteral("worker-%1").arg(n + 1), main));
        writer.ready(ids.back(), ReadyCause::Started, main);
        ready.push_back(n);
    }
    using Due = std::pair<qint64, int>;
    std::priority_queue<Due, std::vector<Due>, std::greater<>> timers;
    qint64 now = 0;
    qint64 depth = 0;
    while (int(writer.trace().eventCount()) < events) {
        if (ready.empty() && timers.empty())
            break;
        if (ready.empty())
            now = std::max(now, timers.top().first);
        writer.at(trace::Duration(now));
        while (!timers.empty() && timers.top().first <= now) {
            writer.ready(ids[size_t(timers.top().second)], ReadyCause::Timer);
            ready.push_back(timers.top().second);
            timers.pop();
        }
        const auto batch = quint32(ready.size());
        writer.beginIteration(batch);
        for (quint32 n = 0; n < batch; ++n) {
            const int who = ready.front();
            ready.pop_front();
            now += qint64(500 + random() % 700);
            writer.at(trace::Duration(now));
            writer.resume(ids[size_t(who)]);
            now += qint64(2000 + random() % 4000);
            writer.at(trace::Duration(now));
            const quint32 kind = random() % 8;
            if (kind == 0 && depth < 64)
                writer.put(ids[size_t(who)], queue, {}, ++depth);
            if (kind == 1 && depth > 0)
                writer.take(ids[size_t(who)], queue, {}, --depth);
            constexpr AwaitReason Reasons[] { AwaitReason::Sleep, AwaitReason::QueueGet, AwaitReason::Io, AwaitReason::Lock, AwaitReason::Join, AwaitReason::Job };
            writer.suspend(ids[size_t(who)], Reasons[random() % 6], 0);
            timers.emplace(now + qint64(20'000) * qint64(1 + random() % 50) * std::max(1, tasks / 20), who);
        }
        writer.endIteration();
    }
    return writer.take();
}

std::shared_ptr<trace::Trace> troubles()
{
    TraceBuilder writer(infoOf(QStringLiteral("troubles"), trace::ClockKind::Real));
    const trace::QueueId queue = writer.queue(QStringLiteral("orders"), 3);
    const trace::WorkerId pool = writer.worker(QStringLiteral("pool-1"));
    const TaskId main = writer.create(QStringLiteral("main-1"));
    writer.ready(main, ReadyCause::Started);
    writer.at(trace::Duration(1 * Ms));
    writer.beginIteration();
    writer.resume(main);
    const TaskId good = writer.create(QStringLiteral("good-1"), main);
    const TaskId bad = writer.create(QStringLiteral("bad-1"), main);
    const TaskId late = writer.create(QStringLiteral("late-1"), main);
    const TaskId hog = writer.create(QStringLiteral("hog-1"), main);
    for (const TaskId task : { good, bad, late, hog })
        writer.ready(task, ReadyCause::Started, main);
    writer.at(trace::Duration(3 * Ms));
    writer.suspend(main, AwaitReason::Gather, 4, siteAt(writer, 10));
    writer.endIteration();
    writer.beginIteration(4);
    writer.resume(good);
    const trace::JobId job = writer.queueJob(good, QStringLiteral("render"));
    writer.startJob(good, job, pool);
    writer.at(trace::Duration(8 * Ms));
    writer.suspend(good, AwaitReason::Job, trace::number(job), siteAt(writer, 20));
    writer.resume(bad);
    for (int n = 1; n <= 3; ++n)
        writer.put(bad, queue, QStringLiteral("order %1").arg(n), n);
    writer.at(trace::Duration(12 * Ms));
    writer.suspend(bad, AwaitReason::QueuePut, trace::number(queue), siteAt(writer, 31));
    writer.resume(late);
    writer.at(trace::Duration(16 * Ms));
    writer.suspend(late, AwaitReason::Io, 0, siteAt(writer, 42));
    writer.at(trace::Duration(20 * Ms));
    writer.resume(hog);
    writer.at(trace::Duration(300 * Ms));
    writer.finishJob(good, job, pool);
    writer.ready(good, ReadyCause::Job, TaskId::None, trace::number(job));
    writer.at(trace::Duration(820 * Ms));
    writer.take(hog, queue, QStringLiteral("order 1"), 2);
    writer.ready(bad, ReadyCause::Queue, hog, trace::number(queue));
    writer.suspend(hog, AwaitReason::Lock, 0, siteAt(writer, 55));
    writer.endIteration();
    writer.beginIteration(2);
    writer.resume(good);
    writer.at(trace::Duration(870 * Ms));
    writer.finish(good);
    writer.resume(bad);
    writer.at(trace::Duration(900 * Ms));
    writer.finish(bad, Outcome::Raised, QStringLiteral("ValueError: no such order"));
    writer.endIteration();
    writer.at(trace::Duration(1050 * Ms));
    writer.lose(12);
    writer.at(trace::Duration(1100 * Ms));
    writer.ready(late, ReadyCause::Cancel, hog);
    writer.beginIteration();
    writer.resume(late);
    writer.at(trace::Duration(1104 * Ms));
    writer.finish(late, Outcome::Cancelled);
    writer.endIteration();
    writer.at(trace::Duration(1400 * Ms));
    writer.ready(hog, ReadyCause::Lock);
    writer.beginIteration();
    writer.resume(hog);
    writer.at(trace::Duration(1420 * Ms));
    writer.finish(hog);
    writer.ready(main, ReadyCause::Task, hog);
    writer.endIteration();
    writer.beginIteration();
    writer.resume(main);
    writer.at(trace::Duration(1424 * Ms));
    writer.finish(main);
    writer.endIteration();
    return writer.take();
}

} // namespace support
