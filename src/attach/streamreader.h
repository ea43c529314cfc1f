// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "attach/recordreader.h"
#include "trace/trace.h"

#include <QHash>

#include <optional>
#include <utility>
#include <vector>

namespace attach {

/// How a program that is driven stands, as it said last.
struct ProgramState
{
    bool isPaused = false;
    quint64 steps = 0; ///< task steps that commands have made
    quint32 parked = 0; ///< task steps that wait to be allowed
    trace::TaskId next = trace::TaskId::None;
    trace::Timestamp time; ///< when it said so
    bool operator==(const ProgramState &) const = default;
};

/// A program has halted by itself.
struct ProgramHit
{
    int number = 0; ///< of the break, as it was sent
    QString reason; ///< a sentence without its full stop
    trace::Timestamp time; ///< when it was met
};

/// Makes a trace of a probe's stream: bytes in, in any pieces, events out, in the order of their times.
///
/// Records come in order of emission; they wait here until the stream promises (Water) that nothing earlier follows, are then sorted and told to the
/// trace in the vocabulary of event.h. Cost: O(n log n) in the records of one flush, about 30 ms of the program. What waits is bounded by MaxWaiting
/// records: beyond, the earlier half is told at once, and what comes too late for its place is clamped and counted by the trace.
class StreamReader
{
public:
    static constexpr std::size_t MaxWaiting = std::size_t(1) << 21;

    /// The trace is borrowed and outlives this; its info is filled in from the stream, its name only where it has none.
    explicit StreamReader(trace::Trace &trace);

    /// Takes the next bytes. The error names the byte of the stream; nothing more is read after it.
    [[nodiscard]] trace::Result<> feed(QByteArrayView bytes);
    /// The stream has ended: what waits is told. False where it was cut off (no End record, or bytes of half a record).
    bool finish();

    /// A line that the program wrote and that did not come through the probe (its own standard output); now is CLOCK_MONOTONIC in ns.
    void addLog(quint64 now, const QString &text);

    [[nodiscard]] const std::optional<StreamHeader> &header() const { return m_header; }
    [[nodiscard]] bool hasEnd() const { return m_hasEnd; }
    /// Records that the probe had no room for.
    [[nodiscard]] quint64 lostCount() const { return m_lost; }
    /// Errors of the probe's own and the first one's text; told with the end.
    [[nodiscard]] quint32 probeErrors() const { return m_probeErrors; }
    [[nodiscard]] const QString &probeError() const { return m_probeError; }
    /// Types of event loops whose tasks the probe cannot see.
    [[nodiscard]] const QStringList &unseenLoops() const { return m_unseenLoops; }
    [[nodiscard]] const std::optional<ProgramState> &state() const { return m_state; }
    /// The break at which it has halted since this was asked last.
    [[nodiscard]] std::optional<ProgramHit> takeHit() { return std::exchange(m_hit, {}); }
    /// Up to where everything that will be told has been told.
    [[nodiscard]] trace::Timestamp position() const { return { m_told }; }

private:
    enum class What : quint8 { Task, IterationBegin, Resume, Ready, Timer, Fired, TimerCancelled, Queue, Put, Get, Worker, Job, JobStarted, JobEnded, Cancel, Log, Lost, Await, Suspend, IterationEnd };

    /// One thing that waits for its place in time.
    struct Moment
    {
        qint64 time = 0;
        quint64 order = 0;
        qint64 value = 0;
        quint32 id = 0;
        quint32 other = 0;
        quint32 object = 0;
        trace::TextId text = trace::TextId::None;
        trace::SiteId site = trace::SiteId::None;
        What what = What::Log;
        quint8 flags = 0;
    };
    struct TaskInfo
    {
        trace::SiteId site = trace::SiteId::None;
        quint32 object = 0;
        trace::AwaitReason reason = trace::AwaitReason::None;
        bool isKnown = false; ///< its creation has been told
        bool isBegun = false;
        bool isRunning = false;
        bool isCancelled = false; ///< asked for since its last step
    };
    struct Held
    {
        qint64 begin = 0;
        qint64 iteration = 0;
        qint64 said = 0; ///< length when it was last written about
        trace::SiteId site = trace::SiteId::None;
    };

    void header(const StreamHeader &header);
    void record(const Record &record);
    void define(const Record &record);
    void taskRecord(const Record &record);
    void spanRecord(const Record &record);
    void stampRecord(const Record &record);
    void held(const Record &record);
    void programRecord(const Record &record);
    Moment &wait(What what, quint64 time, quint32 id);
    void release(qint64 before);

    void tell(const Moment &moment);
    void tellTask(const Moment &moment);
    void tellReady(const Moment &moment);
    void tellResume(const Moment &moment);
    void tellSuspend(const Moment &moment);
    void tellIteration(const Moment &moment);
    void tellTimer(const Moment &moment);
    void tellQueue(const Moment &moment);
    void tellJob(const Moment &moment);
    void append(const Moment &moment, trace::Event event);

    [[nodiscard]] qint64 since(quint64 time) const;
    [[nodiscard]] trace::TextId text(QByteArrayView utf8) const;
    [[nodiscard]] trace::SiteId site(quint32 number) const { return m_sites.value(number, trace::SiteId::None); }
    [[nodiscard]] QString placeText(trace::SiteId site) const;

    trace::Trace *m_trace;
    RecordReader m_reader;
    std::optional<StreamHeader> m_header;
    std::vector<Moment> m_waiting;
    quint64 m_order = 0;
    qint64 m_told = 0; ///< everything before has been told
    QHash<quint32, trace::TextId> m_strings;
    QHash<quint32, trace::SiteId> m_sites;
    QHash<quint32, TaskInfo> m_tasks; ///< that have not finished
    QHash<quint32, quint32> m_timers; ///< armed ones: whom they wake
    QHash<quint32, quint32> m_jobs; ///< that have not finished: who awaits them
    QHash<quint32, qint64> m_depths;
    QHash<quint32, Held> m_held; ///< by task, while its slice runs
    QString m_folder;
    qint64 m_iteration = 0;
    qint64 m_iterationEnd = 0; ///< of the last one told: iterations of a second loop that overlap are not
    qint64 m_openIteration = -1; ///< begin of one that was under way; -1 between iterations
    qint64 m_openEnd = -1; ///< when it will end; -1 while its record has not come
    quint32 m_ios = 0;
    bool m_hasEnd = false;
    quint64 m_lost = 0;
    quint32 m_probeErrors = 0;
    QString m_probeError;
    QStringList m_unseenLoops;
    std::optional<ProgramState> m_state;
    std::optional<ProgramHit> m_hit;
};

} // namespace attach
