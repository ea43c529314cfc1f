// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "timeline/canvas.h"

#include <QHash>
#include <QImage>
#include <QRect>

#include <vector>

class QPainter;

namespace timeline {

/// Images of texts that have been drawn: drawing one again is several times cheaper than shaping it. Bounded; kept from frame to frame.
class TextImages
{
public:
    /// The text in its colour on nothing, at this device pixel ratio. `baseline` is set to the offset of the baseline's left end, in logical pixels.
    const QImage &image(const QString &text, session::FontRole role, QRgb colour, double ratio, QPointF *baseline);

private:
    struct Key
    {
        QString text;
        session::FontRole role;
        QRgb colour;
        double ratio;
        bool operator==(const Key &) const = default;
        friend size_t qHash(const Key &key, size_t seed) { return qHashMulti(seed, key.text, int(key.role), key.colour, key.ratio); }
    };
    struct Entry
    {
        QImage image;
        QPointF baseline;
    };
    QHash<Key, Entry> m_images;
};

/// Draws by QPainter: on pixels (a widget, an image) or on a page. On pixels the bars of lanes are written straight into the image behind the
/// painter where there is one, a row of cells computed once and copied (timeline.md section 3); elsewhere by drawImage.
class PainterCanvas : public Canvas
{
public:
    enum class Target : quint8 {
        Pixels,
        ClippedPixels, ///< of which only some may be written: never straight into the image
        Page,
    };
    /// `texts` and the painter are borrowed. `exposed` is what may be painted, logical pixels.
    PainterCanvas(QPainter &painter, Target target, TextImages &texts, const QRectF &exposed);

    [[nodiscard]] double columnsPerPixel() const override { return m_ratio; }
    void fill(const QRectF &rect, const QColor &colour) override;
    void plate(const QRectF &rect, double radius, const QColor &ground, const QColor &stroke, double strokeWidth) override;
    void polygon(std::span<const QPointF> points, const QColor &colour) override;
    void line(QPointF from, QPointF to, const QColor &colour, double width, bool isDashed) override;
    void hatch(const QRectF &rect, double origin, const QColor &colour) override;
    void text(QPointF at, const QString &text, session::FontRole role, const QColor &colour) override;
    void cells(const Band &band, std::span<const Cell> cells) override;
    void pushClip(const QRectF &rect) override;
    void popClip() override;

private:
    void pixelCells(const Band &band, std::span<const Cell> cells);
    void drawStrip(const Band &band, std::span<const Cell> cells);
    void pageCells(const Band &band, std::span<const Cell> cells);

    QPainter &m_painter;
    TextImages &m_texts;
    QImage *m_image = nullptr; ///< behind the painter, where rows may be written to it
    QPointF m_offset; ///< of the painter's origin in the image, device pixels
    Target m_target;
    double m_ratio = 1;
    std::vector<QRectF> m_clips;
    std::vector<CellRun> m_runs;
};

} // namespace timeline
