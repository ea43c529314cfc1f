// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "timeline/bandpainter.h"
#include "timeline/textimages.h"

namespace timeline {

/// The pixels behind a painter, written straight: what a frame consists of (grounds, bars of lanes, steps, texts) takes a few verbs, each of which costs
/// about what its pixels cost, while a paint engine spends microseconds on finding out what is to be done. Gives the pixels that QPainter would.
/// The image is RGB32 or ARGB32_Premultiplied, borrowed, and nobody else writes to it between two calls but for QPainter, after layGround().
class RasterSurface
{
public:
    /// `offset`: pixel of the image where the origin of the picture is. `ratio`: pixels per unit.
    RasterSurface(QImage &image, QPointF offset, double ratio);
    ~RasterSurface();
    RasterSurface(const RasterSurface &) = delete;
    RasterSurface &operator=(const RasterSurface &) = delete;

    /// What may be written to from now on; units of the picture.
    void setClip(const QRectF &clip);
    void fill(const QRectF &rect, const QColor &colour);
    /// The left end of the text's baseline at this place.
    void draw(const TextImage &text, QPointF at);
    void cells(const Band &band, std::span<const CellRun> runs);
    /// What lies here from `top` to `bottom` where nothing else is drawn: is written by layGround(), or by whatever is drawn there before.
    /// `area`: what of it may be written to.
    void expectGround(double top, double bottom, const QRectF &area, Ground &ground);
    void layGround();

private:
    [[nodiscard]] QRect pixels(const QRectF &rect) const;
    [[nodiscard]] QRgb *lineOf(int y) { return reinterpret_cast<QRgb *>(m_bits + qsizetype(y) * m_stride); }
    void fillOpaque(const QRect &area, QRgb colour);
    void fillVeil(const QRect &area, QRgb colour);
    void makePixels(Ground &ground) const;

    QImage &m_image;
    QPointF m_offset;
    double m_ratio;
    uchar *m_bits;
    qsizetype m_stride;
    QRect m_clip;
    BareLines &m_bare;
};

} // namespace timeline
