// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/messages.h"
#include "trace/trace.h"

#include <memory>

namespace app {

class Interruption;

/// A trace that a command works on, or the exit code to end with where it could not be read (the message has been printed).
/// A part of its file may turn out to be damaged only while the command works: that is told when it has.
struct OpenedTrace
{
    OpenedTrace() = default;
    ~OpenedTrace();
    OpenedTrace(OpenedTrace &&) noexcept = default;
    OpenedTrace &operator=(OpenedTrace &&) noexcept = default;

    QString path;
    std::unique_ptr<trace::Trace> trace; ///< null where it could not be read
    bool isCutOff = false;
    int exitCode = 0;
};

/// Reads the trace that the user names, "-" for standard input, with a progress line. Warns where part of the file is missing.
[[nodiscard]] OpenedTrace openTrace(const QString &path, const Interruption &interruption);

} // namespace app
