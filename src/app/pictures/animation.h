// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pictures/figure.h"

#include <QImage>

namespace app {

class Storyboard;

/// The frames of a moving picture, each drawn when it is asked for, so that the caller can show how far it is, and stop. With the figure's steps a frame
/// each with its sentence; without, the playhead goes from the begin to the end of the figure's range, evenly on its axis, and what comes after it is
/// hinted at only; the loop view shows the loop at that moment.
class Animation
{
public:
    /// The figure has been checked for FigureFormat::Webp. Trace and theme are borrowed.
    Animation(const trace::Trace &trace, const Figure &figure);
    ~Animation();

    [[nodiscard]] int frameCount() const { return m_count; }
    /// Device px, the same for each frame.
    [[nodiscard]] QSize size() const { return m_size; }
    /// How long each frame is shown; the last one stays longer, so that one sees the end before it begins again.
    [[nodiscard]] std::chrono::milliseconds shown(int n) const;
    /// Draws frame `n` of [0, frameCount()). O(pixels x lanes). An error where it has too many pixels.
    [[nodiscard]] trace::Result<QImage> frame(int n) const;

private:
    [[nodiscard]] std::unique_ptr<timeline::Drawing> sweptTo(int n) const;

    const trace::Trace &m_trace;
    Figure m_figure;
    std::unique_ptr<Storyboard> m_storyboard; ///< where there are steps
    trace::Span m_span; ///< of the axis, through which the playhead goes
    int m_count = 0;
    QSize m_size;
};

} // namespace app
