// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/chromewriter.h"

#include "formats/chromerecords.h"

#include <QHash>

#include <algorithm>
#include <vector>

namespace formats {

using trace::Event;
using trace::EventKind;
using trace::TaskId;
using trace::Timestamp;
using trace::Trace;
using trace::number;

namespace {

constexpr quint64 ProgressStride = 1u << 12;
constexpr quint64 LoopTrack = 1'000'000'000; // above every task number that occurs; workers follow it

/// What is under way on the track of one task.
struct TaskTrack
{
    BegunEvent running;
    BegunEvent waiting; // ready or awaiting, by its kind
    quint64 flow = NoSequence; // wake-up that its next resume answers
    bool isReadied = false; // while it ran: ready again from its suspend on
    std::optional<Timestamp> bareReady; // since when it stands ready so; its event has been written by then
    std::vector<std::pair<quint64, Timestamp>> wakeUps; // it caused while it ran; their arrows start in its slice
};

class ChromeWriter
{
public:
    ChromeWriter(const Trace &trace, QIODevice &device) : m_trace(trace), m_records(trace, device) {}

    trace::Result<> write(const Progress &progress);

private:
    void nameTracks();
    void put(quint64 seq, const Event &event);
    void putTask(quint64 seq, const Event &event);
    void putIteration(quint64 seq, const Event &event);
    void putJob(quint64 seq, const Event &event);
    void taskReady(quint64 seq, const Event &event);
    void taskResumed(quint64 seq, const Event &event);
    void taskSuspended(quint64 seq, const Event &event);
    void taskFinished(quint64 seq, const Event &event);
    void queueChanged(quint64 seq, const Event &event);
    void endWaiting(TaskTrack &track, Timestamp now, quint64 tid);
    void endRunning(TaskTrack &track, Timestamp now, quint64 tid);
    void endAll();

    TaskTrack &track(TaskId id) { return m_tracks[number(id)]; }
    [[nodiscard]] QString queueLabel(quint32 id) const;
    [[nodiscard]] QString waitLabel(const Event &event) const;
    [[nodiscard]] static quint64 trackOf(TaskId id) { return id == TaskId::None ? LoopTrack : number(id); }
    [[nodiscard]] static quint64 workerTrack(quint32 worker) { return LoopTrack + worker; }

    const Trace &m_trace;
    ChromeRecords m_records;
    QHash<quint32, TaskTrack> m_tracks;
    QHash<quint32, BegunEvent> m_jobs; // running ones
    QHash<quint32, QString> m_jobNames; // of jobs that are queued or running
    QHash<quint32, QString> m_ioNames;
    BegunEvent m_iteration;
};

QString ChromeWriter::queueLabel(quint32 id) const
{
    const auto rows = m_trace.queues();
    const QString name = id >= 1 && id <= rows.size() ? m_trace.text(rows[id - 1].name) : QString();
    return name.isEmpty() ? QStringLiteral("queue %1").arg(id) : name;
}

QString ChromeWriter::waitLabel(const Event &event) const
{
    QString label = QStringLiteral("awaiting ") + QString::fromLatin1(trace::nameOf(event.reason()));
    if (event.reason() == trace::AwaitReason::QueueGet || event.reason() == trace::AwaitReason::QueuePut)
        label += u' ' + queueLabel(event.object);
    return label;
}

void ChromeWriter::endWaiting(TaskTrack &track, Timestamp now, quint64 tid)
{
    if (track.bareReady) {
        m_records.bareSlice(QStringLiteral("ready"), "ready", tid, *track.bareReady, now);
        track.bareReady.reset();
    }
    if (!track.waiting.isOpen())
        return;
    if (track.waiting.event.kind == EventKind::TaskReady)
        m_records.slice(QStringLiteral("ready"), "ready", tid, track.waiting, now);
    else
        m_records.slice(waitLabel(track.waiting.event), "await", tid, track.waiting, now);
    track.waiting = {};
}

void ChromeWriter::endRunning(TaskTrack &track, Timestamp now, quint64 tid)
{
    if (!track.running.isOpen())
        return;
    m_records.slice(QStringLiteral("running"), "run", tid, track.running, now);
    if (track.flow != NoSequence)
        m_records.flow('f', track.flow, tid, track.running.event.time);
    track.flow = NoSequence;
    track.running = {};
    // Written after the slice: viewers bind the start of an arrow to the slice that they have seen last on its track.
    for (const auto &[id, time] : track.wakeUps)
        m_records.flow('s', id, tid, time);
    track.wakeUps.clear();
}

void ChromeWriter::taskReady(quint64 seq, const Event &event)
{
    if (event.waker() != TaskId::None) {
        TaskTrack &waker = track(event.waker());
        if (waker.running.isOpen())
            waker.wakeUps.emplace_back(seq, event.time);
        else
            m_records.flow('s', seq, number(event.waker()), event.time);
    }
    TaskTrack &task = track(event.task);
    const bool isReady = task.bareReady || (task.waiting.isOpen() && task.waiting.event.kind == EventKind::TaskReady);
    if (event.waker() != TaskId::None && task.flow == NoSequence)
        task.flow = seq;
    else if (event.waker() != TaskId::None)
        m_records.flow('f', seq, trackOf(event.task), event.time); // readied twice: each arrow ends where it arrived
    if (task.running.isOpen() || isReady) {
        m_records.instant(QStringLiteral("readied"), "ready", trackOf(event.task), seq, event);
        task.isReadied = task.running.isOpen();
        return;
    }
    endWaiting(task, event.time, trackOf(event.task));
    task.waiting = { seq, event };
}

void ChromeWriter::taskResumed(quint64 seq, const Event &event)
{
    TaskTrack &task = track(event.task);
    endWaiting(task, event.time, trackOf(event.task));
    endRunning(task, event.time, trackOf(event.task));
    task.running = { seq, event };
}

void ChromeWriter::taskSuspended(quint64 seq, const Event &event)
{
    TaskTrack &task = track(event.task);
    endRunning(task, event.time, trackOf(event.task));
    endWaiting(task, event.time, trackOf(event.task));
    task.waiting = { seq, event };
    if (!std::exchange(task.isReadied, false))
        return;
    // It was made ready while it still ran (a bare yield): the wait is over as it begins, and the rest up to the resume it stands ready.
    endWaiting(task, event.time, trackOf(event.task));
    task.bareReady = event.time;
}

void ChromeWriter::taskFinished(quint64 seq, const Event &event)
{
    TaskTrack &task = track(event.task);
    endRunning(task, event.time, trackOf(event.task));
    endWaiting(task, event.time, trackOf(event.task));
    m_records.instant(QString::fromLatin1(trace::nameOf(event.outcome())), "task", trackOf(event.task), seq, event);
    if (task.flow != NoSequence)
        m_records.flow('f', task.flow, trackOf(event.task), event.time);
    m_tracks.remove(number(event.task));
}

void ChromeWriter::queueChanged(quint64 seq, const Event &event)
{
    const QString label = queueLabel(event.object);
    const char *verb = event.kind == EventKind::QueuePut ? "put " : event.kind == EventKind::QueueGet ? "get " : "queue ";
    m_records.instant(QString::fromLatin1(verb) + label, "queue", trackOf(event.task), seq, event);
    m_records.counter(label, "queue", LoopTrack, event.object, event.time, event.kind == EventKind::QueueCreated ? 0 : event.value);
}

void ChromeWriter::putTask(quint64 seq, const Event &event)
{
    switch (event.kind) {
    case EventKind::TaskCreated:
        return m_records.instant(QStringLiteral("created"), "task", trackOf(event.task), seq, event);
    case EventKind::TaskReady:
        return taskReady(seq, event);
    case EventKind::TaskResumed:
        return taskResumed(seq, event);
    case EventKind::TaskSuspended:
        return taskSuspended(seq, event);
    case EventKind::TaskFinished:
        return taskFinished(seq, event);
    default:
        return m_records.instant(QStringLiteral("cancel requested"), "task", trackOf(event.task), seq, event);
    }
}

void ChromeWriter::putIteration(quint64 seq, const Event &event)
{
    const bool isEnd = event.kind == EventKind::IterationEnded;
    if (m_iteration.isOpen())
        m_records.slice(QStringLiteral("iteration"), "loop", LoopTrack, m_iteration, event.time, seq, isEnd ? &event : nullptr);
    else if (isEnd)
        m_records.instant(QStringLiteral("iteration ended"), "loop", LoopTrack, seq, event);
    m_iteration = isEnd ? BegunEvent() : BegunEvent { seq, event };
}

void ChromeWriter::putJob(quint64 seq, const Event &event)
{
    if (event.kind == EventKind::JobQueued) {
        const QString name = m_trace.text(event.text);
        m_jobNames.insert(event.object, name.isEmpty() ? QStringLiteral("job") : name);
        m_records.span('b', "job", m_jobNames.value(event.object), trackOf(event.task), seq, event);
    } else if (event.kind == EventKind::JobStarted) {
        if (m_jobs.contains(event.object))
            m_records.instant(QStringLiteral("started"), "job", workerTrack(event.other), seq, event);
        else
            m_jobs.insert(event.object, { seq, event });
    } else {
        const QString name = m_jobNames.value(event.object, QStringLiteral("job"));
        const BegunEvent begun = m_jobs.take(event.object);
        if (begun.isOpen())
            m_records.slice(name, "job", workerTrack(begun.event.other), begun, event.time, seq, &event);
        else
            m_records.instant(QStringLiteral("finished"), "job", workerTrack(event.other), seq, event);
        if (m_jobNames.remove(event.object))
            m_records.span('e', "job", name, trackOf(event.task), NoSequence, event);
    }
}

void ChromeWriter::put(quint64 seq, const Event &event)
{
    switch (event.kind) {
    case EventKind::IterationBegun:
    case EventKind::IterationEnded:
        return putIteration(seq, event);
    case EventKind::TimerArmed:
        return m_records.span('b', "timer", QStringLiteral("timer"), trackOf(event.task), seq, event);
    case EventKind::TimerFired:
    case EventKind::TimerCancelled:
        return m_records.span('e', "timer", QStringLiteral("timer"), trackOf(event.task), seq, event);
    case EventKind::QueueCreated:
    case EventKind::QueuePut:
    case EventKind::QueueGet:
        return queueChanged(seq, event);
    case EventKind::WorkerCreated:
        return m_records.instant(QStringLiteral("created"), "worker", workerTrack(event.object), seq, event);
    case EventKind::JobQueued:
    case EventKind::JobStarted:
    case EventKind::JobFinished:
        return putJob(seq, event);
    case EventKind::IoBegun:
        m_ioNames.insert(event.object, m_trace.text(event.text));
        return m_records.span('b', "io", m_ioNames.value(event.object), trackOf(event.task), seq, event);
    case EventKind::IoEnded:
        return m_records.span('e', "io", m_ioNames.take(event.object), trackOf(event.task), seq, event);
    case EventKind::Log:
        return m_records.instant(m_trace.text(event.text), "log", trackOf(event.task), seq, event);
    case EventKind::Mark:
        return m_records.instant(m_trace.text(event.text), "mark", LoopTrack, seq, event, 'g');
    case EventKind::Lost:
        return m_records.instant(QStringLiteral("%1 events lost").arg(event.value), "lost", LoopTrack, seq, event, 'g');
    default:
        return putTask(seq, event);
    }
}

// What is still under way gets a slice up to the end of the trace; its record has no end event, so that reading it back does not invent one.
void ChromeWriter::endAll()
{
    const Timestamp now = m_trace.range().end;
    QList<quint32> ids = m_tracks.keys();
    std::sort(ids.begin(), ids.end());
    for (const quint32 id : ids) {
        TaskTrack &track = m_tracks[id];
        const quint64 tid = trackOf(static_cast<TaskId>(id));
        endRunning(track, now, tid);
        const bool isReady = track.waiting.isOpen() && track.waiting.event.kind == EventKind::TaskReady;
        const Timestamp since = track.waiting.event.time;
        endWaiting(track, now, tid);
        if (track.flow != NoSequence)
            m_records.flow('f', track.flow, tid, isReady ? since : now);
    }
    if (m_iteration.isOpen())
        m_records.slice(QStringLiteral("iteration"), "loop", LoopTrack, m_iteration, now);
    QList<quint32> jobs = m_jobs.keys();
    std::sort(jobs.begin(), jobs.end());
    for (const quint32 job : jobs) {
        const BegunEvent &begun = m_jobs[job];
        m_records.slice(m_jobNames.value(job, QStringLiteral("job")), "job", workerTrack(begun.event.other), begun, now);
    }
}

void ChromeWriter::nameTracks()
{
    const QString name = m_trace.info().name;
    m_records.name("process_name", LoopTrack, name.isEmpty() ? QStringLiteral("event loop") : name);
    m_records.name("thread_name", LoopTrack, QStringLiteral("loop"));
    quint64 place = 0;
    const auto nameTrack = [&](quint64 tid, const QString &text) {
        m_records.name("thread_name", tid, text);
        m_records.order(tid, ++place);
    };
    for (const trace::TaskRow &task : m_trace.tasks()) {
        if (task.name != trace::TextId::None)
            nameTrack(number(task.id), m_trace.text(task.name));
    }
    for (const trace::WorkerRow &worker : m_trace.workers())
        nameTrack(workerTrack(number(worker.id)), m_trace.text(worker.name));
}

trace::Result<> ChromeWriter::write(const Progress &progress)
{
    m_records.beginFile();
    nameTracks();
    bool isWanted = true;
    m_trace.forEach(0, m_trace.eventCount(), [&](quint64 index, const Event &event) {
        put(index, event);
        if (progress && index % ProgressStride == 0)
            isWanted = progress(index, m_trace.eventCount());
        return isWanted && !m_records.sink().hasFailed();
    });
    if (!isWanted)
        return cancelled();
    endAll();
    return m_records.endFile();
}

} // namespace

trace::Result<> writeChrome(const Trace &trace, QIODevice &device, const Progress &progress)
{
    return ChromeWriter(trace, device).write(progress);
}

} // namespace formats
