// SPDX-License-Identifier: MIT
#pragma once

namespace loopscope::detail {

/// Arranges that the event loop of the application's thread is watched, now or as soon as there is an application.
void watchEventLoop();

// From the event loop's thread: an iteration has begun; the loop is about to wait.
void loopAwake();
void loopBlocks();

} // namespace loopscope::detail
