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
///
/// Times and numbers are exact. The loop's come from the sums in its lane, whatever it holds; those of tasks are added up where their slices are looked
/// at anyway, because percentiles need each length: 5 to 8 ns a slice, half a microsecond a lane. Percentiles of up to MostExact samples are exact, and
/// of more up to 1/128 too great (LengthHistogram). Bounded memory but for a line a task.
class RangeSurvey
{
public:
    static constexpr std::size_t MostExact = 256; ///< ready latencies of a task

    /// The trace is borrowed and may grow in the meantime, which changes nothing.
    RangeSurvey(const trace::Trace &trace, const Stretch &stretch);

    /// Goes on for about so long; true once all is known.
    bool advance(trace::Duration work);
    [[nodiscard]] bool isDone() const { return m_stage == Stage::Done; }
    /// 0..1, by lanes.
    [[nodiscard]] double progress() const;
    /// Whole once isDone().
    [[nodiscard]] const RangeStatistics &statistics() const { return m_statistics; }

private:
    static constexpr std::size_t SlicesAtOnce = 4096; // some 30 us
    enum class Stage : quint8 { Tasks, Sorting, Done };

    /// The slices of a lane that have to do with the stretch, [next, end); those before `counted` were begun before it.
    struct Walk
    {
        const trace::Lane *lane = nullptr;
        quint64 next = 0;
        quint64 counted = 0;
        quint64 end = 0;
    };
    [[nodiscard]] bool isOfAll() const;
    [[nodiscard]] Walk walkOf(const trace::Lane &lane) const;
    void beginTask();
    void takeSlices();
    void takeWhole(std::size_t count);
    void take(const trace::Slice &slice, bool isCounted);
    void addLatency(qint64 ns);
    void endTask();
    void sortSome();
    void finish();
    [[nodiscard]] bool isInside(trace::TimeRange range) const;
    [[nodiscard]] qint64 inside(trace::TimeRange range) const;

    const trace::Trace &m_trace;
    trace::Timestamp m_end; ///< of the trace when the survey began
    std::size_t m_taskCount = 0;
    Stage m_stage = Stage::Tasks;
    std::size_t m_row = 0; ///< of the next task, or the one that is being looked at
    std::optional<Walk> m_walk;
    std::array<qint64, SlicesAtOnce> m_lengths {}; ///< of a part of a lane
    std::array<quint8, SlicesAtOnce> m_codes {};
    TaskShare m_task;
    std::vector<qint64> m_latencies; ///< of the task, as long as they are few
    LengthHistogram m_latencyHistogram; ///< when they are many
    LengthHistogram m_ready;
    LengthHistogram m_held;
    std::array<LengthHistogram, trace::AwaitReasonCount> m_waits;
    std::array<qint64, trace::AwaitReasonCount> m_waited {};
    std::size_t m_sorted = 0; ///< tasks lie in sorted runs of so many
    std::size_t m_merged = 0; ///< where the next two runs begin
    RangeStatistics m_statistics;
};

/// All of it at once.
[[nodiscard]] RangeStatistics rangeStatistics(const trace::Trace &trace, const Stretch &stretch);

} // namespace analysis
