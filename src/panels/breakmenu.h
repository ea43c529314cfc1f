// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/condition.h"
#include "trace/trace.h"

class QMenu;

namespace session {
class Session;
}

namespace panels {

// "Break when consumer-1 resumes": what the menus of tasks, queues and log lines offer. Each entry adds a breakpoint to the session's list.

void addTaskBreaks(QMenu &menu, session::Session &session, trace::TaskId task);
/// The depth that is offered is one more than the queue holds at the playhead.
void addQueueBreaks(QMenu &menu, session::Session &session, trace::QueueId queue);
void addLogBreak(QMenu &menu, session::Session &session, const QString &line);
void addTimeBreak(QMenu &menu, session::Session &session, trace::Timestamp time);

/// A pattern of names that this name alone matches.
[[nodiscard]] QString exactPattern(const QString &name);

} // namespace panels
