// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/laneid.h"
#include "trace/event.h"

#include <vector>

namespace trace {
class Trace;
}

namespace session {

/// An arrow of another program's recording, from one slice of a worker lane to another: something was handed over, a request, a message, a frame.
struct Flow
{
    /// Where it leaves or arrives.
    struct End
    {
        SliceRef slice;
        trace::Timestamp time;
        quint64 event = 0; ///< index in the log
    };
    End from;
    End to;
    trace::TextId name = trace::TextId::None;
};

/// The flows that leave a Running slice of a worker lane or arrive in it, those that arrive first, each in the order of their ends in the slice; at most
/// `limit` of them. Only of recordings of other programs: ours have no flows. Looks at no more than 100 000 events before the slice, in it and after
/// it: of a flow that is longer nothing is said.
[[nodiscard]] std::vector<Flow> flowsOf(const trace::Trace &trace, SliceRef slice, int limit = 32);

} // namespace session
