// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/command.h"

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

} // namespace app
