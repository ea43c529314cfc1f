// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/livecommand.h"

#include <optional>

namespace app {

/// Does what the command line asks where that needs no window (subcommands, --help, --version, errors) and returns the exit code;
/// nothing where the window is asked for: with a program that is to be run in it, `live` is filled. Makes and ends the application object of a
/// subcommand, on Qt's offscreen platform.
[[nodiscard]] std::optional<int> runCommandLine(int argc, char **argv, std::optional<LiveRecording> &live);

} // namespace app
