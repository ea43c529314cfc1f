// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pictures/animation.h"

#include "app/pictures/looppicture.h"
#include "app/pictures/storyboard.h"
#include "panels/statetext.h"
#include "timeline/picturefiles.h"

#include <algorithm>

namespace app {

using std::chrono::milliseconds;
using trace::Result;

namespace {

constexpr milliseconds SweepFrame { 50 };
constexpr milliseconds Rest { 1500 }; ///< of the last frame

} // namespace

Animation::Animation(const trace::Trace &trace, const Figure &figure) : m_trace(trace), m_figure(figure)
{
    timeline::PictureOptions &options = m_figure.picture;
    if (m_figure.steps) {
        m_storyboard = std::make_unique<Storyboard>(trace, m_figure, FigureFormat::Webp);
        m_count = m_storyboard->pageCount();
    } else {
        const trace::Axis axis(trace, options.axis);
        m_span = options.range ? axis.of(*options.range) : options.span.value_or(axis.whole());
        // A range may reach past the end of a run, where nothing would move any more.
        if (axis.whole().end > m_span.begin)
            m_span.end = std::min(m_span.end, axis.whole().end);
        m_count = int(m_figure.length / SweepFrame) + 1;
        options.fadesAfterCursor = true;
    }
    const QSize logical = m_storyboard ? m_storyboard->page(0).size() : sweptTo(0)->size();
    m_size = (logical.toSizeF() * options.scale).toSize();
}

Animation::~Animation() = default;

milliseconds Animation::shown(int n) const
{
    const milliseconds each = m_storyboard ? m_figure.stepTime : SweepFrame;
    return n + 1 == m_count ? std::max(each, Rest) : each;
}

std::unique_ptr<timeline::Drawing> Animation::sweptTo(int n) const
{
    timeline::PictureOptions options = m_figure.picture;
    const trace::Axis axis(m_trace, options.axis);
    // In double precision: the span may be too long to be multiplied, and half a pixel of 16 000 is far more than its error.
    const double share = m_count > 1 ? double(n) / (m_count - 1) : 1;
    const trace::Position at = n + 1 == m_count ? m_span.end : m_span.begin + qint64(double(m_span.length()) * share);
    options.cursor = axis.time(at);
    options.cursorEvents = axis.isTime() ? std::nullopt : std::optional(axis.eventsAt(at));
    // The loop view says nowhere what time it is.
    if (m_figure.view == FigureView::Loop && options.caption.isEmpty())
        options.caption = panels::momentText(*options.cursor);
    if (m_figure.view == FigureView::Timeline)
        return std::make_unique<timeline::LaidOutPicture>(m_trace, options);
    return std::make_unique<LoopPicture>(m_trace, m_trace.stateAfter(axis.eventsAt(at)), options);
}

Result<QImage> Animation::frame(int n) const
{
    const QColor &ground = m_figure.picture.theme->ground;
    if (m_storyboard)
        return timeline::imageOf(m_storyboard->page(n), ground, m_figure.picture.scale);
    return timeline::imageOf(*sweptTo(n), ground, m_figure.picture.scale);
}

} // namespace app
