// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/loopscene.h"

#include "panels/statetext.h"
#include "session/fonts.h"

#include <QFontMetricsF>
#include <QStringList>

#include <algorithm>
#include <array>

namespace panels {

namespace {

using trace::AwaitReason;
using trace::TaskState;
using trace::TaskStatus;

constexpr double Margin = 16;
constexpr double Gap = 16;
constexpr double Padding = 12;
constexpr double HeadHeight = 32;
constexpr double TokenHeight = 24;
constexpr double RowStep = 32;
constexpr double TokenGap = 8;
constexpr double MaxTokenWidth = 168;
constexpr double ItemWidth = 40;
constexpr double RunningWidth = 208;
constexpr double FlowHeight = 72; ///< between the upper and the lower boxes: headline and arrows
constexpr double FootHeight = 24;
// More columns than this cannot be read; the queues beyond share the last one.
constexpr std::size_t MaxQueueBoxes = 4;

QString counted(std::size_t n)
{
    return QString::number(n);
}

LoopPlace placeOf(const TaskStatus &task)
{
    switch (task.state) {
    case TaskState::Running:
        return LoopPlace::Running;
    case TaskState::Ready:
        return LoopPlace::Ready;
    case TaskState::Awaiting:
        break;
    case TaskState::Created:
    case TaskState::Finished:
        return LoopPlace::Elsewhere;
    }
    switch (task.reason) {
    case AwaitReason::Sleep:
        return LoopPlace::Timers;
    case AwaitReason::QueueGet:
    case AwaitReason::QueuePut:
        return LoopPlace::Queue;
    case AwaitReason::Job:
        return LoopPlace::Workers;
    case AwaitReason::Io:
        return LoopPlace::Io;
    default:
        return LoopPlace::Tasks;
    }
}

// Fills one box from the top; knows how many rows are left and says how many found no room.
class BoxFiller
{
public:
    BoxFiller(LoopScene &scene, const QRectF &box)
        : m_scene(&scene)
        , m_inner(box.adjusted(Padding, HeadHeight, -Padding, -Padding))
        , m_y(m_inner.top())
    {
    }

    /// Rows that still fit.
    [[nodiscard]] std::size_t rowsLeft() const
    {
        return std::size_t(std::max(0.0, (m_inner.bottom() - m_y + (RowStep - TokenHeight)) / RowStep));
    }
    [[nodiscard]] QRectF nextRow()
    {
        const QRectF row(m_inner.left(), m_y, m_inner.width(), TokenHeight);
        m_y += RowStep;
        return row;
    }
    void skip(double height) { m_y += height; }
    void say(const QString &text, LoopText::Role role) { m_scene->texts.push_back({ nextRow(), text, role }); }

    /// One row a task while they fit; the last row that fits says how many more there are.
    template<typename Rows, typename Draw>
    void list(const Rows &rows, Draw draw, std::size_t reserved = 0)
    {
        const std::size_t total = rows.size();
        const std::size_t room = rowsLeft() > reserved ? rowsLeft() - reserved : 0;
        const std::size_t shown = total <= room ? total : (room > 0 ? room - 1 : 0);
        for (std::size_t n = 0; n < shown; ++n)
            draw(rows[n], nextRow());
        if (shown < total && room > 0)
            say(QStringLiteral("+ %1 more").arg(counted(total - shown)), LoopText::Role::More);
    }

private:
    LoopScene *m_scene;
    QRectF m_inner;
    double m_y;
};

class Layout
{
public:
    Layout(const trace::Trace &trace, const trace::State &state, QSizeF size)
        : m_trace(trace)
        , m_state(state)
        , m_metrics(session::font(session::FontRole::Name))
    {
        m_scene.size = size.expandedTo(SmallestLoopScene);
    }

    LoopScene make()
    {
        sortTasks();
        layOutUpper();
        layOutLower();
        m_scene.headline = headline();
        m_scene.population = population();
        return std::move(m_scene);
    }

private:
    void sortTasks()
    {
        for (const TaskStatus &task : m_state.tasks) {
            ++m_counts[std::size_t(task.state)];
            const LoopPlace place = placeOf(task);
            if (place == LoopPlace::Tasks || place == LoopPlace::Io || place == LoopPlace::Timers)
                m_standing[std::size_t(place)].push_back(&task);
        }
    }

    void layOutUpper()
    {
        const double height = upperHeight();
        const double readyWidth = m_scene.size.width() - 2 * Margin - Gap - RunningWidth;
        const QRectF ready(Margin, Margin, readyWidth, height);
        const QRectF running(ready.right() + Gap, Margin, RunningWidth, height);
        m_scene.boxes.push_back({ LoopPlace::Ready, ready, QStringLiteral("Ready queue"), {}, m_state.ready.empty() ? QString() : counted(m_state.ready.size()),
            QStringLiteral("empty") });
        m_scene.boxes.push_back({ LoopPlace::Running, running, QStringLiteral("Running"), {}, {}, QStringLiteral("nobody") });
        fillReady(ready);
        if (const TaskStatus *task = m_state.task(m_state.running); task && task->state == TaskState::Running) {
            const QRectF row(running.left() + Padding, running.top() + HeadHeight, RunningWidth - 2 * Padding, TokenHeight);
            addToken(*task, row, LoopPlace::Running);
            BoxFiller filler(m_scene, running);
            filler.skip(RowStep);
            if (filler.rowsLeft() > 0)
                filler.say(QStringLiteral("resume %1").arg(task->resumes), LoopText::Role::Beside);
        }
    }

    // The ready queue reads like text: from left to right, wrapped, next task first; its last place says how many stand behind.
    void fillReady(const QRectF &box)
    {
        const QRectF inner = box.adjusted(Padding, HeadHeight, -Padding, -Padding);
        double x = inner.left();
        double y = inner.top();
        const double moreWidth = 96;
        for (std::size_t n = 0; n < m_state.ready.size(); ++n) {
            const TaskStatus *task = m_state.task(m_state.ready[n]);
            const QString name = taskName(m_trace, m_state.ready[n]);
            const double width = std::min(tokenWidth(name), inner.width());
            const bool isLastRow = y + RowStep + TokenHeight > inner.bottom();
            const double right = isLastRow && n + 1 < m_state.ready.size() ? inner.right() - moreWidth : inner.right();
            if (x > inner.left() && x + width > right) {
                if (isLastRow) {
                    m_scene.texts.push_back({ QRectF(x, y, inner.right() - x, TokenHeight),
                        QStringLiteral("+ %1 more").arg(counted(m_state.ready.size() - n)), LoopText::Role::More });
                    return;
                }
                x = inner.left();
                y += RowStep;
            }
            // A task that yields is in the queue while it still runs; it is drawn once, where it runs.
            if (task && task->state != TaskState::Running)
                addToken(*task, QRectF(x, y, width, TokenHeight), LoopPlace::Ready);
            x += width + TokenGap;
        }
    }

    void layOutLower()
    {
        const std::size_t queues = m_trace.queues().size();
        const std::size_t queueBoxes = std::min(queues, MaxQueueBoxes);
        const bool hasWorkers = !m_trace.workers().empty();
        const bool hasIo = !m_trace.latest().ios.empty() || !m_state.ios.empty() || !standing(LoopPlace::Io).empty();
        const std::size_t columns = 2 + queueBoxes + (hasWorkers ? 1 : 0) + (hasIo ? 1 : 0);
        const double top = Margin + upperHeight() + FlowHeight;
        const double height = m_scene.size.height() - top - Margin - FootHeight;
        const double width = (m_scene.size.width() - 2 * Margin - Gap * double(columns - 1)) / double(columns);
        double x = Margin;
        const auto nextBox = [&](LoopPlace place, const QString &title, const QString &summary, const QString &empty, const QString &name = {}) {
            const QRectF rect(x, top, width, height);
            x += width + Gap;
            m_scene.boxes.push_back({ place, rect, title, name, summary, empty });
            return rect;
        };
        fillTimers(nextBox(LoopPlace::Timers, QStringLiteral("Timers"), m_state.timers.empty() ? QString() : counted(m_state.timers.size()), QStringLiteral("none")));
        for (std::size_t n = 0; n < queueBoxes; ++n)
            layOutQueue(n, queues, nextBox);
        fillTasks(nextBox(LoopPlace::Tasks, QStringLiteral("Other waits"), summaryOf(LoopPlace::Tasks), QStringLiteral("nobody")));
        if (hasWorkers)
            fillWorkers(nextBox(LoopPlace::Workers, QStringLiteral("Workers"), m_state.jobs.empty() ? QString() : counted(m_state.jobs.size()), {}));
        if (hasIo)
            fillIo(nextBox(LoopPlace::Io, QStringLiteral("Sockets"), summaryOf(LoopPlace::Io), QStringLiteral("none")));
    }

    template<typename NextBox>
    void layOutQueue(std::size_t row, std::size_t queues, NextBox &nextBox)
    {
        const trace::QueueStatus empty;
        const trace::QueueStatus &queue = row < m_state.queues.size() ? m_state.queues[row] : empty;
        const trace::QueueRow &known = m_trace.queues()[row];
        QString name = queueName(m_trace, known.id);
        if (row + 1 == MaxQueueBoxes && queues > MaxQueueBoxes)
            name += QStringLiteral(" (+ %1 queues)").arg(counted(queues - MaxQueueBoxes));
        const QString depth = known.maxsize > 0 ? QStringLiteral("%1 of %2").arg(counted(queue.items.size())).arg(known.maxsize)
                                                : counted(queue.items.size());
        fillQueue(queue, nextBox(LoopPlace::Queue, QStringLiteral("Queue"), depth, {}, name));
    }

    void fillTimers(const QRectF &box)
    {
        BoxFiller filler(m_scene, box);
        filler.list(m_state.timers, [&](const trace::TimerStatus &timer, QRectF row) {
            const TaskStatus *task = m_state.task(timer.task);
            const QRectF text = drawNamed(task && placeOf(*task) == LoopPlace::Timers ? task : nullptr, timer.task, row, LoopPlace::Timers);
            m_scene.texts.push_back({ text, momentText(timer.due), LoopText::Role::Beside });
        });
    }

    void fillQueue(const trace::QueueStatus &queue, const QRectF &box)
    {
        BoxFiller filler(m_scene, box);
        if (!queue.items.empty() && filler.rowsLeft() > 0)
            fillItems(queue, filler.nextRow());
        else
            filler.say(QStringLiteral("no items"), LoopText::Role::Beside);
        fillWaiters(filler, queue.getters, QStringLiteral("waiting to get"), queue.putters.empty() ? 0 : 2);
        fillWaiters(filler, queue.putters, QStringLiteral("waiting to put"), 0);
    }

    void fillItems(const trace::QueueStatus &queue, const QRectF &row)
    {
        const double step = ItemWidth + 4;
        const std::size_t fit = std::max<std::size_t>(1, std::size_t((row.width() + 4) / step));
        const std::size_t shown = queue.items.size() <= fit ? queue.items.size() : fit - 1;
        double x = row.left();
        for (std::size_t n = 0; n < shown; ++n, x += step)
            m_scene.items.push_back({ QRectF(x, row.top(), ItemWidth, row.height()), m_trace.text(queue.items[n]) });
        if (shown < queue.items.size())
            m_scene.texts.push_back({ QRectF(x, row.top(), row.right() - x, row.height()),
                QStringLiteral("+ %1").arg(counted(queue.items.size() - shown)), LoopText::Role::More });
    }

    template<typename Tasks>
    void fillWaiters(BoxFiller &filler, const Tasks &waiters, const QString &label, std::size_t reserved)
    {
        if (waiters.empty() || filler.rowsLeft() < 2)
            return;
        filler.say(label, LoopText::Role::Label);
        filler.list(
            waiters, [&](trace::TaskId id, QRectF row) { drawNamed(m_state.task(id), id, row, LoopPlace::Queue); }, reserved);
    }

    void fillTasks(const QRectF &box)
    {
        BoxFiller filler(m_scene, box);
        filler.list(standing(LoopPlace::Tasks), [&](const TaskStatus *task, QRectF row) {
            const QRectF text = drawNamed(task, task->id, row, LoopPlace::Tasks);
            m_scene.texts.push_back({ text, awaitedText(m_trace, task->reason, task->object), LoopText::Role::Beside });
        });
    }

    void fillWorkers(const QRectF &box)
    {
        BoxFiller filler(m_scene, box);
        std::vector<const trace::JobStatus *> waiting;
        std::vector<const trace::JobStatus *> byWorker(m_trace.workers().size(), nullptr);
        for (const trace::JobStatus &job : m_state.jobs) {
            const bool isAtWorker = job.worker != trace::WorkerId::None && trace::rowOf(job.worker) < byWorker.size();
            if (isAtWorker)
                byWorker[trace::rowOf(job.worker)] = &job;
            else
                waiting.push_back(&job);
        }
        const auto workers = m_trace.workers();
        std::vector<std::size_t> rows(workers.size());
        for (std::size_t n = 0; n < rows.size(); ++n)
            rows[n] = n;
        filler.list(
            rows,
            [&](std::size_t n, QRectF row) {
                const double label = std::min(64.0, row.width() / 3);
                m_scene.texts.push_back({ QRectF(row.left(), row.top(), label, row.height()), m_trace.text(workers[n].name), LoopText::Role::Beside });
                if (const trace::JobStatus *job = byWorker[n])
                    drawNamed(m_state.task(job->task), job->task, row.adjusted(label + 8, 0, 0, 0), LoopPlace::Workers);
            },
            waiting.empty() ? 0 : 2);
        if (waiting.empty() || filler.rowsLeft() < 2)
            return;
        filler.say(QStringLiteral("waiting for a worker"), LoopText::Role::Label);
        filler.list(waiting, [&](const trace::JobStatus *job, QRectF row) { drawNamed(m_state.task(job->task), job->task, row, LoopPlace::Workers); });
    }

    void fillIo(const QRectF &box)
    {
        BoxFiller filler(m_scene, box);
        filler.list(standing(LoopPlace::Io), [&](const TaskStatus *task, QRectF row) {
            const QRectF text = drawNamed(task, task->id, row, LoopPlace::Io);
            const auto io = std::find_if(m_state.ios.begin(), m_state.ios.end(), [&](const trace::IoStatus &status) {
                return trace::number(status.id) == task->object && task->object != 0;
            });
            if (io != m_state.ios.end())
                m_scene.texts.push_back({ text, m_trace.text(io->text), LoopText::Role::Beside });
        });
    }

    /// Puts the task's token at the left of the row, or its bare name where it does not stand here; returns what is left of the row.
    QRectF drawNamed(const TaskStatus *task, trace::TaskId id, const QRectF &row, LoopPlace place)
    {
        const QString name = taskName(m_trace, id);
        // Half of a row at most: what is written beside a name is why one looks here.
        const double width = std::min(tokenWidth(name), std::max(row.width() * 0.6, 72.0));
        const QRectF rect(row.left(), row.top(), std::min(width, row.width()), row.height());
        if (task && task->state == TaskState::Awaiting && !m_scene.token(task->id))
            addToken(*task, rect, place);
        else if (id != trace::TaskId::None)
            m_scene.texts.push_back({ rect, name, LoopText::Role::Beside });
        return { rect.right() + 8, row.top(), std::max(0.0, row.right() - rect.right() - 8), row.height() };
    }

    void addToken(const TaskStatus &task, const QRectF &rect, LoopPlace place)
    {
        m_scene.tokens.push_back({ task.id, rect, taskName(m_trace, task.id), place, task.reason, task.resumes, task.isCancelRequested });
    }

    [[nodiscard]] const std::vector<const TaskStatus *> &standing(LoopPlace place) const { return m_standing[std::size_t(place)]; }
    [[nodiscard]] QString summaryOf(LoopPlace place) const { return standing(place).empty() ? QString() : counted(standing(place).size()); }
    [[nodiscard]] double tokenWidth(const QString &name) const { return std::min(MaxTokenWidth, std::ceil(m_metrics.horizontalAdvance(name)) + 24); }
    [[nodiscard]] double upperHeight() const { return m_scene.size.height() < 520 ? HeadHeight + 2 * RowStep + 4 : HeadHeight + 3 * RowStep + 4; }

    [[nodiscard]] QString headline() const
    {
        if (m_state.running != trace::TaskId::None || m_state.isInIteration)
            return QStringLiteral("iteration %1").arg(m_state.iteration);
        if (!m_state.ready.empty())
            return m_state.iteration == 0 ? QStringLiteral("before the first iteration") : QStringLiteral("between iterations %1 and %2").arg(m_state.iteration).arg(m_state.iteration + 1);
        if (!m_state.timers.empty())
            return QStringLiteral("asleep until the timer of %1 at %2")
                .arg(taskName(m_trace, m_state.timers.front().task), momentText(m_state.timers.front().due));
        if (!m_state.jobs.empty())
            return QStringLiteral("asleep until a job ends");
        if (!m_state.ios.empty())
            return QStringLiteral("asleep until a socket answers");
        const std::size_t waiting = m_counts[std::size_t(TaskState::Awaiting)];
        if (waiting > 0)
            return QStringLiteral("nothing can wake the %1 tasks that wait").arg(counted(waiting));
        return m_state.tasks.empty() ? QStringLiteral("no task yet") : QStringLiteral("all tasks have finished");
    }

    [[nodiscard]] QString population() const
    {
        const auto of = [&](TaskState state, const char *word) { return QStringLiteral("%1 %2").arg(counted(m_counts[std::size_t(state)]), QLatin1String(word)); };
        QStringList parts { of(TaskState::Running, "running"), of(TaskState::Ready, "ready"), of(TaskState::Awaiting, "awaiting"), of(TaskState::Finished, "finished") };
        if (m_counts[std::size_t(TaskState::Created)] > 0)
            parts.prepend(of(TaskState::Created, "created"));
        return QStringLiteral("%1 tasks: %2").arg(counted(m_state.tasks.size()), parts.join(QStringLiteral(", ")));
    }

    const trace::Trace &m_trace;
    const trace::State &m_state;
    QFontMetricsF m_metrics;
    LoopScene m_scene;
    std::array<std::vector<const TaskStatus *>, std::size_t(LoopPlace::Elsewhere) + 1> m_standing;
    std::array<std::size_t, trace::TaskStateCount> m_counts {};
};

} // namespace

const LoopToken *LoopScene::token(trace::TaskId task) const
{
    const auto found = std::find_if(tokens.begin(), tokens.end(), [&](const LoopToken &token) { return token.task == task; });
    return found == tokens.end() ? nullptr : &*found;
}

const LoopToken *LoopScene::tokenAt(QPointF point) const
{
    const auto found = std::find_if(tokens.begin(), tokens.end(), [&](const LoopToken &token) { return token.rect.contains(point); });
    return found == tokens.end() ? nullptr : &*found;
}

const LoopBox *LoopScene::box(LoopPlace place) const
{
    const auto found = std::find_if(boxes.begin(), boxes.end(), [&](const LoopBox &box) { return box.place == place; });
    return found == boxes.end() ? nullptr : &*found;
}

LoopScene layOutLoop(const trace::Trace &trace, const trace::State &state, QSizeF size)
{
    return Layout(trace, state, size).make();
}

QString describe(const LoopScene &scene)
{
    QStringList lines { scene.headline };
    for (const LoopBox &box : scene.boxes) {
        QStringList inside;
        for (const LoopItem &item : scene.items) {
            if (box.rect.contains(item.rect))
                inside += QLatin1Char('[') + item.text + QLatin1Char(']');
        }
        for (const LoopToken &token : scene.tokens) {
            if (box.rect.contains(token.rect))
                inside += token.name;
        }
        for (const LoopText &text : scene.texts) {
            if (text.role == LoopText::Role::More && box.rect.contains(text.rect))
                inside += text.text;
        }
        lines += box.title + (box.name.isEmpty() ? QString() : QLatin1Char(' ') + box.name) + QStringLiteral(": ") + (inside.isEmpty() ? (box.place == LoopPlace::Queue ? QStringLiteral("empty") : box.emptyText) : inside.join(QStringLiteral(", ")));
    }
    lines += scene.population;
    return lines.join(QLatin1Char('\n'));
}

} // namespace panels
