// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/program.h"

#include <algorithm>
#include <limits>
#include <optional>

using trace::Error;
using trace::Result;

namespace scenarios {

namespace {

constexpr qint64 Huge = std::numeric_limits<qint64>::max();

qint64 saturatedSum(qint64 a, qint64 b)
{
    qint64 sum = 0;
    return __builtin_add_overflow(a, b, &sum) ? Huge : sum;
}

qint64 saturatedProduct(qint64 a, qint64 b)
{
    qint64 product = 0;
    return __builtin_mul_overflow(a, b, &product) ? Huge : product;
}

void add(ProgramExtent &sum, const ProgramExtent &part, qint64 times)
{
    sum.tasks = saturatedSum(sum.tasks, saturatedProduct(part.tasks, times));
    sum.steps = saturatedSum(sum.steps, saturatedProduct(part.steps, times));
    sum.time = saturatedSum(sum.time, saturatedProduct(part.time, times));
}

const char *wordOf(StepKind kind)
{
    return kind == StepKind::Join  ? "join"
        : kind == StepKind::Spawn  ? "spawn"
        : kind == StepKind::Gather ? "gather"
                                   : "cancel";
}

// Works through the definitions so that each is summed up after all that it brings about: a depth-first search with a
// stack of its own, as a file may chain more tasks than the machine's stack has room for. Cost: O(steps in the file).
class Check
{
public:
    Check(const Program &program, const QString &name)
        : m_program(program)
        , m_name(name)
        , m_extents(program.tasks.size())
        , m_marks(program.tasks.size(), Mark::New)
    {
    }

    Result<ProgramExtent> run()
    {
        for (const TaskDefinition &task : m_program.tasks) {
            m_task = &task;
            qint64 spawned = 0;
            if (!checkSpawned(task.steps, spawned))
                return *m_error;
        }
        if (!orderTasks())
            return *m_error;
        for (const std::size_t task : m_order)
            m_extents[task] = extentOf(task);
        return compareWithLimits(m_extents[static_cast<std::size_t>(m_program.start)]);
    }

private:
    enum class Mark { New, Open, Done };

    struct Edge
    {
        std::size_t task;
        const Step *step;
    };

    // spawned: how many tasks this task may have spawned at most when it comes to `steps`; afterwards, when it has been
    // through them.
    bool checkSpawned(const std::vector<Step> &steps, qint64 &spawned)
    {
        for (const Step &step : steps) {
            if ((step.kind == StepKind::Join || step.kind == StepKind::Cancel) && step.number >= spawned) {
                const QString many = spawned == 0 ? QStringLiteral("none") : QStringLiteral("only %1").arg(spawned);
                return fail(step,
                    QStringLiteral("there is no spawned task %1: this task has spawned %2 by then")
                        .arg(QString::number(step.number), many));
            }
            if (step.kind == StepKind::Spawn)
                spawned = saturatedSum(spawned, static_cast<qint64>(step.tasks.size()));
            if (step.kind == StepKind::Timeout && !checkSpawned(step.steps, spawned))
                return false;
            if (step.kind == StepKind::Repeat) {
                // A join in the body may mean a task that a later step of the body spawned the time before.
                const qint64 earlier = saturatedProduct(spawnsOf(step.steps), std::max<qint64>(0, step.number - 1));
                qint64 atLastTime = saturatedSum(spawned, earlier);
                if (!checkSpawned(step.steps, atLastTime))
                    return false;
                if (step.number > 0)
                    spawned = atLastTime;
            }
        }
        return true;
    }

    static qint64 spawnsOf(const std::vector<Step> &steps)
    {
        qint64 n = 0;
        for (const Step &step : steps) {
            if (step.kind == StepKind::Spawn)
                n = saturatedSum(n, static_cast<qint64>(step.tasks.size()));
            else if (step.kind == StepKind::Timeout || step.kind == StepKind::Repeat)
                n = saturatedSum(
                    n, saturatedProduct(spawnsOf(step.steps), step.kind == StepKind::Repeat ? step.number : 1));
        }
        return n;
    }

    static void collectEdges(const std::vector<Step> &steps, std::vector<Edge> &edges)
    {
        for (const Step &step : steps) {
            for (const int task : step.tasks)
                edges.push_back({ static_cast<std::size_t>(task), &step });
            if (step.kind != StepKind::Repeat || step.number > 0)
                collectEdges(step.steps, edges);
        }
    }

    bool orderTasks()
    {
        struct Open
        {
            std::size_t task;
            std::vector<Edge> edges;
            std::size_t next = 0;
        };
        std::vector<Open> path;
        const auto enter = [&](std::size_t task) {
            m_marks[task] = Mark::Open;
            collectEdges(m_program.tasks[task].steps, path.emplace_back(Open { task, {}, 0 }).edges);
        };
        for (std::size_t first = 0; first < m_program.tasks.size(); ++first) {
            if (m_marks[first] == Mark::New)
                enter(first);
            while (!path.empty()) {
                Open &top = path.back();
                if (top.next == top.edges.size()) {
                    m_marks[top.task] = Mark::Done;
                    m_order.push_back(top.task);
                    path.pop_back();
                    continue;
                }
                const Edge edge = top.edges[top.next++];
                if (m_marks[edge.task] == Mark::New) {
                    enter(edge.task);
                } else if (m_marks[edge.task] == Mark::Open) {
                    m_task = &m_program.tasks[top.task];
                    return fail(*edge.step,
                        QStringLiteral("task \"%1\" brings itself about here, without end")
                            .arg(m_program.tasks[edge.task].name));
                }
            }
        }
        return true;
    }

    ProgramExtent extentOf(std::size_t task) const
    {
        ProgramExtent extent = extentOf(m_program.tasks[task].steps);
        extent.tasks = saturatedSum(extent.tasks, 1);
        return extent;
    }

    ProgramExtent extentOf(const std::vector<Step> &steps) const
    {
        ProgramExtent sum;
        for (const Step &step : steps) {
            const qint64 times = step.kind == StepKind::Repeat ? step.number : 1;
            add(sum, ProgramExtent { .steps = 1, .time = step.delay.high.count() }, 1);
            if (step.kind == StepKind::Repeat)
                add(sum, ProgramExtent { .steps = 1 }, times);
            add(sum, extentOf(step.steps), times);
            for (const int child : step.tasks)
                add(sum, m_extents[static_cast<std::size_t>(child)], 1);
        }
        return sum;
    }

    Result<ProgramExtent> compareWithLimits(const ProgramExtent &extent)
    {
        const TaskDefinition &start = m_program.tasks[static_cast<std::size_t>(m_program.start)];
        const auto refuse = [&](const QString &verb, qint64 most, qint64 limit, const QString &unit) {
            const QString many = most == Huge ? QStringLiteral("endlessly many") : QString::number(most);
            return Error { placeText(m_name, start.place),
                QStringLiteral("tasks.") + start.name
                    + QStringLiteral(": a run could %1 %2 %3, the limit is %4")
                          .arg(verb, many, unit, QString::number(limit)) };
        };
        if (extent.tasks > MaxProgramTasks)
            return refuse(QStringLiteral("create"), extent.tasks, MaxProgramTasks, QStringLiteral("tasks"));
        if (extent.steps > MaxProgramSteps)
            return refuse(QStringLiteral("take"), extent.steps, MaxProgramSteps, QStringLiteral("steps"));
        constexpr qint64 second = std::chrono::nanoseconds(std::chrono::seconds(1)).count();
        if (extent.time > MaxProgramTime.count())
            return refuse(QStringLiteral("last"), extent.time == Huge ? Huge : extent.time / second,
                MaxProgramTime.count() / second, QStringLiteral("seconds"));
        return extent;
    }

    static bool locate(const std::vector<Step> &steps, const Step &wanted, QString &path)
    {
        for (std::size_t i = 0; i < steps.size(); ++i) {
            const qsizetype length = path.size();
            path += QStringLiteral(".steps[%1]").arg(i);
            if (&steps[i] == &wanted || locate(steps[i].steps, wanted, path))
                return true;
            path.truncate(length);
        }
        return false;
    }

    bool fail(const Step &step, const QString &why)
    {
        QString path = QStringLiteral("tasks.") + m_task->name;
        locate(m_task->steps, step, path);
        m_error = Error { placeText(m_name, step.place),
            path + QLatin1Char('.') + QLatin1String(wordOf(step.kind)) + QStringLiteral(": ") + why };
        return false;
    }

    const Program &m_program;
    const QString &m_name;
    const TaskDefinition *m_task = nullptr;
    std::vector<ProgramExtent> m_extents;
    std::vector<Mark> m_marks;
    std::vector<std::size_t> m_order;
    std::optional<Error> m_error;
};

} // namespace

Result<ProgramExtent> checkProgram(const Program &program, const QString &name) { return Check(program, name).run(); }

} // namespace scenarios
