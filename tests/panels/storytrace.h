// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/trace.h"

#include <memory>

/// A trace told event by event, for tests: every call appends one event at the time set last.
class StoryTrace
{
public:
    StoryTrace()
        : trace(std::make_shared<trace::Trace>(trace::TraceInfo { .name = QStringLiteral("story"), .clock = trace::ClockKind::Virtual, .seed = 7, .parameters = {}, .origin = {} }))
    {
    }

    std::shared_ptr<trace::Trace> trace;

    StoryTrace &at(double seconds)
    {
        m_time = { static_cast<qint64>(seconds * 1e9) };
        return *this;
    }
    StoryTrace &task(quint32 id, const QString &name, quint32 parent = 0)
    {
        return add({ .task = trace::TaskId(id), .other = parent, .text = text(name), .kind = trace::EventKind::TaskCreated });
    }
    StoryTrace &ready(quint32 id, trace::ReadyCause cause, quint32 waker = 0, quint32 object = 0)
    {
        return add({ .task = trace::TaskId(id), .other = waker, .object = object, .kind = trace::EventKind::TaskReady, .detail = static_cast<quint8>(cause) });
    }
    StoryTrace &resume(quint32 id, int iteration = 1)
    {
        return add({ .value = iteration, .task = trace::TaskId(id), .kind = trace::EventKind::TaskResumed });
    }
    StoryTrace &suspend(quint32 id, trace::AwaitReason reason, quint32 object = 0, quint32 line = 0)
    {
        trace::SiteId site = trace::SiteId::None;
        if (line)
            site = trace->texts()->intern(trace::Site { text(QStringLiteral("scenarios/story.cpp")), text(QStringLiteral("consume")), line, trace::SiteId::None });
        return add({ .task = trace::TaskId(id), .object = object, .site = site, .kind = trace::EventKind::TaskSuspended, .detail = static_cast<quint8>(reason) });
    }
    StoryTrace &finish(quint32 id, trace::Outcome outcome, const QString &error = {})
    {
        return add({ .task = trace::TaskId(id), .text = text(error), .kind = trace::EventKind::TaskFinished, .detail = static_cast<quint8>(outcome) });
    }
    StoryTrace &arm(quint32 timer, quint32 id, double due)
    {
        return add({ .value = static_cast<qint64>(due * 1e9), .task = trace::TaskId(id), .object = timer, .kind = trace::EventKind::TimerArmed });
    }
    StoryTrace &fire(quint32 timer, quint32 id)
    {
        return add({ .task = trace::TaskId(id), .object = timer, .kind = trace::EventKind::TimerFired });
    }
    StoryTrace &queue(quint32 id, const QString &name, int maxsize = 0)
    {
        return add({ .value = maxsize, .object = id, .text = text(name), .kind = trace::EventKind::QueueCreated });
    }
    StoryTrace &put(quint32 by, quint32 queue, const QString &item, int depth)
    {
        return add({ .value = depth, .task = trace::TaskId(by), .object = queue, .text = text(item), .kind = trace::EventKind::QueuePut });
    }
    StoryTrace &take(quint32 by, quint32 queue, const QString &item, int depth)
    {
        return add({ .value = depth, .task = trace::TaskId(by), .object = queue, .text = text(item), .kind = trace::EventKind::QueueGet });
    }
    StoryTrace &log(quint32 by, const QString &words)
    {
        return add({ .task = trace::TaskId(by), .text = text(words), .kind = trace::EventKind::Log });
    }

    /// main-1 gathers producer-1 and consumer-1; the producer puts "a" at 0 s and sleeps to 1 s, the consumer takes it, logs and sleeps to 0.5 s; then
    /// it waits for data until the producer puts "b" at 1 s.
    static StoryTrace producerAndConsumer()
    {
        using namespace trace;
        StoryTrace story;
        story.at(0).queue(1, QStringLiteral("data")).task(1, QStringLiteral("main-1")).ready(1, ReadyCause::Started).resume(1);
        story.task(2, QStringLiteral("producer-1"), 1).ready(2, ReadyCause::Started, 1).task(3, QStringLiteral("consumer-1"), 1).ready(3, ReadyCause::Started, 1);
        story.suspend(1, AwaitReason::Gather, 2, 10);
        story.resume(2, 2).put(2, 1, QStringLiteral("a"), 1).arm(1, 2, 1).suspend(2, AwaitReason::Sleep, 1, 20);
        story.resume(3, 2).take(3, 1, QStringLiteral("a"), 0).log(3, QStringLiteral("took a")).arm(2, 3, 0.5).suspend(3, AwaitReason::Sleep, 2, 38);
        story.at(0.5).fire(2, 3).ready(3, ReadyCause::Timer, 0, 2).resume(3, 3).suspend(3, AwaitReason::QueueGet, 1, 37);
        story.at(1).fire(1, 2).ready(2, ReadyCause::Timer, 0, 1).resume(2, 4).put(2, 1, QStringLiteral("b"), 1).ready(3, ReadyCause::Queue, 2, 1);
        story.arm(3, 2, 2.25).suspend(2, AwaitReason::Sleep, 3, 20);
        return story;
    }

private:
    trace::TextId text(const QString &words) { return trace->texts()->intern(words); }
    StoryTrace &add(trace::Event event)
    {
        event.time = m_time;
        trace->append(event);
        return *this;
    }

    trace::Timestamp m_time;
};
