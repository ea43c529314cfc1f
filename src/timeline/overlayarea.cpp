// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/overlayarea.h"

#include "timeline/framepainter.h"

#include <algorithm>

namespace timeline {

namespace {

/// Draws nothing and notes where it would have, so that nobody has to know twice where things stand.
class AreaCanvas : public Canvas
{
public:
    explicit AreaCanvas(QSizeF size) : m_clips { QRectF(QPointF(), size) } {}

    std::vector<QRect> areas;

    void note(const QRectF &rect, double margin = 0)
    {
        // Lines and corners are smoothed into the next pixel.
        const QRect area = rect.normalized().adjusted(-margin - 1, -margin - 1, margin + 1, margin + 1).intersected(m_clips.back()).toAlignedRect();
        if (!area.isEmpty())
            addArea(areas, area);
    }

    [[nodiscard]] double columnsPerPixel() const override { return 1; }
    void fill(const QRectF &rect, const QColor &) override { note(rect); }
    void plate(const QRectF &rect, double, const QColor &, const QColor &, double) override { note(rect); }
    void polygon(std::span<const QPointF> points, const QColor &) override
    {
        QRectF box(points.front(), QSizeF(0, 0));
        for (const QPointF &point : points)
            box = QRectF(QPointF(std::min(box.left(), point.x()), std::min(box.top(), point.y())), QPointF(std::max(box.right(), point.x()), std::max(box.bottom(), point.y())));
        note(box);
    }
    void line(QPointF from, QPointF to, const QColor &, double width, bool) override { note(QRectF(from, to), width); }
    void hatch(const QRectF &rect, double, const QColor &) override { note(rect); }
    void text(QPointF at, const QString &text, session::FontRole role, const QColor &) override
    {
        note({ at.x(), at.y() - 2 * capHeight(role), textWidth(text, role), 3 * capHeight(role) }, 2);
    }
    void cells(const Band &band, std::span<const CellRun>) override
    {
        note({ band.left, band.top - band.overhang, double(band.count), band.bottom - band.top + 2 * band.overhang });
    }
    void pushClip(const QRectF &rect) override { m_clips.push_back(m_clips.back().intersected(rect)); }
    void popClip() override { m_clips.pop_back(); }

private:
    std::vector<QRectF> m_clips;
};

} // namespace

void addArea(std::vector<QRect> &areas, const QRect &area)
{
    if (std::any_of(areas.begin(), areas.end(), [&](const QRect &other) { return other.contains(area); }))
        return;
    std::erase_if(areas, [&](const QRect &other) { return area.contains(other); });
    areas.push_back(area);
}

std::vector<QRect> overlayArea(const Frame &frame)
{
    AreaCanvas canvas(frame.size);
    if (frame.playhead && !frame.layout.minimap.isEmpty())
        drawMinimapPlayhead(canvas, frame);
    if (!playheadBadge(frame).isEmpty())
        canvas.note(frame.layout.ruler.adjusted(-frame.layout.headerWidth, 0, 12, 0)); // labels make room for the badge
    if (const auto n = frame.hovered ? frame.lanes->indexOf(frame.hovered->lane) : std::nullopt)
        canvas.note({ 0, frame.laneTop(*n), frame.size.width(), double(frame.stack->height(*n)) });
    drawOverlays(canvas, frame);
    if (!frame.readout.title.isEmpty())
        drawReadout(canvas, frame);
    if (canvas.areas.size() > MostAreas)
        canvas.areas.clear();
    else if (canvas.areas.empty())
        canvas.areas.push_back({ 0, 0, 1, 1 });
    return canvas.areas;
}

} // namespace timeline
