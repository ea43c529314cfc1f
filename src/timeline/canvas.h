// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/fonts.h"
#include "timeline/rowkernel.h"

#include <QColor>
#include <QRectF>
#include <QString>

#include <span>
#include <vector>

namespace timeline {

/// Where the bar of a lane stands and how its hatch lies. Logical pixels.
struct Band
{
    double left = 0; ///< of the first column
    qsizetype count = 0; ///< columns
    double top = 0; ///< of the body
    double bottom = 0;
    double overhang = 0; ///< how far running stands out above and below
    /// Where the hatch begins: lines run through points where x - hatchOrigin + y is a multiple of HatchPeriod, so they move with time.
    double hatchOrigin = 0;
    QRgb ground = 0xffffffff; ///< what is behind it
};

/// A text on a plate.
struct Label
{
    QRectF plate;
    double radius = 0;
    QColor ground; ///< of the plate
    QPointF at; ///< left end of the text's baseline
    QString text;
    session::FontRole role = session::FontRole::Small;
    QColor colour;
};

/// What lies behind lanes, alike in every line of pixels: a ground with upright lines (the grid) between two edges.
struct Ground
{
    struct Line
    {
        double x = 0;
        QColor colour;
    };
    QColor outside; ///< left and right of the edges
    QColor colour;
    double left = 0;
    double right = 0;
    std::vector<Line> lines; ///< one device pixel wide, in order; the later one wins
    std::vector<QRgb> pixels; ///< the canvas' own: a line of pixels; cleared by whoever changes anything above
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
    /// A line of text on a plate of its own without an edge, so that it can be read on a hatch.
    virtual void label(const Label &label)
    {
        plate(label.plate, label.radius, label.ground, QColor(), 0);
        text(label.at, label.text, label.role, label.colour);
    }
    /// The cells of a lane's bar as stretches of equal columns, columnsPerPixel() of these a pixel.
    virtual void cells(const Band &band, std::span<const CellRun> runs) = 0;

    /// Whether the ground is to be laid lane by lane, just before something is drawn on it: then each pixel is written once, while it is at hand.
    [[nodiscard]] virtual bool laysGroundByLane() const { return false; }
    /// Lays this stretch of the ground, over the whole width of the picture; what is drawn from here to the next one or to endGround() belongs on it and is
    /// drawn nowhere else. It may be painted by another thread until settle(): till then nothing else is to be drawn there. The ground and the runs of cells are borrowed until settle(). Only where laysGroundByLane().
    virtual void layGround(double top, double bottom, Ground &ground)
    {
        Q_UNUSED(top)
        Q_UNUSED(bottom)
        Q_UNUSED(ground)
    }
    /// What is drawn from here on belongs on no stretch of the ground.
    virtual void endGround() {}
    /// When it returns, all is there that was drawn on any stretch of the ground.
    virtual void settle() {}
    /// What of the picture can be seen: what lies outside need not be drawn.
    [[nodiscard]] virtual QRectF seen() const { return { -1e6, -1e6, 2e6, 2e6 }; }

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

/// session::legible(), remembered: finding out takes a microsecond, and a frame asks hundreds of times for the same few.
[[nodiscard]] QColor legibleOn(const QColor &colour, const QColor &ground);

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
