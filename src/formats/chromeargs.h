// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/result.h"
#include "trace/trace.h"

#include <QJsonObject>

namespace formats {

// What stands in the `args` of our Chrome trace events and in the file's `otherData`, both ways. The keys of an event are those of
// trace::EventShape with plain numbers as ids; a site is file, line, function and `callers`, innermost first.

inline constexpr int MostCallers = 256; ///< levels of an async call stack that are kept

/// Appends {"seq":4,"kind":"task-resumed","task":1,...}.
void appendChromeArgs(const trace::Trace &trace, quint64 seq, const trace::Event &event, QByteArray &out);

/// An event with its place in the order of the trace.
struct NumberedEvent
{
    quint64 seq = 0;
    trace::Event event; ///< without its time
};
/// Reads args of one of our records and interns its texts; the error's `what` is the key it is about.
[[nodiscard]] trace::Result<NumberedEvent> readChromeArgs(const QJsonObject &args, trace::TextTable &texts);

/// Appends {"generator":"loopscope 0.1.0","name":...}: the description of the trace.
void appendChromeHeader(const trace::Trace &trace, QByteArray &out);
/// Reads it back; false where `otherData` is not of our making.
[[nodiscard]] bool readChromeHeader(const QJsonObject &otherData, trace::TraceInfo &info, qint64 &endNs);

} // namespace formats
