// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/laneid.h"
#include "trace/trace.h"

#include <QString>

#include <vector>

namespace timeline {

// What lanes and slices say in words: on the slices, in the lane headers, in the read-out under the pointer and to a screen reader.
// All of it is read from the trace; what the trace does not tell is left out, never guessed.

/// What a task waits for: "sleep", "get data", "join say-1", "gather 3", "job". `event` is the one that suspended it.
[[nodiscard]] QString awaitText(const trace::Trace &trace, trace::AwaitReason reason, const trace::Event &event);
/// The same from the reason alone, for slices with little room: "sleep", "get", "join".
[[nodiscard]] QString awaitText(trace::AwaitReason reason);

/// The label inside a slice of the loop, a task or a worker; empty where there is nothing to say.
[[nodiscard]] QString sliceLabel(const trace::Trace &trace, session::LaneId lane, const trace::Slice &slice);

/// The second line of a lane's header: "13 resumes", "queue of 5", "3 jobs · modelled".
[[nodiscard]] QString laneNote(const trace::Trace &trace, session::LaneId lane);

/// One slice or step, told in full.
struct Readout
{
    QString title; ///< "consumer-1 awaits sleep"
    struct Row
    {
        QString name;
        QString value;
        bool operator==(const Row &) const = default;
    };
    std::vector<Row> rows;
    trace::SliceState state = trace::SliceState::Unknown;
    trace::AwaitReason reason = trace::AwaitReason::None;
};

/// The read-out of a slice or step; `nsPerPixel` decides how many decimals its times have. An empty title for one that is not there.
[[nodiscard]] Readout readoutOf(const trace::Trace &trace, session::SliceRef slice, double nsPerPixel);
/// The same as one line: "consumer-1 awaits sleep, from 6.500 s to 7.000 s, 500 ms, woken by timer".
[[nodiscard]] QString plainText(const Readout &readout);

/// What the picture can be trusted for: "virtual clock · 0 lost", "real clock · 12 events lost · 3 times put in order".
[[nodiscard]] QString trustText(const trace::Trace &trace);

} // namespace timeline
