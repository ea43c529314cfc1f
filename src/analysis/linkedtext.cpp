// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/linkedtext.h"

#include <algorithm>

namespace analysis {

LinkedText &LinkedText::operator<<(const Piece &piece)
{
    if (piece.text.isEmpty())
        return *this;
    const bool isPlain = std::holds_alternative<std::monostate>(piece.target);
    if (isPlain && !m_pieces.empty() && std::holds_alternative<std::monostate>(m_pieces.back().target))
        m_pieces.back().text += piece.text;
    else
        m_pieces.push_back(piece);
    return *this;
}

LinkedText &LinkedText::operator<<(const LinkedText &text)
{
    const std::vector<Piece> pieces = text.m_pieces; // a text may be appended to itself
    for (const Piece &piece : pieces)
        *this << piece;
    return *this;
}

QString LinkedText::plain() const
{
    QString text;
    for (const Piece &piece : m_pieces)
        text += piece.text;
    return text;
}

LinkedText LinkedText::capitalised() const
{
    LinkedText text = *this;
    if (!text.m_pieces.empty() && std::holds_alternative<std::monostate>(text.m_pieces.front().target)) {
        QString &first = text.m_pieces.front().text;
        first.replace(0, 1, first.at(0).toUpper());
    }
    return text;
}

LinkedText listed(const std::vector<LinkedText> &items, std::size_t most)
{
    // "a, b and 1 more" would be no shorter than naming it.
    const std::size_t shown = items.size() <= most + 1 ? items.size() : most;
    LinkedText text;
    for (std::size_t n = 0; n < shown; ++n) {
        const bool isLast = n + 1 == shown && shown == items.size();
        text << (n == 0 ? "" : isLast ? " and " : ", ") << items[n];
    }
    if (shown < items.size())
        text << QStringLiteral(" and %1 more").arg(items.size() - shown);
    return text;
}

} // namespace analysis
