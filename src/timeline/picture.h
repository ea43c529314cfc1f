// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/lanefilter.h"
#include "session/theme.h"
#include "trace/axis.h"
#include "trace/result.h"
#include "trace/trace.h"

#include <QImage>
#include <QSize>
#include <QString>

#include <optional>

class QIODevice;

namespace session {
class Session;
}

namespace timeline {

enum class PictureFormat : quint8 { Png, Svg, Pdf };

/// The format that a file name's suffix means (".png", ".svg", ".pdf", any case); nothing for any other.
[[nodiscard]] std::optional<PictureFormat> pictureFormatOf(QStringView fileName);

/// What a picture shows. The default is the whole run with all its lanes, 1600 px wide and as high as they need.
struct PictureOptions
{
    static constexpr int DefaultWidth = 1600;
    static constexpr int MinSide = 64;
    static constexpr int MaxSide = 32'768; ///< of the result in device pixels

    QSize size { 0, 0 }; ///< logical pixels; a width of 0 is DefaultWidth, a height of 0 what the lanes need
    double scale = 1; ///< device pixels of a PNG per logical pixel, 0.25..8; SVG and PDF have no pixels
    const session::Theme *theme = &session::Theme::light(); ///< borrowed
    trace::AxisKind axis = trace::AxisKind::Time;
    std::optional<trace::TimeRange> range; ///< nothing: the whole run
    std::optional<trace::Span> span; ///< on the axis, instead of the range
    std::optional<trace::Timestamp> cursor; ///< where the playhead is drawn; nothing: nowhere
    std::optional<quint64> cursorEvents; ///< after so many events of those at the cursor's time or before; nothing: all of them
    session::LaneFilter lanes; ///< which lanes and in which order
    trace::Duration heldThreshold { 100'000'000 }; ///< a loop held longer gets a red edge
    QString title;
    QString caption;
    bool hasLegend = true;
};

/// The options that show what a session shows: its axis, range, playhead and lanes.
[[nodiscard]] PictureOptions optionsOf(const session::Session &session);

/// The size in logical pixels that a picture will have, with what the options leave open filled in.
[[nodiscard]] QSize pictureSize(const trace::Trace &trace, const PictureOptions &options);

/// Draws the picture into the open, writable device. Needs a QGuiApplication (offscreen will do), no window. The bytes depend on the trace
/// and the options alone. Lanes that find no room are counted in the picture. Errors: options out of range, a device that takes no more.
/// A PNG carries scenario, parameters, seed, clock, losses and version as text chunks; an SVG and a PDF as metadata.
[[nodiscard]] trace::Result<> renderPicture(const trace::Trace &trace, const PictureOptions &options, PictureFormat format, QIODevice &device);

/// The same as an image, for a preview and the clipboard.
[[nodiscard]] trace::Result<QImage> renderImage(const trace::Trace &trace, const PictureOptions &options);

} // namespace timeline
