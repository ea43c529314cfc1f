// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/syntheticload.h"

#include <algorithm>

namespace support {

using namespace trace;

namespace {

constexpr quint32 StepsPerIteration = 16;

quint8 detail(auto value)
{
    return static_cast<quint8>(value);
}

} // namespace

SyntheticLoad::SyntheticLoad(TextTable &texts, quint32 tasks, quint32 seed) : m_texts(texts), m_tasks(tasks), m_random(seed), m_getting(tasks + 1)
{
    for (std::size_t n = 0; n < m_sites.size(); ++n)
        m_sites[n] = texts.intern(Site { texts.intern(u"synthetic.py"), texts.intern(QStringLiteral("work_%1").arg(n % 8)), static_cast<quint32>(10 + n), SiteId::None });
    for (std::size_t n = 0; n < m_items.size(); ++n)
        m_items[n] = texts.intern(QString::number(n));
}

void SyntheticLoad::begin(std::vector<Event> &out)
{
    for (quint32 n = 1; n <= m_queues.size(); ++n)
        out.push_back({ .object = n, .text = m_texts.intern(QStringLiteral("queue-%1").arg(n)), .kind = EventKind::QueueCreated });
    for (quint32 n = 1; n <= 4; ++n)
        out.push_back({ .object = n, .text = m_texts.intern(QStringLiteral("pool-%1").arg(n)), .kind = EventKind::WorkerCreated });
    for (quint32 n = 1; n <= m_tasks; ++n) {
        m_now += 400;
        out.push_back({ .time = { m_now }, .task = TaskId(n), .other = n > 1 ? 1u : 0u, .text = m_texts.intern(QStringLiteral("task-%1").arg(n)), .site = m_sites[n % 8], .kind = EventKind::TaskCreated });
        ready(out, n, ReadyCause::Started, 0, 0);
    }
}

void SyntheticLoad::ready(std::vector<Event> &out, quint32 task, ReadyCause cause, quint32 object, quint32 waker)
{
    out.push_back({ .time = { m_now }, .task = TaskId(task), .other = waker, .object = object, .kind = EventKind::TaskReady, .detail = detail(cause) });
    m_ready.push_back(task);
}

void SyntheticLoad::wakeDue(std::vector<Event> &out)
{
    if (m_ready.empty() && !m_wakes.empty())
        m_now = std::max(m_now, m_wakes.top().due);
    while (!m_wakes.empty() && m_wakes.top().due <= m_now) {
        const Wake wake = m_wakes.top();
        m_wakes.pop();
        const auto task = TaskId(wake.task);
        if (wake.cause == ReadyCause::Timer)
            out.push_back({ .time = { m_now }, .task = task, .object = wake.object, .kind = EventKind::TimerFired });
        else if (wake.cause == ReadyCause::Io)
            out.push_back({ .time = { m_now }, .task = task, .object = wake.object, .kind = EventKind::IoEnded, .detail = detail(Outcome::Returned) });
        else if (wake.cause == ReadyCause::Job)
            out.push_back({ .time = { m_now }, .task = task, .other = wake.object % 4 + 1, .object = wake.object, .kind = EventKind::JobFinished, .detail = detail(Outcome::Returned) });
        ready(out, wake.task, wake.cause, wake.object, 0);
    }
}

void SyntheticLoad::step(std::vector<Event> &out)
{
    if (m_now == 0)
        begin(out);
    if (m_leftInIteration == 0) {
        if (m_iteration > 0)
            out.push_back({ .time = { m_now }, .value = m_iteration, .kind = EventKind::IterationEnded });
        wakeDue(out);
        m_leftInIteration = std::min<quint32>(static_cast<quint32>(m_ready.size()), StepsPerIteration);
        out.push_back({ .time = { m_now += 300 }, .value = ++m_iteration, .object = m_leftInIteration, .kind = EventKind::IterationBegun });
    }
    const quint32 task = m_ready.front();
    m_ready.pop_front();
    --m_leftInIteration;
    m_now += 100 + draw(200);
    out.push_back({ .time = { m_now }, .value = m_iteration, .task = TaskId(task), .kind = EventKind::TaskResumed });
    m_now += 500 + draw(4800);
    act(out, task);
}

void SyntheticLoad::await(std::vector<Event> &out, quint32 task, AwaitReason reason, quint32 object)
{
    const SiteId site = m_sites[(static_cast<std::size_t>(reason) + task % 3 * 8) % m_sites.size()];
    out.push_back({ .time = { m_now }, .task = TaskId(task), .object = object, .site = site, .kind = EventKind::TaskSuspended, .detail = detail(reason) });
}

void SyntheticLoad::awaitOutside(std::vector<Event> &out, quint32 task, ReadyCause cause)
{
    // As long as it takes all others to run once, so that tasks are awaiting half of the time and ready the other.
    const qint64 length = 2000 + draw(m_tasks * 6000u / 64 + 1) * qint64(64);
    const auto id = TaskId(task);
    quint32 object = 0;
    AwaitReason reason = AwaitReason::Event;
    if (cause == ReadyCause::Timer) {
        object = ++m_counts[0];
        reason = AwaitReason::Sleep;
        out.push_back({ .time = { m_now }, .value = m_now + length, .task = id, .object = object, .kind = EventKind::TimerArmed });
    } else if (cause == ReadyCause::Job) {
        object = ++m_counts[1];
        reason = AwaitReason::Job;
        out.push_back({ .time = { m_now }, .task = id, .object = object, .text = m_items[object % 10], .site = m_sites[7], .kind = EventKind::JobQueued });
        out.push_back({ .time = { m_now }, .task = id, .other = object % 4 + 1, .object = object, .kind = EventKind::JobStarted });
    } else if (cause == ReadyCause::Io) {
        object = ++m_counts[2];
        reason = AwaitReason::Io;
        out.push_back({ .time = { m_now }, .task = id, .object = object, .text = m_items[object % 50], .kind = EventKind::IoBegun });
    }
    await(out, task, reason, object);
    m_wakes.push({ m_now + length, task, object, cause });
}

void SyntheticLoad::useQueue(std::vector<Event> &out, quint32 task)
{
    const quint32 n = draw(4);
    Queue &queue = m_queues[n];
    const auto id = TaskId(task);
    if (draw(2) == 0 && queue.items.size() < 64) {
        queue.items.push_back(m_items[draw(100)]);
        out.push_back({ .time = { m_now }, .value = qint64(queue.items.size()), .task = id, .object = n + 1, .text = queue.items.back(), .kind = EventKind::QueuePut });
        if (!queue.getters.empty()) {
            m_getting[queue.getters.front()] = n + 1;
            ready(out, queue.getters.front(), ReadyCause::Queue, n + 1, task);
            queue.getters.pop_front();
        }
        ready(out, task, ReadyCause::Yield, 0, 0);
        await(out, task, AwaitReason::Yield, 0);
        return;
    }
    if (queue.items.empty()) {
        // Never all of them, or nobody would be left to put.
        if (queue.getters.size() * 16 < m_tasks) {
            queue.getters.push_back(task);
            await(out, task, AwaitReason::QueueGet, n + 1);
            return;
        }
    } else {
        out.push_back({ .time = { m_now }, .value = qint64(queue.items.size()) - 1, .task = id, .object = n + 1, .text = queue.items.front(), .kind = EventKind::QueueGet });
        queue.items.pop_front();
    }
    awaitOutside(out, task, ReadyCause::Event);
}

void SyntheticLoad::act(std::vector<Event> &out, quint32 task)
{
    if (const quint32 n = std::exchange(m_getting[task], 0); n > 0 && !m_queues[n - 1].items.empty()) {
        Queue &queue = m_queues[n - 1];
        out.push_back({ .time = { m_now }, .value = qint64(queue.items.size()) - 1, .task = TaskId(task), .object = n, .text = queue.items.front(), .kind = EventKind::QueueGet });
        queue.items.pop_front();
    }
    const quint32 dice = draw(100);
    if (dice < 20) {
        ready(out, task, ReadyCause::Yield, 0, 0);
        await(out, task, AwaitReason::Yield, 0);
    } else if (dice < 48) {
        awaitOutside(out, task, ReadyCause::Event);
    } else if (dice < 64) {
        awaitOutside(out, task, ReadyCause::Timer);
    } else if (dice < 70) {
        awaitOutside(out, task, ReadyCause::Job);
    } else if (dice < 78) {
        awaitOutside(out, task, ReadyCause::Io);
    } else {
        useQueue(out, task);
    }
}

} // namespace support
