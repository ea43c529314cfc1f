// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"
#include "trace/result.h"

class QWidget;

namespace app {

class LiveRun;

/// Asks for a file and writes the session's trace into it, in the format of the file's suffix, on a thread of its own with progress and cancel; a
/// live run is paused first. Returns the path, "" where the user changed their mind.
[[nodiscard]] trace::Result<QString> saveTrace(const session::Session &session, LiveRun &live, QWidget *parent);

/// The same with a path. The window is blocked but painted until it is done.
[[nodiscard]] trace::Result<QString> saveTraceTo(const QString &path, const session::Session &session, LiveRun &live, QWidget *parent);

} // namespace app
