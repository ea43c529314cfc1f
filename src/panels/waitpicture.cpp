// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/waitpicture.h"

#include "session/fonts.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

#include <cmath>

namespace panels {

using trace::TaskId;

WaitPicture::WaitPicture(session::Session &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
{
    setMouseTracking(true);
    setAccessibleName(tr("Who waits for whom"));
    connect(&session, &session::Session::selectionChanged, this, qOverload<>(&QWidget::update));
}

void WaitPicture::setTheme(const session::Theme &theme)
{
    m_theme = &theme;
    update();
}

void WaitPicture::setScene(WaitScene scene)
{
    m_scene = std::move(scene);
    setFixedSize(m_scene.nodes.empty() ? QSize(0, 0) : m_scene.size.toSize());
    update();
}

void WaitPicture::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    for (const WaitArrow &arrow : m_scene.arrows)
        paintArrow(painter, arrow);
    for (const WaitNode &node : m_scene.nodes)
        paintNode(painter, node);
}

// Never colour alone: what is part of a circle is drawn twice as strong; where any one of several would do, the arrow is dashed.
void WaitPicture::paintArrow(QPainter &painter, const WaitArrow &arrow) const
{
    const QColor colour = arrow.isInCycle ? m_theme->bad : m_theme->faint;
    QPainterPath path(arrow.path[0]);
    path.cubicTo(arrow.path[1], arrow.path[2], arrow.path[3]);
    QPen pen(colour, arrow.isInCycle ? 2.5 : 1.25);
    if (arrow.isOneOf)
        pen.setDashPattern({ 4, 2 });
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(path);
    const QPointF tip = arrow.path[3];
    const QPointF back = arrow.path[2] - tip;
    const double length = std::max(1.0, std::hypot(back.x(), back.y()));
    const QPointF along = back / length * 8;
    const QPointF across(-along.y() * 0.45, along.x() * 0.45);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    const QPointF head[] { tip, tip + along + across, tip + along - across };
    painter.drawPolygon(head, 3);
}

void WaitPicture::paintNode(QPainter &painter, const WaitNode &node) const
{
    const auto line = [&](const QRectF &box, const QString &text, session::FontRole role, const QColor &colour) {
        const QFont &font = session::font(role);
        painter.setFont(font);
        painter.setPen(colour);
        painter.drawText(box, int(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine, QFontMetricsF(font).elidedText(text, Qt::ElideRight, box.width()));
    };
    if (node.task == TaskId::None) {
        line(node.rect.adjusted(4, 0, 0, 0), node.name, session::FontRole::Small, m_theme->dim);
        return;
    }
    const bool isSelected = node.task == m_session.selectedTask();
    painter.setPen(QPen(node.isInCycle ? m_theme->bad : isSelected ? m_theme->accent : m_theme->line, node.isInCycle || isSelected ? 2 : 1));
    painter.setBrush(isSelected ? m_theme->selected : m_theme->ground);
    painter.drawRoundedRect(node.rect.adjusted(1, 1, -1, -1), 6, 6);
    const QRectF text = node.rect.adjusted(10, 4, -8, -4);
    line(QRectF(text.left(), text.top(), text.width(), 17), node.name, session::FontRole::Name, m_theme->text);
    line(QRectF(text.left(), text.top() + 17, text.width(), 14), node.doing, session::FontRole::Small, session::legible(m_theme->dim, isSelected ? m_theme->selected : m_theme->ground));
}

void WaitPicture::mousePressEvent(QMouseEvent *event)
{
    const WaitNode *node = event->button() == Qt::LeftButton ? m_scene.nodeAt(event->position()) : nullptr;
    if (node && node->task != TaskId::None)
        m_session.select({ session::LaneId::of(node->task), {} });
}

void WaitPicture::mouseMoveEvent(QMouseEvent *event)
{
    const WaitNode *node = m_scene.nodeAt(event->position());
    setCursor(node && node->task != TaskId::None ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

bool WaitPicture::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<const QHelpEvent *>(event);
    const WaitNode *node = m_scene.nodeAt(help->pos());
    if (node && node->task != TaskId::None)
        QToolTip::showText(help->globalPos(), node->name + QLatin1Char(' ') + node->doing, this);
    else
        QToolTip::hideText();
    return true;
}

} // namespace panels
