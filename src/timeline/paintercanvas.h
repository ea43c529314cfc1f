// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "timeline/canvas.h"
#include "timeline/rastersurface.h"
#include "timeline/textimages.h"

#include <optional>
#include <vector>

class QPainter;

namespace timeline {

/// Draws by QPainter: on pixels (a widget, an image) or on a page. On pixels all but curves and slanted lines is written straight into the image
/// behind the painter where there is one (timeline.md section 3).
class PainterCanvas : public Canvas
{
public:
    enum class Target : quint8 {
        Pixels,
        ClippedPixels, ///< of which only some may be written: never straight into the image
        Page,
    };
    /// `texts` and the painter are borrowed. `exposed` is what may be painted, logical pixels. `crew`, borrowed where it is given, paints beside this thread.
    PainterCanvas(QPainter &painter, Target target, TextImages &texts, const QRectF &exposed, StripCrew *crew = nullptr);

    [[nodiscard]] double columnsPerPixel() const override { return m_ratio; }
    void fill(const QRectF &rect, const QColor &colour) override;
    void plate(const QRectF &rect, double radius, const QColor &ground, const QColor &stroke, double strokeWidth) override;
    void polygon(std::span<const QPointF> points, const QColor &colour) override;
    void line(QPointF from, QPointF to, const QColor &colour, double width, bool isDashed) override;
    void hatch(const QRectF &rect, double origin, const QColor &colour) override;
    void text(QPointF at, const QString &text, session::FontRole role, const QColor &colour) override;
    void label(const Label &label) override;
    void cells(const Band &band, std::span<const CellRun> runs) override;
    void pushClip(const QRectF &rect) override;
    void popClip() override;
    [[nodiscard]] bool laysGroundByLane() const override { return m_surface.has_value(); }
    void layGround(double top, double bottom, Ground &ground) override;
    void endGround() override;
    void settle() override;
    [[nodiscard]] QRectF seen() const override { return m_target == Target::Page ? Canvas::seen() : m_clips.back(); }

private:
    QPainter &painter();
    void drawImage(const TextImages::Image &image, QPointF at);
    void drawStrip(const Band &band, std::span<const CellRun> runs);
    void pageCells(const Band &band, std::span<const CellRun> runs);

    QPainter &m_painter;
    TextImages &m_texts;
    std::optional<RasterSurface> m_surface; ///< the image behind the painter, where it may be written to
    QPointF m_offset; ///< of the painter's origin in its device, pixels
    Target m_target;
    double m_ratio = 1;
    std::vector<QRectF> m_clips;
    bool m_isClipSet; ///< the painter knows the last of them
};

} // namespace timeline
