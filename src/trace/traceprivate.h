// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/arena.h"
#include "trace/checkpoints.h"
#include "trace/eventlog.h"
#include "trace/trace.h"

#include <vector>

namespace trace {

/// What a Trace holds; for its own files only: trace.cpp answers, traceappend.cpp takes events in, traceindex.cpp writes it to a file and opens that.
struct Trace::Private
{
    Arena arena; ///< of the log and the lanes
    std::shared_ptr<const PageFile> file; ///< what was there before the first append, where it was opened from one
    TraceInfo info;
    std::shared_ptr<TextTable> texts;
    Timestamp end;
    quint64 clamped = 0;
    quint64 lateNames = 0;
    EventLog log { arena };
    Checkpoints checkpoints;
    State state;
    std::vector<TaskRow> tasks;
    std::vector<QueueRow> queues;
    std::vector<WorkerRow> workers;
    std::vector<TimeRange> losses;
    EventIndex resumes;
    EventIndex logs;
    Lane loopLane { arena };
    std::vector<Lane> taskLanes;
    std::vector<Lane> workerLanes;
    std::vector<Counter> queueDepths;
    Counter readyDepth { arena };
    std::optional<SliceState> loopState;
    quint64 lastReady = 0;

    void append(const Event &event);
    void growTables();
    void followTask(const Event &event, const State::TaskStep &step, quint64 index);
    void nameTask(const Event &event, const TaskStatus &now, bool wasKnown);
    void settleRunning(const Event &event, quint64 index);
    void followQueue(const Event &event, quint64 index);
    void followWorker(const Event &event, quint64 index);
    void followLoop(quint64 index);
};

} // namespace trace
