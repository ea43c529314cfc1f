// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/trace.h"

#include <QString>

#include <memory>

namespace support {

/// Appends events in the order in which a loop would, so that tests of what comes after a trace need no loop.
/// Times are given in ns and only grow; every verb appends the events that belong to it.
class TraceWriter
{
public:
    explicit TraceWriter(trace::TraceInfo info);

    [[nodiscard]] std::shared_ptr<trace::Trace> trace() const { return m_trace; }
    [[nodiscard]] trace::Timestamp now() const { return m_now; }
    /// Moves on to t, not back.
    void at(qint64 ns);

    trace::TaskId create(const QString &name, trace::TaskId parent = trace::TaskId::None);
    trace::QueueId createQueue(const QString &name, qint64 maxsize = 0);
    trace::WorkerId createWorker(const QString &name);
    void ready(trace::TaskId task, trace::ReadyCause cause, trace::TaskId waker = trace::TaskId::None, quint32 object = 0);
    void resume(trace::TaskId task);
    void suspend(trace::TaskId task, trace::AwaitReason reason, quint32 object = 0, int line = 0);
    void finish(trace::TaskId task, trace::Outcome outcome = trace::Outcome::Returned, const QString &raised = {});
    void put(trace::TaskId task, trace::QueueId queue, qint64 depthAfter, const QString &item = {});
    void get(trace::TaskId task, trace::QueueId queue, qint64 depthAfter, const QString &item = {});
    trace::JobId queueJob(trace::TaskId task, const QString &name);
    void startJob(trace::TaskId task, trace::JobId job, trace::WorkerId worker);
    void finishJob(trace::TaskId task, trace::JobId job, trace::WorkerId worker);
    void log(trace::TaskId task, const QString &text);
    void lose(qint64 count);
    void beginIteration(quint32 entries = 1);
    void endIteration();

private:
    void append(trace::Event event);

    std::shared_ptr<trace::Trace> m_trace;
    trace::Timestamp m_now;
    quint32 m_tasks = 0;
    quint32 m_queues = 0;
    quint32 m_workers = 0;
    quint32 m_jobs = 0;
    qint64 m_iteration = 0;
};

/// Two producers, one consumer, one queue, gathered by main, in virtual time; draws from `seed`. About 20 s, some 800 events.
[[nodiscard]] std::shared_ptr<trace::Trace> producerConsumer(quint32 seed = 7, qint64 maxsize = 0);
/// One task that sleeps 1 s.
[[nodiscard]] std::shared_ptr<trace::Trace> oneSleeper();
/// `tasks` tasks that sleep, run for microseconds and wake each other until there are about `events` events; real clock.
[[nodiscard]] std::shared_ptr<trace::Trace> crowd(int tasks, int events, quint32 seed = 1);
/// Three tasks that return, raise and are cancelled, one resume of 800 ms, a pool job, a bounded queue that fills up, and 12 lost events; real clock.
[[nodiscard]] std::shared_ptr<trace::Trace> troubles();

} // namespace support
