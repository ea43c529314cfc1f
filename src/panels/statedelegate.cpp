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
constexpr int LeastName = 112; ///< px for a name with its mark
constexpr int EnoughMiddle = 120; ///< px for what is done; where there are fewer and it needs them, the time beside it is left out

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
    const auto *model = static_cast<const StateModel *>(index.model());
    const StateCell cell = model->cell(index.row());
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    paintGround(*painter, option, cell);
    if (cell.kind == StateRowKind::Head)
        paintHead(*painter, option.rect, cell);
    else if (cell.kind == StateRowKind::Items)
        paintItems(*painter, option.rect, cell);
    else
        paintRow(*painter, option.rect, cell, model->tone(cell));
    painter->restore();
}

void StateDelegate::paintGround(QPainter &painter, const QStyleOptionViewItem &option, const StateCell &cell) const
{
    const bool isPicked = cell.task != trace::TaskId::None && cell.task == m_selected;
    const QRect ground = option.rect.adjusted(6, 0, -6, 0);
    if (isPicked || (cell.task != trace::TaskId::None && (option.state & QStyle::State_MouseOver))) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(isPicked ? m_theme->selected : session::mixed(m_theme->panel, m_theme->text, 0.05));
        painter.drawRoundedRect(ground, 4, 4);
    }
    if ((option.state & QStyle::State_HasFocus) && cell.kind != StateRowKind::Head) {
        painter.setPen(QPen(m_theme->accent, 1.5));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(ground).adjusted(1, 1, -1, -1), 4, 4);
    }
}

void StateDelegate::paintHead(QPainter &painter, QRect row, const StateCell &cell) const
{
    const QRect box = row.adjusted(Margin, 4, -Margin, 0);
    const QColor colour = session::legible(m_theme->faint, m_theme->panel);
    // A queue's name stays as it is written.
    const qsizetype upper = cell.queue == trace::QueueId::None ? cell.left.size() : cell.left.indexOf(QLatin1Char(' '));
    const QString left = cell.left.left(upper).toUpper() + cell.left.mid(upper);
    // What it counts gives way to its name, but not entirely: "depth 3 \u00b7 unbounded" is "depth 3" then.
    const int leftWidth = std::min(m_texts.width(left, FontRole::Head), box.width() * 2 / 3);
    const QRect rightBox = box.adjusted(leftWidth + Gap, 0, 0, 0);
    QString right = cell.right;
    if (m_texts.width(right, FontRole::Small) > rightBox.width())
        right = right.section(QStringLiteral(" \u00b7 "), 0, 0);
    const int rightWidth = m_texts.draw(painter, rightBox, right, { FontRole::Small, m_theme->dim, Qt::AlignRight });
    m_texts.draw(painter, box.adjusted(0, 0, rightWidth > 0 ? -rightWidth - Gap : 0, 0), left, { FontRole::Head, colour });
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

void StateDelegate::paintRow(QPainter &painter, QRect row, const StateCell &cell, const StateTone &tone) const
{
    QRect box = row.adjusted(Margin, 0, -Margin, 0);
    if (cell.kind == StateRowKind::Note) {
        m_texts.draw(painter, box, cell.left, { FontRole::Body, m_theme->dim });
        return;
    }
    const bool isTask = cell.kind == StateRowKind::Task;
    int rightWidth = m_texts.width(cell.right, FontRole::Small);
    // The middle column stands at the same place in every row, unless the pane is so narrow that it would leave names no room.
    const int middle = box.left() + std::max(LeastName, int(box.width() * 0.38));
    // What a task does says more than since when, and when a timer is due more than in how long.
    const int room = box.right() - rightWidth - Gap - middle;
    const bool showsRight = room >= std::min(m_texts.width(cell.middle, FontRole::Body), EnoughMiddle);
    if (!showsRight)
        rightWidth = 0;

    if (isTask) {
        box.setLeft(box.left() + std::min(cell.depth, 5) * Indent);
        paintMark(painter, QPointF(box.left() + 4.5, box.center().y() + 0.5), tone);
        box.setLeft(box.left() + MarkSpace);
    }
    const bool isOver = isTask && tone.state == TaskState::Finished;
    const QRect nameBox(box.left(), box.top(), middle - box.left() - Gap, box.height());
    m_texts.draw(painter, nameBox, cell.left, { isTask ? FontRole::Name : FontRole::Body, isOver ? m_theme->dim : m_theme->text, Qt::AlignLeft, Qt::ElideMiddle });
    const QRect middleBox(middle, box.top(), box.right() - rightWidth - Gap - middle + 1, box.height());
    const bool isPicked = m_selected != trace::TaskId::None && cell.task == m_selected;
    const QColor colour = cell.kind == StateRowKind::Timer ? m_theme->timer : isTask ? hue(tone) : m_theme->dim;
    m_texts.draw(painter, middleBox, cell.middle, { FontRole::Body, session::legible(colour, isPicked ? m_theme->selected : m_theme->panel) });
    if (showsRight)
        m_texts.draw(painter, box, cell.right, { FontRole::Small, m_theme->dim, Qt::AlignRight });
}

void StateDelegate::paintItems(QPainter &painter, QRect row, const StateCell &cell) const
{
    const QStringList &items = cell.items;
    const QColor text = session::legible(m_theme->queue, m_theme->ground);
    QRect box = row.adjusted(Margin, 2, -Margin, -2);
    const int tail = m_texts.width(QStringLiteral("+9999"), FontRole::Head) + Gap;
    qsizetype shown = 0;
    for (; shown < items.size(); ++shown) {
        const int label = std::min(m_texts.width(items[shown], FontRole::Head), 96);
        const int width = std::max(28, label + 16);
        const bool isLast = shown + 1 == items.size() && cell.right.isEmpty();
        if (box.left() + width > box.right() - (isLast ? 0 : tail))
            break;
        const QRectF chip(box.left() + 0.5, box.top() + 0.5, width - 1, box.height() - 1);
        painter.setPen(QPen(m_theme->queue, 1.25));
        painter.setBrush(m_theme->ground);
        painter.drawRoundedRect(chip, 4, 4);
        m_texts.draw(painter, chip.toRect().adjusted(4, 0, -4, 0), items[shown], { FontRole::Head, text, Qt::AlignHCenter });
        box.setLeft(box.left() + width + 4);
    }
    const qsizetype hidden = items.size() - shown + cell.right.mid(1).toLongLong();
    m_texts.draw(painter, box, hidden > 0 ? QStringLiteral("+%1").arg(hidden) : StateModel::tr("\u2190 puts"), { FontRole::Small, m_theme->dim });
}

} // namespace panels
