// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/event.h"
#include "trace/eventindex.h"
#include "trace/lane.h"
#include "trace/state.h"
#include "trace/texttable.h"

#include <QMap>
#include <QString>

#include <functional>
#include <memory>

namespace trace {

class ByteWriter;
class PageFile;
class PageWriter;
struct FileIds;

enum class ClockKind : quint8 { Virtual, Real, Scaled, Unknown };
[[nodiscard]] QByteArrayView nameOf(ClockKind kind);
[[nodiscard]] std::optional<ClockKind> clockKindNamed(QByteArrayView name);

/// What a trace is about. Stays with it through files and pictures.
struct TraceInfo
{
    QString name; ///< scenario or program
    ClockKind clock = ClockKind::Unknown;
    std::optional<quint64> seed;
    QMap<QString, QString> parameters;
    QString origin; ///< "loopscope 0.1.0", "CPython 3.11.2 probe", "Chrome JSON"
    bool operator==(const TraceInfo &) const = default;
};

// Rows that live as long as the trace; the moment-dependent part is in State.
struct TaskRow
{
    TaskId id = TaskId::None;
    TaskId parent = TaskId::None;
    TextId name = TextId::None;
    SiteId site = SiteId::None;
    Timestamp created;
    Timestamp finished; ///< meaningful when outcome is not None
    Outcome outcome = Outcome::None;
    quint32 resumes = 0;
};
struct QueueRow
{
    QueueId id = QueueId::None;
    TextId name = TextId::None;
    qint64 maxsize = 0;
    quint64 puts = 0;
    quint64 gets = 0;
};
struct WorkerRow
{
    WorkerId id = WorkerId::None;
    TextId name = TextId::None;
    quint64 jobs = 0;
};

/// What happened, once: an append-only packed log with lanes, counters and checkpoints derived while appending (timeline.md section 7).
/// Owned and appended to by one thread; every view is a function of it and a moment. Time travel asks it, never the scheduler.
class Trace
{
public:
    explicit Trace(TraceInfo info, std::shared_ptr<TextTable> texts = std::make_shared<TextTable>());
    ~Trace();
    Trace(const Trace &) = delete;
    Trace &operator=(const Trace &) = delete;

    [[nodiscard]] const TraceInfo &info() const;
    void setInfo(TraceInfo info);
    [[nodiscard]] const std::shared_ptr<TextTable> &texts() const;
    [[nodiscard]] QString text(TextId id) const { return texts()->text(id); }

    /// Takes one event in. A time before the last event's is raised to it and counted in clampedCount().
    void append(const Event &event);
    /// Takes many in; faster than one by one where there are thousands of tasks.
    void append(std::span<const Event> events);
    /// Moves the end of the trace to t without an event (a live run whose loop sleeps); earlier than end() is ignored.
    void advanceTo(Timestamp t);

    [[nodiscard]] quint64 eventCount() const;
    [[nodiscard]] quint64 clampedCount() const;
    [[nodiscard]] quint64 lostCount() const; ///< sum over Lost events
    /// How often an event has changed the name or the parent of what the tables below held already: who keeps an order of it by these makes it anew then.
    [[nodiscard]] quint64 lateNameCount() const;
    /// [0, end of the last event or advanceTo). The first event may be later than 0.
    [[nodiscard]] TimeRange range() const;

    /// The n-th event, n < eventCount(). Some 2 us (it is unpacked with those before it in its run); walk with forEach where more than one is wanted.
    [[nodiscard]] Event event(quint64 n) const;
    /// Calls visit(index, event) for first <= index < last in order; stops when it returns false.
    void forEach(quint64 first, quint64 last, const std::function<bool(quint64, const Event &)> &visit) const;
    /// Number of events with time < t, and with time <= t. O(log n) plus one block.
    [[nodiscard]] quint64 countBefore(Timestamp t) const;
    [[nodiscard]] quint64 countUpTo(Timestamp t) const;
    /// Where the resumes stand in the log.
    [[nodiscard]] const EventIndex &resumes() const;
    /// Where what was logged stands in the log.
    [[nodiscard]] const EventIndex &logs() const;
    /// Where events were lost, in order of time.
    [[nodiscard]] std::span<const TimeRange> losses() const;

    /// The state after the first n events (n <= eventCount()); from the nearest checkpoint. O(live tasks), some 100 us at 1 000 of them.
    [[nodiscard]] State stateAfter(quint64 n) const;
    /// Makes a state of this trace, or an empty one, that after the first n events; from where it stands, where that is nearer than a checkpoint:
    /// small steps forward cost some 20 ns an event.
    void moveState(State &state, quint64 n) const;
    /// The state at t: after all events with time <= t.
    [[nodiscard]] State stateAt(Timestamp t) const { return stateAfter(countUpTo(t)); }
    /// The state after the last event. O(1).
    [[nodiscard]] const State &latest() const;

    // Tables; row of id n is n - 1. References are valid until the next append.
    [[nodiscard]] std::span<const TaskRow> tasks() const;
    [[nodiscard]] std::span<const QueueRow> queues() const;
    [[nodiscard]] std::span<const WorkerRow> workers() const;

    // Lanes. The id must be one of the tables above.
    [[nodiscard]] const Lane &loopLane() const;
    [[nodiscard]] const Lane &taskLane(TaskId id) const;
    [[nodiscard]] const Lane &workerLane(WorkerId id) const;
    [[nodiscard]] const Counter &queueDepth(QueueId id) const;
    /// Number of ready tasks over time.
    [[nodiscard]] const Counter &readyDepth() const;

    /// Bytes held by log, lanes and checkpoints, for the figures; O(lanes).
    struct Bytes
    {
        quint64 log = 0;
        quint64 lanes = 0;
        quint64 checkpoints = 0;
    };
    [[nodiscard]] Bytes bytes() const;
    /// The same in one sum, as asked of the system, for who heeds a limit: O(1), and without the places of resumes and log lines (a byte or two each).
    [[nodiscard]] quint64 heldBytes() const;

    /// Writes all but info() and texts() to a file, so that open() makes the same trace of it without reading it: pages, and what open() reads at once
    /// into `head`. `ids` are the texts and sites as the file numbers them. False where `progress(event)` has said so.
    bool save(PageWriter &pages, ByteWriter &head, const FileIds &ids, const std::function<bool(quint64 event)> &progress) const;
    /// The trace that save() has written; null where `head` makes no sense. `texts` are to have the file's numbers. What lies in pages is read when it is
    /// asked for; a page that cannot be read then is taken for one in which nothing happens, and noted: isDamaged(). So are args of `texts` that cannot.
    [[nodiscard]] static std::unique_ptr<Trace> open(TraceInfo info, std::shared_ptr<TextTable> texts, std::shared_ptr<const PageFile> pages, std::span<const quint8> head);
    /// Whether a part of the file has turned out not to be readable since the trace was opened. Any thread.
    [[nodiscard]] bool isDamaged() const { return damagedPage().has_value() || texts()->args().damagedChunk().has_value(); }
    /// The first page of the file's index that has turned out so. Any thread.
    [[nodiscard]] std::optional<quint64> damagedPage() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace trace
