// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/ids.h"
#include "trace/time.h"

#include <QByteArrayView>
#include <QString>

namespace analysis {

enum class Severity : quint8 {
    Note, ///< worth knowing
    Warning, ///< the program works but not as well as it could
    Error, ///< the program failed
};

/// The name of interface.md: "note", "warning", "error".
[[nodiscard]] QByteArrayView nameOf(Severity severity);

/// One thing that a rule noticed in a trace, as one sentence that is true of that trace.
struct Finding
{
    QByteArrayView id; ///< of the rule: "loop-held"; a literal
    Severity severity = Severity::Note;
    trace::TaskId task = trace::TaskId::None; ///< whom it is about, None where no single task is
    trace::Timestamp at; ///< where to look
    QString text; ///< without a full stop
};

} // namespace analysis
