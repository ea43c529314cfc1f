// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/dimmingdelegate.h"

#include <QPainter>

namespace panels {

namespace {

constexpr qsizetype MostLetters = 500; // of a line; no window is that wide

} // namespace

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
    const bool isSelected = option.state & QStyle::State_Selected;
    if (isSelected)
        painter->fillRect(option.rect, m_theme->selected);
    else if (option.state & QStyle::State_MouseOver)
        painter->fillRect(option.rect, session::mixed(m_theme->panel, m_theme->text, 0.05));
    const bool isMono = index.column() >= m_firstMono && index.column() <= m_lastMono;
    const bool isLater = index.data(m_isLaterRole).toBool();
    const QColor ground = isSelected ? m_theme->selected : m_theme->panel;
    const QColor colour = isLater ? session::legible(m_theme->faint, ground) : isMono ? session::legible(m_theme->dim, ground) : m_theme->text;
    const auto side = Qt::Alignment(index.data(Qt::TextAlignmentRole).toInt()) & Qt::AlignHorizontal_Mask;
    const QString text = index.data(Qt::DisplayRole).toString();
    painter->save();
    m_texts.draw(*painter, option.rect.adjusted(8, 0, -8, 0), text.left(MostLetters).replace(QLatin1Char('\n'), QChar(0x21b5)),
        { isMono ? session::FontRole::Mono : session::FontRole::Body, colour, side });
    painter->restore();
}

} // namespace panels
