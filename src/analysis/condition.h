// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/result.h"

#include <QString>

#include <vector>

namespace analysis {

/// A condition on what the scheduler does, at which a run is halted or to which one can go in a recording. Written as (interface.md):
///   task GLOB resumes|suspends|finishes|raises|is cancelled
///   queue GLOB depth >= N | queue GLOB depth <= N | queue GLOB full | queue GLOB empty
///   ready > TIME | held > TIME | deadlock | log ~ REGEX | time >= TIME
/// Words are case-insensitive, names are not; a name with blanks stands in double quotes; REGEX (PCRE) goes to the end of the text.
struct Condition
{
    enum class Kind : quint8 {
        TaskResumes,
        TaskSuspends,
        TaskFinishes, ///< whatever its outcome
        TaskRaises,
        TaskIsCancelled, ///< someone asks for it, and again where it ends cancelled
        QueueDepthAtLeast, ///< this and the other queue conditions are met where they become true, not while they stay so
        QueueDepthAtMost,
        QueueFull,
        QueueEmpty, ///< its last item is taken
        ReadyLonger, ///< a task stands in the ready queue for longer; once a wait
        HeldLonger, ///< a task runs for longer without suspending; once a resume
        Deadlock, ///< tasks are left that nothing can ever wake
        LogMatches, ///< a line's text, or the text and behind it, in parentheses, the args that it has (trace/argtext.h)
        TimeReached,
    };

    Kind kind = Kind::Deadlock;
    QString name; ///< glob of task or queue, or the regular expression
    qint64 number = 0; ///< depth in items, or a time in ns

    /// Reads one condition. The error's `what` quotes the text with the column (from 1) of the word it is about, its `why` names what may
    /// stand there and the nearest valid word. `errorAt` is set to where that word begins, from 0, up to the length of the text.
    [[nodiscard]] static trace::Result<Condition> parse(const QString &text, qsizetype *errorAt = nullptr);
    /// The condition in its plain form; parse() of it gives the same again.
    [[nodiscard]] QString text() const;

    bool operator==(const Condition &) const = default;
};

} // namespace analysis
