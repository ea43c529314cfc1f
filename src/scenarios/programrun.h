// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenarios/program.h"

#include <memory>

namespace scheduler {
class Loop;
}

namespace scenarios {

/// Spawns the program's first task on the loop. The program and its queues live as long as one of its tasks: the tasks
/// share them, so a task that its parent has left behind goes on.
void spawnProgram(scheduler::Loop &loop, std::shared_ptr<const Program> program);

} // namespace scenarios
