// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pictures/figure.h"
#include "app/pictures/stepnavigation.h"
#include "timeline/canvas.h"

#include <QStringList>

#include <memory>
#include <vector>

namespace app {

/// Steps of a run as small frames side by side, each with the sentence that the window says of it. A frame shows the timeline up to its step, or the
/// loop view after it; all are of one size and show one range. A page is as many rows of them as make it about as wide as a sheet of paper, a
/// sheet of one column and a page of an animation hold one; an SVG has one page with all of them.
/// Costs O(events up to the last step) to make; frames are laid out when they are drawn, one at a time.
class Storyboard
{
public:
    /// The figure has steps and has been checked. Trace and theme are borrowed.
    Storyboard(const trace::Trace &trace, const Figure &figure, FigureFormat format);
    ~Storyboard();

    [[nodiscard]] int pageCount() const { return int(m_pages.size()); }
    [[nodiscard]] const timeline::Drawing &page(int n) const;

private:
    class Page;
    /// One step and what is said of it, broken into lines.
    struct Frame
    {
        Step step;
        QString head;
        QStringList sentence;
        QStringList detail;
    };

    [[nodiscard]] timeline::PictureOptions frameOptions(const Step &step) const;
    [[nodiscard]] std::unique_ptr<timeline::Drawing> drawingOf(const Step &step) const;
    void findFrames();
    void layOut(FigureFormat format);
    void drawTexts(timeline::Canvas &canvas, const Frame &frame, QPointF at) const;

    const trace::Trace &m_trace;
    Figure m_figure;
    trace::Span m_span; ///< of the axis, that every frame shows
    std::vector<Frame> m_frames;
    QSize m_frameSize;
    int m_textHeight = 0; ///< below a frame
    int m_columns = 1;
    std::vector<std::unique_ptr<Page>> m_pages;
};

} // namespace app
