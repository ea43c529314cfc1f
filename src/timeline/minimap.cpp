// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/canvas.h"
#include "timeline/framepainter.h"
#include "trace/axislanes.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace timeline {

using session::FontRole;
using session::mixed;

void MinimapColumns::update(const Frame &frame, size_t count)
{
    const trace::Trace &trace = *frame.trace;
    const auto isNear = [&](trace::Position a, trace::Position b) { return std::abs(a - b) <= whole.length() / qint64(2 * count); };
    const bool isSame = whole == frame.whole && range == trace.range() && events == trace.eventCount() && axis == frame.axis().kind();
    const bool isAlmost = axis == frame.axis().kind() && isNear(whole.begin, frame.whole.begin) && isNear(whole.end, frame.whole.end) && trace.eventCount() - events < events / 512;
    if (depth.size() == count && (isSame || (isAlmost && ++age < RefreshFrames)))
        return;
    axis = frame.axis().kind();
    whole = frame.whole;
    range = trace.range();
    events = trace.eventCount();
    age = 0;

    constexpr size_t MostQueues = 8;
    depth.assign(count, 0);
    scratch.resize(count);
    const auto take = [&](const trace::Counter &counter) {
        trace::columns(frame.axis(), counter, whole, scratch);
        for (size_t n = 0; n < count; ++n) {
            if (scratch[n].isKnown)
                depth[n] = std::max(depth[n], scratch[n].max);
        }
    };
    // Of the first few queues, or of the ready queue where there is none.
    if (trace.queues().empty())
        take(trace.readyDepth());
    for (size_t n = 0; n < std::min(trace.queues().size(), MostQueues); ++n)
        take(trace.queueDepth(trace::QueueId(quint32(n + 1))));
    busy.resize(count);
    trace::coverage(frame.axis(), trace.loopLane(), whole, busy);
}

// One column a logical pixel is enough here: the whole run at a glance, queue depth as an area, and the loop's activity as a strip at its foot.
void drawMinimap(Canvas &canvas, const Frame &frame, MinimapColumns &columns)
{
    const QRectF area = frame.layout.minimap;
    const session::Theme &theme = *frame.theme;
    canvas.beginGroup(QStringLiteral("whole run"));
    canvas.text({ 16, std::round(area.center().y() + capHeight(FontRole::Small) / 2) }, QStringLiteral("whole run"), FontRole::Small, theme.dim);
    canvas.plate(area, 4, theme.lane, theme.line, 1);

    const QRectF inner = area.adjusted(1, 1, -1, -1);
    const auto count = size_t(std::max(inner.width(), 1.0));
    const Scale scale(frame.whole, inner.left(), inner.width());
    canvas.pushClip(inner);
    columns.update(frame, count);
    const std::vector<qint64> &depth = columns.depth;
    const qint64 greatest = std::max<qint64>(*std::max_element(depth.begin(), depth.end()), 1);
    const QColor tint = mixed(theme.lane, frame.trace->queues().empty() ? theme.ready : theme.queue, 0.28);
    constexpr double Strip = 4;
    const double room = inner.height() - Strip - 4;
    // In whole device pixels: what looks alike is filled at once, or a busy trace would be a rectangle a column.
    const double pixels = room * canvas.columnsPerPixel();
    const auto heightOf = [&](size_t n) { return depth[n] > 0 ? std::max(std::round(double(depth[n]) / double(greatest) * pixels), 1.0) : 0.0; };
    for (size_t begin = 0; begin < count;) {
        size_t end = begin + 1;
        while (end < count && heightOf(end) == heightOf(begin))
            ++end;
        const double height = heightOf(begin) / canvas.columnsPerPixel();
        canvas.fill(QRectF(inner.left() + double(begin), inner.bottom() - Strip - height, double(end - begin), height), tint);
        begin = end;
    }
    const std::vector<trace::Coverage> &busy = columns.busy;
    for (size_t begin = 0; begin < count;) {
        const auto isBusy = [&](size_t n) { return busy[n].hasRun; };
        size_t end = begin + 1;
        while (end < count && isBusy(end) == isBusy(begin))
            ++end;
        if (isBusy(begin))
            canvas.fill(QRectF(inner.left() + double(begin), inner.bottom() - Strip, double(end - begin), Strip), mixed(theme.lane, theme.running, 0.75));
        begin = end;
    }

    const double left = std::clamp(scale.x(frame.scale.span().begin), inner.left(), inner.right());
    const double right = std::clamp(scale.x(frame.scale.span().end), inner.left(), inner.right());
    QColor veil = theme.accent;
    veil.setAlphaF(0.16f);
    const QRectF window(left, inner.top(), std::max(right - left, 3.0), inner.height());
    canvas.fill(window, veil);
    canvas.plate(window, 2, QColor(), mixed(theme.lane, theme.accent, 0.7), 1);
    if (frame.playhead)
        drawUpright(canvas, scale.x(frame.positionOf(*frame.playhead)), inner.top(), inner.bottom(), 1, theme.bad);
    canvas.popClip();
    canvas.endGroup();
}

} // namespace timeline
