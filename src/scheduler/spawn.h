// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scheduler/taskhandle.h"

namespace scheduler {

/// Makes a task of its own out of a coroutine: it is ready at once and begins in the next iteration. An empty name stands for the task's
/// own base name.
template<typename T>
TaskRef spawnTask(Engine &engine, Task<T> task, QString name)
{
    if (name.isEmpty())
        name = task.baseName();
    TaskRef core(new TypedTaskCore<T>(engine, engine.nextTaskId(), task.release()));
    engine.start(*core.get(), name);
    return core;
}

} // namespace scheduler
