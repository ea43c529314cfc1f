// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSize>

class QPainter;

namespace timeline {

class SvgCanvas;

/// Something that is laid out and can be drawn wherever it is wanted: alone in a file of any format, as a page of a document, as one of several on a
/// sheet. Logical pixels; nothing is drawn outside of its size.
class Drawing
{
public:
    Drawing() = default;
    virtual ~Drawing() = default;
    Drawing(const Drawing &) = delete;
    Drawing &operator=(const Drawing &) = delete;

    [[nodiscard]] virtual QSize size() const = 0;
    /// With its upper left corner at the painter's origin; on paper (PDF) as lines and letters.
    virtual void paint(QPainter &painter, bool isPaper) const = 0;
    virtual void draw(SvgCanvas &canvas) const = 0;
};

} // namespace timeline
