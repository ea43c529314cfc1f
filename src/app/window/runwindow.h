// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace app {

/// Shows the window until it is closed and returns the exit code of the process. Takes the whole command line: Qt's own options
/// ("-platform xcb"), then at most one FILE to open. Makes the QApplication itself; none exists when it is called.
int runWindow(int argc, char **argv);

} // namespace app
