// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/bytes.h"
#include "trace/pages.h"
#include "trace/statecodec.h"

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
    [[nodiscard]] quint64 bytes() const { return (m_words.capacity() + m_upper.capacity()) * sizeof(quint64); }

private:
    [[nodiscard]] static std::size_t bit(quint64 word);

    std::vector<quint64> m_words; ///< a bit a row
    std::vector<quint64> m_upper; ///< a bit a word that is not 0
    std::size_t m_count = 0;
};

/// States of a trace at moments that lie so far apart that they cost about a byte an event. A checkpoint holds what can still change: tasks that have
/// not finished, the ready queue, timers, queues, jobs, I/O. What a finished task came to is the same in every later state and read from the latest.
class Checkpoints
{
public:
    /// To be called before each event is applied: takes a checkpoint where one is due.
    void beforeEvent(const State &state)
    {
        if (state.events >= m_next)
            take(state);
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
    void take(const State &state);
    [[nodiscard]] std::vector<quint8> bytesOf(const Entry &entry) const;

    RowSet m_open; ///< rows that are not those of finished tasks
    std::size_t m_rows = 0;
    std::vector<Entry> m_index;
    ByteWriter m_packed; ///< where a checkpoint is put together
    TaskPacker m_tasks; ///< and its tasks
    const PageFile *m_file = nullptr;
    quint64 m_bytes = 0;
    quint64 m_next = 0;
};

} // namespace trace
