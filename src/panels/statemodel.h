// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/trace.h"

#include <QAbstractListModel>

#include <memory>
#include <vector>

namespace panels {

/// What a row of the state pane is drawn as.
enum class StateRowKind { Head, Task, Ready, Timer, Items, Waiter, Job, Io, Note };

/// The hue of a row's middle text and mark; the delegate knows the theme.
struct StateTone
{
    trace::TaskState state = trace::TaskState::Created;
    trace::AwaitReason reason = trace::AwaitReason::None;
    trace::Outcome outcome = trace::Outcome::None;
};

/// What one row says.
struct StateCell
{
    StateRowKind kind = StateRowKind::Note;
    trace::TaskId task = trace::TaskId::None; ///< that it is about
    int depth = 0; ///< nesting below the root task
    QString left {};
    QString middle {};
    QString right {};
    QStringList items {}; ///< of a queue, from the oldest
    trace::QueueId queue = trace::QueueId::None; ///< that it is about
};

/// Everything at the playhead as one list under heads: tasks as a tree, the ready queue in order, timers by deadline, queues with their
/// contents, jobs, I/O. One flat list keeps it cheap: texts are made only for the rows that are looked at, so a refresh with
/// 100 000 tasks costs one copy of their states and O(tasks) for the tree where their number has changed.
class StateModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        KindRole = Qt::UserRole + 1, ///< int(StateRowKind)
        TaskRole, ///< quint32, the task that the row is about, 0: none
        DepthRole, ///< int, nesting below the root task
        MiddleRole, ///< QString
        RightRole, ///< QString
        ItemsRole, ///< QStringList, a queue's items from the oldest
        QueueRole, ///< quint32, the queue that the row is about, 0: none
    };
    /// Longest lists of small things (ready tasks, timers, items of a queue); the row after them says how many more there are.
    static constexpr std::size_t MaxListed = 500;
    static constexpr std::size_t MaxItems = 64;

    using QAbstractListModel::QAbstractListModel;

    /// Shows this state of that trace at a moment not before state.time: while the loop sleeps, time goes on without events.
    void show(std::shared_ptr<const trace::Trace> trace, trace::State state, trace::Timestamp at);

    [[nodiscard]] const trace::State &state() const { return m_content.state; }
    /// All that a row says at once, as whoever paints it wants it; the roles of data() ask for one thing at a time. `row` is in [0, rowCount()).
    [[nodiscard]] StateCell cell(int row) const;
    [[nodiscard]] StateTone tone(const StateCell &cell) const;
    /// The row of a task in the tree, -1 where it is not there.
    [[nodiscard]] int rowOfTask(trace::TaskId id) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    enum class Part { Tasks, Ready, Timers, Queue, Jobs, Ios };
    /// A head and its rows.
    struct Section
    {
        Part part;
        int first; ///< row of the head
        int count; ///< rows with the head
        std::size_t queue; ///< row of State::queues
    };
    /// Tasks as they are shown under each other.
    struct Tree
    {
        std::vector<trace::TaskId> tasks; ///< in display order
        std::vector<quint16> depths; ///< by row of tasks
        std::vector<int> rowOfTask; ///< by rowOf(id)
    };
    /// What the rows are made of.
    struct Content
    {
        std::shared_ptr<const trace::Trace> trace;
        trace::State state;
        trace::Timestamp at;
        Tree tree;
        std::vector<Section> sections;
        int rows = 0;
    };
    [[nodiscard]] static Tree treeOf(const trace::State &state);
    static void layOut(Content &content);
    void replace(Content content);
    [[nodiscard]] StateCell head(const Section &section) const;
    [[nodiscard]] StateCell taskCell(std::size_t n) const;
    [[nodiscard]] StateCell readyCell(std::size_t n) const;
    [[nodiscard]] StateCell timerCell(std::size_t n) const;
    [[nodiscard]] StateCell queueCell(const trace::QueueStatus &queue, std::size_t n) const;
    [[nodiscard]] StateCell jobCell(std::size_t n) const;
    [[nodiscard]] StateCell ioCell(std::size_t n) const;
    [[nodiscard]] QString timingText(const trace::TaskStatus &task) const;

    Content m_content;
    int m_rows = 0; ///< as told to the views; behind m_content.rows only while a change is under way
};

} // namespace panels
