// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/linkedtext.h"
#include "trace/event.h"

namespace trace {
class Trace;
}

namespace analysis {

// The words that all sentences share, so that a task, a moment or an item looks the same in each.

/// A length of time rounded to four significant digits, with the unit that fits: "812 ms", "1.614 s".
[[nodiscard]] QString spanText(trace::Duration d);
/// A moment: to the millisecond from one second on, before that to four significant digits: "3.204 s", "12.35 ms", "0 s".
[[nodiscard]] QString momentText(trace::Timestamp t);
/// "1st", "2nd", "3rd", "11th".
[[nodiscard]] QString ordinal(quint64 n);
/// "1 task", "3 tasks"; plural is the word with an s.
[[nodiscard]] QString counted(quint64 n, const char *noun);

/// The task's name, "task 7" where the trace does not name it, with a link to it.
[[nodiscard]] Piece link(const trace::Trace &trace, trace::TaskId id);
/// "data" or "queue 2".
[[nodiscard]] Piece link(const trace::Trace &trace, trace::QueueId id);
/// "pool-1" or "worker 2".
[[nodiscard]] Piece link(const trace::Trace &trace, trace::WorkerId id);
/// momentText() with a link to the moment: to all its events, or to the state after the first `events` of the trace.
[[nodiscard]] Piece moment(trace::Timestamp t, std::optional<quint64> events = {});
/// moment() of the n-th event, linked to the state right after it.
[[nodiscard]] Piece momentOf(const trace::Trace &trace, quint64 event);
/// "producerconsumer.cpp:41", empty where the site is not known.
[[nodiscard]] Piece place(const trace::Trace &trace, trace::SiteId id);
/// "item 7", "an item" where the trace does not tell which; long ones are cut.
[[nodiscard]] QString item(const trace::Trace &trace, trace::TextId text);
/// The text of an error, a job or a request in one line, cut where it is long.
[[nodiscard]] QString shortened(const QString &text);

/// How a task ended, as a verb: "returned", "raised ValueError: no such planet", "was cancelled", "finished".
[[nodiscard]] QString ending(const trace::Trace &trace, trace::Outcome outcome, trace::TextId text);

} // namespace analysis
