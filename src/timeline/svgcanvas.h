// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "timeline/canvas.h"

#include <QByteArray>
#include <QSet>
#include <QSize>

#include <vector>

namespace timeline {

/// Writes an SVG 1.1 document: real texts, merged shapes, a group with an id and a title for each lane (a browser shows it as a tool tip), and
/// layers as Inkscape knows them for the parts of the picture.
/// Not QSvgGenerator, which writes a transform and a dozen attributes per shape and turns hatches into pixels.
class SvgCanvas : public Canvas
{
public:
    /// `description` and the pairs of `metadata` are told in the document's head.
    SvgCanvas(QSize size, const QString &title, const std::vector<std::pair<QString, QString>> &metadata);

    [[nodiscard]] double columnsPerPixel() const override { return VectorColumnsPerPixel; }
    void fill(const QRectF &rect, const QColor &colour) override;
    void plate(const QRectF &rect, double radius, const QColor &ground, const QColor &stroke, double strokeWidth) override;
    void polygon(std::span<const QPointF> points, const QColor &colour) override;
    void line(QPointF from, QPointF to, const QColor &colour, double width, bool isDashed) override;
    void hatch(const QRectF &rect, double origin, const QColor &colour) override;
    void text(QPointF at, const QString &text, session::FontRole role, const QColor &colour) override;
    void cells(const Band &band, std::span<const CellRun> runs) override;
    void pushClip(const QRectF &rect) override;
    void popClip() override;
    void beginGroup(const QString &name) override;
    void beginLayer(const QString &name) override;
    void endGroup() override;

    /// What is drawn until endFrame() has its own origin at this place and nothing outside of its size: one picture of several. Its ids begin with `name`.
    void beginFrame(const QString &name, QPointF at, QSizeF size);
    void endFrame();
    /// Puts a whole SVG document that another writer made into this one, at this place and in its own size.
    void embed(const QRectF &place, const QByteArray &document);

    /// The whole document; nothing may be drawn after this.
    [[nodiscard]] QByteArray finished();

private:
    void cellsAsShapes(const Band &band, std::span<const CellRun> runs);
    void cellsAsImage(const Band &band, std::span<const CellRun> runs);
    [[nodiscard]] bool isOutside(const QRectF &rect) const;
    [[nodiscard]] QByteArray newId(const QString &name);

    QByteArray m_body;
    QByteArray m_idPrefix;
    QSet<QByteArray> m_ids;
    std::vector<QRectF> m_clips;
    int m_clipCount = 0;
};

} // namespace timeline
