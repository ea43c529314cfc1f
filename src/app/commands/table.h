// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace app {

/// Text in columns for the terminal: a heading, then rows, two blanks between columns, nothing after the last word of a line.
/// Widths count characters; numbers stand right, words left.
class Table
{
public:
    struct Column
    {
        QString heading;
        bool isNumeric = false;
    };
    explicit Table(QList<Column> columns) : m_columns(std::move(columns)) {}

    /// As many cells as there are columns; line breaks and control characters in them are made visible.
    void add(QStringList cells);
    [[nodiscard]] bool isEmpty() const { return m_rows.isEmpty(); }
    /// The lines, each behind `indent` blanks and ended by a line feed.
    [[nodiscard]] QString text(int indent = 0) const;

private:
    QList<Column> m_columns;
    QList<QStringList> m_rows;
};

/// Foreign text as one line that cannot do anything to a terminal: control characters as "\n", "\x1b".
[[nodiscard]] QString printable(const QString &text);

} // namespace app
