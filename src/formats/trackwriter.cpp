// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/trackwriter.h"

#include <algorithm>

namespace formats {

using trace::Event;
using trace::EventKind;
using trace::TaskId;
using trace::Timestamp;
using trace::number;

namespace {

constexpr quint64 ProgressStride = 1u << 12;

} // namespace

QString TrackWriter::queueLabel(quint32 id) const
{
    const auto rows = m_trace.queues();
    const QString name = id >= 1 && id <= rows.size() ? m_trace.text(rows[id - 1].name) : QString();
    return name.isEmpty() ? QStringLiteral("queue %1").arg(id) : name;
}

QString TrackWriter::waitLabel(const Event &event) const
{
    QString label = QStringLiteral("awaiting ") + QString::fromLatin1(trace::nameOf(event.reason()));
    if (event.reason() == trace::AwaitReason::QueueGet || event.reason() == trace::AwaitReason::QueuePut)
        label += u' ' + queueLabel(event.object);
    return label;
}

void TrackWriter::close(TaskTrack &track, quint64 number, Timestamp now)
{
    if (track.slice != TaskTrack::Slice::None)
        m_sink.end(number, now);
    track.slice = TaskTrack::Slice::None;
}

void TrackWriter::taskReady(CarriedEvent carried)
{
    const Event &event = *carried.event;
    const quint64 place = trackOf(event.task);
    if (event.waker() != TaskId::None)
        m_sink.arrowBegun(carried.seq, number(event.waker()), event.time);
    TaskTrack &task = m_tracks[number(event.task)];
    if (task.slice == TaskTrack::Slice::Running || task.slice == TaskTrack::Slice::Ready) {
        m_sink.instant(place, event.time, QStringLiteral("readied"), "ready", carried);
        task.isReadied = task.slice == TaskTrack::Slice::Running;
    } else {
        close(task, place, event.time);
        m_sink.begin(place, event.time, QStringLiteral("ready"), "ready", carried);
        task.slice = TaskTrack::Slice::Ready;
    }
    if (event.waker() != TaskId::None && task.arrow == NoSequence)
        task.arrow = carried.seq;
    else if (event.waker() != TaskId::None)
        m_sink.arrowEnded(carried.seq, place, event.time); // readied twice: each arrow ends where it arrived
}

void TrackWriter::taskResumed(CarriedEvent carried)
{
    const quint64 place = trackOf(carried.event->task);
    TaskTrack &task = m_tracks[number(carried.event->task)];
    close(task, place, carried.event->time);
    m_sink.begin(place, carried.event->time, QStringLiteral("running"), "run", carried, std::exchange(task.arrow, NoSequence));
    task.slice = TaskTrack::Slice::Running;
}

void TrackWriter::taskSuspended(CarriedEvent carried)
{
    const Event &event = *carried.event;
    const quint64 place = trackOf(event.task);
    TaskTrack &task = m_tracks[number(event.task)];
    close(task, place, event.time);
    m_sink.begin(place, event.time, waitLabel(event), "await", carried);
    task.slice = TaskTrack::Slice::Waiting;
    if (!std::exchange(task.isReadied, false))
        return;
    // It was made ready while it still ran (a bare yield): the wait is over as it begins, and the rest up to the resume it stands ready.
    close(task, place, event.time);
    m_sink.begin(place, event.time, QStringLiteral("ready"), "ready", {});
    task.slice = TaskTrack::Slice::Ready;
}

void TrackWriter::taskFinished(CarriedEvent carried)
{
    const Event &event = *carried.event;
    const quint64 place = trackOf(event.task);
    TaskTrack task = m_tracks.take(number(event.task));
    close(task, place, event.time);
    m_sink.instant(place, event.time, QString::fromLatin1(trace::nameOf(event.outcome())), "task", carried);
    if (task.arrow != NoSequence)
        m_sink.arrowEnded(task.arrow, place, event.time);
}

void TrackWriter::putQueue(CarriedEvent carried)
{
    const Event &event = *carried.event;
    const QString label = queueLabel(event.object);
    const char *verb = event.kind == EventKind::QueuePut ? "put " : event.kind == EventKind::QueueGet ? "get " : event.kind == EventKind::CounterSet ? "" : "queue ";
    m_sink.instant(trackOf(event.task), event.time, QString::fromLatin1(verb) + label, "queue", carried);
    m_sink.counter(event.object, event.time, label, event.kind == EventKind::QueueCreated ? 0 : event.value);
}

void TrackWriter::putTask(CarriedEvent carried)
{
    const Event &event = *carried.event;
    switch (event.kind) {
    case EventKind::TaskCreated:
        return m_sink.instant(trackOf(event.task), event.time, QStringLiteral("created"), "task", carried);
    case EventKind::TaskReady:
        return taskReady(carried);
    case EventKind::TaskResumed:
        return taskResumed(carried);
    case EventKind::TaskSuspended:
        return taskSuspended(carried);
    case EventKind::TaskFinished:
        return taskFinished(carried);
    default:
        return m_sink.instant(trackOf(event.task), event.time, QStringLiteral("cancel requested"), "task", carried);
    }
}

void TrackWriter::putIteration(CarriedEvent carried)
{
    const Event &event = *carried.event;
    const bool isEnd = event.kind == EventKind::IterationEnded;
    if (!isEnd) {
        if (m_isInIteration)
            m_sink.end(LoopTrack, event.time);
        m_sink.begin(LoopTrack, event.time, QStringLiteral("iteration"), "loop", carried);
    } else if (m_isInIteration) {
        m_sink.end(LoopTrack, event.time, carried);
    } else {
        m_sink.instant(LoopTrack, event.time, QStringLiteral("iteration ended"), "loop", carried);
    }
    m_isInIteration = !isEnd;
}

void TrackWriter::beginSpan(const char *category, const QString &name, CarriedEvent carried)
{
    const Event &event = *carried.event;
    const SpanKey key(category, event.object);
    if (m_spans.contains(key))
        return m_sink.instant(trackOf(event.task), event.time, name, category, carried); // of a recording that has lost its end
    m_spans.insert(key, { trackOf(event.task), name });
    m_sink.spanBegun(category, event.object, trackOf(event.task), event.time, name, carried);
}

void TrackWriter::endSpan(const char *category, const char *otherwise, CarriedEvent carried)
{
    const Event &event = *carried.event;
    const auto open = m_spans.find({ category, event.object });
    if (open == m_spans.end()) {
        if (carried.seq != NoSequence)
            m_sink.instant(trackOf(event.task), event.time, QString::fromLatin1(otherwise), category, carried);
        return;
    }
    m_sink.spanEnded(category, event.object, open->track, event.time, open->name, carried);
    m_spans.erase(open);
}

void TrackWriter::putJob(CarriedEvent carried)
{
    const Event &event = *carried.event;
    const quint64 place = workerTrack(event.other);
    if (event.kind == EventKind::JobQueued) {
        const QString name = m_trace.text(event.text);
        beginSpan("job", name.isEmpty() ? QStringLiteral("job") : name, carried);
    } else if (event.kind == EventKind::JobStarted) {
        // A worker of ours has one job at a time; a recording with losses may seem to have more.
        if (m_running.contains(event.other) || m_workers.contains(event.object))
            return m_sink.instant(place, event.time, QStringLiteral("started"), "job", carried);
        QString name = m_trace.text(event.text);
        if (name.isEmpty())
            name = m_spans.value({ "job", event.object }).name;
        m_sink.begin(place, event.time, name.isEmpty() ? QStringLiteral("job") : name, "job", carried);
        m_running.insert(event.other, event.object);
        m_workers.insert(event.object, event.other);
    } else {
        if (m_workers.contains(event.object)) {
            const quint32 worker = m_workers.take(event.object);
            m_running.remove(worker);
            m_sink.end(workerTrack(worker), event.time, carried);
        } else {
            m_sink.instant(place, event.time, QStringLiteral("finished"), "job", carried);
        }
        endSpan("job", "finished", { NoSequence, &event });
    }
}

void TrackWriter::putArrow(CarriedEvent carried)
{
    const Event &event = *carried.event;
    const quint64 place = m_workers.contains(event.object) ? workerTrack(m_workers.value(event.object)) : LoopTrack;
    const QString name = m_trace.text(event.text);
    m_sink.instant(place, event.time, name.isEmpty() ? QStringLiteral("flow") : name, "flow", carried);
    const auto open = m_arrows.find(event.value);
    if (open != m_arrows.end()) {
        m_sink.arrowEnded(open->first, place, event.time);
        m_arrows.erase(open);
    }
    if (event.kind == EventKind::FlowEnded)
        return;
    m_sink.arrowBegun(carried.seq, place, event.time);
    m_arrows.insert(event.value, { carried.seq, place });
}

void TrackWriter::put(CarriedEvent carried)
{
    const Event &event = *carried.event;
    switch (event.kind) {
    case EventKind::IterationBegun:
    case EventKind::IterationEnded:
        return putIteration(carried);
    case EventKind::TimerArmed:
        return beginSpan("timer", QStringLiteral("timer"), carried);
    case EventKind::TimerFired:
    case EventKind::TimerCancelled:
        return endSpan("timer", event.kind == EventKind::TimerFired ? "timer fired" : "timer cancelled", carried);
    case EventKind::QueueCreated:
    case EventKind::QueuePut:
    case EventKind::QueueGet:
    case EventKind::CounterSet:
        return putQueue(carried);
    case EventKind::WorkerCreated:
        return m_sink.instant(workerTrack(event.object), event.time, QStringLiteral("created"), "worker", carried);
    case EventKind::JobQueued:
    case EventKind::JobStarted:
    case EventKind::JobFinished:
        return putJob(carried);
    case EventKind::IoBegun: {
        const QString name = m_trace.text(event.text);
        return beginSpan("io", name.isEmpty() ? QStringLiteral("I/O") : name, carried);
    }
    case EventKind::IoEnded:
        return endSpan("io", "I/O ended", carried);
    case EventKind::FlowBegun:
    case EventKind::FlowEnded:
        return putArrow(carried);
    case EventKind::Log:
        return m_sink.instant(trackOf(event.task), event.time, m_trace.text(event.text), "log", carried);
    case EventKind::Mark:
        return m_sink.instant(LoopTrack, event.time, m_trace.text(event.text), "mark", carried, true);
    case EventKind::Lost:
        return m_sink.instant(LoopTrack, event.time, QStringLiteral("%1 events lost").arg(event.value), "lost", carried, true);
    default:
        return putTask(carried);
    }
}

// What is still under way gets an end at the end of the trace; it carries no event, so that reading it back does not invent one.
void TrackWriter::endAll()
{
    const Timestamp now = m_trace.range().end;
    QList<quint32> ids = m_tracks.keys();
    std::sort(ids.begin(), ids.end());
    for (const quint32 id : ids) {
        TaskTrack &task = m_tracks[id];
        const quint64 place = trackOf(static_cast<TaskId>(id));
        if (task.arrow != NoSequence)
            m_sink.arrowEnded(task.arrow, place, now);
        close(task, place, now);
    }
    for (auto at = m_arrows.constBegin(); at != m_arrows.constEnd(); ++at)
        m_sink.arrowEnded(at->first, at->second, now);
    if (m_isInIteration)
        m_sink.end(LoopTrack, now);
    for (auto at = m_running.constBegin(); at != m_running.constEnd(); ++at)
        m_sink.end(workerTrack(at.key()), now);
    for (auto at = m_spans.constBegin(); at != m_spans.constEnd(); ++at)
        m_sink.spanEnded(at.key().first.constData(), at.key().second, at->track, now, at->name, {});
}

void TrackWriter::nameTracks()
{
    m_sink.nameTrack(LoopTrack, QStringLiteral("loop"), 0);
    quint64 place = 0;
    for (const trace::TaskRow &task : m_trace.tasks()) {
        if (task.name != trace::TextId::None)
            m_sink.nameTrack(number(task.id), m_trace.text(task.name), ++place);
    }
    for (const trace::WorkerRow &worker : m_trace.workers()) {
        if (worker.id != trace::WorkerId::None)
            m_sink.nameTrack(workerTrack(number(worker.id)), m_trace.text(worker.name), ++place);
    }
}

bool TrackWriter::write(const Progress &progress)
{
    nameTracks();
    bool isWanted = true;
    m_trace.forEach(0, m_trace.eventCount(), [&](quint64 index, const Event &event) {
        put({ index, &event });
        if (progress && index % ProgressStride == 0)
            isWanted = progress(index, m_trace.eventCount());
        return isWanted && !m_sink.hasFailed();
    });
    if (isWanted)
        endAll();
    return isWanted;
}

} // namespace formats
