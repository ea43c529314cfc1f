// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/lengthhistogram.h"
#include "trace/trace.h"

#include <array>

namespace analysis {

/// A stretch of a trace: its time, and which events lie in it, since in virtual time many events share one instant.
struct Stretch
{
    trace::TimeRange time;
    quint64 firstEvent = 0;
    quint64 lastEvent = 0; ///< exclusive

    bool operator==(const Stretch &) const = default;
};

/// What one task did within a stretch. Times are those inside of it; lengths are those of what was begun in it and has ended, whole.
struct TaskShare
{
    trace::TaskId id = trace::TaskId::None;
    quint64 resumes = 0; ///< begun in the stretch
    trace::Duration running {};
    trace::Duration ready {};
    trace::Duration awaiting {};
    Percentiles readyLatency; ///< from ready to resumed
};

/// What was waited for within a stretch, over all tasks.
struct ReasonShare
{
    trace::AwaitReason reason = trace::AwaitReason::None;
    trace::Duration total {}; ///< inside of the stretch
    Percentiles lengths; ///< of waits begun in it; their number is lengths.count
};

struct RangeStatistics
{
    Stretch stretch;
    quint64 resumes = 0;
    trace::Duration loopBusy {}; ///< inside an iteration or while a task runs
    trace::Duration running {}; ///< over all tasks
    trace::Duration ready {};
    Percentiles readyLatency; ///< from ready to resumed, over all tasks
    Percentiles holdTime; ///< from resumed to suspended, over all tasks
    std::vector<TaskShare> tasks; ///< those that were resumed or waited to be, by time running, then ready; greatest first
    std::vector<ReasonShare> reasons; ///< by total, greatest first
};

/// Computes the statistics of a stretch from the lanes, a part at a time, so that whoever has frames to draw can draw them in between.
/// Some 20 ns for each slice in the stretch and half a microsecond for each lane of the trace; bounded memory but for a line a task.
class RangeSurvey
{
public:
    /// The trace is borrowed and may grow in the meantime, which changes nothing.
    RangeSurvey(const trace::Trace &trace, const Stretch &stretch);

    /// Goes on for about so long; true once all is known.
    bool advance(trace::Duration work);
    [[nodiscard]] bool isDone() const { return m_isDone; }
    /// 0..1, by lanes.
    [[nodiscard]] double progress() const;
    /// Whole once isDone().
    [[nodiscard]] const RangeStatistics &statistics() const { return m_statistics; }

private:
    /// The slices of a lane that have to do with the stretch, [next, end); those before `counted` were begun before it.
    struct Walk
    {
        const trace::Lane *lane = nullptr;
        quint64 next = 0;
        quint64 counted = 0;
        quint64 end = 0;
    };
    [[nodiscard]] Walk walkOf(const trace::Lane &lane) const;
    bool beginLane();
    void takeSlices(quint64 most);
    void takeOfTask(const trace::Slice &slice, qint64 inside, bool isCounted);
    void endLane();
    void finish();
    [[nodiscard]] qint64 inside(trace::TimeRange range) const;

    const trace::Trace &m_trace;
    trace::Timestamp m_end; ///< of the trace when the survey began
    std::size_t m_taskCount = 0;
    std::size_t m_lane = 0; ///< 0: the loop, then tasks
    std::optional<Walk> m_walk;
    TaskShare m_task;
    std::vector<qint64> m_latencies; ///< of the task, as long as they are few
    LengthHistogram m_latencyHistogram; ///< when they are many
    LengthHistogram m_ready;
    LengthHistogram m_held;
    std::array<LengthHistogram, trace::AwaitReasonCount> m_waits;
    std::array<qint64, trace::AwaitReasonCount> m_waited {};
    RangeStatistics m_statistics;
    bool m_isDone = false;
};

/// All of it at once.
[[nodiscard]] RangeStatistics rangeStatistics(const trace::Trace &trace, const Stretch &stretch);

} // namespace analysis
