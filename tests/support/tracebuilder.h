// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/trace.h"

#include <QRandomGenerator>

#include <algorithm>
#include <memory>

namespace support {

/// Writes traces in tests as a scheduler would, one call an event, at the moment set by at().
class TraceBuilder
{
public:
    explicit TraceBuilder(trace::TraceInfo info = { QStringLiteral("test"), trace::ClockKind::Virtual, 1, {}, QStringLiteral("test") })
        : m_trace(std::make_unique<trace::Trace>(std::move(info)))
    {
    }

    TraceBuilder &at(trace::Duration t)
    {
        m_now = { t.count() };
        return *this;
    }
    trace::TaskId create(const QString &name, trace::TaskId parent = trace::TaskId::None)
    {
        const auto id = static_cast<trace::TaskId>(++m_tasks);
        add({ .task = id, .other = trace::number(parent), .text = text(name), .kind = trace::EventKind::TaskCreated });
        return id;
    }
    trace::QueueId queue(const QString &name, qint64 maxsize = 0)
    {
        add({ .value = maxsize, .object = ++m_queues, .text = text(name), .kind = trace::EventKind::QueueCreated });
        return static_cast<trace::QueueId>(m_queues);
    }
    TraceBuilder &ready(trace::TaskId task, trace::ReadyCause cause = trace::ReadyCause::Started, trace::TaskId waker = trace::TaskId::None,
                        quint32 object = 0)
    {
        return add({ .task = task, .other = trace::number(waker), .object = object, .kind = trace::EventKind::TaskReady,
                     .detail = static_cast<quint8>(cause) });
    }
    /// `iteration` 0: that of the last beginIteration(), or 1.
    TraceBuilder &resume(trace::TaskId task, qint64 iteration = 0)
    {
        return add({ .value = iteration > 0 ? iteration : std::max<qint64>(m_iteration, 1), .task = task, .kind = trace::EventKind::TaskResumed });
    }
    TraceBuilder &suspend(trace::TaskId task, trace::AwaitReason reason, quint32 object = 0, trace::SiteId site = trace::SiteId::None)
    {
        return add({ .task = task, .object = object, .site = site, .kind = trace::EventKind::TaskSuspended, .detail = static_cast<quint8>(reason) });
    }
    TraceBuilder &finish(trace::TaskId task, trace::Outcome outcome = trace::Outcome::Returned, const QString &error = {})
    {
        return add({ .task = task, .text = text(error), .kind = trace::EventKind::TaskFinished, .detail = static_cast<quint8>(outcome) });
    }
    TraceBuilder &put(trace::TaskId task, trace::QueueId queue, const QString &item, qint64 depth)
    {
        return add({ .value = depth, .task = task, .object = trace::number(queue), .text = text(item), .kind = trace::EventKind::QueuePut });
    }
    TraceBuilder &take(trace::TaskId task, trace::QueueId queue, const QString &item, qint64 depth)
    {
        return add({ .value = depth, .task = task, .object = trace::number(queue), .text = text(item), .kind = trace::EventKind::QueueGet });
    }
    /// Arms a timer that is due this long after the moment set.
    trace::TimerId arm(trace::TaskId task, trace::Duration length)
    {
        add({ .value = (m_now + length).ns, .task = task, .object = ++m_timers, .kind = trace::EventKind::TimerArmed });
        return static_cast<trace::TimerId>(m_timers);
    }
    TraceBuilder &fire(trace::TaskId task, trace::TimerId timer)
    {
        return add({ .task = task, .object = trace::number(timer), .kind = trace::EventKind::TimerFired });
    }
    TraceBuilder &requestCancel(trace::TaskId task, trace::TaskId by = trace::TaskId::None)
    {
        return add({ .task = task, .other = trace::number(by), .kind = trace::EventKind::TaskCancelRequested });
    }
    /// A place in scenarios/FILE, called from `caller`.
    trace::SiteId site(const QString &file, quint32 line, const QString &function, trace::SiteId caller = trace::SiteId::None)
    {
        return m_trace->texts()->intern({ text(QStringLiteral("scenarios/") + file), text(function), line, caller });
    }
    trace::WorkerId worker(const QString &name)
    {
        add({ .object = ++m_workers, .text = text(name), .kind = trace::EventKind::WorkerCreated });
        return static_cast<trace::WorkerId>(m_workers);
    }
    trace::JobId queueJob(trace::TaskId task, const QString &name)
    {
        add({ .task = task, .object = ++m_jobs, .text = text(name), .kind = trace::EventKind::JobQueued });
        return static_cast<trace::JobId>(m_jobs);
    }
    TraceBuilder &startJob(trace::TaskId task, trace::JobId job, trace::WorkerId worker)
    {
        return add({ .task = task, .other = trace::number(worker), .object = trace::number(job), .kind = trace::EventKind::JobStarted });
    }
    TraceBuilder &finishJob(trace::TaskId task, trace::JobId job, trace::WorkerId worker, trace::Outcome outcome = trace::Outcome::Returned)
    {
        return add({ .task = task, .other = trace::number(worker), .object = trace::number(job), .kind = trace::EventKind::JobFinished,
                     .detail = static_cast<quint8>(outcome) });
    }
    /// Begins the next iteration; resumes after it are given its number.
    TraceBuilder &beginIteration(quint32 entries = 1)
    {
        return add({ .value = ++m_iteration, .object = entries, .kind = trace::EventKind::IterationBegun });
    }
    TraceBuilder &endIteration() { return add({ .value = m_iteration, .kind = trace::EventKind::IterationEnded }); }
    TraceBuilder &lose(qint64 count) { return add({ .value = count, .kind = trace::EventKind::Lost }); }
    TraceBuilder &log(trace::TaskId task, const QString &line)
    {
        return add({ .task = task, .text = text(line), .kind = trace::EventKind::Log });
    }
    /// Any event, at the moment set.
    TraceBuilder &add(trace::Event event)
    {
        event.time = m_now;
        m_trace->append(event);
        return *this;
    }
    trace::TextId text(const QString &text) { return m_trace->texts()->intern(text); }

    [[nodiscard]] trace::Timestamp now() const { return m_now; }
    [[nodiscard]] trace::Trace &trace() { return *m_trace; }
    [[nodiscard]] std::unique_ptr<trace::Trace> take() { return std::move(m_trace); }

private:
    std::unique_ptr<trace::Trace> m_trace;
    trace::Timestamp m_now;
    quint32 m_tasks = 0;
    quint32 m_queues = 0;
    quint32 m_timers = 0;
    quint32 m_workers = 0;
    quint32 m_jobs = 0;
    qint64 m_iteration = 0;
};

/// A random trace whose events fill exactly the fields that their kinds have. They need not make sense together: readers and writers of files
/// have to carry whatever is recorded. Times are below 2^50 ns, which the microseconds of Chrome's format hold exactly.
[[nodiscard]] inline std::unique_ptr<trace::Trace> randomTrace(quint32 seed, int most = 400)
{
    QRandomGenerator random(seed);
    const auto below = [&random](quint32 bound) { return static_cast<quint32>(random.bounded(bound)); };
    trace::TraceInfo info { QStringLiteral("random \"%1\"").arg(seed), static_cast<trace::ClockKind>(below(4)), {}, {}, QStringLiteral("test") };
    if (below(2) == 0)
        info.seed = random.generate64();
    for (quint32 n = below(3); n > 0; --n)
        info.parameters.insert(QStringLiteral("p%1").arg(n), QStringLiteral("v\n%1").arg(below(10)));
    auto trace = std::make_unique<trace::Trace>(info);
    trace::TextTable &texts = *trace->texts();
    const QStringList words { QString(), QStringLiteral("main-1"), QStringLiteral("a \"b\"\\\n\t\x01"), QString::fromUtf8("\xc3\xa9\xe2\x82\xac\xf0\x9f\x90\x8d"),
        QStringLiteral("data"), QString(300, u'x'), QStringLiteral("x,y;\r\n"), QStringLiteral("\u2028") };
    const auto text = [&] { return texts.intern(words.at(below(static_cast<quint32>(words.size())))); };
    std::vector<trace::SiteId> sites { trace::SiteId::None };
    const auto site = [&] {
        if (below(3) == 0)
            sites.push_back(texts.intern({ text(), text(), below(2000), sites[below(static_cast<quint32>(sites.size()))] }));
        return sites[below(static_cast<quint32>(sites.size()))];
    };
    qint64 now = 0;
    for (quint32 n = below(static_cast<quint32>(most)); n > 0; --n) {
        if (below(3) == 0)
            now += static_cast<qint64>(random.generate64() >> (16 + below(48)));
        trace::Event event;
        event.time = { std::min(now, (qint64(1) << 50) - 1) };
        event.kind = static_cast<trace::EventKind>(below(trace::EventKindCount));
        const trace::EventShape &shape = trace::shapeOf(event.kind);
        if (shape.hasTask)
            event.task = static_cast<trace::TaskId>(below(12));
        if (shape.other)
            event.other = below(12);
        if (shape.object)
            event.object = below(10) == 0 ? random.generate() : below(8);
        if (shape.value)
            event.value = below(8) == 0 ? static_cast<qint64>(random.generate64() >> 1) : below(100);
        if (shape.text)
            event.text = text();
        if (shape.hasSite)
            event.site = site();
        if (shape.detail && qstrcmp(shape.detail, "reason") == 0)
            event.detail = static_cast<quint8>(below(trace::AwaitReasonCount));
        else if (shape.detail && qstrcmp(shape.detail, "cause") == 0)
            event.detail = static_cast<quint8>(below(trace::ReadyCauseCount));
        else if (shape.detail)
            event.detail = static_cast<quint8>(below(trace::OutcomeCount));
        trace->append(event);
    }
    return trace;
}

/// Where two traces differ, as a sentence; "" where they hold the same: description, end, events, texts and call stacks of sites.
[[nodiscard]] inline QString firstDifference(const trace::Trace &a, const trace::Trace &b)
{
    if (!(a.info() == b.info()))
        return QStringLiteral("the descriptions differ");
    if (!(a.range() == b.range()))
        return QStringLiteral("ends at %1 and %2 ns").arg(a.range().end.ns).arg(b.range().end.ns);
    if (a.eventCount() != b.eventCount())
        return QStringLiteral("%1 and %2 events").arg(a.eventCount()).arg(b.eventCount());
    const auto stack = [](const trace::Trace &trace, trace::SiteId id) {
        QStringList levels;
        for (; id != trace::SiteId::None; id = trace.texts()->site(id).caller) {
            const trace::Site site = trace.texts()->site(id);
            levels << QStringLiteral("%1:%2 %3").arg(trace.text(site.file)).arg(site.line).arg(trace.text(site.function));
        }
        return levels;
    };
    for (quint64 n = 0; n < a.eventCount(); ++n) {
        trace::Event left = a.event(n);
        trace::Event right = b.event(n);
        const bool isSameText = a.text(left.text) == b.text(right.text) && stack(a, left.site) == stack(b, right.site);
        left.text = right.text = trace::TextId::None;
        left.site = right.site = trace::SiteId::None;
        if (!isSameText || !(left == right))
            return QStringLiteral("event %1 (%2) differs").arg(n).arg(QString::fromLatin1(trace::nameOf(left.kind)));
    }
    return {};
}

} // namespace support
