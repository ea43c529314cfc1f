// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/bytes.h"
#include "trace/state.h"

#include <array>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

namespace trace {

// States as bytes (bytes.h), for checkpoints and files. What is taken is bounded by the bytes there are and valid in itself; where they make no sense the
// reader is failed.

/// What the texts and sites of a trace are called in a file: rows of their tables' ids. None where they are not in the file.
struct FileIds
{
    std::span<const TextId> texts;
    std::span<const SiteId> sites;

    [[nodiscard]] TextId of(TextId id) const { return id != TextId::None && rowOf(id) < texts.size() ? texts[rowOf(id)] : TextId::None; }
    [[nodiscard]] SiteId of(SiteId id) const { return id != SiteId::None && rowOf(id) < sites.size() ? sites[rowOf(id)] : SiteId::None; }
};

/// The whole of a state.
void putState(ByteWriter &out, const State &state, const FileIds &ids);
void takeState(ByteReader &in, State &state);

// Its parts. Times count from `now`, the state's time.

/// All but the number of events and the tables.
void putMoment(ByteWriter &out, const State &state);
void takeMoment(ByteReader &in, State &state);
/// A task without its name, parent and outcome.
void putTask(ByteWriter &out, const TaskStatus &task, Timestamp now);
/// Into a row that holds what the latest state knows: name and parent, which stay as they are once they are told.
void takeTask(ByteReader &in, TaskStatus &task, TaskId id, Timestamp now);

/// Packs many tasks of one state, in order of their rows, like putTask(). What tasks have in common (state, reason, cause, line, which numbers follow) is
/// written once and then told by one byte: a task takes some 7 bytes instead of 10, and half as long to read.
class TaskPacker
{
public:
    void clear();
    /// row: not below the one before it; each at most once.
    void put(std::size_t row, const TaskStatus &task, Timestamp now);
    /// Writes them all.
    void finish(ByteWriter &out) const;

private:
    [[nodiscard]] std::size_t shapeOf(quint64 key);

    std::vector<quint64> m_shapes;
    std::unordered_map<quint64, std::size_t> m_numbers;
    std::array<std::pair<quint64, std::size_t>, 256> m_recent {}; ///< some of them again, by the last byte of a hash
    ByteWriter m_rows;
    std::size_t m_count = 0;
    std::size_t m_next = 0; ///< the row behind the last one
};

/// Reads them again.
class TaskUnpacker
{
public:
    TaskUnpacker(ByteReader &in, Timestamp now);
    [[nodiscard]] quint64 left() const { return m_left; }
    /// The row of the next task; left() > 0.
    [[nodiscard]] std::size_t nextRow();
    /// Then: that task, into a row that holds what the latest state knows: name and parent.
    void take(TaskStatus &task);

private:
    ByteReader &m_in;
    Timestamp m_now;
    std::vector<quint64> m_shapes;
    quint64 m_left = 0;
    quint64 m_shape = 0; ///< of the task that nextRow() has told of
    std::size_t m_row = 0; ///< of that task, or the one behind the last one
};

/// Ready queue, timers, queues, jobs and I/O.
void putTables(ByteWriter &out, const State &state);
void takeTables(ByteReader &in, State &state);
/// The same as a file names texts; timers in order of time, so that a table made of what a file says is filed as the same bytes again.
void putTablesInOrder(ByteWriter &out, State &state, const FileIds &ids);
/// Whether the tasks that the state says run or are ready are there: who follows their numbers relies on it.
void verify(ByteReader &in, const State &state);

} // namespace trace
