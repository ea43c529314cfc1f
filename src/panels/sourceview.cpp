// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/sourceview.h"

#include "panels/codehighlighter.h"
#include "session/fonts.h"

#include <QPainter>
#include <QTextBlock>

namespace panels {

SourceView::SourceView(QWidget *parent)
    : QPlainTextEdit(parent)
    , m_gutter(new QWidget(this))
    , m_highlighter(new CodeHighlighter(document()))
{
    setReadOnly(true);
    setLineWrapMode(QPlainTextEdit::NoWrap);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setFont(session::font(session::FontRole::Mono));
    setTabStopDistance(4 * QFontMetricsF(font()).horizontalAdvance(QLatin1Char(' ')));
    setAccessibleName(tr("Source"));
    document()->setDocumentMargin(8);
    m_gutter->installEventFilter(this);
    connect(this, &QPlainTextEdit::updateRequest, this, [this](const QRect &rect, int dy) {
        if (dy)
            m_gutter->scroll(0, dy);
        else
            m_gutter->update(0, rect.y(), m_gutter->width(), rect.height());
    });
    setViewportMargins(gutterWidth(), 0, 0, 0);
}

void SourceView::setTheme(const session::Theme &theme)
{
    m_theme = &theme;
    // The style sheet's rule for all widgets would win over setFont().
    setFont(session::font(session::FontRole::Mono));
    m_highlighter->setTheme(theme);
    paintMark();
    m_gutter->update();
}

void SourceView::setSource(const QString &fileName, const QString &text)
{
    m_marked = 0;
    m_highlighter->setLanguage(codeLanguageOf(fileName));
    setPlainText(text);
    setViewportMargins(gutterWidth(), 0, 0, 0);
    paintMark();
}

void SourceView::markLine(int line)
{
    if (line == m_marked)
        return;
    m_marked = line;
    paintMark();
    m_gutter->update();
    const QTextBlock block = document()->findBlockByNumber(line - 1);
    if (line < 1 || !block.isValid())
        return;
    // A line that is already well in view stays where it is: the eye need not look for it again at each step.
    const QRectF place = blockBoundingGeometry(block).translated(contentOffset());
    const double height = viewport()->height();
    if (place.top() < place.height() || place.bottom() > height - place.height()) {
        setTextCursor(QTextCursor(block));
        centerCursor();
    }
}

void SourceView::paintMark()
{
    QList<QTextEdit::ExtraSelection> marks;
    const QTextBlock block = document()->findBlockByNumber(m_marked - 1);
    if (m_marked > 0 && block.isValid()) {
        QTextEdit::ExtraSelection mark;
        mark.cursor = QTextCursor(block);
        mark.format.setBackground(session::mixed(m_theme->ground, m_theme->ready, m_theme->isDark ? 0.2 : 0.14));
        mark.format.setProperty(QTextFormat::FullWidthSelection, true);
        marks << mark;
    }
    setExtraSelections(marks);
}

int SourceView::gutterWidth() const
{
    const int digits = std::max(3, static_cast<int>(QString::number(blockCount()).size()));
    return 32 + digits * QFontMetrics(font()).horizontalAdvance(QLatin1Char('9'));
}

void SourceView::resizeEvent(QResizeEvent *event)
{
    QPlainTextEdit::resizeEvent(event);
    const QRect area = contentsRect();
    m_gutter->setGeometry(area.left(), area.top(), gutterWidth(), area.height());
}

bool SourceView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_gutter && event->type() == QEvent::Paint) {
        paintGutter();
        return true;
    }
    return QPlainTextEdit::eventFilter(watched, event);
}

void SourceView::paintGutter()
{
    QPainter painter(m_gutter);
    painter.fillRect(m_gutter->rect(), m_theme->ground);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(font());
    const QColor colour = session::legible(m_theme->faint, m_theme->ground);
    for (QTextBlock block = firstVisibleBlock(); block.isValid(); block = block.next()) {
        const QRectF place = blockBoundingGeometry(block).translated(contentOffset());
        if (place.top() > m_gutter->height())
            break;
        const bool isMarked = block.blockNumber() + 1 == m_marked;
        const QRectF row(0, place.top(), m_gutter->width(), place.height());
        if (isMarked) {
            painter.fillRect(row, session::mixed(m_theme->ground, m_theme->ready, m_theme->isDark ? 0.2 : 0.14));
            const QPointF at(10, row.center().y());
            painter.setPen(Qt::NoPen);
            painter.setBrush(m_theme->running);
            painter.drawPolygon(QPolygonF { at + QPointF(0, -4), at + QPointF(7, 0), at + QPointF(0, 4) });
        }
        painter.setPen(isMarked ? m_theme->text : colour);
        painter.drawText(row.adjusted(0, 0, -12, 0), Qt::AlignRight | Qt::AlignVCenter, QString::number(block.blockNumber() + 1));
    }
}

} // namespace panels
