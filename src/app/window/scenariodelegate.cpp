// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/scenariodelegate.h"

#include "session/fonts.h"

#include <QPainter>

namespace app {

QSize ScenarioDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return { 160, RowHeight };
}

void ScenarioDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const bool isSelected = option.state & QStyle::State_Selected;
    const QRectF ground = QRectF(option.rect).adjusted(8, 1, -8, -1);
    painter->setPen(Qt::NoPen);
    if (isSelected || (option.state & QStyle::State_MouseOver)) {
        painter->setBrush(isSelected ? m_theme->selected : session::mixed(m_theme->panel, m_theme->text, 0.05));
        painter->drawRoundedRect(ground, 6, 6);
    }
    if (isSelected) {
        painter->setBrush(m_theme->accent);
        painter->drawRoundedRect(QRectF(ground.left(), ground.top() + 6, 3, ground.height() - 12), 1.5, 1.5);
    }
    if (option.state & QStyle::State_HasFocus) {
        painter->setPen(QPen(m_theme->accent, 1.5));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(ground.adjusted(1, 1, -1, -1), 5, 5);
    }
    const QRect text = option.rect.adjusted(20, 5, -16, -5);
    const auto line = [&](QRect box, const QString &words, session::FontRole role, const QColor &colour) {
        const QFont &font = session::font(role);
        painter->setFont(font);
        painter->setPen(colour);
        painter->drawText(box, int(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine, QFontMetrics(font).elidedText(words, Qt::ElideRight, box.width()));
    };
    line(QRect(text.left(), text.top(), text.width(), 18), index.data(Qt::DisplayRole).toString(), session::FontRole::Name, m_theme->text);
    line(QRect(text.left(), text.top() + 18, text.width(), 16), index.data(SummaryRole).toString(), session::FontRole::Small, m_theme->dim);
    painter->restore();
}

} // namespace app
