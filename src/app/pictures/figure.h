// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "timeline/picture.h"

#include <chrono>
#include <functional>

namespace app {

/// What is drawn of a trace.
enum class FigureView : quint8 {
    Timeline,
    Loop, ///< the loop view
};

enum class FigureFormat : quint8 {
    Png,
    Svg,
    Pdf,
    Html,
    Webp, ///< an animation
};

/// ".png", ".svg", ".pdf", ".html", ".webp".
[[nodiscard]] QString suffixOf(FigureFormat format);
[[nodiscard]] QStringList figureSuffixes();
/// Whether its files are made of pixels, so that the scale of a figure matters.
[[nodiscard]] constexpr bool hasPixels(FigureFormat format) { return format == FigureFormat::Png || format == FigureFormat::Webp; }
/// The format that a file name's suffix means, in any case of letters; nothing for any other.
[[nodiscard]] std::optional<FigureFormat> figureFormatOf(QStringView fileName);

/// Steps number `first` to `last` of a trace, from 1: a step is one resume of one task up to its next await.
struct StepSpan
{
    static constexpr quint64 Most = 400; ///< frames of a storyboard or an animation

    quint64 first = 1;
    quint64 last = 1;

    [[nodiscard]] quint64 count() const { return last - first + 1; }
    bool operator==(const StepSpan &) const = default;
};

/// One figure, as the command line and the export dialogue describe it.
struct Figure
{
    FigureView view = FigureView::Timeline;
    /// Size (of one frame where there are steps), scale, theme, title and caption hold for all; range, cursor, lanes, marks and legend are the
    /// timeline's, and the cursor is the moment of the loop view: nothing is the end of the trace.
    timeline::PictureOptions picture;
    std::optional<quint64> events; ///< the moment of the loop view as a place in the log, where the cursor alone would not tell it
    std::optional<StepSpan> steps; ///< a storyboard of these instead of one picture
    int columns = 0; ///< frames of a storyboard side by side; 0: three in an SVG, one a page in a PDF, one a file as PNG

    // Of an animation.
    static constexpr std::chrono::milliseconds LeastStepTime { 20 };
    static constexpr std::chrono::milliseconds MostStepTime { 60'000 };
    static constexpr std::chrono::milliseconds LeastLength { 100 };
    static constexpr std::chrono::milliseconds MostLength { 60'000 };
    std::chrono::milliseconds stepTime { 1200 }; ///< how long the frame of a step is shown
    std::chrono::milliseconds length { 10'000 }; ///< without steps: how long the playhead takes from the begin of the range to its end
};

/// What is wrong with a figure of this trace, if anything; the error names the option.
[[nodiscard]] trace::Result<> checkFigure(const trace::Trace &trace, const Figure &figure);

/// Takes one file of a figure: the bytes, and what stands between the name and its suffix ("" for a figure of one file, "-07" for the seventh page).
using TakeFile = std::function<trace::Result<>(const QString &infix, const QByteArray &bytes)>;

/// Told now and then how much of how much is drawn; false asks to stop.
using DrawProgress = std::function<bool(quint64 done, quint64 total)>;

/// Draws a figure. One file, but for a storyboard as PNG of more than one page. Bytes depend on trace and figure alone. Stops at the first error.
/// An animation and the pages of a storyboard tell `progress`, which may be empty, of each frame; where that asks to stop, nothing is taken any more
/// and the error says "cancelled".
[[nodiscard]] trace::Result<> drawFigure(const trace::Trace &trace, const Figure &figure, FigureFormat format, const TakeFile &take, const DrawProgress &progress = {});

/// The figure, or the first page of it, or a frame from the middle of an animation, with `scale` device pixels per logical one: for a preview and the clipboard.
[[nodiscard]] trace::Result<QImage> figureImage(const trace::Trace &trace, const Figure &figure, FigureFormat format, double scale);
/// Its size in logical px.
[[nodiscard]] QSize figureSize(const trace::Trace &trace, const Figure &figure, FigureFormat format);

} // namespace app
