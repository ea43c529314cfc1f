// SPDX-License-Identifier: GPL-3.0-or-later
#include "attach/streamreader.h"

#include "trace/timetext.h"

#include <QFileInfo>

#include <algorithm>

namespace attach {

using trace::AwaitReason;
using trace::Event;
using trace::EventKind;
using trace::ReadyCause;
using trace::TaskId;

namespace {

constexpr quint32 MaxSites = 1u << 20;
constexpr qsizetype MaxUnseenLoops = 16;
constexpr quint32 UnknownDepth = ~quint32(0);
constexpr quint8 MarkFlag = 3; // of a Log record

trace::Outcome outcomeOf(quint8 flags)
{
    switch (static_cast<ProbeReason>(flags)) {
    case ProbeReason::Returned:
        return trace::Outcome::Returned;
    case ProbeReason::Raised:
        return trace::Outcome::Raised;
    case ProbeReason::Cancelled:
        return trace::Outcome::Cancelled;
    default:
        return trace::Outcome::None;
    }
}

AwaitReason reasonOf(quint8 flags)
{
    return flags < trace::AwaitReasonCount ? static_cast<AwaitReason>(flags) : AwaitReason::Unknown;
}

/// Three digits: a sample's length is not known better.
QString roughly(qint64 ns)
{
    qint64 unit = 1;
    while (ns / unit >= 1000)
        unit *= 10;
    return trace::formatDuration(trace::Duration((ns + unit / 2) / unit * unit));
}

} // namespace

StreamReader::StreamReader(trace::Trace &trace) : m_trace(&trace)
{
    m_reader.onHeader = [this](const StreamHeader &header) { this->header(header); };
    m_reader.onRecord = [this](const Record &record) { this->record(record); };
}

trace::Result<> StreamReader::feed(QByteArrayView bytes)
{
    return m_reader.feed(bytes);
}

bool StreamReader::finish()
{
    release(std::numeric_limits<qint64>::max());
    return m_hasEnd && m_reader.partialSize() == 0;
}

void StreamReader::addLog(quint64 now, const QString &text)
{
    Moment &moment = wait(What::Log, now, 0);
    moment.text = m_trace->texts()->intern(text);
}

void StreamReader::header(const StreamHeader &header)
{
    m_header = header;
    trace::TraceInfo info = m_trace->info();
    info.clock = trace::ClockKind::Real;
    if (header.isLowDetail)
        info.parameters.insert(QStringLiteral("detail"), QStringLiteral("low"));
    m_trace->setInfo(info);
}

qint64 StreamReader::since(quint64 time) const
{
    // Times are at most 2^62, so the difference never overflows; what is older than the recording counts as its beginning.
    return std::max<qint64>(static_cast<qint64>(time) - static_cast<qint64>(m_header ? m_header->monotonic : 0), 0);
}

trace::TextId StreamReader::text(QByteArrayView utf8) const
{
    return m_trace->texts()->internUtf8(utf8.data(), utf8.size());
}

StreamReader::Moment &StreamReader::wait(What what, quint64 time, quint32 id)
{
    if (m_waiting.size() >= MaxWaiting) {
        std::vector<qint64> times;
        times.reserve(m_waiting.size());
        for (const Moment &moment : m_waiting)
            times.push_back(moment.time);
        const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
        std::nth_element(times.begin(), middle, times.end());
        release(*middle + 1);
    }
    Moment moment;
    moment.what = what;
    moment.time = since(time);
    moment.order = m_order++;
    moment.id = id;
    m_waiting.push_back(moment);
    return m_waiting.back();
}

void StreamReader::release(qint64 before)
{
    if (m_waiting.empty()) {
        if (before != std::numeric_limits<qint64>::max())
            m_told = std::max(m_told, before);
        return;
    }
    // Of one instant: a creation first, then what begins, then what happens within, then what ends.
    const auto rank = [](const Moment &m) { return m.what <= What::Resume ? static_cast<int>(m.what) : m.what >= What::Suspend ? 100 + static_cast<int>(m.what) : 50; };
    std::sort(m_waiting.begin(), m_waiting.end(), [&rank](const Moment &a, const Moment &b) {
        if (a.time != b.time)
            return a.time < b.time;
        const int rankA = rank(a);
        const int rankB = rank(b);
        return rankA != rankB ? rankA < rankB : a.order < b.order;
    });
    const auto end = std::partition_point(m_waiting.begin(), m_waiting.end(), [before](const Moment &m) { return m.time < before; });
    for (auto moment = m_waiting.begin(); moment != end; ++moment)
        tell(*moment);
    m_told = before == std::numeric_limits<qint64>::max() ? std::max(m_told, m_waiting.back().time) : std::max(m_told, before);
    m_waiting.erase(m_waiting.begin(), end);
}

// ---- records come in

void StreamReader::record(const Record &record)
{
    switch (record.kind) {
    case RecordKind::String:
    case RecordKind::Site:
        return define(record);
    case RecordKind::Task:
    case RecordKind::Ready:
    case RecordKind::Cancel:
        return taskRecord(record);
    case RecordKind::Slice:
    case RecordKind::Await:
    case RecordKind::Iteration:
    case RecordKind::Callback:
        return spanRecord(record);
    case RecordKind::Held:
        return held(record);
    case RecordKind::Lost:
    case RecordKind::Water:
    case RecordKind::Loop:
    case RecordKind::State:
    case RecordKind::End:
        return programRecord(record);
    default:
        return stampRecord(record);
    }
}

void StreamReader::define(const Record &record)
{
    if (record.kind == RecordKind::Site) {
        if (m_sites.size() >= MaxSites)
            return;
        trace::Site site;
        site.caller = this->site(record.small[1]);
        site.file = m_strings.value(record.small[2], trace::TextId::None);
        site.function = m_strings.value(record.small[3], trace::TextId::None);
        site.line = record.small[4];
        if (const QString file = m_trace->text(site.file); !m_folder.isEmpty() && !file.isEmpty() && !file.startsWith(u'<') && QFileInfo(file).isRelative())
            site.file = m_trace->texts()->intern(QString(m_folder + u'/' + file));
        m_sites.insert(record.small[0], m_trace->texts()->intern(site));
        return;
    }
    const trace::TextId id = text(record.text);
    m_strings.insert(record.small[0], id);
    trace::TraceInfo info = m_trace->info();
    switch (record.small[0]) {
    case 1:
        info.origin = m_trace->text(id) + QStringLiteral(" probe");
        break;
    case 2:
        info.parameters.insert(QStringLiteral("command"), m_trace->text(id));
        break;
    case 3:
        m_folder = m_trace->text(id);
        return;
    default:
        return;
    }
    m_trace->setInfo(info);
}

void StreamReader::taskRecord(const Record &record)
{
    const What what = record.kind == RecordKind::Task ? What::Task : record.kind == RecordKind::Ready ? What::Ready : What::Cancel;
    Moment &moment = wait(what, record.large[0], record.small[0]);
    moment.flags = record.flags;
    moment.other = record.small[1];
    if (what == What::Task) {
        moment.text = text(record.text);
        moment.site = site(record.small[2]);
    } else if (what == What::Ready) {
        moment.object = record.small[2];
    }
}

void StreamReader::spanRecord(const Record &record)
{
    const quint64 begin = record.large[0];
    const quint64 end = std::max(begin, record.large[1]);
    if (record.kind == RecordKind::Iteration) {
        Moment &first = wait(What::IterationBegin, begin, record.small[0]);
        first.value = since(end);
        wait(What::IterationEnd, end, 0).value = since(begin);
        return;
    }
    if (record.kind == RecordKind::Callback) {
        const QString name = QString::fromUtf8(record.text);
        wait(What::Log, end, 0).text = m_trace->texts()->intern(
            QStringLiteral("the callback %1 held the loop for %2").arg(name, roughly(since(end) - since(begin))));
        return;
    }
    const bool isAwait = record.kind == RecordKind::Await;
    if (!isAwait)
        wait(What::Resume, begin, record.small[0]);
    Moment &moment = wait(isAwait ? What::Await : What::Suspend, end, record.small[0]);
    moment.flags = record.flags;
    moment.site = site(record.small[1]);
    moment.object = record.small[2];
    if (static_cast<ProbeReason>(record.flags) == ProbeReason::Raised)
        moment.text = text(record.text);
    else if (reasonOf(record.flags) == AwaitReason::Io || reasonOf(record.flags) == AwaitReason::Foreign)
        moment.text = m_strings.value(record.small[2], trace::TextId::None);
}

void StreamReader::stampRecord(const Record &record)
{
    const auto what = [&record] {
        switch (record.kind) {
        case RecordKind::Timer:
            return What::Timer;
        case RecordKind::Fired:
            return What::Fired;
        case RecordKind::TimerCancelled:
            return What::TimerCancelled;
        case RecordKind::Queue:
            return What::Queue;
        case RecordKind::Put:
            return What::Put;
        case RecordKind::Get:
            return What::Get;
        case RecordKind::Worker:
            return What::Worker;
        case RecordKind::Job:
            return What::Job;
        case RecordKind::JobStarted:
            return What::JobStarted;
        case RecordKind::JobEnded:
            return What::JobEnded;
        default:
            return What::Log;
        }
    }();
    Moment &moment = wait(what, record.large[0], record.small[0]);
    moment.flags = record.flags;
    moment.other = record.small[1];
    moment.object = record.small[2];
    if (what == What::Timer)
        moment.value = since(record.large[1]);
    if (!record.text.isEmpty())
        moment.text = text(record.text);
}

/// A slice that has not ended yet is shown as it runs: its begin is told now, its record will come when it ends.
void StreamReader::held(const Record &record)
{
    const quint32 task = record.small[0];
    const qint64 now = since(record.large[0]);
    const qint64 begin = since(record.large[2]);
    Held &held = m_held[task];
    if (held.begin != begin) {
        held = {};
        held.begin = begin;
        held.iteration = since(record.large[1]);
        if (held.iteration >= m_iterationEnd && m_openIteration < 0) {
            Moment &first = wait(What::IterationBegin, record.large[1], 0);
            first.value = -1; // its end is not known
        }
        if (task != 0)
            wait(What::Resume, record.large[2], task);
    }
    const trace::SiteId where = site(record.small[1]);
    if (where != held.site || now - begin >= 2 * held.said) {
        held.site = where;
        held.said = now - begin;
        Moment &moment = wait(What::Log, record.large[0], task);
        moment.text = m_trace->texts()->intern(
            QStringLiteral("has held the loop for %1 in %2").arg(roughly(now - begin), placeText(where)));
    }
    // All that lies before the slice has come: steps of one loop follow each other.
    release(begin + 1);
    m_trace->advanceTo({ now });
}

QString StreamReader::placeText(trace::SiteId id) const
{
    QStringList places;
    while (id != trace::SiteId::None && places.size() < 4) {
        const trace::Site site = m_trace->texts()->site(id);
        places << QStringLiteral("%1 (%2:%3)").arg(m_trace->text(site.function), QFileInfo(m_trace->text(site.file)).fileName()).arg(site.line);
        id = site.caller;
    }
    return places.isEmpty() ? QStringLiteral("a place that is not known") : places.join(QStringLiteral(" < "));
}

void StreamReader::programRecord(const Record &record)
{
    switch (record.kind) {
    case RecordKind::Water:
        release(since(record.large[0]));
        m_trace->advanceTo({ since(record.large[0]) });
        break;
    case RecordKind::Lost: {
        const quint64 count = std::min<quint64>(record.large[0], std::numeric_limits<quint32>::max());
        m_lost += count;
        wait(What::Lost, record.large[2], 0).value = static_cast<qint64>(count);
        break;
    }
    case RecordKind::Loop:
        if (record.flags == 0 && m_unseenLoops.size() < MaxUnseenLoops) {
            m_unseenLoops << QString::fromUtf8(record.text);
            wait(What::Log, record.large[0], 0).text
                = m_trace->texts()->intern(QStringLiteral("the event loop %1 is not CPython's own: its tasks are not seen").arg(m_unseenLoops.constLast()));
        }
        break;
    case RecordKind::State:
        if (const qsizetype blank = record.text.indexOf(' '); blank > 0)
            m_hit = ProgramHit { record.text.first(blank).toInt(), QString::fromUtf8(record.text.sliced(blank + 1)), { since(record.large[0]) } };
        m_state = ProgramState { record.flags == 2, record.large[1], record.small[1], static_cast<TaskId>(record.small[0]), { since(record.large[0]) } };
        break;
    default:
        m_hasEnd = true;
        m_probeErrors = record.small[0];
        m_probeError = QString::fromUtf8(record.text);
        release(std::numeric_limits<qint64>::max());
        m_trace->advanceTo({ since(record.large[0]) });
    }
}

// ---- events go out

void StreamReader::append(const Moment &moment, Event event)
{
    event.time = { moment.time };
    m_trace->append(event);
}

void StreamReader::tell(const Moment &moment)
{
    switch (moment.what) {
    case What::Task:
        return tellTask(moment);
    case What::Ready:
        return tellReady(moment);
    case What::Resume:
        return tellResume(moment);
    case What::Await:
    case What::Suspend:
        return tellSuspend(moment);
    case What::IterationBegin:
    case What::IterationEnd:
        return tellIteration(moment);
    case What::Timer:
    case What::Fired:
    case What::TimerCancelled:
        return tellTimer(moment);
    case What::Queue:
    case What::Put:
    case What::Get:
        return tellQueue(moment);
    case What::Worker:
    case What::Job:
    case What::JobStarted:
    case What::JobEnded:
        return tellJob(moment);
    case What::Cancel:
        if (const auto task = m_tasks.find(moment.id); task != m_tasks.end())
            task->isCancelled = true;
        return append(moment, { .task = static_cast<TaskId>(moment.id), .other = moment.other, .kind = EventKind::TaskCancelRequested });
    case What::Log:
        return append(moment, { .task = static_cast<TaskId>(moment.id), .text = moment.text, .kind = moment.flags == MarkFlag ? EventKind::Mark : EventKind::Log });
    case What::Lost:
        return append(moment, { .value = moment.value, .kind = EventKind::Lost });
    }
}

void StreamReader::tellTask(const Moment &moment)
{
    TaskInfo &task = m_tasks[moment.id];
    if (task.isKnown)
        return;
    task.isKnown = true;
    append(moment, { .task = static_cast<TaskId>(moment.id), .other = moment.other, .text = moment.text, .site = moment.site, .kind = EventKind::TaskCreated });
}

void StreamReader::tellReady(const Moment &moment)
{
    const TaskInfo &task = m_tasks[moment.id];
    const auto waker = static_cast<Waker>(moment.flags);
    ReadyCause cause = ReadyCause::Foreign;
    quint32 object = task.object;
    switch (task.isCancelled ? AwaitReason::None : task.reason) {
    case AwaitReason::None:
        cause = task.isCancelled ? ReadyCause::Cancel : ReadyCause::Started;
        object = 0;
        break;
    case AwaitReason::Sleep:
        cause = ReadyCause::Timer;
        break;
    case AwaitReason::QueueGet:
    case AwaitReason::QueuePut:
        cause = ReadyCause::Queue;
        break;
    case AwaitReason::Join:
    case AwaitReason::Gather:
        cause = ReadyCause::Task;
        object = 0;
        break;
    case AwaitReason::Job:
        cause = ReadyCause::Job;
        break;
    case AwaitReason::Io:
        cause = ReadyCause::Io;
        break;
    case AwaitReason::Lock:
        cause = ReadyCause::Lock;
        break;
    case AwaitReason::Event:
        cause = ReadyCause::Event;
        break;
    default:
        cause = waker == Waker::Timer ? ReadyCause::Timer : waker == Waker::Job ? ReadyCause::Job : waker == Waker::Io ? ReadyCause::Io : ReadyCause::Foreign;
        object = waker == Waker::Timer || waker == Waker::Job ? moment.object : 0;
    }
    append(moment, { .task = static_cast<TaskId>(moment.id), .other = waker == Waker::Task ? moment.other : 0, .object = object, .kind = EventKind::TaskReady,
                       .detail = static_cast<quint8>(cause) });
}

void StreamReader::tellResume(const Moment &moment)
{
    TaskInfo &task = m_tasks[moment.id];
    if (task.isRunning)
        return; // told before its end, see held()
    if (task.reason == AwaitReason::Io)
        append(moment, { .task = static_cast<TaskId>(moment.id), .object = task.object, .kind = EventKind::IoEnded, .detail = static_cast<quint8>(trace::Outcome::Returned) });
    task.isRunning = true;
    task.isBegun = true;
    task.isCancelled = false;
    task.reason = AwaitReason::None;
    append(moment, { .value = m_iteration, .task = static_cast<TaskId>(moment.id), .kind = EventKind::TaskResumed });
}

void StreamReader::tellSuspend(const Moment &moment)
{
    const auto id = static_cast<TaskId>(moment.id);
    TaskInfo &task = m_tasks[moment.id];
    const bool isAgain = moment.what == What::Await;
    const trace::Outcome outcome = outcomeOf(moment.flags);
    if (!isAgain)
        m_held.remove(moment.id);
    if (outcome != trace::Outcome::None) {
        append(moment, { .task = id, .text = moment.text, .kind = EventKind::TaskFinished, .detail = static_cast<quint8>(outcome) });
        m_tasks.remove(moment.id);
        return;
    }
    const AwaitReason reason = reasonOf(moment.flags);
    if (isAgain && !task.isRunning && task.reason == reason && task.site == moment.site)
        return;
    task.isRunning = false;
    task.isBegun = true;
    task.reason = reason;
    task.site = moment.site;
    task.object = moment.object;
    if (reason == AwaitReason::Io) {
        task.object = ++m_ios;
        append(moment, { .task = id, .object = task.object, .text = moment.text, .kind = EventKind::IoBegun });
    } else if (reason == AwaitReason::Foreign || reason == AwaitReason::Yield) {
        task.object = 0;
    }
    append(moment, { .task = id, .object = task.object, .site = moment.site, .kind = EventKind::TaskSuspended, .detail = static_cast<quint8>(reason) });
    if (reason == AwaitReason::Yield && !isAgain)
        append(moment, { .task = id, .kind = EventKind::TaskReady, .detail = static_cast<quint8>(ReadyCause::Yield) });
}

void StreamReader::tellIteration(const Moment &moment)
{
    if (moment.what == What::IterationBegin) {
        // Iterations of two loops that overlap in time: the trace has one loop lane, the first stays on it.
        if (moment.time == m_openIteration) {
            m_openEnd = moment.value;
            return;
        }
        if (moment.time < m_iterationEnd || (m_openIteration >= 0 && moment.time < m_openEnd))
            return;
        if (m_openIteration >= 0) // its end was lost
            append(moment, { .value = m_iteration, .kind = EventKind::IterationEnded });
        m_openIteration = moment.time;
        m_openEnd = moment.value;
        append(moment, { .value = ++m_iteration, .object = moment.id, .kind = EventKind::IterationBegun });
        return;
    }
    if (moment.value != m_openIteration)
        return;
    m_openIteration = -1;
    m_iterationEnd = moment.time;
    append(moment, { .value = m_iteration, .kind = EventKind::IterationEnded });
}

void StreamReader::tellTimer(const Moment &moment)
{
    if (moment.what == What::Timer) {
        m_timers.insert(moment.id, moment.other);
        return append(moment, { .value = moment.value, .task = static_cast<TaskId>(moment.other), .object = moment.id, .kind = EventKind::TimerArmed });
    }
    const auto task = static_cast<TaskId>(m_timers.take(moment.id));
    append(moment, { .task = task, .object = moment.id, .kind = moment.what == What::Fired ? EventKind::TimerFired : EventKind::TimerCancelled });
}

void StreamReader::tellQueue(const Moment &moment)
{
    if (moment.what == What::Queue) {
        if (m_depths.contains(moment.id))
            return;
        m_depths.insert(moment.id, 0);
        return append(moment, { .value = moment.other, .object = moment.id, .text = moment.text, .kind = EventKind::QueueCreated });
    }
    const bool isPut = moment.what == What::Put;
    qint64 &depth = m_depths[moment.id];
    depth = moment.object != UnknownDepth ? moment.object : std::max<qint64>(depth + (isPut ? 1 : -1), 0);
    append(moment, { .value = depth, .task = static_cast<TaskId>(moment.other), .object = moment.id, .text = moment.text,
                       .kind = isPut ? EventKind::QueuePut : EventKind::QueueGet });
}

void StreamReader::tellJob(const Moment &moment)
{
    switch (moment.what) {
    case What::Worker:
        if (moment.flags == 0)
            append(moment, { .object = moment.id, .text = moment.text, .kind = EventKind::WorkerCreated });
        return;
    case What::Job:
        m_jobs.insert(moment.id, moment.other);
        return append(moment, { .task = static_cast<TaskId>(moment.other), .object = moment.id, .text = moment.text, .kind = EventKind::JobQueued });
    case What::JobStarted:
        return append(moment, { .task = static_cast<TaskId>(m_jobs.value(moment.id)), .other = moment.other, .object = moment.id, .kind = EventKind::JobStarted });
    default:
        return append(moment, { .task = static_cast<TaskId>(m_jobs.take(moment.id)), .other = moment.other, .object = moment.id, .kind = EventKind::JobFinished,
                                  .detail = static_cast<quint8>(outcomeOf(moment.flags)) });
    }
}

} // namespace attach
