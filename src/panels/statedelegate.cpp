// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/statedelegate.h"

#include "panels/statemodel.h"
#include "session/fonts.h"

#include <QPainter>

#include <algorithm>

namespace panels {

using session::FontRole;
using trace::TaskState;

namespace {

constexpr int Margin = 16;
constexpr int Indent = 12;
constexpr int MarkSpace = 16;
constexpr int Gap = 8;
constexpr int LeastMiddle = 72; ///< px for what a task does before its time is left out

bool isTaskKind(StateRowKind kind)
{
    return kind == StateRowKind::Task || kind == StateRowKind::Ready || kind == StateRowKind::Waiter;
}

/// Draws one line of text, elided where it is too long, vertically centred; returns its width.
int drawLine(QPainter &painter, QRect box, const QString &text, const QFont &font, const QColor &colour, Qt::Alignment side = Qt::AlignLeft,
    Qt::TextElideMode elide = Qt::ElideRight)
{
    if (text.isEmpty() || box.width() <= 0)
        return 0;
    const QFontMetrics metrics(font);
    const QString shown = metrics.elidedText(text, elide, box.width());
    painter.setFont(font);
    painter.setPen(colour);
    painter.drawText(box, int(side | Qt::AlignVCenter) | Qt::TextSingleLine, shown);
    return metrics.horizontalAdvance(shown);
}

} // namespace

StateDelegate::StateDelegate(QObject *parent)
    : QStyledItemDelegate(parent)
{
}

QSize StateDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return { 120, RowHeight };
}

void StateDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    const auto kind = static_cast<StateRowKind>(index.data(StateModel::KindRole).toInt());
    const auto task = trace::TaskId(index.data(StateModel::TaskRole).toUInt());
    const bool isPicked = task != trace::TaskId::None && task == m_selected;
    const QRect ground = option.rect.adjusted(6, 0, -6, 0);
    painter->setRenderHint(QPainter::Antialiasing);
    if (isPicked || (task != trace::TaskId::None && (option.state & QStyle::State_MouseOver))) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(isPicked ? m_theme->selected : session::mixed(m_theme->panel, m_theme->text, 0.05));
        painter->drawRoundedRect(ground, 4, 4);
    }
    if ((option.state & QStyle::State_HasFocus) && kind != StateRowKind::Head) {
        painter->setPen(QPen(m_theme->accent, 1.5));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(QRectF(ground).adjusted(1, 1, -1, -1), 4, 4);
    }
    if (kind == StateRowKind::Head)
        paintHead(*painter, option.rect, index);
    else if (kind == StateRowKind::Items)
        paintItems(*painter, option.rect, index);
    else
        paintRow(*painter, option.rect, index);
    painter->restore();
}

void StateDelegate::paintHead(QPainter &painter, QRect row, const QModelIndex &index) const
{
    const QRect box = row.adjusted(Margin, 4, -Margin, 0);
    const QColor colour = session::legible(m_theme->faint, m_theme->panel);
    const QString left = index.data(Qt::EditRole).toString().toUpper();
    // What it counts gives way to its name, but not entirely: "depth 3 · unbounded" is "depth 3" then.
    const QFontMetrics headMetrics(session::font(FontRole::Head));
    const int leftWidth = std::min(headMetrics.horizontalAdvance(left) + 1, box.width() * 2 / 3);
    const QRect rightBox = box.adjusted(leftWidth + Gap, 0, 0, 0);
    QString right = index.data(StateModel::RightRole).toString();
    if (QFontMetrics(session::font(FontRole::Small)).horizontalAdvance(right) > rightBox.width())
        right = right.section(QStringLiteral(" \u00b7 "), 0, 0);
    const int rightWidth = drawLine(painter, rightBox, right, session::font(FontRole::Small), m_theme->dim, Qt::AlignRight);
    drawLine(painter, box.adjusted(0, 0, rightWidth > 0 ? -rightWidth - Gap : 0, 0), left, session::font(FontRole::Head), colour);
}

QColor StateDelegate::hue(const StateTone &tone) const
{
    switch (tone.state) {
    case TaskState::Running:
        return m_theme->running;
    case TaskState::Ready:
        return m_theme->ready;
    case TaskState::Awaiting:
        return m_theme->hue(tone.reason);
    case TaskState::Finished:
        return tone.outcome == trace::Outcome::Raised ? m_theme->bad : m_theme->dim;
    case TaskState::Created:
        break;
    }
    return m_theme->dim;
}

void StateDelegate::paintMark(QPainter &painter, QPointF centre, const StateTone &tone) const
{
    constexpr double Radius = 4;
    const QColor colour = hue(tone);
    // Never colour alone: running is full, ready half full, awaiting a ring, finished a bar, raised or cancelled a cross.
    painter.setPen(QPen(colour, 1.75));
    painter.setBrush(tone.state == TaskState::Running ? QBrush(colour) : QBrush(Qt::NoBrush));
    const QRectF circle(centre.x() - Radius, centre.y() - Radius, 2 * Radius, 2 * Radius);
    if (tone.state == TaskState::Finished) {
        if (tone.outcome == trace::Outcome::Returned || tone.outcome == trace::Outcome::None) {
            painter.drawLine(centre + QPointF(-Radius + 1, 0), centre + QPointF(Radius - 1, 0));
        } else {
            painter.drawLine(centre + QPointF(-3, -3), centre + QPointF(3, 3));
            painter.drawLine(centre + QPointF(-3, 3), centre + QPointF(3, -3));
        }
        return;
    }
    if (tone.state == TaskState::Created)
        painter.setPen(QPen(colour, 1.25, Qt::DotLine));
    painter.drawEllipse(circle);
    if (tone.state == TaskState::Ready) {
        painter.setBrush(colour);
        painter.drawPie(circle, 90 * 16, 180 * 16);
    }
}

void StateDelegate::paintRow(QPainter &painter, QRect row, const QModelIndex &index) const
{
    const auto kind = static_cast<StateRowKind>(index.data(StateModel::KindRole).toInt());
    const auto *model = static_cast<const StateModel *>(index.model());
    QRect box = row.adjusted(Margin, 0, -Margin, 0);
    if (kind == StateRowKind::Note) {
        drawLine(painter, box, index.data(Qt::EditRole).toString(), session::font(FontRole::Body), m_theme->dim);
        return;
    }
    const bool isTask = kind == StateRowKind::Task;
    const StateTone tone = model->tone(index);
    QString right = index.data(StateModel::RightRole).toString();
    int rightWidth = QFontMetrics(session::font(FontRole::Small)).horizontalAdvance(right) + 1;
    // The middle column stands at the same place in every row, unless the pane is so narrow that it would leave names no room.
    const int middle = box.left() + std::max(96, int(box.width() * 0.38));
    // What a task does says more than since when.
    if (isTaskKind(kind) && box.right() - rightWidth - Gap - middle < LeastMiddle) {
        right.clear();
        rightWidth = 0;
    }

    if (isTask) {
        const int depth = std::min(index.data(StateModel::DepthRole).toInt(), 5);
        box.setLeft(box.left() + depth * Indent);
        paintMark(painter, QPointF(box.left() + 4.5, box.center().y() + 0.5), tone);
        box.setLeft(box.left() + MarkSpace);
    }
    const bool isOver = isTask && tone.state == TaskState::Finished;
    drawLine(painter, QRect(box.left(), box.top(), middle - box.left() - Gap, box.height()), index.data(Qt::EditRole).toString(),
        session::font(isTask ? FontRole::Name : FontRole::Body), isOver ? m_theme->dim : m_theme->text, Qt::AlignLeft,
        Qt::ElideMiddle); // names differ in the number at their end
    const QRect middleBox(middle, box.top(), box.right() - rightWidth - Gap - middle + 1, box.height());
    const QColor ground = m_selected != trace::TaskId::None && trace::TaskId(index.data(StateModel::TaskRole).toUInt()) == m_selected ? m_theme->selected : m_theme->panel;
    const QColor colour = kind == StateRowKind::Timer ? m_theme->timer : isTask ? hue(tone) : m_theme->dim;
    drawLine(painter, middleBox, index.data(StateModel::MiddleRole).toString(), session::font(FontRole::Body), session::legible(colour, ground));
    drawLine(painter, box, right, session::font(FontRole::Small), m_theme->dim, Qt::AlignRight);
}

void StateDelegate::paintItems(QPainter &painter, QRect row, const QModelIndex &index) const
{
    const QStringList items = index.data(StateModel::ItemsRole).toStringList();
    const QString more = index.data(StateModel::RightRole).toString();
    const QFont &font = session::font(FontRole::Head);
    const QFontMetrics metrics(font);
    const QColor text = session::legible(m_theme->queue, m_theme->ground);
    QRect box = row.adjusted(Margin, 2, -Margin, -2);
    const int tail = metrics.horizontalAdvance(QStringLiteral("+9999")) + Gap;
    qsizetype shown = 0;
    for (; shown < items.size(); ++shown) {
        const QString label = metrics.elidedText(items[shown], Qt::ElideRight, 96);
        const int width = std::max(28, metrics.horizontalAdvance(label) + 16);
        const bool isLast = shown + 1 == items.size() && more.isEmpty();
        if (box.left() + width > box.right() - (isLast ? 0 : tail))
            break;
        const QRectF chip(box.left() + 0.5, box.top() + 0.5, width - 1, box.height() - 1);
        painter.setPen(QPen(m_theme->queue, 1.25));
        painter.setBrush(m_theme->ground);
        painter.drawRoundedRect(chip, 4, 4);
        drawLine(painter, chip.toRect(), label, font, text, Qt::AlignHCenter);
        box.setLeft(box.left() + width + 4);
    }
    const qsizetype hidden = items.size() - shown + more.mid(1).toLongLong();
    drawLine(painter, box, hidden > 0 ? QStringLiteral("+%1").arg(hidden) : StateModel::tr("\u2190 puts"), session::font(FontRole::Small), m_theme->dim);
}

} // namespace panels
