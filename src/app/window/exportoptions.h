// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"
#include "timeline/picture.h"

namespace app {

/// What the export dialogue has been told; turned into the options of the one function that draws pictures.
struct ExportChoice
{
    enum class Range { Visible, Whole, Custom };

    timeline::PictureFormat format = timeline::PictureFormat::Png;
    int width = timeline::PictureOptions::DefaultWidth;
    int height = 0; ///< 0: what the lanes need
    double scale = 2; ///< of a PNG
    QString theme = QStringLiteral("light"); ///< as session::Theme::named()
    Range range = Range::Visible;
    QString customBegin; ///< times as interface.md writes them
    QString customEnd;
    QString title;
    QString caption;
    bool hasLegend = true;
    bool hasPlayhead = true;
};

/// The options for this session, or what is wrong with the choice, in words.
[[nodiscard]] trace::Result<timeline::PictureOptions> pictureOptions(const session::Session &session, const ExportChoice &choice);

/// Draws the picture into a file beside `path` and renames it when it is whole, so that there is never half a picture. An error names the file.
[[nodiscard]] trace::Result<> exportPicture(const session::Session &session, const ExportChoice &choice, const QString &path);

/// ".png", ".svg", ".pdf".
[[nodiscard]] QString suffixOf(timeline::PictureFormat format);

} // namespace app
