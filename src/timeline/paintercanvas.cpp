// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/paintercanvas.h"

#include "timeline/bandpainter.h"

#include <QPaintEngine>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace timeline {

using session::FontRole;

namespace {

constexpr qsizetype MostTextImages = 2048;

int pixel(double value)
{
    return int(std::lround(value));
}

/// Its rows are kept from one lane and frame to the next; pictures may be drawn on a worker.
BandPainter &bandPainter()
{
    static thread_local BandPainter painter;
    return painter;
}

QPen penOf(const QColor &colour, double width, bool isDashed)
{
    QPen pen(colour, width);
    pen.setCapStyle(Qt::FlatCap);
    if (isDashed)
        pen.setDashPattern({ 4 / width, 3 / width });
    return pen;
}

} // namespace

const QImage &TextImages::image(const QString &text, FontRole role, QRgb colour, double ratio, QPointF *baseline)
{
    const Key key { text, role, colour, ratio };
    auto found = m_images.constFind(key);
    if (found == m_images.constEnd()) {
        if (m_images.size() >= MostTextImages)
            m_images.clear();
        const QFontMetricsF metrics(session::font(role));
        // Letters may reach out of their advance; two pixels on each side hold those of any face here.
        const QSizeF size(metrics.horizontalAdvance(text) + 4, metrics.height() + 4);
        Entry entry { QImage((size * ratio).toSize() + QSize(1, 1), QImage::Format_ARGB32_Premultiplied), { 2, metrics.ascent() + 2 } };
        entry.baseline = QPointF(2, std::round((metrics.ascent() + 2) * ratio) / ratio);
        entry.image.setDevicePixelRatio(ratio);
        entry.image.fill(Qt::transparent);
        QPainter painter(&entry.image);
        painter.setFont(session::font(role));
        painter.setPen(QColor::fromRgb(colour));
        painter.drawText(entry.baseline, text);
        painter.end();
        found = m_images.insert(key, std::move(entry));
    }
    *baseline = found->baseline;
    return found->image;
}

PainterCanvas::PainterCanvas(QPainter &painter, Target target, TextImages &texts, const QRectF &exposed)
    : m_painter(painter), m_texts(texts), m_target(target)
{
    m_clips.push_back(exposed);
    if (target == Target::Page) {
        m_ratio = VectorColumnsPerPixel;
        return;
    }
    const QTransform transform = painter.deviceTransform();
    m_ratio = transform.m11();
    m_offset = { transform.dx(), transform.dy() };
    QPaintEngine *engine = painter.paintEngine();
    auto *image = engine ? dynamic_cast<QImage *>(engine->paintDevice()) : nullptr;
    const bool mayWrite = target == Target::Pixels && !painter.hasClipping(); // rows are written past the painter's own clip
    const bool hasPlainPixels = image && (image->format() == QImage::Format_RGB32 || image->format() == QImage::Format_ARGB32_Premultiplied);
    if (hasPlainPixels && mayWrite && transform.type() <= QTransform::TxScale)
        m_image = image;
}

void PainterCanvas::fill(const QRectF &rect, const QColor &colour)
{
    m_painter.fillRect(rect, colour);
}

void PainterCanvas::plate(const QRectF &rect, double radius, const QColor &ground, const QColor &stroke, double strokeWidth)
{
    m_painter.setRenderHint(QPainter::Antialiasing, true);
    const double inset = stroke.isValid() ? strokeWidth / 2 : 0;
    m_painter.setPen(stroke.isValid() ? penOf(stroke, strokeWidth, false) : QPen(Qt::NoPen));
    m_painter.setBrush(ground.isValid() ? QBrush(ground) : QBrush(Qt::NoBrush));
    m_painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius);
    m_painter.setRenderHint(QPainter::Antialiasing, false);
}

void PainterCanvas::polygon(std::span<const QPointF> points, const QColor &colour)
{
    m_painter.setRenderHint(QPainter::Antialiasing, true);
    m_painter.setPen(Qt::NoPen);
    m_painter.setBrush(colour);
    m_painter.drawPolygon(points.data(), int(points.size()));
    m_painter.setRenderHint(QPainter::Antialiasing, false);
}

void PainterCanvas::line(QPointF from, QPointF to, const QColor &colour, double width, bool isDashed)
{
    m_painter.setRenderHint(QPainter::Antialiasing, true);
    m_painter.setPen(penOf(colour, width, isDashed));
    m_painter.drawLine(from, to);
    m_painter.setRenderHint(QPainter::Antialiasing, false);
}

void PainterCanvas::hatch(const QRectF &rect, double origin, const QColor &colour)
{
    m_painter.setRenderHint(QPainter::Antialiasing, true);
    m_painter.setPen(penOf(colour, HatchThickness / std::sqrt(2.0), false));
    QList<QLineF> lines;
    forEachHatchLine(rect, origin, [&](QPointF from, QPointF to) { lines.append({ from, to }); });
    m_painter.drawLines(lines);
    m_painter.setRenderHint(QPainter::Antialiasing, false);
}

void PainterCanvas::text(QPointF at, const QString &text, FontRole role, const QColor &colour)
{
    if (m_target == Target::Page) {
        m_painter.setFont(session::font(role));
        m_painter.setPen(colour);
        m_painter.drawText(at, text);
        return;
    }
    QPointF baseline;
    const QImage &image = m_texts.image(text, role, colour.rgb(), m_ratio, &baseline);
    // On whole device pixels, or the image would be smoothed.
    const QPointF corner = (at - baseline) * m_ratio + m_offset;
    m_painter.drawImage((QPointF(pixel(corner.x()), pixel(corner.y())) - m_offset) / m_ratio, image);
}

void PainterCanvas::pushClip(const QRectF &rect)
{
    m_clips.push_back(m_clips.back().intersected(rect));
    m_painter.setClipRect(m_clips.back());
}

void PainterCanvas::popClip()
{
    m_clips.pop_back();
    m_painter.setClipRect(m_clips.back());
}

void PainterCanvas::cells(const Band &band, std::span<const Cell> cells)
{
    if (cells.empty())
        return;
    if (m_target == Target::Page)
        pageCells(band, cells);
    else
        pixelCells(band, cells);
}

void PainterCanvas::pixelCells(const Band &band, std::span<const Cell> cells)
{
    const QRectF clip = m_clips.back();
    const QRect clipPixels(QPoint(pixel(clip.left() * m_ratio), pixel(clip.top() * m_ratio)),
                           QPoint(pixel(clip.right() * m_ratio) - 1, pixel(clip.bottom() * m_ratio) - 1));
    if (m_image) {
        const QPoint offset(pixel(m_offset.x()), pixel(m_offset.y()));
        bandPainter().paint(*m_image, offset, clipPixels.translated(offset).intersected(m_image->rect()), band, cells, m_ratio);
        return;
    }
    drawStrip(band, cells);
}

void PainterCanvas::drawStrip(const Band &band, std::span<const Cell> cells)
{
    const int top = pixel(band.top * m_ratio) - pixel(band.overhang * m_ratio);
    const int bottom = pixel(band.bottom * m_ratio) + pixel(band.overhang * m_ratio);
    const int left = pixel(band.left * m_ratio);
    QImage strip(int(cells.size()), std::max(bottom - top, 1), QImage::Format_ARGB32_Premultiplied);
    strip.fill(Qt::transparent);
    bandPainter().paint(strip, QPoint(-left, -top), strip.rect(), band, cells, m_ratio);
    if (m_target == Target::Page) {
        // Viewers mix the colour of transparent pixels into their neighbours: let it be that of the ground.
        strip = strip.convertToFormat(QImage::Format_ARGB32);
        for (int y = 0; y < strip.height(); ++y) {
            auto *line = reinterpret_cast<QRgb *>(strip.scanLine(y));
            std::replace(line, line + strip.width(), QRgb(0), band.ground & 0x00ffffff);
        }
    }
    strip.setDevicePixelRatio(m_ratio);
    m_painter.drawImage(QPointF(left, top) / m_ratio, strip);
}

void PainterCanvas::pageCells(const Band &band, std::span<const Cell> cells)
{
    mergeCells(cells, m_runs);
    if (m_runs.size() > MostVectorRuns) {
        drawStrip(band, cells);
        return;
    }
    for (const CellRun &run : m_runs) {
        const double left = band.left + double(run.begin) / m_ratio;
        const double right = band.left + double(run.end) / m_ratio;
        const QRectF body(QPointF(left, band.top), QPointF(right, band.bottom));
        const double edge = run.cell.hasThickEdge ? 2 : 1;
        if (run.cell.over)
            m_painter.fillRect(body.adjusted(0, -band.overhang, 0, band.overhang), QColor(run.cell.over));
        m_painter.fillRect(body, QColor(run.cell.fill));
        if (run.cell.hatch)
            hatch(body, band.hatchOrigin, QColor(run.cell.hatch));
        if (run.cell.edge && run.cell.edge != run.cell.fill && body.height() >= 3) {
            m_painter.fillRect(QRectF(left, band.top, right - left, edge), QColor(run.cell.edge));
            m_painter.fillRect(QRectF(left, band.bottom - edge, right - left, edge), QColor(run.cell.edge));
        }
    }
}

} // namespace timeline
