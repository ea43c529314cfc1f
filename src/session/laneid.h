// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/ids.h"

#include <QHashFunctions>

#include <compare>

namespace session {

/// What a lane of the timeline is about, in the order in which kinds stand below each other.
enum class LaneKind : quint8 { Loop, Task, Queue, Worker };
inline constexpr int LaneKindCount = static_cast<int>(LaneKind::Worker) + 1;

/// Names one lane of one trace; stays the same while the trace grows.
struct LaneId
{
    LaneKind kind = LaneKind::Loop;
    quint32 number = 0; ///< of the task, queue or worker; 0 for the loop

    [[nodiscard]] static constexpr LaneId loop() { return {}; }
    [[nodiscard]] static constexpr LaneId of(trace::TaskId id) { return { LaneKind::Task, trace::number(id) }; }
    [[nodiscard]] static constexpr LaneId of(trace::QueueId id) { return { LaneKind::Queue, trace::number(id) }; }
    [[nodiscard]] static constexpr LaneId of(trace::WorkerId id) { return { LaneKind::Worker, trace::number(id) }; }

    /// The task, queue or worker of this lane; None for a lane of another kind.
    [[nodiscard]] constexpr trace::TaskId task() const { return trace::TaskId(kind == LaneKind::Task ? number : 0); }
    [[nodiscard]] constexpr trace::QueueId queue() const { return trace::QueueId(kind == LaneKind::Queue ? number : 0); }
    [[nodiscard]] constexpr trace::WorkerId worker() const { return trace::WorkerId(kind == LaneKind::Worker ? number : 0); }

    constexpr auto operator<=>(const LaneId &) const = default;
};

[[nodiscard]] inline size_t qHash(LaneId id, size_t seed = 0)
{
    return ::qHash((quint64(id.kind) << 32) | id.number, seed);
}

/// A slice (tasks, loop, workers) or a step (queues) of a lane, by its index there; indices never change while the trace grows.
struct SliceRef
{
    LaneId lane;
    quint64 index = 0;

    constexpr bool operator==(const SliceRef &) const = default;
};

[[nodiscard]] inline size_t qHash(SliceRef slice, size_t seed = 0)
{
    return qHashMulti(seed, slice.lane, slice.index);
}

} // namespace session
