// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/laneassignment.h"

#include <queue>

namespace formats {

/// Turns marks that stand on lanes, in order of time, into events of a trace. A slice of known length ends when its time has come.
class ForeignEvents
{
public:
    /// `first` is the time of the recording's clock that becomes 0.
    ForeignEvents(const ForeignTrace &recording, const LaneAssignment &assignment, trace::Trace &trace, qint64 first);

    /// Announces the workers, in the order in which their lanes are shown.
    void declareLanes();
    /// Takes the n-th mark of the recording.
    void take(const Mark &mark, std::size_t n);
    void finish();

private:
    struct Ending
    {
        qint64 time;
        quint32 lane;
        bool operator<(const Ending &other) const { return time != other.time ? time > other.time : lane < other.lane; } ///< earliest on top, inner ones first
    };

    [[nodiscard]] qint64 argsOf(std::size_t n) const { return trace::number(m_recording.m_marks.argsOf(n)); }
    // Events are made where they are appended: a copy of what has just been written field by field would wait for those writes.
    [[nodiscard]] trace::Timestamp at(qint64 time) const { return { time - m_first }; }
    void begin(const Mark &mark, std::size_t n);
    void end(quint32 lane, qint64 time);
    void endThose(qint64 before);
    void instant(const Mark &mark, std::size_t n);
    void count(const Mark &mark);
    void flow(const Mark &mark);
    [[nodiscard]] QString laneName(const LaneAssignment::Lane &lane) const;
    [[nodiscard]] trace::SiteId siteIn(trace::TextId name);

    const ForeignTrace &m_recording;
    const LaneAssignment &m_assignment;
    trace::Trace &m_trace;
    qint64 m_first;
    std::vector<quint32> m_workers; ///< by lane
    std::vector<quint32> m_jobs; ///< by lane: the job that runs there, 0 none
    std::priority_queue<Ending> m_endings;
    std::vector<bool> m_isCounterKnown;
    QHash<std::pair<quint32, quint32>, trace::TextId> m_instantTexts; ///< by track and name
    std::vector<trace::SiteId> m_sites; ///< by text, where looked for already
    std::vector<bool> m_isSiteKnown;
    QHash<quint64, qint64> m_flows; ///< by id: the number of the arrow that is under way
    qint64 m_flowCount = 0;
    quint32 m_jobCount = 0;
};

} // namespace formats
