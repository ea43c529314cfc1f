// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/dimmingdelegate.h"

#include "session/fonts.h"

#include <QPainter>

namespace panels {

DimmingDelegate::DimmingDelegate(int isLaterRole, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_isLaterRole(isLaterRole)
{
}

void DimmingDelegate::setMonospaced(int firstColumn, int lastColumn)
{
    m_firstMono = firstColumn;
    m_lastMono = lastColumn;
}

void DimmingDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    const bool isSelected = option.state & QStyle::State_Selected;
    if (isSelected)
        painter->fillRect(option.rect, m_theme->selected);
    else if (option.state & QStyle::State_MouseOver)
        painter->fillRect(option.rect, session::mixed(m_theme->panel, m_theme->text, 0.05));
    const bool isMono = index.column() >= m_firstMono && index.column() <= m_lastMono;
    const QFont &font = session::font(isMono ? session::FontRole::Mono : session::FontRole::Body);
    const bool isLater = index.data(m_isLaterRole).toBool();
    const QColor ground = isSelected ? m_theme->selected : m_theme->panel;
    painter->setFont(font);
    painter->setPen(isLater ? session::legible(m_theme->faint, ground) : isMono ? session::legible(m_theme->dim, ground) : m_theme->text);
    const QRect box = option.rect.adjusted(8, 0, -8, 0);
    const auto side = Qt::Alignment(index.data(Qt::TextAlignmentRole).toInt());
    const QString text = index.data(Qt::DisplayRole).toString();
    painter->drawText(box, int(side | Qt::AlignVCenter) | Qt::TextSingleLine, QFontMetrics(font).elidedText(text.left(2000).replace(QLatin1Char('\n'), QChar(0x21b5)), Qt::ElideRight, box.width()));
    painter->restore();
}

} // namespace panels
