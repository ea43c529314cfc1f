// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "attach/openprograms.h"
#include "trace/result.h"

namespace attach {

/// Programs of this user that run under CPython 3.14 or later and do not listen: the probe can be brought into them from outside, where the system
/// lets one process of a user write into another (Linux: kernel.yama.ptrace_scope 0, or root). Empty on systems without /proc. At most MaxPrograms.
[[nodiscard]] QList<OpenProgram> enterablePrograms(const QList<OpenProgram> &listening);

/// Brings the probe into a program by sys.remote_exec of its own interpreter, and waits until it listens in `folder`, at most so many ms. A program
/// takes it in when it next runs Python code. The error says what the interpreter said, in one line.
[[nodiscard]] trace::Result<OpenProgram> enterProgram(const OpenProgram &program, const QString &folder = programsFolder(), int ms = 5000);

} // namespace attach
