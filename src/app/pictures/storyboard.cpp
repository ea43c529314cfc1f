// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pictures/storyboard.h"

#include "analysis/explain.h"
#include "app/pictures/looppicture.h"
#include "app/pictures/textblock.h"
#include "panels/statetext.h"
#include "session/laneslices.h"
#include "timeline/paintercanvas.h"
#include "timeline/svgcanvas.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace app {

using session::FontRole;

namespace {

constexpr int Margin = 24;
constexpr int Gap = 24;
constexpr int TextTop = 22; ///< from a frame's lower edge to the first baseline
constexpr int TimelineFrameWidth = 520;
constexpr int LoopFrameWidth = 640;
constexpr int DefaultSvgColumns = 3;
constexpr qsizetype MostSentenceLines = 3;
constexpr qsizetype MostDetailLines = 4;
constexpr double WidthInOtherFaces = 0.86; ///< share of a line that our face may fill so that DejaVu Sans, the widest likely one, does not leave it
constexpr double PaperRatio = 1.4142; ///< width to height of a sheet that lies

/// The slice in which a step ran; nothing where its lane does not tell.
std::optional<quint64> sliceOf(const trace::Trace &trace, const Step &step)
{
    const session::LaneId lane = session::LaneId::of(step.task);
    const trace::Lane *slices = session::slicesOf(trace, lane);
    std::optional<quint64> n = session::sliceAt(trace, lane, step.end);
    while (slices && n) {
        const trace::Slice slice = slices->slice(*n, trace.range().end);
        if (slice.event <= step.resumed)
            return slice.state == trace::SliceState::Running ? n : std::nullopt;
        n = *n > 0 ? std::optional(*n - 1) : std::nullopt;
    }
    return std::nullopt;
}

} // namespace

/// The frames [first, last) in rows.
class Storyboard::Page : public timeline::Drawing
{
public:
    Page(const Storyboard &board, std::size_t first, std::size_t last) : m_board(board), m_first(first), m_last(last) {}

    [[nodiscard]] QSize size() const override
    {
        const int rows = int((m_last - m_first + std::size_t(m_board.m_columns) - 1) / std::size_t(m_board.m_columns));
        return { 2 * Margin + m_board.m_columns * (m_board.m_frameSize.width() + Gap) - Gap, top() + rows * (cellHeight() + Gap) - Gap + Margin };
    }

    void paint(QPainter &painter, bool isPaper) const override
    {
        using timeline::PainterCanvas;
        const auto target = isPaper ? PainterCanvas::Target::Page : PainterCanvas::Target::Pixels;
        const QRectF all({}, size().toSizeF());
        timeline::TextImages texts;
        {
            PainterCanvas canvas(painter, target, texts, all);
            drawGround(canvas);
        }
        for (std::size_t n = m_first; n < m_last; ++n) {
            painter.save();
            painter.translate(corner(n));
            m_board.drawingOf(m_board.m_frames[n].step)->paint(painter, isPaper);
            painter.restore();
        }
        PainterCanvas canvas(painter, target, texts, all);
        for (std::size_t n = m_first; n < m_last; ++n)
            drawAround(canvas, n);
    }

    void draw(timeline::SvgCanvas &canvas) const override
    {
        drawGround(canvas);
        for (std::size_t n = m_first; n < m_last; ++n) {
            const Step &step = m_board.m_frames[n].step;
            canvas.beginLayer(QStringLiteral("step-%1").arg(step.number));
            canvas.beginFrame(QStringLiteral("step-%1").arg(step.number), corner(n), m_board.m_frameSize);
            m_board.drawingOf(step)->draw(canvas);
            canvas.endFrame();
            drawAround(canvas, n);
            canvas.endGroup();
        }
    }

private:
    [[nodiscard]] int top() const
    {
        const int heading = headingHeight(m_board.m_figure.picture.title, m_board.m_figure.picture.caption);
        return heading > 0 ? heading + Margin / 2 : Margin;
    }
    [[nodiscard]] int cellHeight() const { return m_board.m_frameSize.height() + m_board.m_textHeight; }
    [[nodiscard]] QPointF corner(std::size_t n) const
    {
        const int place = int(n - m_first);
        return QPointF(Margin + place % m_board.m_columns * (m_board.m_frameSize.width() + Gap), top() + place / m_board.m_columns * (cellHeight() + Gap));
    }
    void drawGround(timeline::Canvas &canvas) const
    {
        const timeline::PictureOptions &options = m_board.m_figure.picture;
        canvas.fill(QRectF({}, size().toSizeF()), options.theme->ground);
        drawHeading(canvas, *options.theme, size().width(), options.title, options.caption);
    }
    void drawAround(timeline::Canvas &canvas, std::size_t n) const
    {
        const QPointF at = corner(n);
        canvas.plate(QRectF(at, QSizeF(m_board.m_frameSize)).adjusted(-1, -1, 1, 1), 4, QColor(), m_board.m_figure.picture.theme->line, 1);
        m_board.drawTexts(canvas, m_board.m_frames[n], at + QPointF(0, m_board.m_frameSize.height()));
    }

    const Storyboard &m_board;
    std::size_t m_first;
    std::size_t m_last;
};

Storyboard::Storyboard(const trace::Trace &trace, const Figure &figure, FigureFormat format)
    : m_trace(trace)
    , m_figure(figure)
{
    session::loadFonts();
    findFrames();
    layOut(format);
}

Storyboard::~Storyboard() = default;

const timeline::Drawing &Storyboard::page(int n) const
{
    return *m_pages[std::size_t(n)];
}

void Storyboard::findFrames()
{
    for (const Step &step : stepsBetween(m_trace, m_figure.steps->first, m_figure.steps->last)) {
        Frame frame { step, {}, {}, {} };
        frame.head = QStringLiteral("%1 \u00b7 %2 \u00b7 %3").arg(QString::number(step.number), panels::momentText(step.end), panels::taskName(m_trace, step.task));
        m_frames.push_back(frame);
    }
    // A little of what was before and after, so that the first and the last step do not stand at the edge.
    const trace::Axis axis(m_trace, m_figure.picture.axis);
    const Step &first = m_frames.front().step;
    const Step &last = m_frames.back().step;
    const trace::Position begin = axis.at(m_trace.event(first.resumed).time, first.resumed);
    const trace::Position end = axis.afterEvents(last.end, last.events);
    const qint64 room = (end - begin) / 12;
    m_span = { std::max(begin - room, axis.whole().begin), end + room };
}

timeline::PictureOptions Storyboard::frameOptions(const Step &step) const
{
    timeline::PictureOptions options = m_figure.picture;
    const int width = m_figure.view == FigureView::Loop ? LoopFrameWidth : TimelineFrameWidth;
    options.size = { options.size.width() > 0 ? options.size.width() : width, options.size.height() };
    options.title.clear();
    options.caption.clear();
    options.hasLegend = false;
    options.isCompact = true;
    options.cursor = step.end;
    options.cursorEvents = step.events;
    options.fadesAfterCursor = true;
    if (!options.range && !m_span.isEmpty())
        options.span = m_span;
    options.selection = { session::LaneId::of(step.task), sliceOf(m_trace, step) };
    return options;
}

std::unique_ptr<timeline::Drawing> Storyboard::drawingOf(const Step &step) const
{
    if (m_figure.view == FigureView::Loop)
        return std::make_unique<LoopPicture>(m_trace, m_trace.stateAfter(step.events), frameOptions(step));
    return std::make_unique<timeline::LaidOutPicture>(m_trace, frameOptions(step));
}

void Storyboard::layOut(FigureFormat format)
{
    m_frameSize = drawingOf(m_frames.front().step)->size();
    const bool isOneSheet = format == FigureFormat::Svg || format == FigureFormat::Html;
    // An SVG may be shown in another face than ours, and not every viewer squeezes its letters into our width.
    const double width = (m_frameSize.width() - 8) * (isOneSheet ? WidthInOtherFaces : 1);
    for (Frame &frame : m_frames) {
        const trace::State state = m_trace.stateAfter(frame.step.events);
        const analysis::Explanation said = analysis::explainStep({ m_trace, state, frame.step.end });
        frame.sentence = wrapped(said.sentence.plain(), FontRole::Name, width, MostSentenceLines);
        frame.detail = wrapped(said.detail.plain(), FontRole::Body, width, MostDetailLines);
        const double height = TextTop + 4 + double(frame.sentence.size()) * lineStep(FontRole::Name) + double(frame.detail.size()) * lineStep(FontRole::Body);
        m_textHeight = std::max(m_textHeight, int(std::ceil(height)));
    }
    const int wanted = format == FigureFormat::Webp ? 1 : m_figure.columns > 0 ? m_figure.columns : isOneSheet ? DefaultSvgColumns : 1;
    m_columns = std::min(wanted, int(m_frames.size()));

    std::size_t onPage = m_frames.size();
    if (!isOneSheet) {
        const double pageWidth = 2 * Margin + m_columns * (m_frameSize.width() + Gap) - Gap;
        const double cell = m_frameSize.height() + m_textHeight + Gap;
        const int rows = m_columns == 1 ? 1 : std::max(1, int(std::lround((pageWidth / PaperRatio - Margin) / cell)));
        onPage = std::size_t(rows) * std::size_t(m_columns);
    }
    for (std::size_t first = 0; first < m_frames.size(); first += onPage)
        m_pages.push_back(std::make_unique<Page>(*this, first, std::min(first + onPage, m_frames.size())));
}

void Storyboard::drawTexts(timeline::Canvas &canvas, const Frame &frame, QPointF at) const
{
    const session::Theme &theme = *m_figure.picture.theme;
    double y = at.y() + TextTop;
    const double left = at.x() + 4;
    canvas.text({ left, y }, frame.head, FontRole::Head, theme.dim);
    y += 4;
    for (const QString &line : frame.sentence)
        canvas.text({ left, y += lineStep(FontRole::Name) }, line, FontRole::Name, theme.text);
    for (const QString &line : frame.detail)
        canvas.text({ left, y += lineStep(FontRole::Body) }, line, FontRole::Body, theme.dim);
}

} // namespace app
