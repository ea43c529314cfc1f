// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/table.h"

#include <algorithm>

namespace app {

QString printable(const QString &text)
{
    const auto isHarmless = [](QChar c) { return c.category() != QChar::Other_Control && c != QChar::LineSeparator && c != QChar::ParagraphSeparator; };
    if (std::all_of(text.begin(), text.end(), isHarmless))
        return text;
    QString line;
    for (const QChar c : text) {
        if (isHarmless(c))
            line += c;
        else if (c == u'\n')
            line += QStringLiteral("\\n");
        else if (c == u'\t')
            line += QStringLiteral("\\t");
        else
            line += QStringLiteral("\\x%1").arg(c.unicode(), 2, 16, QLatin1Char('0'));
    }
    return line;
}

void Table::add(QStringList cells)
{
    for (QString &cell : cells)
        cell = printable(cell);
    m_rows << std::move(cells);
}

QString Table::text(int indent) const
{
    QList<qsizetype> widths;
    for (qsizetype column = 0; column < m_columns.size(); ++column) {
        qsizetype width = m_columns.at(column).heading.size();
        for (const QStringList &row : m_rows)
            width = std::max(width, row.value(column).size());
        widths << width;
    }
    QString text;
    const auto line = [&](const auto &cellOf) {
        QString whole(indent, u' ');
        for (qsizetype column = 0; column < m_columns.size(); ++column) {
            const QString cell = cellOf(column);
            whole += m_columns.at(column).isNumeric ? cell.rightJustified(widths.at(column)) : cell.leftJustified(widths.at(column));
            whole += QStringLiteral("  ");
        }
        while (whole.endsWith(u' '))
            whole.chop(1);
        text += whole + u'\n';
    };
    line([this](qsizetype column) { return m_columns.at(column).heading; });
    for (const QStringList &row : m_rows)
        line([&row](qsizetype column) { return row.value(column); });
    return text;
}

} // namespace app
