// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/bandpainter.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace timeline {

namespace {

/// `weight` in 1/256.
QRgb blended(QRgb from, QRgb to, int weight)
{
    const auto part = [weight](int a, int b) { return a + (((b - a) * weight) >> 8); };
    return qRgb(part(qRed(from), qRed(to)), part(qGreen(from), qGreen(to)), part(qBlue(from), qBlue(to)));
}

int remainder(int value, int period)
{
    const int rest = value % period;
    return rest < 0 ? rest + period : rest;
}

} // namespace

void BandPainter::append(Row &row, int begin, int end, QRgb colour)
{
    if (!colour)
        return;
    if (!row.empty() && row.back().end == begin && row.back().colour == colour)
        row.back().end = end;
    else
        row.push_back({ begin, end, colour });
}

/// Takes the cells apart into what each kind of line shows.
void BandPainter::makeRows(std::span<const CellRun> runs, double thickness)
{
    m_hatchPixels = std::min(int(std::ceil(thickness)), MostHatchPixels);
    for (Row *const row : { &m_over, &m_edge, &m_fill, &m_thick, &m_hatched })
        row->clear();
    m_hatchColours.clear();
    for (const CellRun &run : runs) {
        const Cell &cell = run.cell;
        const int begin = std::max(m_left + run.begin, m_clip.left());
        const int end = std::min(m_left + run.end, m_clip.right() + 1);
        if (begin >= end)
            break;
        append(m_over, begin, end, cell.over);
        append(m_edge, begin, end, cell.edge);
        append(m_fill, begin, end, cell.fill);
        if (cell.hasThickEdge)
            append(m_thick, begin, end, cell.edge);
        if (!cell.hatch || !cell.fill)
            continue;
        m_hatched.push_back({ begin, end, QRgb(remainder(begin, m_period)) });
        for (int k = 0; k < m_hatchPixels; ++k)
            m_hatchColours.push_back(blended(cell.fill, cell.hatch, int(256 * std::clamp(thickness - k, 0.0, 1.0))));
    }
}

QRgb *BandPainter::lineOf(int y) const
{
    return y < m_clip.top() || y > m_clip.bottom() ? nullptr : reinterpret_cast<QRgb *>(m_image->scanLine(y));
}

/// Makes m_line the ground with this row on it.
void BandPainter::compose(const Row &row)
{
    if (m_composed == &row)
        return;
    m_composed = &row;
    if (m_line.size() < size_t(m_image->width()))
        m_line.resize(size_t(m_image->width()));
    std::copy(m_bare->ground + m_bare->left, m_bare->ground + m_bare->right, m_line.begin() + m_bare->left);
    for (const Stretch &stretch : row)
        std::fill(m_line.begin() + stretch.begin, m_line.begin() + stretch.end, stretch.colour);
}

/// Returns whether the line was bare.
bool BandPainter::write(int y, const Row &row)
{
    QRgb *const line = lineOf(y);
    if (!line)
        return false;
    if (m_bare->holds(y)) {
        compose(row);
        std::copy(m_line.begin() + m_bare->left, m_line.begin() + m_bare->right, line + m_bare->left);
        m_bare->note(y);
        return true;
    }
    for (const Stretch &stretch : row)
        std::fill(line + stretch.begin, line + stretch.end, stretch.colour);
    return false;
}

void BandPainter::drawHatch(QRgb *line, int y) const
{
    const QRgb *colours = m_hatchColours.data();
    const int first = remainder(-y - m_phase, m_period); // x of a line's left end, modulo the period
    for (const auto [begin, end, rest] : m_hatched) {
        for (int k = 0; k < m_hatchPixels; ++k) {
            int distance = first + k - int(rest);
            distance += distance < 0 ? m_period : distance >= m_period ? -m_period : 0;
            for (int x = begin + distance; x < end; x += m_period)
                line[x] = colours[k];
        }
        colours += m_hatchPixels;
    }
}

void BandPainter::writeBody(int y, bool isThick)
{
    QRgb *const line = lineOf(y);
    if (!line)
        return;
    const int twin = y - m_period; // hatch lines cross it at the same places
    if (!isThick && !m_hatched.empty() && twin >= m_alikeFrom && m_bare->holds(y)) {
        const QRgb *const above = reinterpret_cast<const QRgb *>(m_image->constScanLine(twin));
        std::copy(above + m_bare->left, above + m_bare->right, line + m_bare->left);
        m_bare->note(y);
        return;
    }
    const bool wasBare = write(y, m_fill);
    drawHatch(line, y);
    if (isThick) {
        for (const Stretch &stretch : m_thick)
            std::fill(line + stretch.begin, line + stretch.end, stretch.colour);
    }
    if (isThick || !wasBare)
        m_alikeFrom = y + 1;
}

// One lane becomes rows of overhang, edge and body; the body's rows differ only in where hatch lines cross them, which is a pixel or two in ten.
void BandPainter::paint(QImage &image, QPoint origin, const QRect &clip, const Band &band, std::span<const CellRun> runs, double ratio, BareLines &bare)
{
    m_image = &image;
    m_bare = &bare;
    m_clip = clip;
    m_composed = nullptr;
    m_left = qRound(band.left * ratio) + origin.x();
    const int bodyTop = qRound(band.top * ratio) + origin.y();
    const int bodyBottom = qRound(band.bottom * ratio) + origin.y();
    const int over = qRound(band.overhang * ratio);
    if (clip.isEmpty() || runs.empty() || bodyTop - over > clip.bottom() || bodyBottom + over <= clip.top())
        return;
    const int edge = std::max(1, qRound(ratio));
    const bool hasEdges = bodyBottom - bodyTop >= 3 * edge;
    m_period = std::max(2, qRound(HatchPeriod * ratio));
    // x and y of the picture, not of the image that a strip is painted into, so that both ways give the same pixels.
    m_phase = qRound(-band.hatchOrigin * ratio) - origin.x() - origin.y();

    const auto shown = std::partition_point(runs.begin(), runs.end(), [&](const CellRun &run) { return m_left + run.end <= clip.left(); });
    makeRows(runs.subspan(size_t(shown - runs.begin())), HatchThickness * ratio);
    for (int n = 1; n <= over; ++n) {
        write(bodyTop - n, m_over);
        write(bodyBottom - 1 + n, m_over);
    }
    if (hasEdges) {
        for (int n = 0; n < edge; ++n) {
            write(bodyTop + n, m_edge);
            write(bodyBottom - 1 - n, m_edge);
        }
    }
    const int inner = hasEdges ? edge : 0;
    m_alikeFrom = std::max(bodyTop + inner, clip.top());
    for (int y = m_alikeFrom; y < std::min(bodyBottom - inner, clip.bottom() + 1); ++y)
        writeBody(y, hasEdges && (y < bodyTop + 2 * edge || y >= bodyBottom - 2 * edge));
}

} // namespace timeline
