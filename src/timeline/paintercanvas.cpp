// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/paintercanvas.h"

#include <QPaintEngine>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <utility>

namespace timeline {

using session::FontRole;

namespace {

QPen penOf(const QColor &colour, double width, bool isDashed)
{
    QPen pen(colour, width);
    pen.setCapStyle(Qt::FlatCap);
    if (isDashed)
        pen.setDashPattern({ 4 / width, 3 / width });
    return pen;
}

} // namespace

PainterCanvas::PainterCanvas(QPainter &painter, Target target, TextImages &texts, const QRectF &exposed, StripCrew *crew)
    : m_painter(painter), m_texts(texts), m_target(target), m_isClipSet(true)
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
    const bool mayWrite = target == Target::Pixels && !painter.hasClipping(); // what is written straight does not see the painter's own clip
    const bool hasPlainPixels = image && (image->format() == QImage::Format_RGB32 || image->format() == QImage::Format_ARGB32_Premultiplied);
    if (hasPlainPixels && mayWrite && transform.type() <= QTransform::TxScale) {
        m_surface.emplace(*image, m_offset, m_ratio, crew);
        m_surface->setClip(exposed);
        m_isClipSet = false;
    }
}

/// For what the painter itself has to draw: it is told the clip, and everything below is there.
QPainter &PainterCanvas::painter()
{
    if (m_surface)
        m_surface->settleStrip();
    if (!std::exchange(m_isClipSet, true))
        m_painter.setClipRect(m_clips.back());
    return m_painter;
}

void PainterCanvas::fill(const QRectF &rect, const QColor &colour)
{
    if (m_surface)
        m_surface->fill(rect, colour);
    else
        painter().fillRect(rect, colour);
}

void PainterCanvas::plate(const QRectF &rect, double radius, const QColor &ground, const QColor &stroke, double strokeWidth)
{
    if (!seen().intersects(rect))
        return;
    QPainter &painter = this->painter();
    painter.setRenderHint(QPainter::Antialiasing, true);
    const double inset = stroke.isValid() ? strokeWidth / 2 : 0;
    painter.setPen(stroke.isValid() ? penOf(stroke, strokeWidth, false) : QPen(Qt::NoPen));
    painter.setBrush(ground.isValid() ? QBrush(ground) : QBrush(Qt::NoBrush));
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius);
    painter.setRenderHint(QPainter::Antialiasing, false);
}

void PainterCanvas::polygon(std::span<const QPointF> points, const QColor &colour)
{
    QPainter &painter = this->painter();
    painter.setRenderHint(QPainter::Antialiasing, true);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawPolygon(points.data(), int(points.size()));
    painter.setRenderHint(QPainter::Antialiasing, false);
}

void PainterCanvas::line(QPointF from, QPointF to, const QColor &colour, double width, bool isDashed)
{
    QPainter &painter = this->painter();
    painter.setRenderHint(QPainter::Antialiasing, true);
    painter.setPen(penOf(colour, width, isDashed));
    painter.drawLine(from, to);
    painter.setRenderHint(QPainter::Antialiasing, false);
}

void PainterCanvas::hatch(const QRectF &rect, double origin, const QColor &colour)
{
    QPainter &painter = this->painter();
    painter.setRenderHint(QPainter::Antialiasing, true);
    painter.setPen(penOf(colour, HatchThickness / std::sqrt(2.0), false));
    QList<QLineF> lines;
    forEachHatchLine(rect, origin, [&](QPointF from, QPointF to) { lines.append({ from, to }); });
    painter.drawLines(lines);
    painter.setRenderHint(QPainter::Antialiasing, false);
}

void PainterCanvas::text(QPointF at, const QString &text, FontRole role, const QColor &colour)
{
    if (text.isEmpty())
        return;
    if (m_target == Target::Page) {
        painter().setFont(session::font(role));
        m_painter.setPen(colour);
        m_painter.drawText(at, text);
        return;
    }
    drawImage(m_texts.text(text, role, colour.rgb(), m_ratio), at);
}

void PainterCanvas::label(const Label &label)
{
    if (m_target == Target::Page)
        Canvas::label(label);
    else
        drawImage(m_texts.label(label, m_ratio), label.at);
}

void PainterCanvas::drawImage(const TextImages::Image &image, QPointF at)
{
    if (m_surface) {
        m_surface->draw(image, at);
        return;
    }
    // On whole device pixels, or the image would be smoothed.
    const QPointF exact = at * m_ratio + m_offset;
    const QPoint corner = QPoint(qRound(exact.x()), qRound(exact.y())) + image->offset;
    QImage scaled = image->image;
    scaled.setDevicePixelRatio(m_ratio);
    painter().drawImage((QPointF(corner) - m_offset) / m_ratio, scaled);
}

void PainterCanvas::pushClip(const QRectF &rect)
{
    m_clips.push_back(m_clips.back().intersected(rect));
    m_isClipSet = false;
    if (m_surface)
        m_surface->setClip(m_clips.back());
}

void PainterCanvas::popClip()
{
    m_clips.pop_back();
    m_isClipSet = false;
    if (m_surface)
        m_surface->setClip(m_clips.back());
}

void PainterCanvas::layGround(double top, double bottom, Ground &ground)
{
    m_surface->beginStrip(top, bottom, m_clips.front(), ground);
}

void PainterCanvas::endGround()
{
    if (m_surface)
        m_surface->endStrip();
}

void PainterCanvas::settle()
{
    if (m_surface)
        m_surface->settle();
}

void PainterCanvas::cells(const Band &band, std::span<const CellRun> runs)
{
    if (runs.empty())
        return;
    if (m_surface)
        m_surface->cells(band, runs);
    else if (m_target == Target::Page)
        pageCells(band, runs);
    else
        drawStrip(band, runs);
}

void PainterCanvas::drawStrip(const Band &band, std::span<const CellRun> runs)
{
    const int top = qRound(band.top * m_ratio) - qRound(band.overhang * m_ratio);
    const int bottom = qRound(band.bottom * m_ratio) + qRound(band.overhang * m_ratio);
    const int left = qRound(band.left * m_ratio);
    QImage strip(int(band.count), std::max(bottom - top, 1), QImage::Format_ARGB32_Premultiplied);
    strip.fill(Qt::transparent);
    BareLines bare;
    BandPainter().paint(Raster::of(strip), QPoint(-left, -top), strip.rect(), band, runs, m_ratio, bare);
    if (m_target == Target::Page) {
        // Viewers mix the colour of transparent pixels into their neighbours: let it be that of the ground.
        strip = strip.convertToFormat(QImage::Format_ARGB32);
        for (int y = 0; y < strip.height(); ++y) {
            auto *line = reinterpret_cast<QRgb *>(strip.scanLine(y));
            std::replace(line, line + strip.width(), QRgb(0), band.ground & 0x00ffffff);
        }
    }
    strip.setDevicePixelRatio(m_ratio);
    painter().drawImage(QPointF(left, top) / m_ratio, strip);
}

void PainterCanvas::pageCells(const Band &band, std::span<const CellRun> runs)
{
    if (runs.size() > MostVectorRuns) {
        drawStrip(band, runs);
        return;
    }
    QPainter &painter = this->painter();
    for (const CellRun &run : runs) {
        const double left = band.left + double(run.begin) / m_ratio;
        const double right = band.left + double(run.end) / m_ratio;
        const QRectF body(QPointF(left, band.top), QPointF(right, band.bottom));
        const double edge = run.cell.hasThickEdge ? 2 : 1;
        if (run.cell.over)
            painter.fillRect(body.adjusted(0, -band.overhang, 0, band.overhang), QColor(run.cell.over));
        painter.fillRect(body, QColor(run.cell.fill));
        if (run.cell.hatch)
            hatch(body, band.hatchOrigin, QColor(run.cell.hatch));
        if (run.cell.edge && run.cell.edge != run.cell.fill && body.height() >= 3) {
            painter.fillRect(QRectF(left, band.top, right - left, edge), QColor(run.cell.edge));
            painter.fillRect(QRectF(left, band.bottom - edge, right - left, edge), QColor(run.cell.edge));
        }
    }
}

} // namespace timeline
