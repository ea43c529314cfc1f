// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/textimages.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace timeline {

namespace {

TextImage::Line lineOf(const QRgb *pixels, int width)
{
    const auto alpha = [&](int x) { return qAlpha(pixels[x]); };
    TextImage::Line line { 0, 0, 0, width };
    while (line.begin < line.end && alpha(line.begin) == 0)
        ++line.begin;
    while (line.end > line.begin && alpha(line.end - 1) == 0)
        --line.end;
    line.solidBegin = line.begin;
    while (line.solidBegin < line.end && alpha(line.solidBegin) < 255)
        ++line.solidBegin;
    line.solidEnd = line.solidBegin;
    while (line.solidEnd < line.end && alpha(line.solidEnd) == 255)
        ++line.solidEnd;
    return line;
}

} // namespace

const TextImages::Image &TextImages::text(const QString &text, session::FontRole role, QRgb colour, double ratio)
{
    return image({ .text = text, .role = role, .colour = colour, .ground = 0, .plate = {}, .ratio = ratio }, 0);
}

const TextImages::Image &TextImages::label(const Label &label, double ratio)
{
    const QPoint corner(qRound((label.plate.left() - label.at.x()) * ratio), qRound((label.plate.top() - label.at.y()) * ratio));
    const QRect plate(corner, QSize(qRound(label.plate.width() * ratio), qRound(label.plate.height() * ratio)));
    return image({ .text = label.text, .role = label.role, .colour = label.colour.rgb(), .ground = label.ground.rgb(), .plate = plate, .ratio = ratio }, label.radius);
}

const TextImages::Image &TextImages::image(const Key &key, double radius)
{
    const auto isSame = [&key](const Key &other) {
        return other.text.constData() == key.text.constData() && other.text.size() == key.text.size() && other.colour == key.colour && other.ground == key.ground
            && other.role == key.role && other.ratio == key.ratio && other.plate == key.plate;
    };
    const size_t mixed = (reinterpret_cast<quintptr>(key.text.constData()) >> 4) * 31 + key.colour + key.ground * 7 + size_t(key.role);
    Recent &recent = m_recent[(mixed ^ mixed >> 11) % RecentCount];
    if (recent.image && isSame(recent.key))
        return recent.image;
    const Image *known = m_images.find(key);
    if (!known)
        known = &m_images.insert(key, std::make_shared<const TextImage>(make(key, radius)));
    recent = { key, *known };
    return recent.image;
}

TextImage TextImages::make(const Key &key, double radius)
{
    const QFont font = session::font(key.role);
    const QFontMetricsF metrics(font);
    // Letters may reach out of their advance; two pixels on each side hold those of any face here.
    const double ascent = std::round((metrics.ascent() + 2) * key.ratio);
    const QSizeF size(textWidth(key.text, key.role) + 4, metrics.height() + 4); // measured before, nearly always
    const QRect letters(QPoint(-qRound(2 * key.ratio), -int(ascent)), (size * key.ratio).toSize() + QSize(1, 1));
    const QRect box = key.plate.isEmpty() ? letters : letters.united(key.plate);

    TextImage made { QImage(box.size(), QImage::Format_ARGB32_Premultiplied), box.topLeft(), {} };
    made.image.fill(Qt::transparent);
    QPainter painter(&made.image);
    painter.translate(-box.topLeft());
    painter.scale(key.ratio, key.ratio);
    if (!key.plate.isEmpty()) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(QColor::fromRgb(key.ground));
        const QRectF plate(QPointF(key.plate.topLeft()) / key.ratio, QSizeF(key.plate.size()) / key.ratio);
        painter.drawRoundedRect(plate, radius, radius);
        painter.setRenderHint(QPainter::Antialiasing, false);
    }
    painter.setFont(font);
    painter.setPen(QColor::fromRgb(key.colour));
    painter.drawText(QPointF(), key.text);
    painter.end();
    for (int y = 0; y < made.image.height(); ++y)
        made.lines.push_back(lineOf(reinterpret_cast<const QRgb *>(made.image.constScanLine(y)), made.image.width()));
    return made;
}

} // namespace timeline
