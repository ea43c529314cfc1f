// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/chromewriter.h"

#include "formats/bytesink.h"
#include "formats/chromeargs.h"
#include "formats/eventfields.h"

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
constexpr quint64 None = ~quint64(0);

/// An event whose record is written when what it begins ends.
struct Begun
{
    quint64 seq = None;
    Event event;

    [[nodiscard]] bool isOpen() const { return seq != None; }
};

/// What is under way on the track of one task.
struct TaskTrack
{
    Begun running;
    Begun waiting; // ready or awaiting, by its kind
    quint64 flow = None; // wake-up that its next resume answers
    bool isReadied = false; // while it ran: ready again from its suspend on
    std::optional<Timestamp> bareReady; // since when it stands ready so; its event has been written by then
    std::vector<std::pair<quint64, Timestamp>> wakeUps; // it caused while it ran; their arrows start in its slice
};

class ChromeWriter
{
public:
    ChromeWriter(const Trace &trace, QIODevice &device) : m_trace(trace), m_sink(device) {}

    trace::Result<> write(const Progress &progress);

private:
    void header();
    void metadata(const char *name, quint64 tid, const char *key, const QString &value);
    void put(quint64 seq, const Event &event);
    void putTask(quint64 seq, const Event &event);
    void putIteration(quint64 seq, const Event &event);
    void putJob(quint64 seq, const Event &event);
    void taskReady(quint64 seq, const Event &event);
    void taskResumed(quint64 seq, const Event &event);
    void taskSuspended(quint64 seq, const Event &event);
    void taskFinished(quint64 seq, const Event &event);
    void queueChanged(quint64 seq, const Event &event);
    void spanBegun(const char *category, const QString &name, quint64 seq, const Event &event);
    void spanEnded(const char *category, const QString &name, quint64 seq, const Event &event);
    void endWaiting(TaskTrack &track, Timestamp now, quint64 tid);
    void endRunning(TaskTrack &track, Timestamp now, quint64 tid);
    void endAll();

    // One record: begin() up to "args":, then an args object, then end().
    void begin(const char *phase, const QString &name, const char *category, quint64 tid, Timestamp ts);
    void duration(Timestamp from, Timestamp to);
    void end();
    void instant(const QString &name, const char *category, quint64 tid, quint64 seq, const Event &event, char scope = 't');
    void slice(const QString &name, const char *category, quint64 tid, const Begun &begun, Timestamp to, quint64 endSeq = None, const Event *endEvent = nullptr);
    void flow(char phase, quint64 id, quint64 tid, Timestamp ts);

    TaskTrack &track(TaskId id) { return m_tracks[number(id)]; }
    [[nodiscard]] QString queueLabel(quint32 id) const;
    [[nodiscard]] QString waitLabel(const Event &event) const;
    [[nodiscard]] static quint64 trackOf(TaskId id) { return id == TaskId::None ? LoopTrack : number(id); }
    [[nodiscard]] static quint64 workerTrack(quint32 worker) { return LoopTrack + worker; }

    const Trace &m_trace;
    ByteSink m_sink;
    QHash<quint32, TaskTrack> m_tracks;
    QHash<quint32, Begun> m_jobs; // running ones
    QHash<quint32, QString> m_jobNames; // of jobs that are queued or running
    QHash<quint32, QString> m_ioNames;
    Begun m_iteration;
    bool m_isFirst = true;
};

void appendMicroseconds(qint64 ns, QByteArray &out)
{
    const QByteArray rest = QByteArray::number(ns % 1000).rightJustified(3, '0');
    out.append(QByteArray::number(ns / 1000)).append('.').append(rest);
}

void ChromeWriter::begin(const char *phase, const QString &name, const char *category, quint64 tid, Timestamp ts)
{
    QByteArray &out = m_sink.buffer();
    out.append(m_isFirst ? "\n" : ",\n");
    m_isFirst = false;
    out.append("{\"ph\":\"").append(phase).append("\",\"name\":");
    appendJsonString(name, out);
    out.append(",\"cat\":\"").append(category).append("\",\"pid\":1,\"tid\":").append(QByteArray::number(tid)).append(",\"ts\":");
    appendMicroseconds(ts.ns, out);
}

void ChromeWriter::duration(Timestamp from, Timestamp to)
{
    m_sink.buffer().append(",\"dur\":");
    appendMicroseconds((to - from).count(), m_sink.buffer());
}

void ChromeWriter::end()
{
    m_sink.buffer().append('}');
    m_sink.next();
}

void ChromeWriter::instant(const QString &name, const char *category, quint64 tid, quint64 seq, const Event &event, char scope)
{
    begin("i", name, category, tid, event.time);
    m_sink.buffer().append(",\"s\":\"").append(scope).append("\",\"args\":");
    appendChromeArgs(m_trace, seq, event, m_sink.buffer());
    end();
}

void ChromeWriter::slice(const QString &name, const char *category, quint64 tid, const Begun &begun, Timestamp to, quint64 endSeq, const Event *endEvent)
{
    begin("X", name, category, tid, begun.event.time);
    duration(begun.event.time, to);
    m_sink.buffer().append(",\"args\":");
    appendChromeArgs(m_trace, begun.seq, begun.event, m_sink.buffer());
    if (endEvent) {
        m_sink.buffer().chop(1); // the closing brace
        m_sink.buffer().append(",\"end\":");
        appendChromeArgs(m_trace, endSeq, *endEvent, m_sink.buffer());
        m_sink.buffer().append('}');
    }
    end();
}

void ChromeWriter::flow(char phase, quint64 id, quint64 tid, Timestamp ts)
{
    const char name[] = { phase, '\0' };
    begin(name, QStringLiteral("wakes"), "wake", tid, ts);
    m_sink.buffer().append(",\"id\":").append(QByteArray::number(id));
    if (phase == 'f')
        m_sink.buffer().append(",\"bp\":\"e\"");
    end();
}

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
        begin("X", QStringLiteral("ready"), "ready", tid, *track.bareReady);
        duration(*track.bareReady, now);
        end();
        track.bareReady.reset();
    }
    if (!track.waiting.isOpen())
        return;
    if (track.waiting.event.kind == EventKind::TaskReady)
        slice(QStringLiteral("ready"), "ready", tid, track.waiting, now);
    else
        slice(waitLabel(track.waiting.event), "await", tid, track.waiting, now);
    track.waiting = {};
}

void ChromeWriter::endRunning(TaskTrack &track, Timestamp now, quint64 tid)
{
    if (!track.running.isOpen())
        return;
    slice(QStringLiteral("running"), "run", tid, track.running, now);
    if (track.flow != None)
        flow('f', track.flow, tid, track.running.event.time);
    track.flow = None;
    track.running = {};
    // Written after the slice: viewers bind the start of an arrow to the slice that they have seen last on its track.
    for (const auto &[id, time] : track.wakeUps)
        flow('s', id, tid, time);
    track.wakeUps.clear();
}

void ChromeWriter::taskReady(quint64 seq, const Event &event)
{
    if (event.waker() != TaskId::None) {
        TaskTrack &waker = track(event.waker());
        if (waker.running.isOpen())
            waker.wakeUps.emplace_back(seq, event.time);
        else
            flow('s', seq, number(event.waker()), event.time);
    }
    TaskTrack &task = track(event.task);
    const bool isReady = task.bareReady || (task.waiting.isOpen() && task.waiting.event.kind == EventKind::TaskReady);
    if (event.waker() != TaskId::None && task.flow == None)
        task.flow = seq;
    else if (event.waker() != TaskId::None)
        flow('f', seq, trackOf(event.task), event.time); // readied twice: each arrow ends where it arrived
    if (task.running.isOpen() || isReady) {
        instant(QStringLiteral("readied"), "ready", trackOf(event.task), seq, event);
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
    instant(QString::fromLatin1(trace::nameOf(event.outcome())), "task", trackOf(event.task), seq, event);
    if (task.flow != None)
        flow('f', task.flow, trackOf(event.task), event.time);
    m_tracks.remove(number(event.task));
}

void ChromeWriter::queueChanged(quint64 seq, const Event &event)
{
    const QString label = queueLabel(event.object);
    const char *verb = event.kind == EventKind::QueuePut ? "put " : event.kind == EventKind::QueueGet ? "get " : "queue ";
    instant(QString::fromLatin1(verb) + label, "queue", trackOf(event.task), seq, event);
    begin("C", label, "queue", LoopTrack, event.time);
    // Counters of one name are one counter, so the queue's number keeps queues of equal name apart.
    m_sink.buffer().append(",\"id\":").append(QByteArray::number(event.object)).append(",\"args\":{\"depth\":");
    m_sink.buffer().append(QByteArray::number(event.kind == EventKind::QueueCreated ? 0 : event.value)).append('}');
    end();
}

void ChromeWriter::spanBegun(const char *category, const QString &name, quint64 seq, const Event &event)
{
    begin("b", name, category, trackOf(event.task), event.time);
    m_sink.buffer().append(",\"id\":").append(QByteArray::number(event.object)).append(",\"args\":");
    appendChromeArgs(m_trace, seq, event, m_sink.buffer());
    end();
}

void ChromeWriter::spanEnded(const char *category, const QString &name, quint64 seq, const Event &event)
{
    begin("e", name, category, trackOf(event.task), event.time);
    m_sink.buffer().append(",\"id\":").append(QByteArray::number(event.object));
    if (seq != None) {
        m_sink.buffer().append(",\"args\":");
        appendChromeArgs(m_trace, seq, event, m_sink.buffer());
    }
    end();
}

void ChromeWriter::putTask(quint64 seq, const Event &event)
{
    switch (event.kind) {
    case EventKind::TaskCreated:
        return instant(QStringLiteral("created"), "task", trackOf(event.task), seq, event);
    case EventKind::TaskReady:
        return taskReady(seq, event);
    case EventKind::TaskResumed:
        return taskResumed(seq, event);
    case EventKind::TaskSuspended:
        return taskSuspended(seq, event);
    case EventKind::TaskFinished:
        return taskFinished(seq, event);
    default:
        return instant(QStringLiteral("cancel requested"), "task", trackOf(event.task), seq, event);
    }
}

void ChromeWriter::putIteration(quint64 seq, const Event &event)
{
    const bool isEnd = event.kind == EventKind::IterationEnded;
    if (m_iteration.isOpen())
        slice(QStringLiteral("iteration"), "loop", LoopTrack, m_iteration, event.time, seq, isEnd ? &event : nullptr);
    else if (isEnd)
        instant(QStringLiteral("iteration ended"), "loop", LoopTrack, seq, event);
    m_iteration = isEnd ? Begun() : Begun { seq, event };
}

void ChromeWriter::putJob(quint64 seq, const Event &event)
{
    if (event.kind == EventKind::JobQueued) {
        const QString name = m_trace.text(event.text);
        m_jobNames.insert(event.object, name.isEmpty() ? QStringLiteral("job") : name);
        spanBegun("job", m_jobNames.value(event.object), seq, event);
    } else if (event.kind == EventKind::JobStarted) {
        if (m_jobs.contains(event.object))
            instant(QStringLiteral("started"), "job", workerTrack(event.other), seq, event);
        else
            m_jobs.insert(event.object, { seq, event });
    } else {
        const QString name = m_jobNames.value(event.object, QStringLiteral("job"));
        const Begun begun = m_jobs.take(event.object);
        if (begun.isOpen())
            slice(name, "job", workerTrack(begun.event.other), begun, event.time, seq, &event);
        else
            instant(QStringLiteral("finished"), "job", workerTrack(event.other), seq, event);
        if (m_jobNames.remove(event.object))
            spanEnded("job", name, None, event);
    }
}

void ChromeWriter::put(quint64 seq, const Event &event)
{
    switch (event.kind) {
    case EventKind::IterationBegun:
    case EventKind::IterationEnded:
        return putIteration(seq, event);
    case EventKind::TimerArmed:
        return spanBegun("timer", QStringLiteral("timer"), seq, event);
    case EventKind::TimerFired:
    case EventKind::TimerCancelled:
        return spanEnded("timer", QStringLiteral("timer"), seq, event);
    case EventKind::QueueCreated:
    case EventKind::QueuePut:
    case EventKind::QueueGet:
        return queueChanged(seq, event);
    case EventKind::WorkerCreated:
        return instant(QStringLiteral("created"), "worker", workerTrack(event.object), seq, event);
    case EventKind::JobQueued:
    case EventKind::JobStarted:
    case EventKind::JobFinished:
        return putJob(seq, event);
    case EventKind::IoBegun:
        m_ioNames.insert(event.object, m_trace.text(event.text));
        return spanBegun("io", m_ioNames.value(event.object), seq, event);
    case EventKind::IoEnded:
        return spanEnded("io", m_ioNames.take(event.object), seq, event);
    case EventKind::Log:
        return instant(m_trace.text(event.text), "log", trackOf(event.task), seq, event);
    case EventKind::Mark:
        return instant(m_trace.text(event.text), "mark", LoopTrack, seq, event, 'g');
    case EventKind::Lost:
        return instant(QStringLiteral("%1 events lost").arg(event.value), "lost", LoopTrack, seq, event, 'g');
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
        if (track.flow != None)
            flow('f', track.flow, tid, isReady ? since : now);
    }
    if (m_iteration.isOpen())
        slice(QStringLiteral("iteration"), "loop", LoopTrack, m_iteration, now);
    QList<quint32> jobs = m_jobs.keys();
    std::sort(jobs.begin(), jobs.end());
    for (const quint32 job : jobs) {
        const Begun &begun = m_jobs[job];
        slice(m_jobNames.value(job, QStringLiteral("job")), "job", workerTrack(begun.event.other), begun, now);
    }
}

void ChromeWriter::metadata(const char *name, quint64 tid, const char *key, const QString &value)
{
    QByteArray &out = m_sink.buffer();
    out.append(m_isFirst ? "\n" : ",\n");
    m_isFirst = false;
    out.append("{\"ph\":\"M\",\"name\":\"").append(name).append("\",\"pid\":1,\"tid\":").append(QByteArray::number(tid));
    out.append(",\"args\":{\"").append(key).append("\":");
    appendJsonString(value, out);
    out.append('}');
    end();
}

void ChromeWriter::header()
{
    QByteArray &out = m_sink.buffer();
    out.append("{\"displayTimeUnit\":\"ns\",\"otherData\":");
    appendChromeHeader(m_trace, out);
    out.append(",\n\"traceEvents\":[");
    const QString name = m_trace.info().name;
    metadata("process_name", LoopTrack, "name", name.isEmpty() ? QStringLiteral("event loop") : name);
    metadata("thread_name", LoopTrack, "name", QStringLiteral("loop"));
    quint64 order = 0;
    const auto named = [&](quint64 tid, const QString &text) {
        metadata("thread_name", tid, "name", text);
        out.append(",\n{\"ph\":\"M\",\"name\":\"thread_sort_index\",\"pid\":1,\"tid\":").append(QByteArray::number(tid));
        out.append(",\"args\":{\"sort_index\":").append(QByteArray::number(++order)).append('}');
        end();
    };
    for (const trace::TaskRow &task : m_trace.tasks()) {
        if (task.name != trace::TextId::None)
            named(number(task.id), m_trace.text(task.name));
    }
    for (const trace::WorkerRow &worker : m_trace.workers())
        named(workerTrack(number(worker.id)), m_trace.text(worker.name));
}

trace::Result<> ChromeWriter::write(const Progress &progress)
{
    header();
    bool isWanted = true;
    m_trace.forEach(0, m_trace.eventCount(), [&](quint64 index, const Event &event) {
        put(index, event);
        if (progress && index % ProgressStride == 0)
            isWanted = progress(index, m_trace.eventCount());
        return isWanted && !m_sink.hasFailed();
    });
    if (!isWanted)
        return cancelled();
    endAll();
    m_sink.write("\n]}\n");
    return m_sink.finish();
}

} // namespace

trace::Result<> writeChrome(const Trace &trace, QIODevice &device, const Progress &progress)
{
    return ChromeWriter(trace, device).write(progress);
}

} // namespace formats
