// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/waiting.h"

namespace analysis {

using trace::AwaitReason;
using trace::State;
using trace::TaskId;
using trace::TaskState;
using trace::TaskStatus;

namespace {

// Only a task of the loop itself can end such a wait.
bool isInternalWait(AwaitReason reason)
{
    return reason == AwaitReason::QueueGet || reason == AwaitReason::QueuePut || reason == AwaitReason::Join || reason == AwaitReason::Gather
        || reason == AwaitReason::Lock || reason == AwaitReason::Event;
}

} // namespace

std::vector<TaskId> deadlockedTasks(const State &state)
{
    std::vector<TaskId> waiting;
    if (state.lost > 0 || state.ignored > 0 || !state.ready.empty() || state.running != TaskId::None || !state.timers.empty()
        || !state.jobs.empty() || !state.ios.empty())
        return waiting;
    for (const TaskStatus &task : state.tasks) {
        if (task.id == TaskId::None || task.state == TaskState::Finished)
            continue;
        if (task.state != TaskState::Awaiting || !isInternalWait(task.reason))
            return {};
        waiting.push_back(task.id);
    }
    return waiting;
}

} // namespace analysis
