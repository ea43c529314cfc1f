// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/looppainter.h"
#include "timeline/picture.h"

namespace app {

/// The loop view as a drawing: title and caption of the options, the loop at one moment. Of the options it heeds size, theme, title, caption and the
/// selected task.
class LoopPicture : public timeline::Drawing
{
public:
    static constexpr int DefaultWidth = 1040;

    /// Theme is borrowed. An open width is DefaultWidth, an open height what looks well.
    LoopPicture(const trace::Trace &trace, const trace::State &state, const timeline::PictureOptions &options);

    [[nodiscard]] QSize size() const override;
    void paint(QPainter &painter, bool isPaper) const override;
    void draw(timeline::SvgCanvas &canvas) const override;

private:
    panels::LoopScene m_scene;
    panels::LoopLook m_look;
    QString m_title;
    QString m_caption;
    int m_heading; ///< px above the scene
};

} // namespace app
