// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/format.h"
#include "formats/tracksink.h"

#include <QHash>
#include <QMap>

namespace formats {

/// Tells a trace as tracks, for viewers that know nothing of event loops:
/// - a track for the loop, with its iterations; one for each task, with a slice for each state ("running", "ready", "awaiting ..."); one for each worker,
///   with its jobs
/// - a counter for each queue, its depth
/// - an arrow for each wake-up, from who woke to the resume
/// - spans: timers, jobs from queueing to the end, I/O
/// - instants: created, finished, put, get, log, mark, lost
/// Each event stands in exactly one record, in the order of the trace.
class TrackWriter
{
public:
    static constexpr quint64 LoopTrack = 1'000'000'000; ///< above every task number that occurs; workers follow it

    TrackWriter(const trace::Trace &trace, TrackSink &sink) : m_trace(trace), m_sink(sink) {}

    /// False where `progress` ended it or the sink has failed.
    bool write(const Progress &progress);

private:
    /// What is under way on the track of one task.
    struct TaskTrack
    {
        enum class Slice : quint8 { None, Waiting, Ready, Running };
        Slice slice = Slice::None;
        bool isReadied = false; ///< while it ran: ready again from its suspend on
        quint64 arrow = NoSequence; ///< wake-up that its next resume answers
    };
    struct Span
    {
        quint64 track = 0;
        QString name;
    };
    using SpanKey = std::pair<QByteArray, quint32>; ///< category and id

    void nameTracks();
    void put(CarriedEvent carried);
    void putTask(CarriedEvent carried);
    void putIteration(CarriedEvent carried);
    void putJob(CarriedEvent carried);
    void putArrow(CarriedEvent carried);
    void putQueue(CarriedEvent carried);
    void taskReady(CarriedEvent carried);
    void taskResumed(CarriedEvent carried);
    void taskSuspended(CarriedEvent carried);
    void taskFinished(CarriedEvent carried);
    void close(TaskTrack &track, quint64 number, trace::Timestamp now);
    void beginSpan(const char *category, const QString &name, CarriedEvent carried);
    void endSpan(const char *category, const char *otherwise, CarriedEvent carried);
    void endAll();

    [[nodiscard]] QString queueLabel(quint32 id) const;
    [[nodiscard]] QString waitLabel(const trace::Event &event) const;
    [[nodiscard]] static quint64 trackOf(trace::TaskId id) { return id == trace::TaskId::None ? LoopTrack : trace::number(id); }
    [[nodiscard]] static quint64 workerTrack(quint32 worker) { return LoopTrack + worker; }

    const trace::Trace &m_trace;
    TrackSink &m_sink;
    QHash<quint32, TaskTrack> m_tracks;
    QMap<quint32, quint32> m_running; ///< by worker: the job whose slice is open
    QHash<quint32, quint32> m_workers; ///< by job that has an open slice: its worker
    QMap<SpanKey, Span> m_spans;
    QMap<qint64, std::pair<quint64, quint64>> m_arrows; ///< by number of another program's arrow: ours and where it left
    bool m_isInIteration = false;
};

} // namespace formats
