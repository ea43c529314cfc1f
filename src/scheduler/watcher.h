// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scheduler/taskcore.h"

#include <optional>

namespace scheduler {

/// Looks at a run from the side and halts it where it wants to. Every function is called on the loop's thread; none may call the loop.
/// A halt is a pause before the next resume: whatever made something ready has been told by then, and the task has not run on.
class Watcher
{
public:
    virtual ~Watcher() = default;
    /// An event was recorded (none while recording is off). True: halt before the next resume.
    virtual bool recorded(const trace::Event &event) = 0;
    /// This task is the next to be resumed. True: halt before it; the run goes on with it without asking again.
    virtual bool halts(TaskId next, Timestamp now) = 0;
    /// The moment at which to halt although nothing happens at it, or nothing. A virtual clock does not jump over it.
    [[nodiscard]] virtual std::optional<Timestamp> haltTime() const = 0;
    /// The clock stands at haltTime(), or has just passed it where it runs by itself; haltTime() is another one from now on.
    virtual void timeReached(Timestamp now) = 0;
};

} // namespace scheduler
