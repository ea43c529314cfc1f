// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/finding.h"
#include "trace/trace.h"

#include <functional>
#include <vector>

namespace analysis {

struct TaskSummary
{
    trace::TaskId id = trace::TaskId::None;
    trace::TaskId parent = trace::TaskId::None;
    QString name;
    trace::Outcome outcome = trace::Outcome::None;
    trace::TaskState state = trace::TaskState::Created; ///< at the end of the trace
    trace::Duration running {};
    trace::Duration ready {};
    trace::Duration awaiting {};
    trace::Duration longestReady {};
    trace::Duration longestRun {};
    quint64 resumes = 0;
};

struct QueueSummary
{
    trace::QueueId id = trace::QueueId::None;
    QString name;
    qint64 maxsize = 0; ///< 0: unbounded
    quint64 puts = 0;
    quint64 gets = 0;
    qint64 maxDepth = 0;
    qint64 left = 0; ///< items in it at the end of the trace
};

struct WorkerSummary
{
    trace::WorkerId id = trace::WorkerId::None;
    QString name;
    quint64 jobs = 0; ///< finished ones
    trace::Duration busy {}; ///< up to the end of the trace
};

struct LogLine
{
    trace::Timestamp time;
    trace::TaskId task = trace::TaskId::None; ///< None: the loop
    QString text;
    trace::ArgId args = trace::ArgId::None; ///< of an instant of another program's recording
};

/// Of a set of durations, by the nearest-rank method: the p-th percentile is the smallest sample that at least p % of them do not exceed.
struct Percentiles
{
    quint64 count = 0;
    trace::Duration p50 {};
    trace::Duration p90 {};
    trace::Duration p99 {};
    trace::Duration max {};
};

/// The percentiles of the samples, all zero where there are none. Reorders them. O(n).
[[nodiscard]] Percentiles percentilesOf(std::vector<qint64> &nanoseconds);

/// Totals of a whole trace.
struct Summary
{
    trace::Duration duration {}; ///< end of the trace; it begins at 0
    quint64 events = 0;
    quint64 lost = 0;
    quint64 clamped = 0; ///< events whose time ran backwards and was raised
    quint64 iterations = 0;
    trace::Duration loopBusy {}; ///< inside an iteration or while a task runs; the rest the loop sleeps
    std::vector<TaskSummary> tasks;
    std::vector<QueueSummary> queues;
    std::vector<WorkerSummary> workers;
    Percentiles readyLatency; ///< from ready to resumed, over all resumes
    Percentiles holdTime; ///< from resumed to suspended, over all resumes
    std::vector<LogLine> log;
    std::vector<Finding> findings; ///< errors first, then by time
};

struct SummaryOptions
{
    trace::Duration heldThreshold = std::chrono::milliseconds(100); ///< asyncio's slow_callback_duration
    bool isCutOff = false; ///< the trace does not hold the end of its run: nothing is concluded from what is left at its end
    std::function<bool(quint64 done, quint64 total)> progress; ///< called now and then; false stops early
};

/// Walks the trace once. O(events); keeps 8 bytes a resume while it works.
/// Stopped by `progress`, it returns what it has seen so far without findings.
[[nodiscard]] Summary summarise(const trace::Trace &trace, const SummaryOptions &options = {});

/// The name of a task for people: its own, or "task 7" where the trace does not name it; "the loop" for None.
[[nodiscard]] QString taskName(const trace::Trace &trace, trace::TaskId id);
/// Likewise for a queue: "queue 2" where unnamed.
[[nodiscard]] QString queueName(const trace::Trace &trace, trace::QueueId id);
[[nodiscard]] QString workerName(const trace::Trace &trace, trace::WorkerId id);

} // namespace analysis
