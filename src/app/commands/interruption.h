// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

namespace app {

/// Ctrl+C (SIGINT) and SIGTERM while one of these exists: the first one asks the work to end cleanly, the second ends the process at once.
/// At most one exists at a time; make it before other threads start.
class Interruption
{
public:
    /// `wasAsked` is called once at the first signal, on a thread of its own; it may be empty.
    explicit Interruption(std::function<void()> wasAsked = {});
    ~Interruption();
    Interruption(const Interruption &) = delete;
    Interruption &operator=(const Interruption &) = delete;

    /// Whether the work has been asked to end. Any thread.
    [[nodiscard]] bool isRequested() const;

private:
    struct Private;
    Private *d;
};

} // namespace app
