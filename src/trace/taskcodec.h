// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/columns.h"
#include "trace/state.h"

#include <array>
#include <bit>
#include <unordered_map>
#include <utility>
#include <vector>

namespace trace {

// Tasks of a state as bytes, without their names, parents and outcomes. Times count from `now`, the state's time. What is taken is bounded by the bytes
// there are and valid in itself; where they make no sense the reader is failed.

/// One task.
void putTask(ByteWriter &out, const TaskStatus &task, Timestamp now);
/// Into a row that holds what the latest state knows: name and parent, which stay as they are once they are told.
void takeTask(ByteReader &in, TaskStatus &task, TaskId id, Timestamp now);

/// Packs many tasks of one state, in order of their rows. What tasks have in common (state, reason, cause, line, which numbers follow) is a shape that is
/// written once. Of the rows of each ColumnLength that are there the numbers of their shapes, times, resumes, wakers and objects follow as columns.
class TaskPacker
{
public:
    void clear();
    /// row: above the one before it.
    void put(std::size_t row, const TaskStatus &task, Timestamp now);
    /// Writes them all.
    void finish(ByteWriter &out);

private:
    /// Numbers of some of the tasks of a group, by the order of their rows.
    struct Column
    {
        std::array<quint64, ColumnLength> numbers;
        std::size_t count = 0;

        void add(quint64 number) { numbers[count++] = number; }
        [[nodiscard]] std::span<const quint64> all() const { return std::span(numbers).first(count); }
    };
    [[nodiscard]] std::size_t shapeOf(quint64 key);
    void endGroup();

    std::vector<quint64> m_shapes;
    std::unordered_map<quint64, std::size_t> m_numbers;
    std::array<std::pair<quint64, std::size_t>, 256> m_recent {}; ///< some of them again, by the last byte of a hash
    ByteWriter m_groups;
    std::size_t m_groupCount = 0;
    std::size_t m_group = 0; ///< that rows are put into: row / ColumnLength
    std::size_t m_nextGroup = 0; ///< the one behind the last that is written
    quint64 m_rows = 0; ///< of it, a bit each
    enum { Shapes, Ages, Resumes, Wakers, Objects, ColumnCount };
    std::array<Column, ColumnCount> m_columns;
};

/// Reads them again, a group of rows at a time.
class TaskUnpacker
{
public:
    TaskUnpacker(ByteReader &in, Timestamp now);
    [[nodiscard]] quint64 left() const { return m_left; }
    /// Goes on to the next group; left() > 0.
    void nextGroup();
    /// Where it begins, a multiple of ColumnLength, and which of the rows from there on are in it, a bit each; none where the reader is broken.
    [[nodiscard]] std::size_t first() const { return m_group * ColumnLength; }
    [[nodiscard]] quint64 rows() const { return m_rows; }
    /// The row behind the last one that is in it.
    [[nodiscard]] std::size_t end() const { return first() + static_cast<std::size_t>(std::bit_width(m_rows)); }
    /// Then: its tasks, into ColumnLength rows of which those that are in it hold what the latest state knows: name and parent. Others stay as they are.
    void take(TaskStatus *tasks);

private:
    /// What tasks of one shape are but for their numbers.
    struct Shape
    {
        TaskStatus task;
        bool isKnown = false;
        bool hasWaker = false;
        bool hasObject = false;
    };
    void takeShape(Shape &shape);

    ByteReader &m_in;
    Timestamp m_now;
    std::vector<Shape> m_shapes;
    quint64 m_left = 0; ///< groups
    std::size_t m_group = 0;
    std::size_t m_nextGroup = 0; ///< the one behind the last
    quint64 m_rows = 0;
};

} // namespace trace
