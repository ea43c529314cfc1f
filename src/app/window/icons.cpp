// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/icons.h"

#include "app/window/stylesheet.h"

#include <QFile>
#include <QPainter>
#include <QSvgRenderer>

namespace app {
namespace {

constexpr int Side = 16;

QPixmap drawn(const QByteArray &svg, const QColor &colour, int ratio)
{
    QByteArray tinted = svg;
    tinted.replace("currentColor", colour.name().toLatin1());
    QSvgRenderer renderer(tinted);
    QPixmap pixmap(Side * ratio, Side * ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    renderer.render(&painter);
    painter.end();
    pixmap.setDevicePixelRatio(ratio);
    return pixmap;
}

} // namespace

QIcon icon(const QString &name, const session::Theme &theme, bool onAccent)
{
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray svg = file.readAll();
    const QColor normal = onAccent ? textOnAccent(theme) : theme.text;
    QIcon result;
    for (int ratio = 1; ratio <= 3; ++ratio) {
        result.addPixmap(drawn(svg, normal, ratio), QIcon::Normal);
        result.addPixmap(drawn(svg, theme.faint, ratio), QIcon::Disabled);
    }
    return result;
}

} // namespace app
