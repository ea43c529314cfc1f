// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/eventargs.h"
#include "formats/format.h"

#include <functional>
#include <vector>

namespace formats {

/// Takes back the events of ours that stand in a file of another format, and makes the trace they came from.
///
/// Our writers write them in the order of the trace: then each goes into the trace at once. Once one is out of order, or missing, the rest is kept
/// (64 bytes an event) and sorted at the end.
class OwnEvents
{
public:
    explicit OwnEvents(std::shared_ptr<trace::TextTable> texts) : m_trace(std::make_unique<trace::Trace>(trace::TraceInfo(), std::move(texts))) {}

    void take(const NumberedEvent &event);
    /// What the file says about the trace: its description, end in ns and number of events.
    void describe(trace::TraceInfo info, qint64 endNs, quint64 events);
    [[nodiscard]] bool isDescribed() const { return m_isDescribed; }

    /// How many are in the trace so far.
    [[nodiscard]] quint64 count() const { return m_trace->eventCount(); }
    /// A trace of the first `most` of those that are there, to be shown while the rest is read; null where `goesOn`, asked every few milliseconds, said so.
    [[nodiscard]] std::unique_ptr<trace::Trace> firstPart(quint64 most, const std::function<bool()> &goesOn) const;

    /// The trace; `cutOff` says where the file is cut off ("in line 7"), "" where it is whole.
    [[nodiscard]] Loaded finish(const QString &cutOff);

private:
    std::unique_ptr<trace::Trace> m_trace;
    std::vector<NumberedEvent> m_late;
    qint64 m_endNs = 0;
    quint64 m_expected = 0;
    bool m_isDescribed = false;
};

} // namespace formats
