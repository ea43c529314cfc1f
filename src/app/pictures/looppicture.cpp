// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pictures/looppicture.h"

#include "app/pictures/textblock.h"
#include "timeline/paintercanvas.h"
#include "timeline/svgcanvas.h"

#include <QBuffer>
#include <QPainter>

namespace app {

namespace {

panels::LoopScene sceneOf(const trace::Trace &trace, const trace::State &state, const timeline::PictureOptions &options, int heading)
{
    session::loadFonts();
    const int width = options.size.width() > 0 ? options.size.width() : LoopPicture::DefaultWidth;
    const int height = options.size.height() > 0 ? options.size.height() - heading : std::max(width * 9 / 16, int(panels::SmallestLoopScene.height()));
    return panels::layOutLoop(trace, state, QSizeF(width, height));
}

} // namespace

LoopPicture::LoopPicture(const trace::Trace &trace, const trace::State &state, const timeline::PictureOptions &options)
    : m_title(options.title)
    , m_caption(options.caption)
    , m_heading(headingHeight(m_title, m_caption))
{
    m_scene = sceneOf(trace, state, options, m_heading);
    m_look.theme = options.theme;
    m_look.selected = options.selection.lane ? options.selection.lane->task() : trace::TaskId::None;
}

QSize LoopPicture::size() const
{
    return m_scene.size.toSize() + QSize(0, m_heading);
}

void LoopPicture::paint(QPainter &painter, bool isPaper) const
{
    using timeline::PainterCanvas;
    const QRectF all({}, size().toSizeF());
    painter.fillRect(all, m_look.theme->ground);
    {
        timeline::TextImages texts;
        PainterCanvas canvas(painter, isPaper ? PainterCanvas::Target::Page : PainterCanvas::Target::Pixels, texts, all);
        drawHeading(canvas, *m_look.theme, all.width(), m_title, m_caption);
    }
    painter.save();
    painter.translate(0, m_heading);
    panels::paintLoop(painter, m_scene, m_look);
    painter.restore();
}

void LoopPicture::draw(timeline::SvgCanvas &canvas) const
{
    const QRectF all({}, size().toSizeF());
    canvas.fill(all, m_look.theme->ground);
    if (m_heading > 0) {
        canvas.beginLayer(QStringLiteral("title"));
        drawHeading(canvas, *m_look.theme, all.width(), m_title, m_caption);
        canvas.endGroup();
    }
    QBuffer drawn;
    drawn.open(QIODevice::WriteOnly);
    if (!panels::writeLoopSvg(m_scene, m_look, m_scene.headline, drawn))
        return; // a buffer takes everything
    canvas.beginLayer(QStringLiteral("loop"));
    canvas.embed(QRectF(QPointF(0, m_heading), m_scene.size), drawn.data());
    canvas.endGroup();
}

} // namespace app
