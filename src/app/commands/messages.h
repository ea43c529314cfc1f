// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/result.h"

#include <QByteArray>

namespace app {

/// What the process ends with (interface.md, "Exit codes and messages").
enum class ExitCode : int {
    Done = 0,
    Failed = 1, ///< it ran and failed: a task raised, a deadlock, the disk is full
    Usage = 2, ///< the command line is wrong
    BadInput = 3, ///< an input file cannot be read
    Interrupted = 130, ///< Ctrl+C: 128 + SIGINT, as shells expect it
};

/// Prints "loopscope: WHAT: WHY" to standard error, line breaks and control characters in it made visible, and returns the code's number.
int fail(ExitCode code, const trace::Error &error);

/// Prints "loopscope: WHAT: WHY" to standard error; the work goes on.
void warn(const trace::Error &error);

/// Standard output of a command. What cannot be written (disk full, closed) is found out at the latest by finish().
class Output
{
public:
    /// Appends UTF-8 text, buffered.
    void write(QByteArrayView text);
    void write(const QByteArray &utf8) { write(QByteArrayView(utf8)); }
    void write(const QString &text) { write(text.toUtf8()); }
    /// Hands on what has been written, so that it is seen now.
    void flush();
    /// Flushes. Returns `code` as a number where everything was written; else prints the reason and returns that of ExitCode::Failed.
    [[nodiscard]] int finish(ExitCode code = ExitCode::Done);

private:
    int m_errno = 0; // of the first failure
};

} // namespace app
