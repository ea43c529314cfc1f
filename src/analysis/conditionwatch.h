// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/condition.h"
#include "analysis/linkedtext.h"
#include "trace/state.h"
#include "trace/texttable.h"

#include <QRegularExpression>

#include <deque>
#include <limits>
#include <memory>
#include <optional>

namespace analysis {

/// A condition was met.
struct Hit
{
    std::size_t condition = 0; ///< which of those given
    quint64 events = 0; ///< the state after this many events is where it was met
    trace::Timestamp time; ///< not before the last of those events
    trace::TaskId task = trace::TaskId::None; ///< whom it is about, None where no single task is
    LinkedText reason; ///< "queue data is full (5 of 5)": a sentence without its full stop

    bool operator==(const Hit &) const = default;
};

/// Looks for break conditions in a stream of events, told each one as it is recorded. Needs no trace, so that it can stand beside a running
/// loop, on the loop's thread; one thread at a time. An event that no condition is about costs two compares; it keeps a few bytes a task and
/// queue, as few as its conditions ask for.
class ConditionWatch
{
public:
    enum class Source : quint8 {
        Recording, ///< "ready >", "held >" and "time >=" are met at the very moment, although no event happens at it
        Live, ///< they are met by the next event, for nothing is told sooner, and the reason says when they came true; "task GLOB resumes" is met by aboutToResume() instead of by the event, when the task has not yet run on
    };

    /// Watches what comes after `start` (a new State for the beginning of a run). A condition that is true there already is not met by staying true.
    ConditionWatch(const std::vector<Condition> &conditions, std::shared_ptr<const trace::TextTable> texts, const trace::State &start,
                   Source source = Source::Recording);

    /// Takes the next event into account. Of several conditions that are met by then the one that was met first is told, of those of one moment the
    /// first of the list.
    [[nodiscard]] std::optional<Hit> observe(const trace::Event &event)
    {
        ++m_events;
        const bool isOfInterest = (m_interest >> static_cast<unsigned>(event.kind) & 1u) != 0;
        return isOfInterest || event.time >= m_deadline ? take(event) : std::nullopt;
    }
    /// Of a recording that goes on to `now` without another event.
    [[nodiscard]] std::optional<Hit> endReached(trace::Timestamp now);
    /// All that was met when observe() or endReached() last told of something, as the moments follow each other.
    [[nodiscard]] const std::vector<Hit> &met() const { return m_met; }
    /// Keeps track of all that any condition may ask for, so that setConditions() can be called in the middle of the stream.
    void trackAll();
    /// Watches for these conditions from now on.
    void setConditions(const std::vector<Condition> &conditions);

    /// The next moment that a "time >=" waits for: no event need happen at it.
    [[nodiscard]] std::optional<trace::Timestamp> nextTime() const;
    /// That moment has come without an event.
    [[nodiscard]] std::optional<Hit> timeReached(trace::Timestamp now);
    /// Whether to halt before this task's next step; live only.
    [[nodiscard]] std::optional<Hit> aboutToResume(trace::TaskId task, trace::Timestamp now);
    /// The run stands still for good with this many tasks left.
    [[nodiscard]] std::optional<Hit> deadlocked(std::size_t tasksLeft, trace::Timestamp now) const;

private:
    struct TaskRow
    {
        trace::TextId name = trace::TextId::None;
        bool isReady = false;
        bool isDeclared = false; ///< its creation was seen: another one is ignored
        bool isFinished = false;
        trace::Timestamp readySince;
    };
    struct QueueRow
    {
        trace::TextId name = trace::TextId::None;
        qint64 maxsize = 0;
        qint64 depth = 0;
    };
    struct Since
    {
        trace::TaskId task = trace::TaskId::None;
        trace::Timestamp since;
        quint64 order = 0; ///< from 1, as they came: later ones have not waited or run for longer
    };
    struct Watched
    {
        Condition condition;
        QRegularExpression expression; ///< of LogMatches
        quint64 told = 0; ///< of ReadyLonger and HeldLonger: the waits or resumes up to this order have been told
        bool isTold = false; ///< of TimeReached
        std::vector<quint8> isNamed; ///< by task row, of a condition on tasks: 0 not looked at yet, 1 no, 2 its name matches
    };

    static constexpr trace::Timestamp Never { std::numeric_limits<qint64>::max() };
    /// The first moment that is more than length after since; Never where that is beyond what can be counted.
    [[nodiscard]] static trace::Timestamp after(trace::Timestamp since, qint64 length);
    void takeStart(const trace::State &start);
    void beginConditions(const std::vector<Condition> &conditions);
    std::optional<Hit> take(const trace::Event &event);
    void note(const trace::Event &event);
    void noteTask(TaskRow &task, const trace::Event &event);
    void updateDeadline();
    [[nodiscard]] bool admits(quint32 number) const;
    void noteReady(TaskRow &task, const trace::Event &event);
    void leaveReady(TaskRow &task);
    [[nodiscard]] bool isStale(const Since &ready) const;
    TaskRow *row(trace::TaskId id);
    QueueRow *row(trace::QueueId id);
    [[nodiscard]] bool names(Watched &watched, trace::TaskId id);
    [[nodiscard]] QString nameOf(trace::TaskId id) const;
    [[nodiscard]] Piece link(trace::TaskId id) const;
    /// What ReadyLonger or HeldLonger looks at now: who has waited or run longest of those after this order; its task is None where there is none.
    /// O(log n) but for those that have left the queue out of turn.
    [[nodiscard]] Since longest(Condition::Kind kind, quint64 after) const;
    [[nodiscard]] quint64 toldAtStart(const Condition &condition) const;

    // Each says why the event meets the condition, looked at before the event is noted.
    struct Reason
    {
        trace::TaskId task = trace::TaskId::None;
        LinkedText text;
        std::optional<trace::Timestamp> at = {}; ///< where no event did it: since when it holds
    };
    [[nodiscard]] Hit hitOf(std::size_t condition, const Reason &reason, quint64 events, trace::Timestamp now) const;
    [[nodiscard]] std::optional<Reason> metBy(Watched &watched, const trace::Event &event);
    [[nodiscard]] std::optional<Reason> taskMet(Watched &watched, const trace::Event &event);
    [[nodiscard]] std::optional<Reason> queueMet(const Condition &condition, const trace::Event &event);
    [[nodiscard]] std::optional<Reason> lateMet(Watched &watched, const trace::Event &event) const;

    std::vector<Watched> m_conditions;
    std::shared_ptr<const trace::TextTable> m_texts;
    Source m_source;
    bool m_tracksAll = false;
    quint32 m_interest = 0; ///< bit per EventKind that take() has to see
    trace::Timestamp m_deadline; ///< from this time on every event is looked at
    trace::Timestamp m_time; ///< of the last event that was looked at
    quint64 m_events = 0;
    std::vector<Hit> m_met;
    std::vector<TaskRow> m_tasks;
    std::vector<QueueRow> m_queues;
    std::deque<Since> m_ready; ///< the ready queue; entries that have left it out of turn stay for a while
    std::size_t m_readyCount = 0; ///< those that have not left it
    quint64 m_order = 0; ///< the last that was given
    std::vector<Since> m_running; ///< the running task; before it those that started it from within their own step
};

} // namespace analysis
