// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/trace.h"

#include <QString>

namespace panels {

/// A moment as the panes write it: seconds with three decimals, "7.000 s".
[[nodiscard]] QString momentText(trace::Timestamp t);
/// A length of time as the panes write it: "0.290 s", below a millisecond with the unit that fits.
[[nodiscard]] QString spanText(trace::Duration d);

/// "producer-1", or "task 7" where the trace does not name it; "" for None.
[[nodiscard]] QString taskName(const trace::Trace &trace, trace::TaskId id);
[[nodiscard]] QString queueName(const trace::Trace &trace, trace::QueueId id);

/// What a task does, in a word or two: "running", "ready", "awaits sleep", "awaits data.get", "returned".
[[nodiscard]] QString doingText(const trace::Trace &trace, const trace::TaskStatus &task);
/// What is awaited, as an object of "awaits": "sleep", "data.get", "gather(3)", "join of say-1", "job pi-digits".
[[nodiscard]] QString awaitedText(const trace::Trace &trace, trace::AwaitReason reason, quint32 object);
/// Why a task became ready, as a clause after "because": "its sleep ended", "producer-1 put into data".
[[nodiscard]] QString wokenText(const trace::Trace &trace, trace::ReadyCause cause, trace::TaskId waker, quint32 object);
/// "producerconsumer.cpp:38", "" where the site is not known.
[[nodiscard]] QString siteText(const trace::Trace &trace, trace::SiteId id);
/// The coroutines of an await from the innermost outwards: "consume ← main"; "" where they are not known.
[[nodiscard]] QString stackText(const trace::Trace &trace, trace::SiteId id);

} // namespace panels
