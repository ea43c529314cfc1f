// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "timeline/canvas.h"
#include "timeline/textimages.h"

namespace timeline {

/// Draws nothing. Who draws on it finds out all that drawing takes, and has it at hand when the same is to be drawn in earnest.
class NowhereCanvas : public Canvas
{
public:
    /// `ratio`: columns per pixel of the canvas that is prepared for; `seen`: what of the picture will be seen of it. `texts`, borrowed, are those it uses.
    NowhereCanvas(double ratio, const QRectF &seen, TextImages &texts) : m_ratio(ratio), m_seen(seen), m_texts(texts) {}

    [[nodiscard]] double columnsPerPixel() const override { return m_ratio; }
    void fill(const QRectF &, const QColor &) override {}
    void plate(const QRectF &, double, const QColor &, const QColor &, double) override {}
    void polygon(std::span<const QPointF>, const QColor &) override {}
    void line(QPointF, QPointF, const QColor &, double, bool) override {}
    void hatch(const QRectF &, double, const QColor &) override {}
    void text(QPointF, const QString &text, session::FontRole role, const QColor &colour) override
    {
        if (!text.isEmpty())
            static_cast<void>(m_texts.text(text, role, colour.rgb(), m_ratio));
    }
    void label(const Label &label) override { static_cast<void>(m_texts.label(label, m_ratio)); }
    void cells(const Band &, std::span<const CellRun>) override {}
    [[nodiscard]] QRectF seen() const override { return m_seen; }
    void pushClip(const QRectF &) override {}
    void popClip() override {}

private:
    double m_ratio;
    QRectF m_seen;
    TextImages &m_texts;
};

} // namespace timeline
