// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

#include <array>

namespace attach {

// The stream of a probe: what a program tells of itself, over a local socket or into a file. All numbers are little-endian.
//
//   header, 32 bytes: "LSPY", u16 version (1), u16 flags (1: low detail, 2: can be watched only), u32 process id, u32 0, u64 CLOCK_MONOTONIC ns, u64 wall clock ns
//   then records:     u8 kind, u8 flags, u16 size of the whole record, u32 and u64 fields as layoutOf() says, the rest is UTF-8 text
//
// A reader skips unknown kinds by their size and ignores what follows the fields it knows: that is the versioning. All times are CLOCK_MONOTONIC ns;
// the header's is moment 0. Strings 1, 2 and 3 are the interpreter, the command line and the working directory. A slice is written at its end, so
// records are ordered by emission and not by time; a Water record promises that nothing earlier than its time follows.
//
// Commands go the other way, one a line: "pause", "step" (one task step), "iterate" (all steps that are ready), "continue", "until TASK" (go on until
// this task has made its next step), and "breaks JSON": the conditions to halt at from now on, [{"n": number, "kind": k, "name": glob, "value": v}, ...]
// with kinds resumes, suspends, finishes, raises, cancelled (name: glob of tasks), at-least, at-most, full, empty (of queues; value: depth),
// log (name: regular expression) and time (value: ns from moment 0). A halt at one is told by a State record with the text "NUMBER REASON".

enum class RecordKind : quint8 {
    String = 1, ///< number; text
    Site, ///< number, number of the caller's site, string of the file, string of the function, line
    Task, ///< task, time, parent, site, loop; text = name. Flags 1: told again after a loss, 2: started eagerly
    Ready, ///< task, time, task that woke it, timer or job by flags (Waker)
    Slice, ///< task, begin, end, site, object by flags (ProbeReason); text: what was raised
    Iteration, ///< handles that ran, begin, end; flags = number of the loop
    Timer, ///< timer, time, due, task that sleeps
    Fired, ///< timer, time
    TimerCancelled, ///< timer, time
    Queue, ///< queue, time, maxsize; text = name
    Put, ///< queue, time, task, depth after (2^32 - 1: not known); text = item
    Get, ///< likewise
    Worker, ///< worker, time; text = name
    Job, ///< job, time, task, 0; text = function
    JobStarted, ///< job, time, worker, 0
    JobEnded, ///< job, time, worker, 0; flags = ProbeReason of the end
    Cancel, ///< task, time, task that asked
    Held, ///< task, time, begin of the iteration, begin of the slice, site where it is
    Callback, ///< loop, begin, end; text = function: a callback of no task that took long
    Log, ///< task, time; text; flags = 1 standard output, 2 standard error, 3 a mark
    Lost, ///< 0, number of records, time of the first, time of the last
    Water, ///< 0, time
    Await, ///< as Slice: what a task waits for, told again after a loss
    Loop, ///< loop, time; text = type; flags 0: a type that the probe cannot see into
    State, ///< task that is next, time, steps made by command, parked steps; flags 1 running, 2 paused; text: at which break it halted, and why
    End, ///< errors of the probe, time, records lost in all, 0; text = the first error
};
inline constexpr int RecordKindCount = static_cast<int>(RecordKind::End) + 1;

/// Flags of Slice, Await, JobEnded. Up to Unknown the numbers are those of trace::AwaitReason.
enum class ProbeReason : quint8 { Unknown = 12, Returned = 32, Raised = 33, Cancelled = 34 };

/// Flags of Ready.
enum class Waker : quint8 { Unknown, Task, Timer, Io, Job };

inline constexpr qsizetype HeaderSize = 32;
inline constexpr qsizetype RecordHeadSize = 4;
inline constexpr quint16 StreamVersion = 1;

/// The fields of a kind in their order: 'I' for u32, 'Q' for u64; null for an unknown kind.
[[nodiscard]] constexpr const char *layoutOf(quint8 kind)
{
    constexpr std::array<const char *, RecordKindCount> layouts { nullptr, "I", "IIIII", "IQIII", "IQII", "IQQII", "IQQ", "IQQI", "IQ", "IQ", "IQI", "IQII", "IQII",
        "IQ", "IQII", "IQII", "IQII", "IQI", "IQQQI", "IQQ", "IQ", "IQQQ", "IQ", "IQQII", "IQ", "IQQI", "IQQQ" };
    return kind < layouts.size() ? layouts[kind] : nullptr;
}

/// One record of a known kind; the text points into the bytes that were fed.
struct Record
{
    RecordKind kind = RecordKind::String;
    quint8 flags = 0;
    std::array<quint32, 5> small {}; ///< the u32 fields in their order
    std::array<quint64, 3> large {}; ///< the u64 fields in their order
    QByteArrayView text;
};

} // namespace attach
