// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/canvas.h"
#include "timeline/framepainter.h"
#include "timeline/workbudget.h"
#include "trace/axislanes.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace timeline {

using session::FontRole;
using session::mixed;

void MinimapColumns::update(const Frame &frame, size_t width, double room)
{
    const bool isNew = measure(frame, width);
    if (!isNew && room == pixels)
        return;
    pixels = room;
    findStretches();
}

// In whole device pixels: what looks alike is filled at once, or a busy trace would be a rectangle a column.
void MinimapColumns::findStretches()
{
    const qint64 greatest = std::max<qint64>(*std::max_element(depth.begin(), depth.end()), 1);
    const auto add = [](std::vector<Stretch> &stretches, size_t n, int height) {
        if (!stretches.empty() && stretches.back().end == n && stretches.back().height == height)
            ++stretches.back().end;
        else if (height > 0)
            stretches.push_back({ n, n + 1, height });
    };
    depths.clear();
    busyStretches.clear();
    for (size_t n = 0; n < depth.size(); ++n) {
        add(depths, n, depth[n] > 0 ? std::max(qRound(double(depth[n]) / double(greatest) * pixels), 1) : 0);
        add(busyStretches, n, busy[n].hasRun);
    }
}

/// Returns whether anything has been measured anew.
bool MinimapColumns::measure(const Frame &frame, size_t width)
{
    const trace::Trace &trace = *frame.trace;
    const auto isNear = [&](trace::Position a, trace::Position b) { return std::abs(a - b) <= whole.length() / qint64(2 * width); };
    const bool isKnown = axis == frame.axis().kind() && depth.size() == (width + size_t(pixelsPerColumn) - 1) / size_t(pixelsPerColumn);
    const bool isSame = whole == frame.whole && range == trace.range() && events == trace.eventCount();
    still = isKnown && isSame ? still + 1 : 0;
    growing = isKnown && still < StillFrames ? growing + !isSame : 0;
    const bool isFineEnough = pixelsPerColumn == 1 || (frame.budget && still < StillFrames); // a picture has no frame after it
    if (isKnown && isSame && isFineEnough)
        return false;
    const bool isAlmost = isNear(whole.begin, frame.whole.begin) && isNear(whole.end, frame.whole.end) && trace.eventCount() - events < events / 512;
    if (isKnown && !isSame && isAlmost && isFineEnough && ++age < RefreshFrames)
        return false;
    axis = frame.axis().kind();
    whole = frame.whole;
    range = trace.range();
    events = trace.eventCount();
    age = 0;
    pixelsPerColumn = frame.budget && growing >= GrowingFrames ? CoarsePixels : 1;
    const size_t count = (width + size_t(pixelsPerColumn) - 1) / size_t(pixelsPerColumn);
    const trace::Span measured { whole.begin, whole.begin + qint64(double(whole.length()) * double(count) * pixelsPerColumn / double(width)) };

    constexpr size_t MostQueues = 8;
    depth.assign(count, 0);
    scratch.resize(count);
    const auto take = [&](const trace::Counter &counter) {
        trace::columns(frame.axis(), counter, measured, scratch);
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
    // A counter keeps its last value for ever; what lies beyond the end of the trace has not happened.
    const trace::Position end = frame.axis().whole().end;
    for (size_t n = 0; n < count; ++n) {
        const qint64 begin = qint64(double(measured.length()) * double(n) / double(count));
        if (measured.begin + begin > end)
            depth[n] = 0;
    }
    busy.resize(count);
    trace::coverage(frame.axis(), trace.loopLane(), measured, busy);
    return true;
}

// One column a logical pixel is enough here: the whole run at a glance, queue depth as an area, and the loop's activity as a strip at its foot.
void drawMinimap(Canvas &canvas, const Frame &frame, MinimapColumns &columns)
{
    const QRectF area = frame.layout.minimap;
    if (!canvas.seen().intersects(area.adjusted(-area.left(), 0, 0, 0)))
        return;
    const session::Theme &theme = *frame.theme;
    canvas.beginGroup(QStringLiteral("whole run"));
    canvas.text({ 16, std::round(area.center().y() + capHeight(FontRole::Small) / 2) }, QStringLiteral("whole run"), FontRole::Small, theme.dim);
    canvas.plate(area, 4, theme.lane, theme.line, 1);

    const QRectF inner = area.adjusted(1, 1, -1, -1);
    const auto width = size_t(std::max(inner.width(), 1.0));
    const Scale scale(frame.whole, inner.left(), inner.width());
    canvas.pushClip(inner);
    constexpr double Strip = 4;
    const double ratio = canvas.columnsPerPixel();
    columns.update(frame, width, (inner.height() - Strip - 4) * ratio);
    const QColor tint = mixed(theme.lane, frame.trace->queues().empty() ? theme.ready : theme.queue, 0.28);
    const double pixels = columns.pixelsPerColumn;
    if (frame.budget && columns.pixelsPerColumn > 1)
        frame.budget->noteRest(area);
    for (const auto &[begin, end, height] : columns.depths)
        canvas.fill(QRectF(inner.left() + double(begin) * pixels, inner.bottom() - Strip - height / ratio, double(end - begin) * pixels, height / ratio), tint);
    const QColor busy = mixed(theme.lane, theme.running, 0.75);
    for (const auto &[begin, end, height] : columns.busyStretches)
        canvas.fill(QRectF(inner.left() + double(begin) * pixels, inner.bottom() - Strip, double(end - begin) * pixels, Strip), busy);

    const double left = std::clamp(scale.x(frame.scale.span().begin), inner.left(), inner.right());
    const double right = std::clamp(scale.x(frame.scale.span().end), inner.left(), inner.right());
    QColor veil = theme.accent;
    veil.setAlphaF(0.16f);
    const QRectF window(left, inner.top(), std::max(right - left, 3.0), inner.height());
    canvas.fill(window, veil);
    canvas.plate(window, 2, QColor(), mixed(theme.lane, theme.accent, 0.7), 1);
    if (frame.playhead)
        drawMinimapPlayhead(canvas, frame);
    canvas.popClip();
    canvas.endGroup();
}

void drawMinimapPlayhead(Canvas &canvas, const Frame &frame)
{
    const QRectF inner = frame.layout.minimap.adjusted(1, 1, -1, -1);
    const Scale scale(frame.whole, inner.left(), inner.width());
    drawUpright(canvas, scale.x(frame.positionOf(*frame.playhead)), inner.top(), inner.bottom(), 1, frame.theme->bad);
}

} // namespace timeline
