// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenarios/jsonnode.h"
#include "scenarios/parameter.h"

#include <vector>

namespace scenarios {

/// What one step of a scenario file does (interface.md, "Scenario files").
enum class StepKind {
    Sleep, ///< delay, drawn anew each time
    Put, ///< text into queue `number`
    Get, ///< from queue `number`
    Spawn, ///< tasks
    Join, ///< the `number`-th task this task has spawned
    Cancel, ///< the `number`-th task this task has spawned
    CancelSelf,
    Gather, ///< tasks
    Timeout, ///< steps, at most delay.low
    Raise, ///< text
    Log, ///< text
    Compute, ///< delay.low
    Offload, ///< delay.low
    Repeat, ///< steps, `number` times
};

struct Step
{
    StepKind kind = StepKind::Log;
    Place place; ///< where it stands in the file: the await site of its task
    DurationRange delay;
    qint64 number = 0;
    QString text;
    std::vector<int> tasks; ///< indices into Program::tasks
    std::vector<Step> steps;
};

/// What an exception does to a task that is at one of its top-level steps.
enum class OnException { End, Continue, ContinueOnce };

struct TaskDefinition
{
    QString name;
    QByteArray utf8Name; ///< the same, for the function of its await sites
    Place place;
    std::vector<Step> steps;
    OnException onTimeout = OnException::End;
    OnException onError = OnException::End;
    OnException onCancelled = OnException::End;
};

struct QueueDefinition
{
    QString name;
    qint64 maxsize = 0; ///< 0: unbounded
};

/// The most that a run can do; exceptions and cancellation make it less. There are no conditions in a program, so its
/// text tells.
struct ProgramExtent
{
    qint64 tasks = 0; ///< created
    qint64 steps = 0; ///< begun
    qint64 time = 0; ///< ns, the sum of all times asked for
};

/// A scenario file that has been read and found whole: every index is valid, every run of it ends.
struct Program
{
    QString name;
    QByteArray fileName; ///< UTF-8; names the await sites
    std::vector<QueueDefinition> queues;
    std::vector<TaskDefinition> tasks;
    int start = 0; ///< index into tasks
    ProgramExtent extent;
};

// Limits on the extent of a program.
inline constexpr qint64 MaxProgramTasks = 1'000'000;
inline constexpr qint64 MaxProgramSteps = 100'000'000;
inline constexpr qint64 MaxRepeat = 100'000'000;
inline constexpr qint64 MaxQueueSize = 1'000'000'000;
/// So that no deadline leaves the range of a Timestamp.
inline constexpr trace::Duration MaxProgramTime = std::chrono::hours(24 * 365 * 100);

/// Reads a program from the bytes of a scenario file. `name` stands for the file in messages and as the file of its
/// await sites. An error's `what` is "NAME:LINE:COLUMN", its `why` begins with the path of the element
/// ("tasks.producer.steps[2].sleep: ...").
[[nodiscard]] trace::Result<Program> readProgram(QByteArrayView bytes, const QString &name);

/// The last part of readProgram: sums up the program's extent. Refuses a program whose joins and cancels mean tasks
/// that cannot have been spawned yet, that may not end (a task that brings itself about) or that exceeds the limits
/// above.
[[nodiscard]] trace::Result<ProgramExtent> checkProgram(const Program &program, const QString &name);

} // namespace scenarios
