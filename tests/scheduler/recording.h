// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scheduler/loop.h"
#include "trace/trace.h"

#include <QStringList>

namespace scheduler {

/// A recorder with a trace behind it, and its events as lines that a test can compare.
class Recording
{
public:
    explicit Recording(trace::ClockKind clock = trace::ClockKind::Virtual)
        : m_trace({ QStringLiteral("test"), clock, {}, {}, {} }, m_texts)
    {
    }

    [[nodiscard]] trace::Recorder &recorder() { return m_recorder; }
    [[nodiscard]] const trace::Trace &trace()
    {
        m_recorder.drain(m_trace);
        return m_trace;
    }
    [[nodiscard]] std::vector<trace::Event> events()
    {
        std::vector<trace::Event> all;
        const trace::Trace &drained = trace();
        drained.forEach(0, drained.eventCount(), [&](quint64, const trace::Event &event) {
            all.push_back(event);
            return true;
        });
        return all;
    }
    [[nodiscard]] std::vector<trace::Event> events(trace::EventKind kind)
    {
        std::vector<trace::Event> all = events();
        std::erase_if(all, [kind](const trace::Event &event) { return event.kind != kind; });
        return all;
    }
    [[nodiscard]] QString text(trace::TextId id) const { return m_texts->text(id); }
    [[nodiscard]] QString nameOf(trace::TaskId task)
    {
        for (const trace::TaskRow &row : trace().tasks()) {
            if (row.id == task)
                return text(row.name);
        }
        return QStringLiteral("-");
    }
    /// "KIND TASK DETAIL" of every event of tasks and timers, without iterations.
    [[nodiscard]] QStringList lines()
    {
        QStringList all;
        for (const trace::Event &event : events()) {
            if (event.kind == trace::EventKind::IterationBegun || event.kind == trace::EventKind::IterationEnded)
                continue;
            all << line(event);
        }
        return all;
    }
    /// "TASK@ITERATION" of every resume.
    [[nodiscard]] QStringList resumes()
    {
        QStringList all;
        for (const trace::Event &event : events(trace::EventKind::TaskResumed))
            all << QStringLiteral("%1@%2").arg(nameOf(event.task)).arg(event.value);
        return all;
    }
    [[nodiscard]] QString line(const trace::Event &event)
    {
        QString text = QString::fromLatin1(trace::nameOf(event.kind).toByteArray());
        if (event.task != trace::TaskId::None)
            text += QLatin1Char(' ') + nameOf(event.task);
        switch (event.kind) {
        case trace::EventKind::TaskReady:
            return text + QLatin1Char(' ') + QString::fromLatin1(trace::nameOf(event.cause()).toByteArray()) + QLatin1Char(' ')
                + nameOf(event.waker());
        case trace::EventKind::TaskSuspended:
            return text + QLatin1Char(' ') + QString::fromLatin1(trace::nameOf(event.reason()).toByteArray());
        case trace::EventKind::TaskFinished:
        case trace::EventKind::JobFinished:
        case trace::EventKind::IoEnded:
            return text + QLatin1Char(' ') + QString::fromLatin1(trace::nameOf(event.outcome()).toByteArray())
                + (event.text != trace::TextId::None ? QLatin1Char(' ') + this->text(event.text) : QString());
        default:
            return event.text != trace::TextId::None && event.kind != trace::EventKind::TaskCreated
                ? text + QLatin1Char(' ') + this->text(event.text)
                : text;
        }
    }

private:
    std::shared_ptr<trace::TextTable> m_texts = std::make_shared<trace::TextTable>();
    trace::Recorder m_recorder { m_texts };
    trace::Trace m_trace;
};

/// Counts objects of itself that are alive: a local that a test hangs into a coroutine to see it destroyed.
class Guarded
{
public:
    explicit Guarded(int &alive) : m_alive(&alive) { ++*m_alive; }
    Guarded(const Guarded &other) : m_alive(other.m_alive) { ++*m_alive; }
    Guarded &operator=(const Guarded &) = delete;
    ~Guarded() { --*m_alive; }

private:
    int *m_alive;
};

} // namespace scheduler
