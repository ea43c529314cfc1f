// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "timeline/canvas.h"

#include <QImage>
#include <QPoint>
#include <QRect>

#include <array>
#include <vector>

namespace timeline {

/// Writes the cells of lanes into images, a row of colours computed once and copied to the lines that show it. Keeps its rows from one lane to the
/// next, so that painting allocates nothing.
class BandPainter
{
public:
    /// Paints the cells into `image`, whose pixel (0, 0) is pixel -origin of the picture; nothing outside of `clip` (pixels of the image). `ratio`:
    /// pixels per unit of the band. Cells of nothing leave what is below them.
    void paint(QImage &image, QPoint origin, const QRect &clip, const Band &band, std::span<const Cell> cells, double ratio);

private:
    struct Stretch
    {
        int begin = 0;
        int end = 0;
    };
    /// A row of colours and where it has any.
    struct Row
    {
        std::vector<QRgb> colours;
        std::vector<Stretch> stretches;
    };
    static constexpr std::size_t MostHatchPixels = 8;

    template<typename ColourOf>
    void make(Row &row, std::span<const Cell> cells, ColourOf colourOf);
    void makeHatch(std::span<const Cell> cells, double thickness);
    [[nodiscard]] QRgb *lineOf(int y) const;
    void copyTo(int y, const Row &row);
    void copyBody(int y, bool isThick);

    Row m_plain; ///< overhang, then edge
    Row m_fill;
    Row m_thick; ///< the edge of cells that have a thick one
    std::array<std::vector<QRgb>, MostHatchPixels> m_hatch; ///< what a cell looks like n pixels behind the left end of a hatch line
    std::size_t m_hatchPixels = 0;
    bool m_hasHatch = false;

    // Of the lane that is being painted.
    QImage *m_image = nullptr;
    QRect m_clip;
    int m_left = 0; ///< x of cell 0
    int m_first = 0; ///< cells that are in sight
    int m_last = 0;
    int m_period = 0;
    int m_phase = 0; ///< x + y + m_phase is a multiple of m_period at the left end of a hatch line
};

} // namespace timeline
