// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "timeline/canvas.h"
#include "timeline/raster.h"

#include <QPoint>
#include <QRect>

#include <vector>

namespace timeline {

/// Lines of an image that have not been written yet, and what belongs there where nothing else is drawn.
struct BareLines
{
    int top = 0; ///< y of the first
    std::vector<quint8> isBare; ///< one a line
    int left = 0; ///< they are bare from here
    int right = 0; ///< to here, exclusive
    const QRgb *ground = nullptr; ///< a line of pixels as wide as the image

    [[nodiscard]] bool holds(int y) const { return y >= top && y < top + int(isBare.size()) && isBare[size_t(y - top)]; }
    void note(int y) { isBare[size_t(y - top)] = 0; }
};

/// Writes the cells of lanes into images, a row of colours computed once and copied to the lines that show it. Keeps its rows from one lane to the
/// next, so that painting allocates nothing.
class BandPainter
{
public:
    /// Paints the cells into the raster, whose pixel (0, 0) is pixel -origin of the picture; nothing outside of `clip` (its pixels). `ratio`:
    /// pixels per unit of the band. Where there are no cells stays what was there; bare lines are written whole and are bare no more.
    void paint(const Raster &raster, QPoint origin, const QRect &clip, const Band &band, std::span<const CellRun> runs, double ratio, BareLines &bare);

private:
    /// Kinds of lines that a band consists of.
    enum Kind : quint8 { Over, Edge, Fill, LineCount, Thick = LineCount };
    static constexpr int MostHatchPixels = 8;
    struct Hatch
    {
        int begin = 0; ///< x in the image
        int end = 0;
        int rest = 0; ///< remainder of begin by the period
    };

    void takeApart(std::span<const CellRun> runs, double thickness);
    void prepareGround();
    [[nodiscard]] QRgb *lineOf(int y) const;
    void overlay(QRgb *line, Kind kind) const;
    bool write(int y, Kind kind);
    void writeBody(int y, bool isThick);
    void prepareHatch();
    void drawHatch(QRgb *line, int y, bool wasBare) const;

    std::vector<QRgb> m_lines[LineCount]; ///< a bare line of each kind but Thick, which is laid over a Fill
    std::vector<Hatch> m_hatched;
    std::vector<QRgb> m_hatchColours; ///< m_hatchPixels a stretch: what a cell looks like n pixels behind the left end of a hatch line
    int m_hatchPixels = 0;
    bool m_isDenselyHatched = false; ///< the lines below are made: there are so many stretches that going through them all costs more than going by columns
    std::vector<QRgb> m_hatchLines[MostHatchPixels]; ///< for each of the pixels of a hatch line a line of what it would look like there; a Fill where nothing is hatched
    int m_begin = 0; ///< x of the first pixel of the cells that is to be painted
    int m_end = 0; ///< behind the last
    bool m_hasThick = false; ///< a cell has an edge of two pixels

    // Of the lane that is being painted.
    std::span<const CellRun> m_runs;
    Raster m_raster;
    BareLines *m_bare = nullptr;
    QRect m_clip;
    int m_left = 0; ///< x of column 0
    int m_alikeFrom = 0; ///< lines of the body from here to the present one hold ground, fill and hatch and nothing else
    int m_period = 0;
    int m_phase = 0; ///< x + y + m_phase is a multiple of m_period at the left end of a hatch line
};

} // namespace timeline
