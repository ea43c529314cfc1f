// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/breakpointdelegate.h"

#include "panels/breakpointsmodel.h"
#include "session/fonts.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

namespace panels {

namespace {

constexpr int Margin = 16;
constexpr int BoxSize = 14;
constexpr int Gap = 8;

} // namespace

QRect BreakpointDelegate::boxIn(QRect row)
{
    return { row.left() + Margin, row.center().y() - BoxSize / 2, BoxSize, BoxSize };
}

QSize BreakpointDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return { 120, RowHeight };
}

void BreakpointDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const bool isSelected = option.state & QStyle::State_Selected;
    const QColor ground = isSelected ? m_theme->selected : m_theme->panel;
    if (isSelected)
        painter->fillRect(option.rect, ground);
    else if (option.state & QStyle::State_MouseOver)
        painter->fillRect(option.rect, session::mixed(m_theme->panel, m_theme->text, 0.05));
    const auto hit = static_cast<BreakpointsModel::Hit>(index.data(BreakpointsModel::HitRole).toInt());
    const bool isOn = index.siblingAtColumn(BreakpointsModel::Text).data(Qt::CheckStateRole).toInt() == Qt::Checked;
    const QColor alarm = session::legible(m_theme->bad, ground);
    QRect text = option.rect.adjusted(Gap, 0, -Gap, 0);
    if (index.column() == BreakpointsModel::Text) {
        if (hit == BreakpointsModel::Hit::Here)
            painter->fillRect(QRect(option.rect.left() + 4, option.rect.top() + 3, 4, option.rect.height() - 6), m_theme->bad);
        const QRectF box = QRectF(boxIn(option.rect)).adjusted(0.5, 0.5, -0.5, -0.5);
        painter->setPen(QPen(isOn ? m_theme->accent : m_theme->faint, 1));
        painter->setBrush(isOn ? m_theme->accent : m_theme->ground);
        painter->drawRoundedRect(box, 4, 4);
        if (isOn) {
            painter->setPen(QPen(m_theme->ground, 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
            painter->setBrush(Qt::NoBrush);
            const QPointF tick[] { box.topLeft() + QPointF(3, 6.5), box.topLeft() + QPointF(5.5, 9.5), box.topLeft() + QPointF(10, 4) };
            painter->drawPolyline(tick, 3);
        }
        text.setLeft(boxIn(option.rect).right() + Gap);
    }
    const bool isText = index.column() == BreakpointsModel::Text;
    const QFont &font = session::font(isText ? session::FontRole::Mono : session::FontRole::Body);
    painter->setFont(font);
    painter->setPen(hit == BreakpointsModel::Hit::Here ? alarm : isText && isOn ? m_theme->text : session::legible(m_theme->dim, ground));
    const int side = index.column() == BreakpointsModel::Remove ? Qt::AlignHCenter : Qt::AlignLeft;
    painter->drawText(text, side | Qt::AlignVCenter | Qt::TextSingleLine, QFontMetrics(font).elidedText(index.data(Qt::DisplayRole).toString(), Qt::ElideRight, text.width()));
    painter->restore();
}

bool BreakpointDelegate::editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option, const QModelIndex &index)
{
    if (index.column() != BreakpointsModel::Text)
        return false;
    bool isSwitched = false;
    if (event->type() == QEvent::MouseButtonRelease) {
        const auto *mouse = static_cast<QMouseEvent *>(event);
        isSwitched = mouse->button() == Qt::LeftButton && boxIn(option.rect).adjusted(-6, -6, 6, 6).contains(mouse->position().toPoint());
    } else if (event->type() == QEvent::KeyPress) {
        isSwitched = static_cast<QKeyEvent *>(event)->key() == Qt::Key_Space;
    }
    if (!isSwitched)
        return false;
    const bool isOn = index.data(Qt::CheckStateRole).toInt() == Qt::Checked;
    return model->setData(index, static_cast<int>(isOn ? Qt::Unchecked : Qt::Checked), Qt::CheckStateRole);
}

} // namespace panels
