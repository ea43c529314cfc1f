// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/rastersurface.h"

#include "timeline/stripcrew.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace timeline {

namespace {

// Kept from one frame to the next; pictures may be drawn on a worker.
StripPainter &stripPainter()
{
    static thread_local StripPainter painter;
    return painter;
}

} // namespace

RasterSurface::RasterSurface(QImage &image, QPointF offset, double ratio, StripCrew *crew)
    : m_raster(Raster::of(image)), m_offset(offset), m_ratio(ratio), m_clip(image.rect()), m_crew(crew), m_painter(stripPainter())
{
}

RasterSurface::~RasterSurface()
{
    settle();
}

QRect RasterSurface::pixels(const QRectF &rect) const
{
    const int left = qRound(rect.left() * m_ratio + m_offset.x());
    const int top = qRound(rect.top() * m_ratio + m_offset.y());
    return { left, top, qRound(rect.right() * m_ratio + m_offset.x()) - left, qRound(rect.bottom() * m_ratio + m_offset.y()) - top };
}

void RasterSurface::setClip(const QRectF &clip)
{
    m_clip = pixels(clip).intersected(m_raster.rect());
}

void RasterSurface::fill(const QRectF &rect, const QColor &colour)
{
    const bool isNormal = rect.width() >= 0 && rect.height() >= 0;
    const Strip::Fill fill { pixels(isNormal ? rect : rect.normalized()).intersected(clip()), qPremultiply(colour.rgba()) };
    if (fill.area.isEmpty() || colour.alpha() == 0)
        return;
    if (m_strip)
        m_strip->add(fill);
    else
        m_painter.fill(m_raster, fill);
}

void RasterSurface::draw(const std::shared_ptr<const TextImage> &text, QPointF at)
{
    const QPointF exact = at * m_ratio + m_offset;
    const QPoint corner = QPoint(qRound(exact.x()), qRound(exact.y())) + text->offset;
    const QRect area = QRect(corner, text->image.size()).intersected(clip());
    if (area.isEmpty())
        return;
    if (m_strip)
        m_strip->add({ text, corner, area });
    else
        m_painter.draw(m_raster, Strip::Text { text, corner, area });
}

void RasterSurface::cells(const Band &band, std::span<const CellRun> runs)
{
    const Strip::Cells cells { QPoint(qRound(m_offset.x()), qRound(m_offset.y())), clip(), band, m_ratio, runs };
    if (m_strip)
        m_strip->add(cells);
    else
        m_painter.draw(m_raster, cells);
}

void RasterSurface::beginStrip(double top, double bottom, const QRectF &area, Ground &ground)
{
    endStrip();
    const QRect all = pixels(QRectF(QPointF(area.left(), top), QPointF(area.right(), bottom))).intersected(m_raster.rect());
    const QRect lines = all.intersected(QRect(all.left(), m_clip.top(), all.width(), m_clip.height()));
    m_isInStrip = true;
    m_lines = QRect(0, lines.top(), m_raster.width, lines.height());
    if (lines.isEmpty())
        return;
    if (ground.pixels.size() != size_t(m_raster.width))
        makePixels(ground);
    const Strip::Laid laid { lines, ground.pixels.data() };
    if (!m_crew) {
        m_painter.expectGround(m_raster, laid);
        return;
    }
    if (!std::exchange(m_isCrewAtWork, true))
        m_crew->begin(m_raster);
    m_strip = &m_crew->next(m_painter);
    m_strip->begin(laid);
}

void RasterSurface::endStrip()
{
    m_isInStrip = false;
    if (std::exchange(m_strip, nullptr))
        m_crew->publish();
    else
        m_painter.layGround(m_raster);
}

void RasterSurface::settleStrip()
{
    if (std::exchange(m_strip, nullptr))
        m_crew->paintHere(m_painter);
    else
        m_painter.layGround(m_raster);
}

void RasterSurface::settle()
{
    endStrip();
    if (std::exchange(m_isCrewAtWork, false))
        m_crew->finish(m_painter);
}

void RasterSurface::makePixels(Ground &ground) const
{
    ground.pixels.assign(size_t(m_raster.width), ground.outside.rgb());
    const auto clamped = [&](int x) { return std::clamp(x, 0, m_raster.width); };
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
