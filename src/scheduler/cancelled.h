// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <exception>

namespace scheduler {

/// Thrown out of an await when the task was cancelled. Not derived from std::exception, so that `catch (const std::exception &)`
/// does not swallow it (as CancelledError is no Exception in Python). A task that lets it through ends as cancelled.
class Cancelled
{
};

/// Thrown by withTimeout() when the time was over before its body.
class TimeoutError : public std::exception
{
public:
    [[nodiscard]] const char *what() const noexcept override { return "timeout"; }
};

/// Thrown by compute(), offload() and heedStop() inside a task after Loop::stop(): unwinds a task that holds the loop.
/// Code that catches everything must rethrow it; a task that does not is unwound again at its next call.
class Stopped
{
};

} // namespace scheduler
