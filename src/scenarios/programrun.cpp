// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/programrun.h"

#include "scheduler/loop.h"
#include "scheduler/queue.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <stdexcept>

// The interpreter of scenario files. A task of the file is one coroutine, runSteps(), that goes down into compound
// steps by awaiting itself, so a task's async stack names the lines of the compound steps around the one it is at.
// Costs one coroutine frame per task and per compound step.

using scheduler::Loop;
using scheduler::Queue;
using scheduler::SourceLocation;
using scheduler::Task;
using scheduler::TaskHandle;
using trace::Duration;

namespace scenarios {

namespace {

// What a raise step throws. It ends its own task whatever that task's rules say; in one that joins it, it is an error
// like any other.
class StepError : public std::runtime_error
{
public:
    StepError(const QString &text, trace::TaskId raiser)
        : std::runtime_error(text.toStdString())
        , m_raiser(raiser)
    {
    }
    [[nodiscard]] trace::TaskId raiser() const { return m_raiser; }

private:
    trace::TaskId m_raiser;
};

// The texts of the place live as long as the program.
SourceLocation placeIn(const Program &program, const TaskDefinition &task, Place place)
{
    return { program.fileName.constData(), task.utf8Name.constData(), static_cast<quint32>(place.line) };
}

// What all tasks of one run share.
struct ProgramRun
{
    ProgramRun(Loop &loop, std::shared_ptr<const Program> p)
        : program(std::move(p))
    {
        for (const QueueDefinition &queue : program->queues)
            queues.emplace_back(loop, queue.name, queue.maxsize);
    }

    std::shared_ptr<const Program> program;
    std::deque<Queue<QString>> queues; // by index of the program's queues; a deque does not move them
};

using SharedRun = std::shared_ptr<ProgramRun>;

// One task while it runs.
class ProgramTask
{
public:
    ProgramTask(SharedRun run, const TaskDefinition &definition)
        : run(std::move(run))
        , definition(definition)
        , m_onTimeout(definition.onTimeout)
        , m_onError(definition.onError)
        , m_onCancelled(definition.onCancelled)
    {
    }

    SharedRun run;
    const TaskDefinition &definition;
    std::vector<TaskHandle<>> spawned; // in order, what `join` and `cancel` count from 0

    [[nodiscard]] SourceLocation placeOf(const Step &step) const
    {
        return placeIn(*run->program, definition, step.place);
    }

    TaskHandle<> &spawnedTask(const Step &step)
    {
        if (static_cast<std::size_t>(step.number) >= spawned.size())
            throw std::out_of_range("task " + std::to_string(step.number) + " has not been spawned");
        return spawned[static_cast<std::size_t>(step.number)];
    }

    // Called in a handler: whether the task goes on with its next step after what is being handled.
    [[nodiscard]] bool goesOn(trace::TaskId self)
    {
        try {
            throw;
        } catch (const scheduler::Cancelled &) {
            return isForgiven(m_onCancelled);
        } catch (const scheduler::TimeoutError &) {
            return isForgiven(m_onTimeout);
        } catch (const StepError &error) {
            return error.raiser() != self && isForgiven(m_onError);
        } catch (const std::exception &) {
            return isForgiven(m_onError);
        } catch (...) {
            return false; // the loop is being stopped
        }
    }

private:
    static bool isForgiven(OnException &rule)
    {
        const bool goesOn = rule != OnException::End;
        if (rule == OnException::ContinueOnce)
            rule = OnException::End;
        return goesOn;
    }

    OnException m_onTimeout;
    OnException m_onError;
    OnException m_onCancelled;
};

// How long a time of the loop is on the machine.
Duration machineTime(const Loop &loop, Duration time)
{
    return Duration(static_cast<qint64>(static_cast<double>(time.count()) / loop.scale()));
}

// An offload step on the real clock: the worker waits as long as its job is said to last.
void occupyWorker(Duration time, std::stop_token stop)
{
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait_for(lock, stop, time, [] { return false; });
}

Task<> runTask(Loop &loop, SharedRun run, const TaskDefinition &definition);

TaskHandle<> spawnTask(Loop &loop, const SharedRun &run, int index)
{
    const TaskDefinition &definition = run->program->tasks[static_cast<std::size_t>(index)];
    return loop.spawn(runTask(loop, run, definition).definedAt(placeIn(*run->program, definition, definition.place)),
        definition.name);
}

std::vector<TaskHandle<>> spawnAll(Loop &loop, const ProgramTask &task, const Step &step)
{
    std::vector<TaskHandle<>> handles;
    handles.reserve(step.tasks.size());
    for (const int index : step.tasks)
        handles.push_back(spawnTask(loop, task.run, index));
    return handles;
}

// The steps that never suspend.
void doAtOnce(Loop &loop, ProgramTask &task, const Step &step)
{
    switch (step.kind) {
    case StepKind::Spawn:
        for (TaskHandle<> &handle : spawnAll(loop, task, step))
            task.spawned.push_back(std::move(handle));
        break;
    case StepKind::Cancel:
        task.spawnedTask(step).cancel();
        break;
    case StepKind::CancelSelf:
        loop.currentTask().cancel();
        break;
    case StepKind::Raise:
        throw StepError(step.text, loop.currentTask().id());
    case StepKind::Log:
        loop.log(step.text);
        break;
    case StepKind::Compute:
        loop.compute(step.delay.low);
        break;
    default:
        Q_UNREACHABLE();
    }
}

// isTop: these are the task's own steps, to which its rules apply; in a compound step an exception ends the whole of
// it.
Task<> runSteps(Loop &loop, ProgramTask &task, const std::vector<Step> &steps, bool isTop)
{
    for (const Step &step : steps) {
        const SourceLocation place = task.placeOf(step);
        try {
            switch (step.kind) {
            case StepKind::Sleep: {
                const Duration delay = loop.random().duration(step.delay.low, step.delay.high);
                co_await at(place, loop.sleep(delay));
                break;
            }
            case StepKind::Put: {
                Queue<QString> &queue = task.run->queues[static_cast<std::size_t>(step.number)];
                co_await at(place, queue.put(step.text));
                break;
            }
            case StepKind::Get: {
                Queue<QString> &queue = task.run->queues[static_cast<std::size_t>(step.number)];
                co_await at(place, queue.get());
                break;
            }
            case StepKind::Join: {
                const TaskHandle<> joined = task.spawnedTask(step);
                co_await at(place, joined.join());
                break;
            }
            case StepKind::Gather: {
                std::vector<TaskHandle<>> children = spawnAll(loop, task, step);
                co_await at(place, loop.gather(std::move(children)));
                break;
            }
            case StepKind::Timeout:
                co_await at(place, loop.withTimeout(step.delay.low, runSteps(loop, task, step.steps, false)));
                break;
            case StepKind::Offload: {
                const bool isModelled = loop.clockKind() == trace::ClockKind::Virtual;
                const Duration wait = isModelled ? Duration(0) : machineTime(loop, step.delay.low);
                co_await at(place, loop.offload(step.delay.low, &occupyWorker, wait));
                break;
            }
            case StepKind::Repeat:
                for (qint64 i = 0; i < step.number; ++i) {
                    loop.heedStop(); // the steps may be such as never suspend
                    co_await at(place, runSteps(loop, task, step.steps, false));
                }
                break;
            default:
                doAtOnce(loop, task, step);
            }
        } catch (...) {
            if (!isTop || !task.goesOn(loop.currentTask().id()))
                throw;
        }
    }
}

Task<> runTask(Loop &loop, SharedRun run, const TaskDefinition &definition)
{
    ProgramTask task(std::move(run), definition);
    co_await runSteps(loop, task, definition.steps, true);
}

} // namespace

void spawnProgram(Loop &loop, std::shared_ptr<const Program> program)
{
    const int start = program->start;
    spawnTask(loop, std::make_shared<ProgramRun>(loop, std::move(program)), start);
}

} // namespace scenarios
