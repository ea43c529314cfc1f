// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/textlines.h"

#include <QFontMetrics>
#include <QPainter>

#include <cmath>

namespace panels {

using session::FontRole;

TextLines::TextLines()
    : m_lines(MostTexts)
{
}

QString TextLines::cut(const QString &text, FontRole font, Qt::TextElideMode elide, int width)
{
    const QFontMetrics metrics(session::font(font));
    qsizetype end = text.size();
    while (end > 0 && text[end - 1].isDigit())
        --end;
    const bool hasNumber = end > 0 && end < text.size();
    if (elide != Qt::ElideMiddle || !hasNumber || metrics.horizontalAdvance(text) <= width)
        return metrics.elidedText(text, elide, width);
    if (end > 1 && !text[end - 1].isLetter())
        --end;
    const QString number = text.mid(end);
    const QString head = metrics.elidedText(text.left(end), Qt::ElideRight, width - metrics.horizontalAdvance(number));
    return head.size() < 2 ? metrics.elidedText(text, elide, width) : head + number;
}

const TextLines::Line &TextLines::line(const Key &key)
{
    if (const Line *known = m_lines.object(key))
        return *known;
    ++m_shapedCount;
    const QFont &font = session::font(key.font);
    auto *line = new Line;
    line->text.setTextFormat(Qt::PlainText);
    QString shown = key.width < 0 ? key.text : cut(key.text, key.font, key.elide, key.width);
    line->text.setText(shown.replace(QLatin1Char('\n'), QLatin1Char(' ')));
    line->text.prepare({}, font);
    line->width = int(std::ceil(line->text.size().width()));
    m_lines.insert(key, line);
    return *line;
}

int TextLines::draw(QPainter &painter, QRect box, const QString &text, const Style &style)
{
    if (text.isEmpty() || box.width() <= 0)
        return 0;
    const Line *drawn = &line({ text, -1, style.font, Qt::ElideNone });
    if (drawn->width > box.width())
        drawn = &line({ text, box.width(), style.font, style.elide });
    const int left = style.side & Qt::AlignRight ? box.right() + 1 - drawn->width : style.side & Qt::AlignHCenter ? box.left() + (box.width() - drawn->width) / 2 : box.left();
    const int top = box.top() + (box.height() - QFontMetrics(session::font(style.font)).height()) / 2;
    painter.setFont(session::font(style.font));
    painter.setPen(style.colour);
    painter.drawStaticText(left, top, drawn->text);
    return drawn->width;
}

int TextLines::width(const QString &text, FontRole font)
{
    return text.isEmpty() ? 0 : line({ text, -1, font, Qt::ElideNone }).width;
}

} // namespace panels
