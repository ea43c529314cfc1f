// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/bytes.h"
#include "trace/pages.h"
#include "trace/statecodec.h"
#include "trace/taskcodec.h"

#include <memory>
#include <vector>

namespace trace {

/// A set of row numbers that is cheap to walk in order where few of many are in it: which tasks have not finished, of all that there ever were.
class RowSet
{
public:
    /// Adds the rows [first, last).
    void add(std::size_t first, std::size_t last);
    void remove(std::size_t row);
    [[nodiscard]] std::size_t count() const { return m_count; }
    /// Calls visit(row) in order. O(count + rows / 4096).
    template<typename Visit>
    void forEach(Visit visit) const
    {
        for (std::size_t upper = 0; upper < m_upper.size(); ++upper) {
            for (quint64 words = m_upper[upper]; words != 0; words &= words - 1) {
                const std::size_t word = upper * 64 + bit(words);
                for (quint64 rows = m_words[word]; rows != 0; rows &= rows - 1)
                    visit(word * 64 + bit(rows));
            }
        }
    }
    /// Whether it was there, and removes it.
    [[nodiscard]] bool take(std::size_t row)
    {
        const std::size_t before = m_count;
        if (row / 64 < m_words.size())
            remove(row);
        return m_count < before;
    }
    /// The rows of [from, from + 64) that are in it, a bit each; from is a multiple of 64.
    [[nodiscard]] quint64 word(std::size_t from) const { return from / 64 < m_words.size() ? m_words[from / 64] : 0; }
    [[nodiscard]] quint64 bytes() const { return (m_words.capacity() + m_upper.capacity()) * sizeof(quint64); }

private:
    [[nodiscard]] static std::size_t bit(quint64 word);

    std::vector<quint64> m_words; ///< a bit a row
    std::vector<quint64> m_upper; ///< a bit a word that is not 0
    std::size_t m_count = 0;
};

/// States of a trace at moments that lie so far apart that they cost few bytes an event. A checkpoint holds what can still change: tasks that have
/// not finished, the ready queue, timers, queues, jobs, I/O. What a finished task came to is the same in every later state and read from the latest.
///
/// Where there are many tasks, packing them all takes milliseconds, which a live run would feel each time. So they are packed a few at a time with the events
/// that follow, and whoever changes one that is not packed yet says so before: that one is kept as it was. O(1) an event, and the same bytes.
class Checkpoints
{
public:
    /// To be called before each event is applied: takes a checkpoint where one is due.
    void beforeEvent(const State &state)
    {
        if (state.events >= m_next)
            take(state);
        else if (m_isPacking && state.events % EventsPerWord == 0)
            packSome(state);
    }
    /// To be called before an event changes a task's row; `task` is what it holds.
    void beforeChange(std::size_t row, const TaskStatus &task)
    {
        if (m_isPacking && row >= m_nextRow && m_unpacked.take(row)) [[unlikely]]
            keep(row, task);
    }
    /// To be called when task rows have been added, and when a task has finished.
    void grow(std::size_t rows);
    void finished(TaskId id) { m_open.remove(rowOf(id)); }

    /// Puts `state` at the last checkpoint at or before n events, where that is nearer to n than the state itself is (a state of this trace, or an
    /// empty one); what is left to do is to apply the events from state.events to n. `latest`: the state of all events so far.
    void approach(State &state, quint64 n, const State &latest) const;

    [[nodiscard]] std::size_t count() const { return m_index.size(); }
    [[nodiscard]] quint64 bytes() const;

    /// Writes them to a file, with the texts and sites as `ids` calls them there.
    void save(PageWriter &pages, ByteWriter &head, const FileIds &ids) const;
    /// Makes empty ones what save() has written; fails `head` where that makes no sense. `latest` is the state of all events; the file has to outlive them.
    void open(const PageFile &file, ByteReader &head, const State &latest);

private:
    struct Entry
    {
        quint64 events = 0;
        quint32 size = 0; ///< of the tables in it, in rows: how dear it is to go back to
        quint32 length = 0; ///< of what it is packed to, where that lies in a file
        PagePlace place = 0; ///< there
        std::vector<quint8> bytes; ///< where it does not
    };
    static constexpr quint64 EventsPerWord = 32; ///< 64 rows are packed every so many events: all of them well before the next checkpoint is due
    static constexpr std::size_t MostAtOnce = 4096; ///< rows that are packed without a pause, which takes less than 0.1 ms

    void take(const State &state);
    void packSome(const State &state);
    void keep(std::size_t row, const TaskStatus &task);
    void finish();
    [[nodiscard]] std::vector<quint8> bytesOf(const Entry &entry) const;

    RowSet m_open; ///< rows that are not those of finished tasks
    std::size_t m_rows = 0;
    std::vector<Entry> m_index;
    // The checkpoint that is being put together.
    bool m_isPacking = false; ///< not all of its tasks are packed yet
    Entry m_entry;
    Timestamp m_time;
    RowSet m_unpacked; ///< rows that are to be packed and have not changed since its moment
    std::size_t m_momentRows = 0; ///< rows that there were then
    std::size_t m_nextRow = 0; ///< rows before this one, a multiple of 64, have been packed
    struct Kept
    {
        TaskStatus task;
        quint32 row = 0;
        quint32 next = 0; ///< 1 + the number of another one of the same 64 rows
    };
    std::vector<Kept> m_kept; ///< rows as they were before they changed
    std::vector<quint32> m_keptOf; ///< for each 64 rows: 1 + the number of one of theirs; 0: none
    TaskPacker m_tasks;
    ByteWriter m_packed; ///< what stands before the tasks
    ByteWriter m_tables; ///< and behind them

    const PageFile *m_file = nullptr;
    quint64 m_bytes = 0;
    quint64 m_next = 0;
};

} // namespace trace
