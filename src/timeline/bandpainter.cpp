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

/// Lines of the ground, for the cells to be laid on.
void BandPainter::prepareGround()
{
    if (m_bare->isBare.empty())
        return;
    for (std::vector<QRgb> &line : m_lines) {
        if (line.size() < size_t(m_raster.width))
            line.resize(size_t(m_raster.width));
        std::copy(m_bare->ground + m_bare->left, m_bare->ground + m_bare->right, line.begin() + m_bare->left);
    }
}

/// Finds what is hatched and, where there are bare lines, makes one line of each kind: all in one pass, since a dense lane has as many runs as columns.
void BandPainter::takeApart(std::span<const CellRun> runs, double thickness)
{
    m_hatchPixels = std::min(int(std::ceil(thickness)), MostHatchPixels);
    m_hatched.clear();
    m_hatchColours.clear();
    m_hasThick = false;
    const bool hasBare = !m_bare->isBare.empty();
    const auto lay = [](QRgb *line, int begin, int end, QRgb colour) {
        if (!colour)
            return;
        do
            line[begin] = colour;
        while (++begin < end);
    };
    for (const CellRun &run : runs) {
        const Cell &cell = run.cell;
        const int begin = std::max(m_left + run.begin, m_clip.left());
        const int end = std::min(m_left + run.end, m_clip.right() + 1);
        if (begin >= end)
            break;
        if (hasBare) {
            lay(m_lines[Over].data(), begin, end, cell.over);
            lay(m_lines[Edge].data(), begin, end, cell.edge);
            lay(m_lines[Fill].data(), begin, end, cell.fill);
        }
        m_hasThick = m_hasThick || cell.hasThickEdge;
        if (!cell.hatch || !cell.fill)
            continue;
        m_hatched.push_back({ begin, end, remainder(begin, m_period) });
        for (int k = 0; k < m_hatchPixels; ++k)
            m_hatchColours.push_back(blended(cell.fill, cell.hatch, int(256 * std::clamp(thickness - k, 0.0, 1.0))));
    }
}

/// Where stretches are few, the hatch is laid on each of them; where they are many, on all columns at once, from lines that hold what belongs there.
void BandPainter::prepareHatch()
{
    constexpr size_t FewStretches = 3; // a period
    m_isDenselyHatched = !m_bare->isBare.empty() && m_hatched.size() * FewStretches > size_t(std::max(m_end - m_begin, 0) / m_period);
    if (!m_isDenselyHatched)
        return;
    for (int k = 0; k < m_hatchPixels; ++k) {
        std::vector<QRgb> &line = m_hatchLines[k];
        line.resize(m_lines[Fill].size());
        std::copy(m_lines[Fill].begin() + m_begin, m_lines[Fill].begin() + m_end, line.begin() + m_begin);
        const QRgb *colour = m_hatchColours.data() + k;
        for (const Hatch &stretch : m_hatched) {
            std::fill(line.begin() + stretch.begin, line.begin() + stretch.end, *colour);
            colour += m_hatchPixels;
        }
    }
}

QRgb *BandPainter::lineOf(int y) const
{
    return y < m_clip.top() || y > m_clip.bottom() ? nullptr : m_raster.line(y);
}

/// The cells of a line of this kind over what is there.
void BandPainter::overlay(QRgb *line, Kind kind) const
{
    for (const CellRun &run : m_runs) {
        const int begin = std::max(m_left + run.begin, m_clip.left());
        const int end = std::min(m_left + run.end, m_clip.right() + 1);
        if (begin >= end)
            break;
        const Cell &cell = run.cell;
        const QRgb colour = kind == Over ? cell.over : kind == Fill ? cell.fill : kind == Edge || cell.hasThickEdge ? cell.edge : 0;
        if (colour)
            std::fill(line + begin, line + end, colour);
    }
}

/// Returns whether the line was bare.
bool BandPainter::write(int y, Kind kind)
{
    QRgb *const line = lineOf(y);
    if (!line)
        return false;
    if (!m_bare->holds(y)) {
        overlay(line, kind);
        return false;
    }
    std::copy(m_lines[kind].begin() + m_bare->left, m_lines[kind].begin() + m_bare->right, line + m_bare->left);
    m_bare->note(y);
    return true;
}

void BandPainter::drawHatch(QRgb *line, int y, bool wasBare) const
{
    const int first = remainder(-y - m_phase, m_period); // x of a line's left end, modulo the period
    if (m_isDenselyHatched && wasBare) {
        for (int k = 0; k < m_hatchPixels; ++k) {
            const QRgb *const looks = m_hatchLines[k].data();
            for (int x = m_begin + remainder(first + k - m_begin, m_period); x < m_end; x += m_period)
                line[x] = looks[x];
        }
        return;
    }
    const QRgb *colours = m_hatchColours.data();
    for (const auto [begin, end, rest] : m_hatched) {
        for (int k = 0; k < m_hatchPixels; ++k) {
            int distance = first + k - rest;
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
        const QRgb *const above = m_raster.line(twin);
        std::copy(above + m_bare->left, above + m_bare->right, line + m_bare->left);
        m_bare->note(y);
        return;
    }
    const bool wasBare = write(y, Fill);
    drawHatch(line, y, wasBare);
    if (isThick)
        overlay(line, Thick);
    if (isThick || !wasBare)
        m_alikeFrom = y + 1;
}

// One lane becomes rows of overhang, edge and body; the body's rows differ only in where hatch lines cross them, which is a pixel or two in ten.
void BandPainter::paint(const Raster &raster, QPoint origin, const QRect &clip, const Band &band, std::span<const CellRun> runs, double ratio, BareLines &bare)
{
    m_raster = raster;
    m_bare = &bare;
    m_clip = clip;
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
    m_runs = runs.subspan(size_t(shown - runs.begin()));
    m_begin = m_runs.empty() ? 0 : std::max(m_left + m_runs.front().begin, clip.left());
    m_end = std::max(std::min(m_left + runs.back().end, clip.right() + 1), m_begin);
    prepareGround();
    takeApart(m_runs, HatchThickness * ratio);
    prepareHatch();
    for (int n = 1; n <= over; ++n) {
        write(bodyTop - n, Over);
        write(bodyBottom - 1 + n, Over);
    }
    for (int n = 0; hasEdges && n < edge; ++n) {
        write(bodyTop + n, Edge);
        write(bodyBottom - 1 - n, Edge);
    }
    const int inner = hasEdges ? edge : 0;
    m_alikeFrom = std::max(bodyTop + inner, clip.top());
    for (int y = m_alikeFrom; y < std::min(bodyBottom - inner, clip.bottom() + 1); ++y)
        writeBody(y, hasEdges && m_hasThick && (y < bodyTop + 2 * edge || y >= bodyBottom - 2 * edge));
}

} // namespace timeline
