// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <functional>
#include <memory>

namespace scheduler {

/// Calls back from the thread's Qt event loop when a length of machine time is over: by timerfd on Linux, whose resolution is ns and
/// lateness that of the kernel, by a precise QTimer of whole ms elsewhere.
class WakeUp
{
public:
    explicit WakeUp(std::function<void()> callback);
    ~WakeUp();

    /// Calls back once in `ns` machine nanoseconds (> 0); replaces what was armed before.
    void arm(qint64 ns);
    void disarm();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace scheduler
