// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/slicetext.h"

#include "session/laneorder.h"
#include "session/laneslices.h"
#include "session/wakechain.h"
#include "timeline/ticks.h"

#include <QFileInfo>
#include <QLocale>

namespace timeline {

using session::LaneId;
using session::LaneKind;
using session::laneName;
using session::SliceRef;
using trace::AwaitReason;
using trace::Event;
using trace::EventKind;
using trace::SliceState;

namespace {

QString counted(quint64 count, const char *one, const char *many)
{
    return QStringLiteral("%1 %2").arg(count).arg(QLatin1String(count == 1 ? one : many));
}

QString taskName(const trace::Trace &trace, trace::TaskId id)
{
    return laneName(trace, LaneId::of(id));
}

std::optional<Event> eventOf(const trace::Trace &trace, quint64 index)
{
    return index < trace.eventCount() ? std::optional(trace.event(index)) : std::nullopt;
}

QString causeText(const trace::Trace &trace, const session::Wake &wake)
{
    using trace::ReadyCause;
    const QString who = wake.wakerTask == trace::TaskId::None ? QString() : taskName(trace, wake.wakerTask);
    switch (wake.cause) {
    case ReadyCause::Unknown:
        return who;
    case ReadyCause::Started:
        return who.isEmpty() ? QStringLiteral("its start") : QStringLiteral("%1, which started it").arg(who);
    case ReadyCause::Timer:
        return QStringLiteral("timer");
    case ReadyCause::Queue: {
        const QString queue = laneName(trace, LaneId::of(trace::QueueId(wake.object)));
        return who.isEmpty() ? QStringLiteral("queue %1").arg(queue) : QStringLiteral("%1 through queue %2").arg(who, queue);
    }
    case ReadyCause::Job:
        return QStringLiteral("the end of its job");
    case ReadyCause::Io:
        return QStringLiteral("I/O");
    case ReadyCause::Yield:
        return QStringLiteral("its own yield");
    case ReadyCause::Cancel:
        return who.isEmpty() ? QStringLiteral("cancellation") : QStringLiteral("%1, which cancelled it").arg(who);
    case ReadyCause::Task:
    case ReadyCause::Lock:
    case ReadyCause::Event:
    case ReadyCause::Foreign:
        break;
    }
    return who.isEmpty() ? QString::fromLatin1(trace::nameOf(wake.cause)) : who;
}

QString siteText(const trace::Trace &trace, trace::SiteId id)
{
    const trace::Site site = trace.texts()->site(id);
    const QString file = trace.text(site.file);
    return file.isEmpty() ? QString() : QStringLiteral("%1:%2").arg(QFileInfo(file).fileName()).arg(site.line);
}

QString stateText(const trace::Trace &trace, LaneId lane, const trace::Slice &slice)
{
    const auto event = eventOf(trace, slice.event);
    switch (slice.state) {
    case SliceState::Idle:
        return lane.kind == LaneKind::Loop ? QStringLiteral("sleeps") : QStringLiteral("is idle");
    case SliceState::Created:
        return QStringLiteral("is created");
    case SliceState::Ready:
        return lane.kind == LaneKind::Loop ? QStringLiteral("is between two resumes") : QStringLiteral("is ready");
    case SliceState::Running:
        if (const QString job = lane.kind == LaneKind::Worker && event ? trace.text(event->text) : QString(); !job.isEmpty())
            return QStringLiteral("runs %1").arg(job);
        if (lane.kind == LaneKind::Task || !event || event->task == trace::TaskId::None)
            return lane.kind == LaneKind::Task ? QStringLiteral("runs") : QStringLiteral("is busy");
        return (lane.kind == LaneKind::Loop ? QStringLiteral("runs %1") : QStringLiteral("computes for %1")).arg(taskName(trace, event->task));
    case SliceState::Awaiting:
        return QStringLiteral("awaits %1").arg(event ? awaitText(trace, slice.reason, *event) : awaitText(slice.reason));
    case SliceState::Finished:
        return slice.outcome == trace::Outcome::None ? QStringLiteral("has finished")
                                                     : QStringLiteral("has %1").arg(QString::fromLatin1(trace::nameOf(slice.outcome)));
    case SliceState::Unknown:
        break;
    }
    return QStringLiteral("does what was not recorded");
}

void appendTimes(Readout &readout, trace::TimeRange range, bool isOpen, double nsPerPixel)
{
    if (range.isEmpty() && !isOpen) {
        readout.rows.push_back({ QStringLiteral("at"), momentText(range.begin, nsPerPixel) });
        return;
    }
    readout.rows.push_back({ QStringLiteral("since"), momentText(range.begin, nsPerPixel) });
    if (!isOpen)
        readout.rows.push_back({ QStringLiteral("until"), momentText(range.end, nsPerPixel) });
    readout.rows.push_back({ isOpen ? QStringLiteral("for") : QStringLiteral("lasted"), lengthText(range.length()) });
}

/// Whether a queue's lane is a counter of another program's recording: its value changes although nothing is put or taken.
bool isCounter(const trace::Trace &trace, LaneId lane)
{
    const trace::QueueRow &row = trace.queues()[lane.number - 1];
    return row.puts == 0 && row.gets == 0 && trace.queueDepth(lane.queue()).count() > 1;
}

Readout readoutOfStep(const trace::Trace &trace, SliceRef ref, double nsPerPixel)
{
    Readout readout;
    const trace::Counter::Step step = trace.queueDepth(ref.lane.queue()).step(ref.index);
    const auto span = session::spanOf(trace, ref);
    readout.title = isCounter(trace, ref.lane) ? QStringLiteral("%1 shows %2").arg(laneName(trace, ref.lane)).arg(step.value)
                                               : QStringLiteral("%1 holds %2").arg(laneName(trace, ref.lane), counted(quint64(std::max<qint64>(step.value, 0)), "item", "items"));
    readout.reason = AwaitReason::QueueGet;
    readout.state = SliceState::Awaiting;
    const bool isLast = ref.index + 1 == trace.queueDepth(ref.lane.queue()).count();
    if (span)
        appendTimes(readout, span->range, isLast, nsPerPixel);
    if (const auto event = eventOf(trace, step.event); event && event->task != trace::TaskId::None) {
        const QString verb = event->kind == EventKind::QueuePut ? QStringLiteral("put by") : QStringLiteral("taken by");
        QString what = taskName(trace, event->task);
        if (const QString item = trace.text(event->text); !item.isEmpty())
            what += QStringLiteral(" (%1)").arg(item);
        readout.rows.push_back({ verb, what });
    }
    return readout;
}

} // namespace

QString awaitText(AwaitReason reason)
{
    switch (reason) {
    case AwaitReason::QueueGet:
        return QStringLiteral("get");
    case AwaitReason::QueuePut:
        return QStringLiteral("put");
    case AwaitReason::Io:
        return QStringLiteral("I/O");
    case AwaitReason::None:
    case AwaitReason::Unknown:
        return QStringLiteral("something unknown");
    default:
        return QString::fromLatin1(trace::nameOf(reason));
    }
}

QString awaitText(const trace::Trace &trace, AwaitReason reason, const Event &event)
{
    const QString plain = awaitText(reason);
    if (event.kind != EventKind::TaskSuspended || event.object == 0)
        return plain;
    switch (reason) {
    case AwaitReason::QueueGet:
    case AwaitReason::QueuePut:
        return plain + u' ' + laneName(trace, LaneId::of(event.queue()));
    case AwaitReason::Join:
        return plain + u' ' + taskName(trace, trace::TaskId(event.object));
    case AwaitReason::Gather:
        return plain + u' ' + QString::number(event.object);
    default:
        return plain;
    }
}

QString sliceLabel(const trace::Trace &trace, LaneId lane, const trace::Slice &slice)
{
    if (slice.state == SliceState::Awaiting) {
        const auto event = eventOf(trace, slice.event);
        return event ? awaitText(trace, slice.reason, *event) : awaitText(slice.reason);
    }
    if (slice.state == SliceState::Ready && lane.kind == LaneKind::Task)
        return QStringLiteral("ready");
    if (slice.state != SliceState::Running)
        return {};
    if (lane.kind == LaneKind::Task)
        return lengthText(slice.range.length());
    const auto event = eventOf(trace, slice.event);
    if (const QString job = lane.kind == LaneKind::Worker && event ? trace.text(event->text) : QString(); !job.isEmpty())
        return job;
    return event && event->task != trace::TaskId::None ? taskName(trace, event->task) : QString();
}

QString laneNote(const trace::Trace &trace, LaneId lane)
{
    const size_t row = lane.number - 1;
    switch (lane.kind) {
    case LaneKind::Loop:
        return {};
    case LaneKind::Task: {
        const trace::TaskRow &task = trace.tasks()[row];
        const QString resumes = counted(task.resumes, "resume", "resumes");
        if (task.outcome == trace::Outcome::Raised || task.outcome == trace::Outcome::Cancelled)
            return QString::fromLatin1(trace::nameOf(task.outcome)) + QStringLiteral(" \u00b7 ") + resumes;
        return resumes;
    }
    case LaneKind::Queue: {
        if (isCounter(trace, lane))
            return QStringLiteral("counter");
        const qint64 maxsize = trace.queues()[row].maxsize;
        return maxsize > 0 ? QStringLiteral("queue of %1").arg(maxsize) : QStringLiteral("queue \u00b7 depth");
    }
    case LaneKind::Worker: {
        const QString jobs = counted(trace.workers()[row].jobs, "job", "jobs");
        return trace.info().clock == trace::ClockKind::Virtual ? jobs + QStringLiteral(" \u00b7 modelled") : jobs;
    }
    }
    return {};
}

Readout readoutOf(const trace::Trace &trace, SliceRef ref, double nsPerPixel)
{
    if (ref.index >= session::sliceCount(trace, ref.lane))
        return {};
    if (ref.lane.kind == LaneKind::Queue)
        return readoutOfStep(trace, ref, nsPerPixel);
    Readout readout;
    const trace::Slice slice = session::slicesOf(trace, ref.lane)->slice(ref.index, trace.range().end);
    readout.state = slice.state;
    readout.reason = slice.reason;
    readout.title = laneName(trace, ref.lane) + u' ' + stateText(trace, ref.lane, slice);
    appendTimes(readout, slice.range, slice.isOpen, nsPerPixel);
    const auto event = eventOf(trace, slice.event);
    if (slice.state == SliceState::Running && ref.lane.kind == LaneKind::Task && event && event->kind == EventKind::TaskResumed && event->value > 0)
        readout.rows.push_back({ QStringLiteral("iteration"), QString::number(event->value) });
    if (slice.state == SliceState::Finished && event && trace::number(event->text) != 0)
        readout.rows.push_back({ QStringLiteral("raised"), trace.text(event->text) });
    if (const auto wake = session::wakeBehind(trace, ref)) {
        if (const QString by = causeText(trace, *wake); !by.isEmpty())
            readout.rows.push_back({ QStringLiteral("woken by"), by });
    }
    if (slice.state == SliceState::Awaiting && event) {
        if (const QString at = siteText(trace, event->site); !at.isEmpty())
            readout.rows.push_back({ QStringLiteral("at"), at });
    }
    return readout;
}

QString plainText(const Readout &readout)
{
    QString text = readout.title;
    for (const Readout::Row &row : readout.rows)
        text += QStringLiteral(", %1 %2").arg(row.name, row.value);
    return text;
}

QString trustText(const trace::Trace &trace)
{
    QStringList parts;
    parts << (trace.info().clock == trace::ClockKind::Unknown ? QStringLiteral("clock not known")
                                                              : QStringLiteral("%1 clock").arg(QString::fromLatin1(trace::nameOf(trace.info().clock))));
    parts << (trace.lostCount() == 0 ? QStringLiteral("0 lost") : counted(trace.lostCount(), "event lost", "events lost"));
    if (trace.clampedCount() > 0)
        parts << counted(trace.clampedCount(), "time put in order", "times put in order");
    return parts.join(QStringLiteral(" \u00b7 "));
}

} // namespace timeline
