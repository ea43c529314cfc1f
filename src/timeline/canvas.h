// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/fonts.h"
#include "timeline/rowkernel.h"

#include <QColor>
#include <QRectF>
#include <QString>

#include <span>

namespace timeline {

/// Where the bar of a lane stands and how its hatch lies. Logical pixels.
struct Band
{
    double left = 0; ///< of the first cell
    double top = 0; ///< of the body
    double bottom = 0;
    double overhang = 0; ///< how far running stands out above and below
    /// Where the hatch begins: lines run through points where x - hatchOrigin + y is a multiple of HatchPeriod, so they move with time.
    double hatchOrigin = 0;
    QRgb ground = 0xffffffff; ///< what is behind it
};

/// Distance between hatch lines along x, and their thickness along x; logical pixels.
inline constexpr double HatchPeriod = 10;
inline constexpr double HatchThickness = 1.6;

/// What the timeline is drawn on: a widget, an image, a page, an SVG file. A handful of verbs that each of them can do exactly;
/// coordinates are logical pixels, y downwards. What is filled is snapped to whole device pixels where there are any.
class Canvas
{
public:
    virtual ~Canvas() = default;

    /// Columns of cells per logical pixel: the device pixel ratio, or more where there are no pixels.
    [[nodiscard]] virtual double columnsPerPixel() const = 0;

    virtual void fill(const QRectF &rect, const QColor &colour) = 0;
    /// A rectangle with rounded corners; an invalid colour leaves its part out. The stroke lies inside the rectangle.
    virtual void plate(const QRectF &rect, double radius, const QColor &ground, const QColor &stroke, double strokeWidth) = 0;
    virtual void polygon(std::span<const QPointF> points, const QColor &colour) = 0;
    /// A straight line; dashes of 4 px with gaps of 3 where asked for.
    virtual void line(QPointF from, QPointF to, const QColor &colour, double width, bool isDashed = false) = 0;
    /// 45 degree lines inside the rectangle, without ground.
    virtual void hatch(const QRectF &rect, double origin, const QColor &colour) = 0;
    /// One line of text; `at` is the left end of its baseline.
    virtual void text(QPointF at, const QString &text, session::FontRole role, const QColor &colour) = 0;
    /// The cells of a lane's bar, columnsPerPixel() of them a pixel.
    virtual void cells(const Band &band, std::span<const Cell> cells) = 0;

    /// Nothing is drawn outside of this rectangle, and of those pushed before, until popClip().
    virtual void pushClip(const QRectF &rect) = 0;
    virtual void popClip() = 0;

    /// Names what is drawn until endGroup(), for pictures that keep structure.
    virtual void beginGroup(const QString &name) { Q_UNUSED(name) }
    /// A group that is one of the picture's few parts ("lanes", "ruler"): drawing programs show it as a layer. Ended by endGroup().
    virtual void beginLayer(const QString &name) { Q_UNUSED(name) }
    virtual void endGroup() {}
};

/// Columns of cells per logical pixel on paper and in SVG, which have no pixels of their own.
inline constexpr double VectorColumnsPerPixel = 2;
/// More stretches of colour than this in one lane are a picture and no drawing: they go in as an image, which no viewer shows with seams.
inline constexpr size_t MostVectorRuns = 256;

/// Width of a text in logical pixels.
[[nodiscard]] double textWidth(const QString &text, session::FontRole role);
/// Height of capital letters; what centres a line of text: baseline = middle + capHeight / 2.
[[nodiscard]] double capHeight(session::FontRole role);
/// The text itself where it is at most `width` wide, else its beginning with "…"; empty where not even that fits.
[[nodiscard]] QString elided(const QString &text, session::FontRole role, double width);
/// The same for a name: its number, which tells "consumer-1" from its likes, stays: "con…-1".
[[nodiscard]] QString elidedName(const QString &name, session::FontRole role, double width);

/// The segments of 45 degree lines ("/") through a rectangle, from left to right; x - origin + y is a multiple of HatchPeriod on each.
/// Calls segment(from, to). O(width + height).
template<typename Segment>
void forEachHatchLine(const QRectF &rect, double origin, Segment segment)
{
    if (rect.isEmpty())
        return;
    // On a line x + y = c; c goes from the top left to the bottom right corner.
    const double first = std::ceil((rect.left() + rect.top() - origin) / HatchPeriod) * HatchPeriod + origin;
    for (double c = first; c < rect.right() + rect.bottom(); c += HatchPeriod) {
        const double lowX = std::max(rect.left(), c - rect.bottom());
        const double highX = std::min(rect.right(), c - rect.top());
        if (highX > lowX)
            segment(QPointF(lowX, c - lowX), QPointF(highX, c - highX));
    }
}

} // namespace timeline
