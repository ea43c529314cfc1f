// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pictures/figure.h"
#include "session/session.h"

namespace app {

/// What the export dialogue has been told; turned into the figure that the command line draws as well.
struct ExportChoice
{
    enum class Show { Timeline, Loop, Storyboard };
    enum class Range { Visible, Whole, Custom };
    /// What a storyboard's frames show: the timeline counting steps, or time, or the loop view.
    enum class Frames { Steps, Time, Loop };

    Show show = Show::Timeline;
    FigureFormat format = FigureFormat::Png;
    int width = 0; ///< 0: what suits what is shown
    int height = 0; ///< 0: what the lanes need
    double scale = 2; ///< of a PNG or an animation
    QString theme = QStringLiteral("light"); ///< as session::Theme::named()
    Range range = Range::Visible; ///< of the timeline
    QString customBegin; ///< times as interface.md writes them
    QString customEnd;
    int firstStep = 1; ///< of a storyboard
    int lastStep = 6;
    int columns = 3;
    Frames frames = Frames::Steps;
    double stepSeconds = 1.2; ///< of an animation: how long a step is shown,
    double lengthSeconds = 10; ///< and without steps how long all of it takes
    QString title;
    QString caption;
    bool hasLegend = true;
    bool hasPlayhead = true;
    bool hasMarks = true;
    bool hasArrows = true; ///< the selection, and who woke whom before it
};

/// The figure for this session, or what is wrong with the choice, in words.
[[nodiscard]] trace::Result<Figure> figureOf(const session::Session &session, const ExportChoice &choice);

/// Draws a figure into files beside their paths and renames each when it is whole, so that there is never half a picture. Gives the paths of the
/// files: one, or several numbered ones for a storyboard as PNG. Tells `progress` as drawFigure() does. An error names the file. On any thread, while
/// the trace does not grow.
[[nodiscard]] trace::Result<QStringList> exportFigure(const trace::Trace &trace, const Figure &figure, FigureFormat format, const QString &path, const DrawProgress &progress = {});

} // namespace app
