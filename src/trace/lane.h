// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/event.h"

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace trace {

class Arena;
class ByteReader;
class ByteWriter;
class PageFile;
class PageWriter;

/// What a lane's slice shows. Loop lane: Running = a task holds the loop, Ready = inside an iteration between resumes, Idle = the selector sleeps.
/// Worker lanes: Running while a job is computed. Io lanes: Awaiting while under way.
enum class SliceState : quint8 { Idle, Created, Ready, Running, Awaiting, Finished, Unknown };
inline constexpr int SliceStateCount = static_cast<int>(SliceState::Unknown) + 1;

/// A stretch of one lane in one state. A slice of zero length is a mark (virtual time: every resume).
struct Slice
{
    TimeRange range; ///< [begin, end); end of the open last slice is the end of the trace
    SliceState state = SliceState::Idle;
    AwaitReason reason = AwaitReason::None; ///< of an Awaiting slice; of a worker slice None
    Outcome outcome = Outcome::None; ///< how a task ended, on its Finished slice
    bool isOpen = false; ///< nothing has ended it yet
    quint64 event = 0; ///< index in the log of the event that began it
};

/// What one pixel column of a lane holds: how much of its span was spent in each state, in 1/255 of the column,
/// and whether it holds at least one resume, however short. The hue of `Awaiting` is that of `reason`, the one that fills most of it.
struct Coverage
{
    quint8 idle = 0; ///< Idle or Created
    quint8 ready = 0;
    quint8 running = 0;
    quint8 awaiting = 0;
    AwaitReason reason = AwaitReason::None;
    bool hasRun = false; ///< at least one Running slice touches the column, also one of zero length
    bool isSingle = false; ///< exactly one slice covers the column whole: draw its hatch
    bool isLost = false; ///< events were lost in the column's span
};

/// How long a lane was in each state, in ns.
struct StateTimes
{
    std::array<qint64, SliceStateCount> states {};
    std::array<qint64, AwaitReasonCount> reasons {}; ///< of Awaiting
};

/// The slices of one lane, append-only and packed, with the time spent in each state up to every few slices (laneblocks.h).
/// Written by its Trace only; readers must not keep references over an append.
class Lane
{
public:
    /// A lane with memory of its own, and one in that of its trace, which has to outlive it.
    Lane();
    explicit Lane(Arena &arena);
    ~Lane();
    Lane(Lane &&) noexcept;
    Lane &operator=(Lane &&) noexcept;

    /// Begins a slice at t and ends the one before it. t not before the last transition.
    void append(Timestamp t, SliceState state, AwaitReason reason, Outcome outcome, quint64 event);

    /// Where the next append() will write to: first of all, and then, read from there, at the end. For who asks for that memory beforehand.
    [[nodiscard]] const void *head() const { return d.get(); }
    [[nodiscard]] const void *back() const;
    /// For who is going to read many lanes of some slices each, of which none is in a cache: asks for what stands in the lane's n-th place of AnnounceSteps,
    /// to be found by what the one before has brought. To be called in order, each some lanes before the next.
    void announce(int n) const;
    static constexpr int AnnounceSteps = 4;

    /// Number of slices.
    [[nodiscard]] quint64 count() const;
    /// The n-th slice, n < count(). O(1). `end` closes the open last slice.
    [[nodiscard]] Slice slice(quint64 n, Timestamp end) const;
    /// Index of the last slice that begins at or before t, nothing before the first. O(log n).
    [[nodiscard]] std::optional<quint64> indexAt(Timestamp t) const;
    /// Fills one Coverage per column for the span `range` cut into columns.size() equal columns. Exact at every zoom (to the rounding to 1/255);
    /// O(columns log(transitions / columns)), some 10 to 50 ns a column. Time before the first slice is Unknown (all zero).
    void coverage(TimeRange range, Timestamp end, std::span<Coverage> columns) const;
    /// The same over numbers of events instead of time: column p holds the part of each slice that the events [borders[p], borders[p + 1]) make up, so
    /// that an axis of events or steps is served by giving the numbers at its columns' borders (not decreasing; one more of them than columns).
    /// Exact, O(columns log(transitions / columns)), but for the first call on a lane, and the first after it has grown, which sums what is new:
    /// 3 ns and 2 bytes a transition. Thread-safe among readers. isLost is not set. `runs`, where it is not empty, gets the number of Running slices
    /// that each column's events begin.
    void coverageOverEvents(std::span<const quint64> borders, std::span<Coverage> columns, std::span<quint32> runs = {}) const;
    /// How long the lane was in each state within `range`, exactly: the difference of what two blocks know, and at most a block of slices at either
    /// end. `end` closes the open last slice. O(log n).
    [[nodiscard]] StateTimes timesIn(TimeRange range, Timestamp end) const;
    /// The lengths in ns and the codes (slicecode.h) of the slices from `first` on, as many as both spans take and there are; returns how many. For who
    /// looks at all of them: 2 ns a slice. `end` as in slice().
    std::size_t lengths(quint64 first, Timestamp end, std::span<qint64> lengths, std::span<quint8> codes) const;
    /// Index of the last slice that one of the first `events` events began, nothing where none did. O(log n).
    [[nodiscard]] std::optional<quint64> indexAfter(quint64 events) const;
    /// Where events were lost, sorted; borrowed, must outlive the lane. Coverage::isLost comes from here.
    void setLosses(const std::vector<TimeRange> *losses);
    /// Bytes held, for the figures.
    [[nodiscard]] quint64 bytes() const;
    /// Writes the slices to a file, and reads them into an empty lane (LaneBlocks::save, LaneBlocks::open).
    void save(PageWriter &pages, ByteWriter &head) const;
    void open(const PageFile &file, ByteReader &head);

private:
    struct Private;
    struct Deleter
    {
        void operator()(Private *p) const;
    };
    std::unique_ptr<Private, Deleter> d; ///< never null, but in a lane that has been moved from
};

/// Least and greatest value in one column.
struct CounterColumn
{
    qint64 min = 0;
    qint64 max = 0;
    qint64 last = 0; ///< value at the end of the column
    bool isKnown = false; ///< false before the first value
};

/// A value over time (a queue's depth): steps, append-only, with min/max levels above them.
class Counter
{
public:
    Counter(); ///< as Lane
    explicit Counter(Arena &arena);
    ~Counter();
    Counter(Counter &&) noexcept;
    Counter &operator=(Counter &&) noexcept;

    /// Sets the value from t on. t not before the last one.
    void append(Timestamp t, qint64 value, quint64 event);
    [[nodiscard]] quint64 count() const;
    struct Step
    {
        Timestamp time;
        qint64 value = 0;
        quint64 event = 0;
    };
    [[nodiscard]] Step step(quint64 n) const;
    /// The value at t, nothing before the first step. O(log n).
    [[nodiscard]] std::optional<qint64> valueAt(Timestamp t) const;
    [[nodiscard]] std::optional<quint64> indexAt(Timestamp t) const;
    /// Greatest value so far, 0 when empty.
    [[nodiscard]] qint64 maximum() const;
    /// As Lane::coverage.
    void columns(TimeRange range, std::span<CounterColumn> columns) const;
    [[nodiscard]] quint64 bytes() const;
    void save(PageWriter &pages, ByteWriter &head) const;
    void open(const PageFile &file, ByteReader &head);

private:
    struct Private;
    struct Deleter
    {
        void operator()(Private *p) const;
    };
    std::unique_ptr<Private, Deleter> d;
};

} // namespace trace
