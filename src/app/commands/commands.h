// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

namespace app {

/// Does what the command line asks where that needs no window (subcommands, --help, --version, errors) and returns the exit code;
/// nothing where the window is asked for. Makes and ends the application object of a subcommand, on Qt's offscreen platform.
[[nodiscard]] std::optional<int> runCommandLine(int argc, char **argv);

} // namespace app
