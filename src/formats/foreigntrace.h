// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/argtexts.h"
#include "formats/format.h"
#include "formats/markpages.h"

#include <QHash>

#include <limits>

namespace formats {

/// What was mended or left out of another program's recording. Every one is told to the user.
struct Repairs
{
    quint64 unmatchedEnds = 0; ///< ends of slices or spans that nothing began
    quint64 openSlices = 0; ///< begun and not ended: they last up to the end of the trace
    quint64 overlaps = 0; ///< slices of one thread that overlap without nesting: kept, on lanes of their own
    quint64 tooDeep = 0; ///< slices for which there was no lane left
    quint64 badTimes = 0; ///< records without a time that can be read: left out
    quint64 badDurations = 0; ///< negative or unreadable: taken as 0
    quint64 badCounters = 0; ///< counter values that are no numbers: left out
    quint64 passedOver = 0; ///< records of a kind that has no place here
    quint64 cutArgs = 0; ///< of slices and instants: too long to be kept whole
    quint64 leftOutArgs = 0; ///< for which there was no room
    quint64 lostPackets = 0; ///< Perfetto: places where the recording says that packets are missing
    bool isBracketMissing = false; ///< the array of records is not closed, which the format allows

    /// One sentence without a full stop, "" where nothing was mended.
    [[nodiscard]] QString sentence() const;
};

/// Makes a trace of another program's recording, whatever order its records come in.
///
/// Tracks of slices (threads, tracks of Perfetto) become workers, a slice a job on them: a lane is busy or idle, and nothing is claimed about
/// waiting or being ready that nobody observed. Slices within slices stand on lanes of their own, "NAME, level 2" and so on. Async spans become
/// jobs on lanes of their name, as many as overlap; counters become queues that only have a value; instants become the log.
///
/// Memory: 16 to 24 bytes a record while it is read (markpages.h), given back page by page as the trace grows, so that together they stay below what the
/// trace itself comes to. Time: O(n) where the records are in order, O(n log n) otherwise.
class ForeignTrace
{
public:
    explicit ForeignTrace(std::shared_ptr<trace::TextTable> texts);

    static constexpr qint64 NoPid = std::numeric_limits<qint64>::min(); ///< of what the recording does not say which process it belongs to

    /// A number for the process, made known by its first mention.
    [[nodiscard]] quint32 process(qint64 pid);
    void nameProcess(quint32 process, const QString &name) { m_processes[process].name = name; }
    void orderProcess(quint32 process, qint64 order) { m_processes[process].order = order; }
    /// A new track of slices; `fallback` is its name until it is given one.
    [[nodiscard]] quint32 addTrack(quint32 process, const QString &fallback);
    [[nodiscard]] quint32 processOf(quint32 track) const { return m_tracks[track].process; }
    void moveTrack(quint32 track, quint32 process) { m_tracks[track].process = process; }
    void nameTrack(quint32 track, const QString &name) { m_tracks[track].name = name; }
    void orderTrack(quint32 track, qint64 order) { m_tracks[track].order = order; }
    /// Tracks of one group share lanes: what is open on one of them at a time stands on lanes of its own, and the next one to begin takes the first that
    /// are free. So a track for each request of a server, say, becomes as many lanes as there are requests at once.
    void shareLanes(quint32 track, quint32 group) { m_tracks[track].group = group; }
    /// A new counter.
    [[nodiscard]] quint32 addCounter(quint32 process, const QString &name);
    void nameCounter(quint32 counter, const QString &name) { m_counters[counter].name = name; }
    void moveCounter(quint32 counter, quint32 process) { m_counters[counter].process = process; }

    static constexpr qint64 MostTime = qint64(1) << 61; ///< ns, 73 years: of a time either side of 0, and of a length; so no sum overflows

    // What happened; times in ns of the recording's own clock, in any order, at most MostTime. A name of None matches any. What an end has
    // for args joins those of what it ends.
    void begin(quint32 track, qint64 time, trace::TextId name, trace::ArgId args) { m_marks.append({ time, 0, name, Mark::Kind::Begin, track, args }); }
    void end(quint32 track, qint64 time, trace::TextId name, trace::ArgId args) { m_marks.append({ time, 0, name, Mark::Kind::End, track, args }); }
    /// A slice of known length, >= 0.
    void slice(quint32 track, qint64 time, qint64 length, trace::TextId name, trace::ArgId args) { m_marks.append({ time, length, name, Mark::Kind::Slice, track, args }); }
    void instant(quint32 track, qint64 time, trace::TextId name, bool isGlobal, trace::ArgId args)
    {
        m_marks.append({ time, 0, name, isGlobal ? Mark::Kind::GlobalInstant : Mark::Kind::Instant, track, args });
    }
    /// The counter's value in thousandths.
    void count(quint32 counter, qint64 time, qint64 thousandths);
    /// One end of a span that may overlap others; `id` tells spans apart whose ends belong together.
    void beginSpan(quint32 process, quint64 id, qint64 time, trace::TextId name, trace::ArgId args) { m_marks.append({ time, qint64(id), name, Mark::Kind::SpanBegin, process, args }); }
    void endSpan(quint32 process, quint64 id, qint64 time, trace::TextId name, trace::ArgId args) { m_marks.append({ time, qint64(id), name, Mark::Kind::SpanEnd, process, args }); }
    /// An arrow from the slice that is open on the track; `id` as for spans.
    void beginFlow(quint32 track, quint64 id, qint64 time, trace::TextId name) { m_marks.append({ time, qint64(id), name, Mark::Kind::FlowBegin, track }); }
    /// An arrow that passes through the slice that is open on the track, or that begins just then.
    void passFlow(quint32 track, quint64 id, qint64 time, trace::TextId name) { m_marks.append({ time, qint64(id), name, Mark::Kind::FlowPass, track }); }
    void endFlow(quint32 track, quint64 id, qint64 time, trace::TextId name) { m_marks.append({ time, qint64(id), name, Mark::Kind::FlowEnd, track }); }

    /// Where the args of what happens are kept.
    [[nodiscard]] ArgTexts &args() { return m_args; }
    [[nodiscard]] Repairs &repairs() { return m_repairs; }
    [[nodiscard]] bool isEmpty() const { return m_marks.size() == 0; }

    /// Makes the trace; this is then empty. Null where `progress` ended it. The first record is at 0; parameter "first-ns" keeps when that was.
    [[nodiscard]] std::unique_ptr<trace::Trace> build(trace::TraceInfo info, const Progress &progress);
    /// A trace of the first `most` marks, in the order in which they came; nothing here changes.
    [[nodiscard]] std::unique_ptr<trace::Trace> buildPart(std::size_t most, trace::TraceInfo info, const Progress &progress) const;

private:
    friend class LaneAssignment;
    friend class ForeignEvents;

    static constexpr qint64 Unordered = 1'000'000'000'000; ///< of what has been given no order: after what has

    static constexpr quint32 NoGroup = ~0u;

    struct Process
    {
        QString name;
        QString fallback;
        qint64 order = Unordered;
    };
    struct Track
    {
        quint32 process = 0;
        QString name;
        QString fallback;
        qint64 order = Unordered;
        quint32 group = NoGroup;
    };
    struct CounterSeries
    {
        quint32 process = 0;
        QString name;
        bool hasFractions = false;
    };

    [[nodiscard]] QString processLabel(quint32 process) const;
    /// With its process where there are several and it has one.
    [[nodiscard]] QString labelled(quint32 process, const QString &name) const;
    [[nodiscard]] QString trackLabel(quint32 track) const;

    std::shared_ptr<trace::TextTable> m_texts;
    QHash<qint64, quint32> m_processNumbers;
    std::vector<Process> m_processes;
    std::size_t m_knownProcesses = 0; ///< those that have a pid
    std::vector<Track> m_tracks;
    std::vector<CounterSeries> m_counters;
    /// Puts the args of a mark that ends something to those of the one that began it.
    void joinArgs(std::size_t begun, std::size_t end);

    ArgTexts m_args;
    MarkPages m_marks;
    Repairs m_repairs;
    bool m_isPart = false; ///< of what is still read: nothing may be added to what both share
};

} // namespace formats
