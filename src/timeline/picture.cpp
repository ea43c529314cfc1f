// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/picture.h"

#include "session/fonts.h"
#include "session/session.h"
#include "timeline/framepainter.h"
#include "timeline/paintercanvas.h"
#include "timeline/slicetext.h"
#include "timeline/svgcanvas.h"

#include <QPainter>

#include <cmath>

namespace timeline {

using session::LaneOrder;
using trace::Error;
using trace::Result;
using trace::Span;

namespace {

/// Heights up to which a picture with open height shows all lanes at this density; beyond the last one lanes are left out and counted.
constexpr int MostRoomyHeight = 2400;
constexpr int MostHeight = 8192;

Span wholeRun(const trace::Axis &axis)
{
    session::VisibleRange visible;
    visible.setContent(axis.whole(), false);
    visible.fit();
    return visible.range();
}

/// What the options ask to be shown, never empty.
Span shownSpan(const trace::Axis &axis, const PictureOptions &options)
{
    Span span = options.span ? *options.span : options.range ? axis.of(*options.range) : wholeRun(axis);
    if (span.isEmpty()) // a range in which nothing happened, on an axis of steps
        span.end = span.begin + trace::Axis::UnitsPerStep;
    return span;
}

Density densityFor(const LaneOrder &lanes, int room, bool isCompact)
{
    for (const Density density : { Density::Roomy, Density::Compact }) {
        if (isCompact && density == Density::Roomy)
            continue;
        LaneStack stack;
        stack.lay(lanes, density);
        if (stack.totalHeight() <= room)
            return density;
    }
    return Density::Packed;
}

FrameParts partsOf(const PictureOptions &options)
{
    FrameParts parts;
    parts.hasMinimap = false;
    parts.hasLegend = options.hasLegend;
    parts.title = options.title;
    parts.caption = options.caption;
    return parts;
}

} // namespace

struct LaidOutPicture::Private
{
    explicit Private(const PictureOptions &options) : marks(options.marks) {}
    void arrange(const trace::Trace &trace, const PictureOptions &options);

    LaneOrder lanes;
    LaneStack stack;
    std::vector<session::UserMark> marks;
    Frame frame; // borrows from those above
    QSize size;
};

void LaidOutPicture::Private::arrange(const trace::Trace &trace, const PictureOptions &options)
{
    lanes.update(trace, options.lanes);
    FrameParts parts = partsOf(options);
    const int width = options.size.width() > 0 ? options.size.width() : PictureOptions::DefaultWidth;
    const double around = frameHeight(parts, 0);
    const int room = options.size.height() > 0 ? int(options.size.height() - around) : MostRoomyHeight;
    const Density density = densityFor(lanes, room, options.isCompact);
    stack.lay(lanes, density);
    const int height = options.size.height() > 0 ? options.size.height() : int(around) + std::min(stack.totalHeight(), MostHeight);
    size = { width, height };

    frame.size = size;
    frame.layout = layOut(size, parts, headerWidthFor(trace, lanes), stack.totalHeight());
    frame.trace = &trace;
    frame.lanes = &lanes;
    frame.stack = &stack;
    frame.theme = options.theme;
    frame.density = density;
    frame.axisKind = options.axis;
    frame.whole = wholeRun(frame.axis());
    frame.scale = Scale(shownSpan(frame.axis(), options), frame.layout.timeLeft(), frame.layout.timeWidth());
    frame.heldThreshold = options.heldThreshold;
    if (options.cursor)
        frame.playhead = session::Playhead { *options.cursor, options.cursorEvents.value_or(trace.countUpTo(*options.cursor)) };
    frame.fadesAfterPlayhead = options.fadesAfterCursor;
    frame.selection = options.selection;
    frame.marks = marks;
    frame.title = options.title;
    frame.caption = options.caption;
    frame.trust = trustText(trace);
    const qsizetype shown = stack.laneAt(int(frame.layout.lanes.height()));
    if (shown < stack.count())
        frame.trust = QStringLiteral("%1 of %2 lanes \u00b7 %3").arg(shown).arg(stack.count()).arg(frame.trust);
}

LaidOutPicture::LaidOutPicture(const trace::Trace &trace, const PictureOptions &options)
    : d(std::make_unique<Private>(options))
{
    session::loadFonts();
    d->arrange(trace, options);
}

LaidOutPicture::~LaidOutPicture() = default;

QSize LaidOutPicture::size() const
{
    return d->size;
}

double LaidOutPicture::xOf(const session::Playhead &moment) const
{
    return d->frame.scale.x(d->frame.positionOf(moment));
}

QRectF LaidOutPicture::lanes() const
{
    return QRectF(d->frame.layout.timeLeft(), d->frame.layout.lanes.top(), d->frame.layout.timeWidth(), d->frame.layout.lanes.height());
}

void LaidOutPicture::paint(QPainter &painter, bool isPaper) const
{
    TextImages texts;
    PainterCanvas canvas(painter, isPaper ? PainterCanvas::Target::Page : PainterCanvas::Target::Pixels, texts, QRectF(QPointF(), QSizeF(size())));
    FramePainter().draw(canvas, d->frame);
}

void LaidOutPicture::draw(SvgCanvas &canvas) const
{
    FramePainter().draw(canvas, d->frame);
}

PictureOptions optionsOf(const session::Session &session)
{
    PictureOptions options;
    options.axis = session.axisKind();
    options.span = session.visibleSpan();
    options.cursor = session.playhead().time;
    options.cursorEvents = session.playhead().events;
    options.lanes = session.filter();
    options.heldThreshold = session.heldThreshold();
    options.selection = session.selection();
    options.marks = session.marks();
    return options;
}

Result<> checkOptions(const PictureOptions &options)
{
    const auto isSide = [](int side) { return side == 0 || (side >= PictureOptions::MinSide && side <= PictureOptions::MaxSide); };
    if (!isSide(options.size.width()) || !isSide(options.size.height()))
        return Error { QStringLiteral("size"), QStringLiteral("width and height are %1 to %2 pixels").arg(PictureOptions::MinSide).arg(PictureOptions::MaxSide) };
    if (!(options.scale >= 0.25 && options.scale <= 8))
        return Error { QStringLiteral("scale"), QStringLiteral("a scale is 0.25 to 8") };
    if ((options.range && options.range->isEmpty()) || (options.span && options.span->isEmpty()))
        return Error { QStringLiteral("range"), QStringLiteral("it is empty") };
    return {};
}

} // namespace timeline
