// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/trace.h"

#include <memory>
#include <vector>

namespace panels {

/// Random access to the events of a packed log for tables: decodes a block around what is asked for and keeps it, so that a screenful of rows
/// costs one or two decodings and not one a cell.
class EventRows
{
public:
    void setTrace(std::shared_ptr<const trace::Trace> trace);
    [[nodiscard]] const std::shared_ptr<const trace::Trace> &trace() const { return m_trace; }
    /// The n-th event, n < eventCount() of the trace.
    [[nodiscard]] const trace::Event &event(quint64 n) const;

private:
    static constexpr quint64 Block = 512;

    std::shared_ptr<const trace::Trace> m_trace;
    mutable std::vector<trace::Event> m_events;
    mutable quint64 m_first = 0;
};

/// What an event says beyond its kind and task, in words: "awaits sleep, producerconsumer.cpp:38", "item 64, depth 3".
[[nodiscard]] QString eventDetails(const trace::Trace &trace, const trace::Event &event);

} // namespace panels
