// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/bytes.h"

#include <algorithm>
#include <array>
#include <span>

namespace trace {

// Numbers of things that are told of together: of each ColumnLength of them, or fewer at the end, one kind of number after the other, each counted from the
// least of them in as many bits as the greatest needs. What 10^5 tasks or timers hold takes half as much as varints then, and a third of the time to read.

inline constexpr std::size_t ColumnLength = 64;

/// One column: bits of a number · varint least · numbers. Of at most ColumnLength; nothing where there are none.
void putColumn(ByteWriter &out, std::span<const quint64> numbers);
/// Reads as many again; fails the reader, and gives 0 for all, where that makes no sense.
void takeColumn(ByteReader &in, std::span<quint64> numbers);
/// The same of numbers of 32 bits; fails the reader where they are larger.
void takeColumn(ByteReader &in, std::span<quint32> numbers);

/// Things as Columns numbers each, any number of them, in chunks of ColumnLength.
template<std::size_t Columns>
class ColumnsWriter
{
public:
    explicit ColumnsWriter(ByteWriter &out) : m_out(out) {}

    void put(const std::array<quint64, Columns> &numbers)
    {
        for (std::size_t column = 0; column < Columns; ++column)
            m_numbers[column][m_count] = numbers[column];
        if (++m_count == ColumnLength)
            finish();
    }
    /// Writes the last ones.
    void finish()
    {
        for (const auto &column : m_numbers)
            putColumn(m_out, std::span(column).first(m_count));
        m_count = 0;
    }

private:
    ByteWriter &m_out;
    std::array<std::array<quint64, ColumnLength>, Columns> m_numbers;
    std::size_t m_count = 0;
};

/// Reads `count` of them again: take(numbers) for each, as long as the reader is not broken.
template<std::size_t Columns, typename Take>
void takeColumns(ByteReader &in, quint64 count, Take take)
{
    std::array<std::array<quint64, ColumnLength>, Columns> numbers;
    while (count > 0) {
        const auto here = static_cast<std::size_t>(std::min<quint64>(count, ColumnLength));
        for (auto &column : numbers)
            takeColumn(in, std::span(column).first(here));
        for (std::size_t n = 0; n < here && !in.isBroken(); ++n) {
            std::array<quint64, Columns> row;
            for (std::size_t column = 0; column < Columns; ++column)
                row[column] = numbers[column][n];
            take(row);
        }
        if (in.isBroken())
            return;
        count -= here;
    }
}

} // namespace trace
