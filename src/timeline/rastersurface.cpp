// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/rastersurface.h"

#include <algorithm>
#include <cmath>

namespace timeline {

namespace {

/// x * a / 255 in each channel, rounded as Qt does.
QRgb times(QRgb x, uint a)
{
    uint even = (x & 0xff00ff) * a;
    even = ((even + ((even >> 8) & 0xff00ff) + 0x800080) >> 8) & 0xff00ff;
    uint odd = ((x >> 8) & 0xff00ff) * a;
    odd = (odd + ((odd >> 8) & 0xff00ff) + 0x800080) & 0xff00ff00;
    return even | odd;
}

void blend(QRgb *to, const QRgb *from, int count)
{
    for (int n = 0; n < count; ++n)
        to[n] = from[n] + times(to[n], 255 - (from[n] >> 24));
}

// Kept from one lane and frame to the next; pictures may be drawn on a worker.
BandPainter &bandPainter()
{
    static thread_local BandPainter painter;
    return painter;
}

BareLines &bareLines()
{
    static thread_local BareLines lines;
    return lines;
}

} // namespace

RasterSurface::RasterSurface(QImage &image, QPointF offset, double ratio)
    : m_image(image), m_offset(offset), m_ratio(ratio), m_bits(image.bits()), m_stride(image.bytesPerLine()), m_clip(image.rect()), m_bare(bareLines())
{
    m_bare.isBare.clear();
}

RasterSurface::~RasterSurface()
{
    layGround();
}

QRect RasterSurface::pixels(const QRectF &rect) const
{
    const int left = qRound(rect.left() * m_ratio + m_offset.x());
    const int top = qRound(rect.top() * m_ratio + m_offset.y());
    return { left, top, qRound(rect.right() * m_ratio + m_offset.x()) - left, qRound(rect.bottom() * m_ratio + m_offset.y()) - top };
}

void RasterSurface::setClip(const QRectF &clip)
{
    m_clip = pixels(clip).intersected(m_image.rect());
}

void RasterSurface::fill(const QRectF &rect, const QColor &colour)
{
    const bool isNormal = rect.width() >= 0 && rect.height() >= 0;
    const QRect area = pixels(isNormal ? rect : rect.normalized()).intersected(m_clip);
    if (area.isEmpty() || colour.alpha() == 0)
        return;
    layGround();
    const QRgb rgb = qPremultiply(colour.rgba());
    if (qAlpha(rgb) == 255)
        fillOpaque(area, rgb);
    else
        fillVeil(area, rgb);
}

void RasterSurface::fillOpaque(const QRect &area, QRgb colour)
{
    constexpr int Wide = 128; // pixels from which on copying a line beats filling it
    QRgb *line = lineOf(area.top()) + area.left();
    const qsizetype stride = m_stride / qsizetype(sizeof(QRgb));
    if (area.width() == 1) {
        for (int n = 0; n < area.height(); ++n, line += stride)
            *line = colour;
        return;
    }
    const QRgb *const first = line;
    std::fill(line, line + area.width(), colour);
    for (int n = 1; n < area.height(); ++n) {
        line += stride;
        if (area.width() < Wide)
            std::fill(line, line + area.width(), colour);
        else
            std::copy(first, first + area.width(), line);
    }
}

void RasterSurface::fillVeil(const QRect &area, QRgb colour)
{
    for (int y = area.top(); y <= area.bottom(); ++y) {
        QRgb *const line = lineOf(y) + area.left();
        for (int x = 0; x < area.width(); ++x)
            line[x] = colour + times(line[x], 255 - (colour >> 24));
    }
}

void RasterSurface::draw(const TextImage &text, QPointF at)
{
    const QPointF exact = at * m_ratio + m_offset;
    const QPoint corner = QPoint(qRound(exact.x()), qRound(exact.y())) + text.offset;
    const QRect area = QRect(corner, text.image.size()).intersected(m_clip);
    if (area.isEmpty())
        return;
    layGround();
    const uchar *const bits = text.image.constBits();
    const qsizetype stride = text.image.bytesPerLine();
    const int left = area.left() - corner.x();
    const int right = area.right() + 1 - corner.x();
    const auto clipped = [left, right](int x) { return std::clamp(x, left, right); };
    for (int y = area.top(); y <= area.bottom(); ++y) {
        const TextImage::Line &line = text.lines[size_t(y - corner.y())];
        const auto *const from = reinterpret_cast<const QRgb *>(bits + (y - corner.y()) * stride);
        QRgb *const to = lineOf(y) + corner.x();
        const int begin = clipped(line.begin);
        const int solidBegin = clipped(line.solidBegin);
        const int solidEnd = clipped(line.solidEnd);
        const int end = clipped(line.end);
        blend(to + begin, from + begin, solidBegin - begin);
        std::copy(from + solidBegin, from + solidEnd, to + solidBegin);
        blend(to + solidEnd, from + solidEnd, end - solidEnd);
    }
}

void RasterSurface::cells(const Band &band, std::span<const CellRun> runs)
{
    bandPainter().paint(m_image, QPoint(qRound(m_offset.x()), qRound(m_offset.y())), m_clip, band, runs, m_ratio, m_bare);
}

void RasterSurface::expectGround(double top, double bottom, const QRectF &area, Ground &ground)
{
    layGround();
    const QRect all = pixels(QRectF(QPointF(area.left(), top), QPointF(area.right(), bottom))).intersected(m_image.rect());
    const QRect lines = all.intersected(QRect(all.left(), m_clip.top(), all.width(), m_clip.height()));
    if (lines.isEmpty())
        return;
    if (ground.pixels.size() != size_t(m_image.width()))
        makePixels(ground);
    m_bare.top = lines.top();
    m_bare.isBare.assign(size_t(lines.height()), 1);
    m_bare.left = lines.left();
    m_bare.right = lines.right() + 1;
    m_bare.ground = ground.pixels.data();
}

void RasterSurface::layGround()
{
    for (size_t n = 0; n < m_bare.isBare.size(); ++n) {
        if (m_bare.isBare[n])
            std::copy(m_bare.ground + m_bare.left, m_bare.ground + m_bare.right, lineOf(m_bare.top + int(n)) + m_bare.left);
    }
    m_bare.isBare.clear();
}

void RasterSurface::makePixels(Ground &ground) const
{
    ground.pixels.assign(size_t(m_image.width()), ground.outside.rgb());
    const auto clamped = [&](int x) { return std::clamp(x, 0, m_image.width()); };
    const int left = clamped(qRound(ground.left * m_ratio + m_offset.x()));
    const int right = clamped(qRound(ground.right * m_ratio + m_offset.x()));
    std::fill(ground.pixels.begin() + left, ground.pixels.begin() + std::max(left, right), ground.colour.rgb());
    for (const Ground::Line &line : ground.lines) {
        const int x = qRound(std::round(line.x * m_ratio - 0.5) + m_offset.x());
        if (x >= left && x < right)
            ground.pixels[size_t(x)] = line.colour.rgb();
    }
}

} // namespace timeline
