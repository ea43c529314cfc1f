// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/framepainter.h"
#include "timeline/picturefiles.h"
#include "timeline/svgcanvas.h"

#include <QIODevice>

namespace timeline {

using trace::Error;
using trace::Result;

Result<> writeSvg(const Frame &frame, QSize size, const QString &title, QIODevice &device)
{
    SvgCanvas canvas(size, title.isEmpty() ? frame.trace->info().name : title, provenance(*frame.trace));
    FramePainter().draw(canvas, frame);
    const QByteArray document = canvas.finished();
    if (device.write(document) != document.size())
        return Error { QStringLiteral("SVG"), device.errorString() };
    return {};
}

} // namespace timeline
