// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/programplan.h"

#include <functional>

namespace trace {
class Trace;
}

namespace app {

/// A program that the window runs and watches from its beginning (record --live).
struct WatchedProgram
{
    ProgramPlan plan;
    /// It runs; the id of its process.
    std::function<void(qint64 process)> begun;
    /// It has ended with this exit code, or could not be started (-1 and why), or the window was closed before, which ends it. Called once. Returns
    /// the exit code of this process.
    std::function<int(const trace::Trace &trace, int exitCode, const QString &failure)> ended;
};

/// Shows the window until it is closed and returns the exit code of the process. Takes the whole command line: Qt's own options
/// ("-platform xcb"), then at most one FILE to open. Makes the QApplication itself; none exists when it is called.
int runWindow(int argc, char **argv);
/// The same with a program that is run in it; takes nothing of the command line.
int runWindow(const WatchedProgram &program);

} // namespace app
