// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "timeline/picture.h"

#include <functional>

namespace app {

/// What is drawn of a trace.
enum class FigureView : quint8 {
    Timeline,
    Loop, ///< the loop view
};

enum class FigureFormat : quint8 { Png, Svg, Pdf, Html };

/// ".png", ".svg", ".pdf", ".html".
[[nodiscard]] QString suffixOf(FigureFormat format);
[[nodiscard]] QStringList figureSuffixes();
/// The format that a file name's suffix means, in any case of letters; nothing for any other.
[[nodiscard]] std::optional<FigureFormat> figureFormatOf(QStringView fileName);

/// Steps number `first` to `last` of a trace, from 1: a step is one resume of one task up to its next await.
struct StepSpan
{
    static constexpr quint64 Most = 400; ///< frames of a storyboard

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
};

/// What is wrong with a figure of this trace, if anything; the error names the option.
[[nodiscard]] trace::Result<> checkFigure(const trace::Trace &trace, const Figure &figure);

/// Takes one file of a figure: the bytes, and what stands between the name and its suffix ("" for a figure of one file, "-07" for the seventh page).
using TakeFile = std::function<trace::Result<>(const QString &infix, const QByteArray &bytes)>;

/// Draws a figure. One file, but for a storyboard as PNG of more than one page. Bytes depend on trace and figure alone. Stops at the first error.
[[nodiscard]] trace::Result<> drawFigure(const trace::Trace &trace, const Figure &figure, FigureFormat format, const TakeFile &take);

/// The figure, or the first page of it, with `scale` device pixels per logical one: for a preview and the clipboard.
[[nodiscard]] trace::Result<QImage> figureImage(const trace::Trace &trace, const Figure &figure, FigureFormat format, double scale);
/// Its size in logical px.
[[nodiscard]] QSize figureSize(const trace::Trace &trace, const Figure &figure, FigureFormat format);

} // namespace app
