// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "timeline/strip.h"

#include <optional>

namespace timeline {

class StripCrew;

/// The pixels behind a painter, written straight: a paint engine spends microseconds on finding out what is to be done with each rectangle or text. Gives
/// the pixels that QPainter would. The image is RGB32 or ARGB32_Premultiplied, borrowed, and nobody else writes to it between two calls but for QPainter,
/// after settleStrip() on lines of the strip, after endStrip() on those of none and after settle() on any.
class RasterSurface
{
public:
    /// `offset`: pixel of the image where the origin of the picture is. `ratio`: pixels per unit. `crew` paints strips beside this thread, borrowed; where
    /// it is null, they are painted at once.
    RasterSurface(QImage &image, QPointF offset, double ratio, StripCrew *crew);
    ~RasterSurface();
    RasterSurface(const RasterSurface &) = delete;
    RasterSurface &operator=(const RasterSurface &) = delete;

    /// What may be written to from now on; units of the picture.
    void setClip(const QRectF &clip);
    void fill(const QRectF &rect, const QColor &colour);
    /// The left end of the text's baseline at this place.
    void draw(const std::shared_ptr<const TextImage> &text, QPointF at);
    /// The runs are borrowed until settle().
    void cells(const Band &band, std::span<const CellRun> runs);
    /// Begins a strip: lines from `top` to `bottom` with this ground, borrowed until settle(), wherever nothing else is drawn. Until the next strip or
    /// endStrip() nothing is written outside of these lines, and until settle() nothing else on them. `area`: what of them may be written to at all.
    void beginStrip(double top, double bottom, const QRectF &area, Ground &ground);
    void endStrip();
    /// All that was drawn on this strip is there when it returns.
    void settleStrip();
    /// Ends the strip; all that was drawn is there when it returns.
    void settle();

private:
    [[nodiscard]] QRect pixels(const QRectF &rect) const;
    [[nodiscard]] QRect clip() const { return m_isInStrip ? m_clip.intersected(m_lines) : m_clip; }
    void makePixels(Ground &ground) const;

    Raster m_raster;
    QPointF m_offset;
    double m_ratio;
    QRect m_clip;
    bool m_isInStrip = false;
    QRect m_lines; ///< of the strip
    StripCrew *m_crew;
    bool m_isCrewAtWork = false; ///< it has strips of this surface
    Strip *m_strip = nullptr; ///< of the crew's, being filled; null: what is drawn is painted at once
    StripPainter &m_painter;
};

} // namespace timeline
