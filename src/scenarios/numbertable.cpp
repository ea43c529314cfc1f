// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/numbertable.h"

#include <charconv>
#include <cstring>

namespace scenarios {

namespace {

constexpr qint64 LineSize = 6; // "q;042\n"
constexpr qint64 Cycle = 26'000; // rows after which tags and values repeat

// 37 and 1000 have no common factor, so 1000 rows in a row hold each of 0..999 once.
constexpr int valueOf(qint64 row) { return static_cast<int>((row * 37 + 11) % 1000); }

} // namespace

NumberTable::NumberTable(qint64 rows)
    : m_text(rows * LineSize, Qt::Uninitialized)
    , m_rows(rows)
{
    char *const text = m_text.data();
    const qint64 written = std::min(rows, Cycle);
    for (qint64 row = 0; row < written; ++row) {
        const int value = valueOf(row);
        char *line = text + row * LineSize;
        *line++ = static_cast<char>('a' + row % 26);
        *line++ = ';';
        *line++ = static_cast<char>('0' + value / 100);
        *line++ = static_cast<char>('0' + value / 10 % 10);
        *line++ = static_cast<char>('0' + value % 10);
        *line = '\n';
    }
    for (qint64 row = written; row < rows; row += Cycle)
        std::memcpy(text + row * LineSize, text, static_cast<std::size_t>(std::min(Cycle, rows - row) * LineSize));
}

qint64 NumberTable::sum(qint64 first, qint64 last) const
{
    const char *line = m_text.constData() + first * LineSize;
    qint64 sum = 0;
    for (qint64 row = first; row < last; ++row, line += LineSize) {
        int value = 0;
        std::from_chars(line + 2, line + LineSize - 1, value);
        sum += value;
    }
    return sum;
}

qint64 NumberTable::expectedSum() const
{
    constexpr qint64 sumOfThousand = 999 * 1000 / 2;
    qint64 sum = m_rows / 1000 * sumOfThousand;
    for (qint64 row = 0; row < m_rows % 1000; ++row)
        sum += valueOf(row);
    return sum;
}

} // namespace scenarios
