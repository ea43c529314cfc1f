// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/eventargs.h"

#include <QJsonObject>

namespace formats {

// What stands in the `args` of our Chrome trace events (eventargs.h) and in the file's `otherData`, both ways.

/// Appends {"seq":4,"t_ns":1000,"kind":"task-resumed","task":1,...}.
void appendChromeArgs(const trace::Trace &trace, quint64 seq, const trace::Event &event, QByteArray &out);
/// Reads the args of one of our records; false where they are no object as JSON has it.
[[nodiscard]] bool readChromeArgs(const JsonToken &object, EventArgs &args);

/// Appends {"generator":"loopscope 0.1.0","name":...}: the description of the trace.
void appendChromeHeader(const trace::Trace &trace, QByteArray &out);
/// Reads it back; false where `otherData` is not of our making.
[[nodiscard]] bool readChromeHeader(const QJsonObject &otherData, trace::TraceInfo &info, qint64 &endNs);

} // namespace formats
