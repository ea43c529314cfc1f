// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/paintercanvas.h"

#include <QPaintEngine>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace timeline {

using session::FontRole;

namespace {

constexpr qsizetype MostTextImages = 2048;

int pixel(double value)
{
    return int(std::lround(value));
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
        paintRows(*m_image, offset, clipPixels.translated(offset).intersected(m_image->rect()), band, cells);
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
    paintRows(strip, QPoint(-left, -top), strip.rect(), band, cells);
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

// One lane becomes at most 3 + HatchPeriod different rows of pixels: overhang, edge, and the body once for each phase of its hatch. Each is
// computed once and copied to every line that shows it. Cells of nothing leave what is below them.
void PainterCanvas::paintRows(QImage &image, QPoint origin, const QRect &clip, const Band &band, std::span<const Cell> cells)
{
    const int left = pixel(band.left * m_ratio) + origin.x();
    const int first = std::max(clip.left() - left, 0);
    const int last = std::min(clip.right() + 1 - left, int(cells.size()));
    if (first >= last)
        return;
    const int bodyTop = pixel(band.top * m_ratio) + origin.y();
    const int bodyBottom = pixel(band.bottom * m_ratio) + origin.y();
    const int over = pixel(band.overhang * m_ratio);
    const int edge = std::max(1, pixel(m_ratio));
    const int height = bodyBottom - bodyTop;
    const bool hasEdges = height >= 3 * edge;
    m_row.resize(cells.size());

    const auto copyTo = [&](int y) {
        if (y < clip.top() || y > clip.bottom())
            return;
        auto *line = reinterpret_cast<QRgb *>(image.scanLine(y));
        for (int n = first; n < last;) {
            if (!m_row[size_t(n)]) {
                ++n;
                continue;
            }
            int end = n + 1;
            while (end < last && m_row[size_t(end)])
                ++end;
            std::memcpy(line + left + n, m_row.data() + n, size_t(end - n) * sizeof(QRgb));
            n = end;
        }
    };
    const auto makeRow = [&](auto colourOf) {
        for (int n = first; n < last; ++n)
            m_row[size_t(n)] = colourOf(cells[size_t(n)], n);
    };

    if (over > 0) {
        makeRow([](const Cell &cell, int) { return cell.over; });
        for (int n = 1; n <= over; ++n) {
            copyTo(bodyTop - n);
            copyTo(bodyBottom - 1 + n);
        }
    }
    if (hasEdges) {
        makeRow([](const Cell &cell, int) { return cell.edge; });
        for (int n = 0; n < edge; ++n) {
            copyTo(bodyTop + n);
            copyTo(bodyBottom - 1 - n);
        }
    }
    const int inner = hasEdges ? edge : 0;

    const int period = std::max(2, pixel(HatchPeriod * m_ratio));
    const double thickness = HatchThickness * m_ratio;
    // How much of the pixel at distance d behind a line's left end the line covers, in 1/256.
    std::vector<int> share(static_cast<size_t>(period));
    for (int d = 0; d < period; ++d)
        share[size_t(d)] = int(256 * std::clamp(thickness - d, 0.0, 1.0));
    const int phase = pixel(-band.hatchOrigin * m_ratio);
    const auto isThickRow = [&](int y) { return hasEdges && (y < bodyTop + 2 * edge || y >= bodyBottom - 2 * edge); };
    const auto rowAt = [&](int y) {
        const bool isThick = isThickRow(y);
        // y of the picture, not of the image that a strip is painted into, so that both ways give the same pixels.
        const int shift = (left - origin.x()) + (y - origin.y()) + phase;
        int d = (first + shift) % period;
        if (d < 0)
            d += period;
        makeRow([&](const Cell &cell, int) {
            const int weight = share[size_t(d)];
            d = d + 1 == period ? 0 : d + 1;
            if (isThick && cell.hasThickEdge)
                return cell.edge;
            if (!cell.hatch || !weight)
                return cell.fill;
            const auto part = [weight](int a, int b) { return a + (((b - a) * weight) >> 8); };
            return qRgb(part(qRed(cell.fill), qRed(cell.hatch)), part(qGreen(cell.fill), qGreen(cell.hatch)), part(qBlue(cell.fill), qBlue(cell.hatch)));
        });
    };
    const int bodyFirst = bodyTop + inner;
    const int bodyLast = bodyBottom - inner; // exclusive
    const auto copyBody = [&](int y) {
        rowAt(y);
        copyTo(y);
    };
    int plainFirst = bodyFirst;
    int plainLast = bodyLast;
    while (plainFirst < plainLast && isThickRow(plainFirst))
        copyBody(plainFirst++);
    while (plainLast > plainFirst && isThickRow(plainLast - 1))
        copyBody(--plainLast);
    for (int y = plainFirst; y < std::min(plainLast, plainFirst + period); ++y) {
        rowAt(y);
        for (int line = y; line < plainLast; line += period)
            copyTo(line);
    }
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
