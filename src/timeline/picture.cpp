// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/picture.h"

#include "session/fonts.h"
#include "session/session.h"
#include "timeline/framepainter.h"
#include "timeline/paintercanvas.h"
#include "timeline/picturefiles.h"

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

/// What a picture shows, made from its options once; the frame borrows from it.
struct Scene
{
    LaneOrder lanes;
    LaneStack stack;
    Frame frame;
    QSize size;
};

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

Density densityFor(const LaneOrder &lanes, int room)
{
    for (const Density density : { Density::Roomy, Density::Compact }) {
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

void arrange(Scene &scene, const trace::Trace &trace, const PictureOptions &options)
{
    scene.lanes.update(trace, options.lanes);
    FrameParts parts = partsOf(options);
    const int width = options.size.width() > 0 ? options.size.width() : PictureOptions::DefaultWidth;
    const double around = frameHeight(parts, 0);
    const int room = options.size.height() > 0 ? int(options.size.height() - around) : MostRoomyHeight;
    const Density density = densityFor(scene.lanes, room);
    scene.stack.lay(scene.lanes, density);
    const int height = options.size.height() > 0 ? options.size.height() : int(around) + std::min(scene.stack.totalHeight(), MostHeight);
    scene.size = { width, height };

    Frame &frame = scene.frame;
    frame.size = scene.size;
    frame.layout = layOut(scene.size, parts, headerWidthFor(trace, scene.lanes), scene.stack.totalHeight());
    frame.trace = &trace;
    frame.lanes = &scene.lanes;
    frame.stack = &scene.stack;
    frame.theme = options.theme;
    frame.density = density;
    frame.axisKind = options.axis;
    frame.whole = wholeRun(frame.axis());
    frame.scale = Scale(shownSpan(frame.axis(), options), frame.layout.timeLeft(), frame.layout.timeWidth());
    frame.heldThreshold = options.heldThreshold;
    if (options.cursor)
        frame.playhead = session::Playhead { *options.cursor, options.cursorEvents.value_or(trace.countUpTo(*options.cursor)) };
    frame.title = options.title;
    frame.caption = options.caption;
    frame.trust = trustText(trace);
    const qsizetype shown = scene.stack.laneAt(int(frame.layout.lanes.height()));
    if (shown < scene.stack.count())
        frame.trust = QStringLiteral("%1 of %2 lanes \u00b7 %3").arg(shown).arg(scene.stack.count()).arg(frame.trust);
}

Result<> checked(const PictureOptions &options)
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

Result<QImage> imageOf(Scene &scene, double scale)
{
    const QSize pixels(int(std::lround(scene.size.width() * scale)), int(std::lround(scene.size.height() * scale)));
    if (pixels.width() > PictureOptions::MaxSide || pixels.height() > PictureOptions::MaxSide)
        return Error { QStringLiteral("size"), QStringLiteral("%1 x %2 pixels are more than %3 a side").arg(pixels.width()).arg(pixels.height()).arg(PictureOptions::MaxSide) };
    // QPainter takes a device pixel ratio below 1 for 1, so a smaller picture is drawn at 1 and made smaller as a whole.
    const bool isReduced = scale < 1;
    QImage image(isReduced ? scene.size : pixels, QImage::Format_RGB32);
    if (image.isNull())
        return Error { QStringLiteral("size"), QStringLiteral("there is not enough memory for %1 x %2 pixels").arg(pixels.width()).arg(pixels.height()) };
    image.setDevicePixelRatio(isReduced ? 1 : scale);
    image.fill(scene.frame.theme->ground);
    QPainter painter(&image);
    TextImages texts;
    PainterCanvas canvas(painter, PainterCanvas::Target::Pixels, texts, QRectF(QPointF(), QSizeF(scene.size)));
    FramePainter().draw(canvas, scene.frame);
    painter.end();
    image.setDevicePixelRatio(1);
    if (isReduced)
        image = image.scaled(pixels, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    return image;
}

} // namespace

std::optional<PictureFormat> pictureFormatOf(QStringView fileName)
{
    if (fileName.endsWith(u".png", Qt::CaseInsensitive))
        return PictureFormat::Png;
    if (fileName.endsWith(u".svg", Qt::CaseInsensitive))
        return PictureFormat::Svg;
    if (fileName.endsWith(u".pdf", Qt::CaseInsensitive))
        return PictureFormat::Pdf;
    return std::nullopt;
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
    return options;
}

QSize pictureSize(const trace::Trace &trace, const PictureOptions &options)
{
    session::loadFonts();
    Scene scene;
    arrange(scene, trace, options);
    return scene.size;
}

Result<QImage> renderImage(const trace::Trace &trace, const PictureOptions &options)
{
    if (const auto result = checked(options); !result)
        return result.error();
    session::loadFonts();
    Scene scene;
    arrange(scene, trace, options);
    return imageOf(scene, options.scale);
}

Result<> renderPicture(const trace::Trace &trace, const PictureOptions &options, PictureFormat format, QIODevice &device)
{
    if (const auto result = checked(options); !result)
        return result.error();
    session::loadFonts();
    Scene scene;
    arrange(scene, trace, options);
    switch (format) {
    case PictureFormat::Png: {
        const auto image = imageOf(scene, options.scale);
        return image ? writePng(image.value(), options.scale, trace, options.title, device) : Result<>(image.error());
    }
    case PictureFormat::Svg:
        return writeSvg(scene.frame, scene.size, options.title, device);
    case PictureFormat::Pdf:
        break;
    }
    return writePdf(scene.frame, scene.size, options.title, device);
}

} // namespace timeline
