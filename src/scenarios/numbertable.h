// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace scenarios {

/// A large table of numbers as text, one "TAG;VALUE" a line, as a spreadsheet exports it: adding it up means reading
/// it. Its values are such that their sum is known beforehand. Immutable; any number of threads may read it.
class NumberTable
{
public:
    /// Makes a table of that many rows (>= 0). Takes 6 bytes a row.
    explicit NumberTable(qint64 rows);

    [[nodiscard]] qint64 rowCount() const { return m_rows; }
    /// Reads the rows [first, last) and adds their values up. Time O(last - first), about 5 ns a row.
    [[nodiscard]] qint64 sum(qint64 first, qint64 last) const;
    /// What sum(0, rowCount()) must give, by a formula.
    [[nodiscard]] qint64 expectedSum() const;

private:
    QByteArray m_text;
    qint64 m_rows;
};

} // namespace scenarios
