// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "timeline/bandpainter.h"
#include "timeline/textimages.h"

#include <memory>
#include <span>
#include <vector>

namespace timeline {

/// Some lines of an image and all that is to be drawn on them, in order: what one thread finds out and any other can paint. Nothing of it reaches out of
/// its lines, so that strips of different lines can be painted side by side.
class Strip
{
public:
    struct Fill
    {
        QRect area; ///< in the image, not empty
        QRgb colour = 0; ///< premultiplied
    };
    struct Text
    {
        std::shared_ptr<const TextImage> image;
        QPoint corner; ///< its upper left one in the image
        QRect area; ///< what of it is drawn, not empty
    };
    struct Cells
    {
        QPoint origin; ///< pixel of the image where the origin of the picture is
        QRect clip;
        Band band;
        double ratio = 1; ///< pixels per unit of the band
        std::span<const CellRun> runs; ///< borrowed until the strip has been painted
    };

    /// What lies there wherever nothing else is drawn.
    struct Laid
    {
        QRect area; ///< in the image
        const QRgb *pixels = nullptr; ///< a line as wide as the image; borrowed until the strip has been painted
    };

    /// Empties it and begins anew.
    void begin(const Laid &ground);
    void add(const Fill &fill);
    void add(Text text);
    void add(const Cells &cells);

private:
    friend class StripPainter;
    enum class Kind : quint8 { Fills, Texts, Cells };
    /// As many of one kind, which follow each other.
    struct Verbs
    {
        Kind kind;
        quint32 count = 0;
    };
    void note(Kind kind);

    Laid m_ground;
    std::vector<Verbs> m_verbs;
    std::vector<Fill> m_fills;
    std::vector<Text> m_texts;
    std::vector<Cells> m_cells;
};

/// Draws on a raster: what a frame consists of (grounds, bars of lanes, steps, texts) takes a few verbs, each of which costs about what its pixels cost.
/// Keeps buffers from one strip to the next; one a thread.
class StripPainter
{
public:
    void paint(const Raster &raster, const Strip &strip);

    void fill(const Raster &raster, const Strip::Fill &fill);
    void draw(const Raster &raster, const Strip::Text &text);
    void draw(const Raster &raster, const Strip::Cells &cells);
    /// The ground is written by layGround(), or by whatever is drawn there before.
    void expectGround(const Raster &raster, const Strip::Laid &ground);
    void layGround(const Raster &raster);

private:
    void layAround(const Raster &raster, const QRect &area);

    BandPainter m_bands;
    BareLines m_bare;
};

} // namespace timeline
