// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/svgcanvas.h"

#include "timeline/paintercanvas.h"
#include "timeline/picturefiles.h"

#include <QBuffer>
#include <QImage>
#include <QPainter>

#include <cmath>
#include <map>

namespace timeline {

using session::FontRole;

namespace {

/// At most two decimals, none that are zero.
QByteArray number(double value)
{
    const auto hundredths = qint64(std::llround(value * 100));
    QByteArray text = QByteArray::number(std::abs(hundredths) / 100);
    if (const qint64 rest = std::abs(hundredths) % 100; rest != 0) {
        text += '.';
        text += char('0' + rest / 10);
        if (rest % 10 != 0)
            text += char('0' + rest % 10);
    }
    return hundredths < 0 ? '-' + text : text;
}

QByteArray colourText(const QColor &colour)
{
    return colour.name(QColor::HexRgb).toLatin1();
}

/// fill="..." with its opacity.
QByteArray paintText(const char *attribute, const QColor &colour)
{
    QByteArray text = QByteArray(" ") + attribute + "=\"" + colourText(colour) + '"';
    if (colour.alpha() < 255)
        text += QByteArray(" ") + attribute + "-opacity=\"" + number(colour.alphaF()) + '"';
    return text;
}

/// Text as XML holds it; what XML 1.0 cannot hold (control characters, halves of surrogate pairs) becomes U+FFFD.
QByteArray escaped(const QString &text)
{
    QString clean;
    for (qsizetype n = 0; n < text.size(); ++n) {
        const QChar c = text[n];
        if (c.isHighSurrogate() && n + 1 < text.size() && text[n + 1].isLowSurrogate()) {
            clean += c;
            clean += text[++n];
        } else if (c.isSurrogate() || c.unicode() >= 0xfffe || (c.unicode() < 0x20 && c != u'\t' && c != u'\n' && c != u'\r')) {
            clean += QChar::ReplacementCharacter;
        } else {
            clean += c;
        }
    }
    return clean.toHtmlEscaped().toUtf8();
}

QByteArray rectPath(const QRectF &rect)
{
    return 'M' + number(rect.left()) + ' ' + number(rect.top()) + 'h' + number(rect.width()) + 'v' + number(rect.height()) + 'h' + number(-rect.width()) + 'z';
}

QByteArray rectAttributes(const QRectF &rect)
{
    return " x=\"" + number(rect.x()) + "\" y=\"" + number(rect.y()) + "\" width=\"" + number(rect.width()) + "\" height=\"" + number(rect.height()) + '"';
}

} // namespace

SvgCanvas::SvgCanvas(QSize size, const QString &title, const std::vector<std::pair<QString, QString>> &metadata)
    : m_clips { QRectF(QPointF(), QSizeF(size)) }
{
    const QByteArray width = QByteArray::number(size.width());
    const QByteArray height = QByteArray::number(size.height());
    m_body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" "
             "xmlns:inkscape=\"http://www.inkscape.org/namespaces/inkscape\" version=\"1.1\" width=\""
        + width + "\" height=\"" + height + "\" viewBox=\"0 0 " + width + ' ' + height + "\">\n";
    m_body += "<title>" + escaped(title) + "</title>\n<desc>";
    for (const auto &[key, value] : metadata)
        m_body += escaped(key) + ": " + escaped(value) + '\n';
    m_body += "</desc>\n<style>\ntext{font-family:Inter,\"DejaVu Sans\",Helvetica,Arial,sans-serif;white-space:pre}\n";
    for (int n = 0; n < session::FontRoleCount; ++n) {
        const QFont &font = session::font(FontRole(n));
        m_body += ".f" + QByteArray::number(n) + "{font-size:" + QByteArray::number(font.pixelSize()) + "px;font-weight:" + QByteArray::number(int(font.weight()));
        if (FontRole(n) == FontRole::Mono)
            m_body += ";font-family:\"DejaVu Sans Mono\",monospace";
        m_body += "}\n";
    }
    m_body += "</style>\n";
}

bool SvgCanvas::isOutside(const QRectF &rect) const
{
    return rect.isEmpty() || !rect.intersects(m_clips.back());
}

void SvgCanvas::fill(const QRectF &rect, const QColor &colour)
{
    if (isOutside(rect))
        return;
    m_body += "<rect" + rectAttributes(rect.intersected(m_clips.back())) + paintText("fill", colour) + "/>\n";
}

void SvgCanvas::plate(const QRectF &rect, double radius, const QColor &ground, const QColor &stroke, double strokeWidth)
{
    if (isOutside(rect))
        return;
    const double inset = stroke.isValid() ? strokeWidth / 2 : 0;
    m_body += "<rect" + rectAttributes(rect.adjusted(inset, inset, -inset, -inset));
    if (radius > 0)
        m_body += " rx=\"" + number(radius) + '"';
    m_body += ground.isValid() ? paintText("fill", ground) : QByteArray(" fill=\"none\"");
    if (stroke.isValid())
        m_body += paintText("stroke", stroke) + " stroke-width=\"" + number(strokeWidth) + '"';
    m_body += "/>\n";
}

void SvgCanvas::polygon(std::span<const QPointF> points, const QColor &colour)
{
    m_body += "<polygon points=\"";
    for (const QPointF &point : points)
        m_body += number(point.x()) + ',' + number(point.y()) + ' ';
    m_body.chop(1);
    m_body += '"' + paintText("fill", colour) + "/>\n";
}

void SvgCanvas::line(QPointF from, QPointF to, const QColor &colour, double width, bool isDashed)
{
    m_body += "<line x1=\"" + number(from.x()) + "\" y1=\"" + number(from.y()) + "\" x2=\"" + number(to.x()) + "\" y2=\"" + number(to.y()) + '"'
        + paintText("stroke", colour) + " stroke-width=\"" + number(width) + '"' + (isDashed ? " stroke-dasharray=\"4 3\"" : "") + "/>\n";
}

void SvgCanvas::hatch(const QRectF &rect, double origin, const QColor &colour)
{
    QByteArray path;
    forEachHatchLine(rect.intersected(m_clips.back()), origin, [&](QPointF from, QPointF to) {
        path += 'M' + number(from.x()) + ' ' + number(from.y()) + 'L' + number(to.x()) + ' ' + number(to.y());
    });
    if (!path.isEmpty())
        m_body += "<path d=\"" + path + "\" fill=\"none\"" + paintText("stroke", colour) + " stroke-width=\"" + number(HatchThickness / std::sqrt(2.0)) + "\"/>\n";
}

void SvgCanvas::text(QPointF at, const QString &text, FontRole role, const QColor &colour)
{
    if (text.isEmpty())
        return;
    // Where the face is not installed the text keeps its width, and nothing overlaps.
    m_body += "<text class=\"f" + QByteArray::number(int(role)) + "\" x=\"" + number(at.x()) + "\" y=\"" + number(at.y()) + "\" textLength=\""
        + number(textWidth(text, role)) + "\" lengthAdjust=\"spacingAndGlyphs\"" + paintText("fill", colour) + '>' + escaped(text) + "</text>\n";
}

void SvgCanvas::cells(const Band &band, std::span<const CellRun> runs)
{
    if (runs.empty())
        return;
    if (runs.size() > MostVectorRuns)
        cellsAsImage(band, runs);
    else
        cellsAsShapes(band, runs);
}

// One path for each colour and layer, in the order in which painters paint them: overhang, body, hatch, edges.
void SvgCanvas::cellsAsShapes(const Band &band, std::span<const CellRun> runs)
{
    enum Layer { Over, Body, Hatch, Edge, LayerCount };
    std::map<std::pair<int, QRgb>, QByteArray> paths;
    const bool hasEdges = band.bottom - band.top >= 3;
    const auto add = [&](Layer layer, QRgb colour, const QRectF &rect) {
        const QRectF seen = rect.intersected(m_clips.back());
        if (!seen.isEmpty())
            paths[{ layer, colour }] += rectPath(seen);
    };
    for (const CellRun &run : runs) {
        const double left = band.left + double(run.begin) / columnsPerPixel();
        const double right = band.left + double(run.end) / columnsPerPixel();
        const QRectF body(QPointF(left, band.top), QPointF(right, band.bottom));
        const Cell &cell = run.cell;
        if (cell.over && band.overhang > 0) {
            add(Over, cell.over, body.adjusted(0, -band.overhang, 0, cell.fill == cell.over ? -body.height() : 0));
            add(Over, cell.over, body.adjusted(0, cell.fill == cell.over ? body.height() : 0, 0, band.overhang));
        }
        add(Body, cell.fill, body);
        if (cell.hatch) {
            forEachHatchLine(body.intersected(m_clips.back()), band.hatchOrigin, [&](QPointF from, QPointF to) {
                paths[{ Hatch, cell.hatch }] += 'M' + number(from.x()) + ' ' + number(from.y()) + 'L' + number(to.x()) + ' ' + number(to.y());
            });
        }
        if (hasEdges && cell.edge && cell.edge != cell.fill) {
            const double edge = cell.hasThickEdge ? 2 : 1;
            add(Edge, cell.edge, QRectF(left, band.top, right - left, edge));
            add(Edge, cell.edge, QRectF(left, band.bottom - edge, right - left, edge));
        }
    }
    for (const auto &[key, path] : paths) {
        if (key.first == Hatch)
            m_body += "<path d=\"" + path + "\" fill=\"none\"" + paintText("stroke", QColor(key.second)) + " stroke-width=\"" + number(HatchThickness / std::sqrt(2.0)) + "\"/>\n";
        else
            m_body += "<path d=\"" + path + '"' + paintText("fill", QColor(key.second)) + " shape-rendering=\"crispEdges\"/>\n";
    }
}

void SvgCanvas::cellsAsImage(const Band &band, std::span<const CellRun> runs)
{
    const double ratio = columnsPerPixel();
    const double top = band.top - band.overhang;
    const double height = band.bottom + band.overhang - top;
    QImage image(int(band.count), std::max(1, int(std::lround(height * ratio))), QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(ratio);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    TextImages texts;
    const QRectF area(0, 0, double(band.count) / ratio, height);
    PainterCanvas canvas(painter, PainterCanvas::Target::Pixels, texts, area);
    canvas.cells({ 0, band.count, band.overhang, height - band.overhang, band.overhang, band.hatchOrigin - band.left - top, band.ground }, runs);
    painter.end();
    QByteArray png;
    QBuffer buffer(&png);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    m_body += "<image" + rectAttributes(QRectF(band.left, top, area.width(), height)) + " preserveAspectRatio=\"none\" xlink:href=\"data:image/png;base64," + png.toBase64() + "\"/>\n";
}

void SvgCanvas::pushClip(const QRectF &rect)
{
    m_clips.push_back(m_clips.back().intersected(rect));
    const QByteArray id = "c" + QByteArray::number(++m_clipCount);
    // In <defs>, or viewers that know no clips (Qt's) draw the rectangle itself.
    m_body += "<defs><clipPath id=\"" + id + "\"><rect" + rectAttributes(m_clips.back()) + "/></clipPath></defs>\n<g clip-path=\"url(#" + id + ")\">\n";
}

void SvgCanvas::popClip()
{
    m_clips.pop_back();
    m_body += "</g>\n";
}

// An id is a letter and then letters, digits, "-" and "_"; whatever else a name holds becomes "-", and a second lane of the same id gets a number.
QByteArray SvgCanvas::newId(const QString &name)
{
    QByteArray plain = m_idPrefix;
    for (const QChar c : name.left(64)) {
        const bool isPlain = (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9') || c == u'-' || c == u'_';
        plain += isPlain ? c.toLatin1() : '-';
    }
    if (plain.isEmpty() || !((plain[0] >= 'a' && plain[0] <= 'z') || (plain[0] >= 'A' && plain[0] <= 'Z')))
        plain.prepend("lane-");
    QByteArray id = plain;
    for (int n = 2; m_ids.contains(id); ++n)
        id = plain + '.' + QByteArray::number(n);
    m_ids.insert(id);
    return id;
}

void SvgCanvas::beginGroup(const QString &name)
{
    m_body += "<g id=\"" + newId(name) + "\"><title>" + escaped(name) + "</title>\n";
}

void SvgCanvas::beginLayer(const QString &name)
{
    m_body += "<g id=\"" + newId(QStringLiteral("layer-") + name) + "\" inkscape:groupmode=\"layer\" inkscape:label=\"" + escaped(name) + "\">\n";
}

void SvgCanvas::beginFrame(const QString &name, QPointF at, QSizeF size)
{
    m_body += "<g id=\"" + newId(name) + "\" transform=\"translate(" + number(at.x()) + ' ' + number(at.y()) + ")\">\n";
    m_idPrefix = name.toUtf8() + '-';
    m_clips.push_back(QRectF({}, size));
}

void SvgCanvas::endFrame()
{
    m_clips.pop_back();
    m_idPrefix.clear();
    m_body += "</g>\n";
}

void SvgCanvas::embed(const QRectF &place, const QByteArray &document)
{
    const qsizetype root = document.indexOf("<svg");
    const qsizetype content = document.indexOf('>', root) + 1;
    const qsizetype end = document.lastIndexOf("</svg>");
    if (root < 0 || content <= 0 || end < content)
        return;
    // The place's size is in the units of the document, so that nothing is scaled.
    m_body += "<svg" + rectAttributes(place) + " viewBox=\"0 0 " + number(place.width()) + ' ' + number(place.height()) + "\">\n"
        + document.mid(content, end - content) + "</svg>\n";
}

void SvgCanvas::endGroup()
{
    m_body += "</g>\n";
}

QByteArray SvgCanvas::finished()
{
    return m_body + "</svg>\n";
}

QByteArray svgOf(const Drawing &drawing, const trace::Trace &trace, const QString &title)
{
    SvgCanvas canvas(drawing.size(), title.isEmpty() ? trace.info().name : title, provenance(trace));
    drawing.draw(canvas);
    return canvas.finished();
}

} // namespace timeline
