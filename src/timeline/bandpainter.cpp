// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/bandpainter.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace timeline {

namespace {

int pixel(double value)
{
    return int(std::lround(value));
}

/// `weight` in 1/256.
QRgb blended(QRgb from, QRgb to, int weight)
{
    const auto part = [weight](int a, int b) { return a + (((b - a) * weight) >> 8); };
    return qRgb(part(qRed(from), qRed(to)), part(qGreen(from), qGreen(to)), part(qBlue(from), qBlue(to)));
}

} // namespace

template<typename ColourOf>
void BandPainter::make(Row &row, std::span<const Cell> cells, ColourOf colourOf)
{
    if (row.colours.size() < cells.size())
        row.colours.resize(cells.size());
    row.stretches.clear();
    QRgb *const colours = row.colours.data();
    bool isInside = false;
    for (int n = m_first; n < m_last; ++n) {
        const QRgb colour = colourOf(cells[size_t(n)]);
        colours[n] = colour;
        if ((colour != 0) == isInside)
            continue;
        isInside = colour != 0;
        if (isInside)
            row.stretches.push_back({ n, m_last });
        else
            row.stretches.back().end = n;
    }
}

void BandPainter::makeHatch(std::span<const Cell> cells, double thickness)
{
    m_hatchPixels = std::min(size_t(std::ceil(thickness)), MostHatchPixels);
    m_hasHatch = std::any_of(cells.begin() + m_first, cells.begin() + m_last, [](const Cell &cell) { return cell.hatch != 0; });
    for (size_t k = 0; m_hasHatch && k < m_hatchPixels; ++k) {
        std::vector<QRgb> &row = m_hatch[k];
        if (row.size() < cells.size())
            row.resize(cells.size());
        const int weight = int(256 * std::clamp(thickness - double(k), 0.0, 1.0));
        // Neighbours nearly always look alike.
        QRgb fill = 0;
        QRgb hatch = 0;
        QRgb colour = 0;
        for (int n = m_first; n < m_last; ++n) {
            const Cell &cell = cells[size_t(n)];
            if (cell.fill != fill || cell.hatch != hatch) {
                fill = cell.fill;
                hatch = cell.hatch;
                colour = hatch ? blended(fill, hatch, weight) : fill;
            }
            row[size_t(n)] = colour;
        }
    }
}

QRgb *BandPainter::lineOf(int y) const
{
    return y < m_clip.top() || y > m_clip.bottom() ? nullptr : reinterpret_cast<QRgb *>(m_image->scanLine(y)) + m_left;
}

void BandPainter::copyTo(int y, const Row &row)
{
    QRgb *const line = lineOf(y);
    if (!line)
        return;
    for (const Stretch &stretch : row.stretches)
        std::memcpy(line + stretch.begin, row.colours.data() + stretch.begin, size_t(stretch.end - stretch.begin) * sizeof(QRgb));
}

void BandPainter::copyBody(int y, bool isThick)
{
    QRgb *const line = lineOf(y);
    if (!line)
        return;
    copyTo(y, m_fill);
    if (m_hasHatch) {
        int d = (m_first + m_left + y + m_phase) % m_period;
        if (d < 0)
            d += m_period;
        const QRgb *const fill = m_fill.colours.data();
        for (int begin = m_first - d; begin < m_last; begin += m_period) {
            for (int k = 0; k < int(m_hatchPixels); ++k) {
                const int n = begin + k;
                if (n >= m_first && n < m_last && fill[n])
                    line[n] = m_hatch[size_t(k)][size_t(n)];
            }
        }
    }
    if (isThick)
        copyTo(y, m_thick);
}

// One lane becomes rows of overhang, edge and body; the body's rows differ only in where hatch lines cross them, which is a pixel or two in ten.
void BandPainter::paint(QImage &image, QPoint origin, const QRect &clip, const Band &band, std::span<const Cell> cells, double ratio)
{
    m_image = &image;
    m_clip = clip;
    m_left = pixel(band.left * ratio) + origin.x();
    m_first = std::max(clip.left() - m_left, 0);
    m_last = std::min(clip.right() + 1 - m_left, int(cells.size()));
    if (m_first >= m_last)
        return;
    const int bodyTop = pixel(band.top * ratio) + origin.y();
    const int bodyBottom = pixel(band.bottom * ratio) + origin.y();
    const int over = pixel(band.overhang * ratio);
    const int edge = std::max(1, pixel(ratio));
    const bool hasEdges = bodyBottom - bodyTop >= 3 * edge;
    m_period = std::max(2, pixel(HatchPeriod * ratio));
    // x and y of the picture, not of the image that a strip is painted into, so that both ways give the same pixels.
    m_phase = pixel(-band.hatchOrigin * ratio) - origin.x() - origin.y();

    if (over > 0) {
        make(m_plain, cells, [](const Cell &cell) { return cell.over; });
        for (int n = 1; n <= over; ++n) {
            copyTo(bodyTop - n, m_plain);
            copyTo(bodyBottom - 1 + n, m_plain);
        }
    }
    if (hasEdges) {
        make(m_plain, cells, [](const Cell &cell) { return cell.edge; });
        for (int n = 0; n < edge; ++n) {
            copyTo(bodyTop + n, m_plain);
            copyTo(bodyBottom - 1 - n, m_plain);
        }
        make(m_thick, cells, [](const Cell &cell) { return cell.hasThickEdge ? cell.edge : 0; });
    }
    make(m_fill, cells, [](const Cell &cell) { return cell.fill; });
    makeHatch(cells, HatchThickness * ratio);
    const int inner = hasEdges ? edge : 0;
    for (int y = std::max(bodyTop + inner, clip.top()); y < std::min(bodyBottom - inner, clip.bottom() + 1); ++y)
        copyBody(y, hasEdges && (y < bodyTop + 2 * edge || y >= bodyBottom - 2 * edge));
}

} // namespace timeline
