// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/picturepreview.h"

#include <QPainter>

#include <algorithm>

namespace app {
namespace {

constexpr int Margin = 24;

} // namespace

PicturePreview::PicturePreview(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void PicturePreview::setTheme(const session::Theme &theme)
{
    m_theme = &theme;
    update();
}

void PicturePreview::setPicture(const QImage &image, QSize size)
{
    m_image = image;
    m_size = size;
    m_message.clear();
    update();
}

void PicturePreview::setMessage(const QString &message)
{
    m_image = {};
    m_message = message;
    update();
}

QRectF PicturePreview::placeFor(QSize size) const
{
    const QSizeF room(std::max(1, width() - 2 * Margin), std::max(1, height() - 2 * Margin));
    const double zoom = std::min({ 1.0, room.width() / std::max(1, size.width()), room.height() / std::max(1, size.height()) });
    const QSizeF shown(size.width() * zoom, size.height() * zoom);
    return { QPointF((width() - shown.width()) / 2, (height() - shown.height()) / 2), shown };
}

double PicturePreview::shownScale(QSize size) const
{
    return placeFor(size).width() / std::max(1, size.width()) * devicePixelRatioF();
}

void PicturePreview::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), session::mixed(m_theme->panel, m_theme->text, 0.06));
    if (m_image.isNull()) {
        painter.setPen(m_theme->dim);
        painter.drawText(rect().adjusted(Margin, Margin, -Margin, -Margin), Qt::AlignCenter | Qt::TextWordWrap, m_message);
        return;
    }
    const QRectF place = placeFor(m_size);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawImage(place, m_image);
    painter.setPen(QPen(m_theme->line, 1));
    painter.drawRect(place.adjusted(-0.5, -0.5, 0.5, 0.5));
}

void PicturePreview::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    Q_EMIT resized();
}

} // namespace app
