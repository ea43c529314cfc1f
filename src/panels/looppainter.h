// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/loopscene.h"
#include "session/theme.h"
#include "trace/result.h"

class QIODevice;
class QPainter;

namespace panels {

/// How the scene is looked at; not part of what happened.
struct LoopLook
{
    const session::Theme *theme = &session::Theme::light(); ///< borrowed
    trace::TaskId selected = trace::TaskId::None;
    trace::TaskId hovered = trace::TaskId::None;
    /// Tokens that are on their way: drawn at `rect` instead of where the scene has them.
    struct Moved
    {
        trace::TaskId task = trace::TaskId::None;
        QRectF rect;
    };
    std::vector<Moved> moved;
};

/// Draws the scene with its upper left corner at the painter's origin; covers all of scene.size.
void paintLoop(QPainter &painter, const LoopScene &scene, const LoopLook &look);

/// Writes the scene into the open device as an SVG; the bytes depend on the arguments alone. Fails where the device takes no more.
[[nodiscard]] trace::Result<> writeLoopSvg(const LoopScene &scene, const LoopLook &look, const QString &title, QIODevice &device);

} // namespace panels
