// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/strip.h"

#include <algorithm>

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

void fillOpaque(const Raster &raster, const QRect &area, QRgb colour)
{
    constexpr int Wide = 128; // pixels from which on copying a line beats filling it
    QRgb *line = raster.line(area.top()) + area.left();
    const qsizetype stride = raster.stride / qsizetype(sizeof(QRgb));
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

void fillVeil(const Raster &raster, const QRect &area, QRgb colour)
{
    for (int y = area.top(); y <= area.bottom(); ++y) {
        QRgb *const line = raster.line(y) + area.left();
        for (int x = 0; x < area.width(); ++x)
            line[x] = colour + times(line[x], 255 - (colour >> 24));
    }
}

} // namespace

void Strip::begin(const Laid &ground)
{
    m_ground = ground;
    m_verbs.clear();
    m_fills.clear();
    m_texts.clear();
    m_cells.clear();
}

void Strip::note(Kind kind)
{
    if (m_verbs.empty() || m_verbs.back().kind != kind)
        m_verbs.push_back({ kind });
    ++m_verbs.back().count;
}

void Strip::add(const Fill &fill)
{
    m_fills.push_back(fill);
    note(Kind::Fills);
}

void Strip::add(Text text)
{
    m_texts.push_back(std::move(text));
    note(Kind::Texts);
}

void Strip::add(const Cells &cells)
{
    m_cells.push_back(cells);
    note(Kind::Cells);
}

void StripPainter::paint(const Raster &raster, const Strip &strip)
{
    expectGround(raster, strip.m_ground);
    auto fill = strip.m_fills.begin();
    auto text = strip.m_texts.begin();
    auto cells = strip.m_cells.begin();
    for (const auto [kind, count] : strip.m_verbs) {
        for (quint32 n = 0; n < count; ++n) {
            if (kind == Strip::Kind::Fills)
                this->fill(raster, *fill++);
            else if (kind == Strip::Kind::Texts)
                draw(raster, *text++);
            else
                draw(raster, *cells++);
        }
    }
    layGround(raster);
}

void StripPainter::fill(const Raster &raster, const Strip::Fill &fill)
{
    if (qAlpha(fill.colour) == 255) {
        layAround(raster, fill.area);
        fillOpaque(raster, fill.area, fill.colour);
    } else {
        layGround(raster);
        fillVeil(raster, fill.area, fill.colour);
    }
}

/// The lines of what is going to be filled, without what is: a line below a lane would be written twice.
void StripPainter::layAround(const Raster &raster, const QRect &area)
{
    const int top = std::max(area.top(), m_bare.top);
    const int bottom = std::min(area.bottom(), m_bare.top + int(m_bare.isBare.size()) - 1);
    for (int y = top; y <= bottom; ++y) {
        if (!m_bare.holds(y))
            continue;
        const int from = std::clamp(area.left(), m_bare.left, m_bare.right);
        const int to = std::clamp(area.right() + 1, from, m_bare.right);
        QRgb *const line = raster.line(y);
        std::copy(m_bare.ground + m_bare.left, m_bare.ground + from, line + m_bare.left);
        std::copy(m_bare.ground + to, m_bare.ground + m_bare.right, line + to);
        m_bare.note(y);
    }
}

void StripPainter::draw(const Raster &raster, const Strip::Text &text)
{
    layGround(raster);
    const uchar *const bits = text.image->image.constBits();
    const qsizetype stride = text.image->image.bytesPerLine();
    const int left = text.area.left() - text.corner.x();
    const int right = text.area.right() + 1 - text.corner.x();
    const auto clipped = [left, right](int x) { return std::clamp(x, left, right); };
    for (int y = text.area.top(); y <= text.area.bottom(); ++y) {
        const TextImage::Line &line = text.image->lines[size_t(y - text.corner.y())];
        const auto *const from = reinterpret_cast<const QRgb *>(bits + (y - text.corner.y()) * stride);
        QRgb *const to = raster.line(y) + text.corner.x();
        const int begin = clipped(line.begin);
        const int solidBegin = clipped(line.solidBegin);
        const int solidEnd = clipped(line.solidEnd);
        const int end = clipped(line.end);
        blend(to + begin, from + begin, solidBegin - begin);
        std::copy(from + solidBegin, from + solidEnd, to + solidBegin);
        blend(to + solidEnd, from + solidEnd, end - solidEnd);
    }
}

void StripPainter::draw(const Raster &raster, const Strip::Cells &cells)
{
    m_bands.paint(raster, cells.origin, cells.clip, cells.band, cells.runs, cells.ratio, m_bare);
}

void StripPainter::expectGround(const Raster &raster, const Strip::Laid &ground)
{
    layGround(raster);
    m_bare.top = ground.area.top();
    m_bare.isBare.assign(size_t(ground.area.height()), 1);
    m_bare.left = ground.area.left();
    m_bare.right = ground.area.right() + 1;
    m_bare.ground = ground.pixels;
}

void StripPainter::layGround(const Raster &raster)
{
    for (size_t n = 0; n < m_bare.isBare.size(); ++n) {
        if (m_bare.isBare[n])
            std::copy(m_bare.ground + m_bare.left, m_bare.ground + m_bare.right, raster.line(m_bare.top + int(n)) + m_bare.left);
    }
    m_bare.isBare.clear();
}

} // namespace timeline
