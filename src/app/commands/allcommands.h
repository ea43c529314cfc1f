// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/command.h"
#include "app/commands/livecommand.h"
#include "trace/result.h"

namespace app {

// Each in a file of its own.
extern const Command scenariosCommand;
extern const Command runCommand;
extern const Command recordCommand;
extern const Command renderCommand;
extern const Command convertCommand;
extern const Command infoCommand;
extern const Command eventsCommand;
extern const Command stateCommand;
extern const Command explainCommand;

/// What `record --live` asks the window to do. The error names the option.
[[nodiscard]] trace::Result<LiveRecording> prepareLiveRecording(const Arguments &arguments);

} // namespace app
