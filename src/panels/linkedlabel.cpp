// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/linkedlabel.h"

#include "session/session.h"

#include <QAccessibleWidget>
#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QMenu>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace panels {

namespace {

constexpr int WidestHint = 320; // px of a label that wraps
constexpr int LeastWidth = 40;
constexpr QChar Ellipsis(0x2026);

/// Texts that are read, as a QLabel's are, and not a thing of unknown use.
QAccessibleInterface *makeAccessible(const QString &key, QObject *object)
{
    auto *const widget = key == QLatin1String(LinkedLabel::staticMetaObject.className()) ? qobject_cast<QWidget *>(object) : nullptr;
    return widget ? new QAccessibleWidget(widget, QAccessible::StaticText) : nullptr;
}

} // namespace

LinkedLabel::LinkedLabel(QWidget *parent)
    : QWidget(parent)
{
    QAccessible::installFactory(makeAccessible); // Qt keeps one of each
    m_layout.setCacheEnabled(true);
    setMouseTracking(true);
    setFocusPolicy(Qt::ClickFocus);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Preferred);
}

LinkedLabel::~LinkedLabel() = default;

void LinkedLabel::setLinkedText(const analysis::LinkedText &text)
{
    // Setting equal text again would drop a selection made in it, at every frame of a live run.
    if (text == m_text)
        return;
    const int lines = m_laidFor == None ? None : linesAt(width());
    m_text = text;
    m_plain = text.plain().replace(QLatin1Char('\n'), QLatin1Char(' '));
    m_anchor = m_cursor = 0;
    m_focused = m_pressed = None;
    forgetLayout();
    // Tab stops at labels that lead somewhere only.
    const auto &pieces = m_text.pieces();
    const bool hasLinks = std::any_of(pieces.begin(), pieces.end(), [](const analysis::Piece &piece) { return !std::holds_alternative<std::monostate>(piece.target); });
    setFocusPolicy(hasLinks ? Qt::StrongFocus : Qt::ClickFocus);
    setToolTip(m_plain.isEmpty() ? QString() : QStringLiteral("<p>%1</p>").arg(m_plain.toHtmlEscaped()));
    setAccessibleName(m_plain);
    // Layouts are told only where there is something for them to do: to be laid out anew costs a window more than all of its labels.
    if (lines == None || lines != linesAt(width()))
        updateGeometry();
}

void LinkedLabel::setTheme(const session::Theme &theme)
{
    m_theme = &theme;
    forgetLayout();
}

void LinkedLabel::setWordWrap(bool wraps)
{
    m_wraps = wraps;
    QSizePolicy policy = sizePolicy();
    policy.setHeightForWidth(wraps);
    setSizePolicy(policy);
    forgetLayout();
    updateGeometry();
}

void LinkedLabel::forgetLayout()
{
    m_laidFor = None;
    update();
}

void LinkedLabel::shape(const QString &shown) const
{
    m_links.clear();
    QList<QTextLayout::FormatRange> formats;
    const QColor colour = session::legible(m_theme->accent, m_theme->panel);
    const int end = int(shown.size());
    int begin = 0;
    for (std::size_t n = 0; n < m_text.pieces().size(); ++n) {
        const analysis::Piece &piece = m_text.pieces()[n];
        const int next = std::min(begin + int(piece.text.size()), end);
        if (next > begin && !std::holds_alternative<std::monostate>(piece.target)) {
            m_links.push_back({ begin, next, n });
            QTextLayout::FormatRange range { begin, next - begin, {} };
            range.format.setForeground(colour);
            formats.push_back(range);
        }
        begin = next;
    }
    m_layout.setText(shown);
    m_layout.setFormats(formats);
}

void LinkedLabel::layFor(int width) const
{
    if (width == m_laidFor)
        return;
    const QMargins margins = contentsMargins();
    const int room = std::max(width - margins.left() - margins.right(), 1);
    m_layout.setFont(font());
    QTextOption option;
    option.setWrapMode(m_wraps ? QTextOption::WrapAtWordBoundaryOrAnywhere : QTextOption::NoWrap);
    m_layout.setTextOption(option);
    const auto lay = [&] {
        double y = 0;
        m_layout.beginLayout();
        for (QTextLine line = m_layout.createLine(); line.isValid(); line = m_layout.createLine()) {
            line.setLineWidth(m_wraps ? room : 1 << 24);
            line.setPosition({ 0, y });
            y += line.height();
        }
        m_layout.endLayout();
    };
    shape(m_plain);
    lay();
    m_isCut = !m_wraps && m_layout.lineCount() > 0 && m_layout.lineAt(0).naturalTextWidth() > room;
    if (m_isCut) {
        const double left = room - fontMetrics().horizontalAdvance(Ellipsis);
        qsizetype letters = std::max(m_layout.lineAt(0).xToCursor(left, QTextLine::CursorOnCharacter), 0);
        while (letters > 0 && m_plain[letters - 1].isSpace())
            --letters;
        shape(m_plain.left(letters) + Ellipsis);
        lay();
    }
    m_laidFor = width;
}

int LinkedLabel::linesAt(int width) const
{
    if (m_plain.isEmpty())
        return 0;
    layFor(width);
    return m_layout.lineCount();
}

int LinkedLabel::textHeight() const
{
    const int lines = m_layout.lineCount();
    return lines > 0 ? int(std::ceil(m_layout.lineAt(lines - 1).y() + m_layout.lineAt(lines - 1).height())) : 0;
}

int LinkedLabel::heightForWidth(int width) const
{
    const QMargins margins = contentsMargins();
    const int lines = std::max(linesAt(width), 1);
    return std::max(m_plain.isEmpty() ? 0 : textHeight(), lines * fontMetrics().height()) + margins.top() + margins.bottom();
}

QSize LinkedLabel::sizeHint() const
{
    const QMargins margins = contentsMargins();
    const int sides = margins.left() + margins.right();
    if (m_wraps)
        return { WidestHint, heightForWidth(std::max(width(), WidestHint)) };
    return { fontMetrics().horizontalAdvance(m_plain) + sides, fontMetrics().height() + margins.top() + margins.bottom() };
}

QSize LinkedLabel::minimumSizeHint() const
{
    const QMargins margins = contentsMargins();
    return { LeastWidth, fontMetrics().height() + margins.top() + margins.bottom() };
}

void LinkedLabel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    if (!m_wraps && event->size().width() != event->oldSize().width())
        m_anchor = m_cursor = 0; // it may be cut elsewhere
    // Where a layout knew the height of an older text only.
    if (m_wraps && event->size().width() != event->oldSize().width() && heightForWidth(width()) != height())
        updateGeometry();
}

void LinkedLabel::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        forgetLayout();
        updateGeometry();
    }
}

QPointF LinkedLabel::textCorner() const
{
    const QMargins margins = contentsMargins();
    const int room = height() - margins.top() - margins.bottom();
    return { double(margins.left()), margins.top() + (m_wraps ? 0.0 : std::floor((room - textHeight()) / 2.0)) };
}

void LinkedLabel::paintEvent(QPaintEvent *)
{
    if (m_plain.isEmpty())
        return;
    layFor(width());
    QPainter painter(this);
    painter.setPen(m_theme->text);
    const QPointF corner = textCorner();
    QList<QTextLayout::FormatRange> selected;
    if (m_anchor != m_cursor) {
        QTextLayout::FormatRange range { std::min(m_anchor, m_cursor), std::abs(m_cursor - m_anchor), {} };
        range.format.setBackground(palette().brush(QPalette::Highlight));
        range.format.setForeground(palette().brush(QPalette::HighlightedText));
        selected.push_back(range);
    }
    m_layout.draw(&painter, corner, selected, rect());
    if (!hasFocus() || m_focused == None)
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_theme->accent, 1));
    const Link &link = m_links[std::size_t(m_focused)];
    const QRectF seen = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    for (int n = 0; n < m_layout.lineCount(); ++n) {
        const QTextLine line = m_layout.lineAt(n);
        const int begin = std::max(link.begin, line.textStart());
        const int end = std::min(link.end, line.textStart() + line.textLength());
        if (begin < end)
            painter.drawRoundedRect(QRectF(line.cursorToX(begin) - 1.5, line.y() + 0.5, line.cursorToX(end) - line.cursorToX(begin) + 3, line.height() - 1).translated(corner).intersected(seen), 2, 2);
    }
}

int LinkedLabel::letterAt(QPointF point) const
{
    if (m_plain.isEmpty())
        return 0;
    layFor(width());
    const QPointF in = point - textCorner();
    QTextLine line = m_layout.lineAt(0);
    for (int n = 1; n < m_layout.lineCount() && m_layout.lineAt(n).y() <= in.y(); ++n)
        line = m_layout.lineAt(n);
    return line.isValid() ? line.xToCursor(in.x()) : 0;
}

int LinkedLabel::linkAt(QPointF point) const
{
    if (m_plain.isEmpty())
        return None;
    layFor(width());
    const QPointF in = point - textCorner();
    for (int n = 0; n < m_layout.lineCount(); ++n) {
        const QTextLine line = m_layout.lineAt(n);
        if (!line.naturalTextRect().contains(in))
            continue;
        const int letter = line.xToCursor(in.x(), QTextLine::CursorOnCharacter);
        const auto found = std::find_if(m_links.begin(), m_links.end(), [letter](const Link &link) { return link.begin <= letter && letter < link.end; });
        return found == m_links.end() ? None : int(found - m_links.begin());
    }
    return None;
}

void LinkedLabel::follow(int link)
{
    // What it leads to may give the label another text.
    const analysis::Target target = m_text.pieces()[m_links[std::size_t(link)].piece].target;
    Q_EMIT followed(target);
}

void LinkedLabel::focusLink(int link)
{
    m_focused = link;
    update();
}

void LinkedLabel::select(int anchor, int cursor)
{
    m_anchor = anchor;
    m_cursor = cursor;
    update();
}

void LinkedLabel::selectAll()
{
    layFor(width());
    select(0, int(m_layout.text().size()));
}

QString LinkedLabel::selectedText() const
{
    return m_layout.text().mid(std::min(m_anchor, m_cursor), std::abs(m_cursor - m_anchor));
}

void LinkedLabel::copy(const QString &text) const
{
    if (!text.isEmpty())
        QApplication::clipboard()->setText(text);
}

void LinkedLabel::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return QWidget::mousePressEvent(event);
    m_pressed = linkAt(event->position());
    focusLink(None);
    const int letter = letterAt(event->position());
    select(event->modifiers() & Qt::ShiftModifier ? m_anchor : letter, letter);
}

void LinkedLabel::mouseMoveEvent(QMouseEvent *event)
{
    if (event->buttons() & Qt::LeftButton) {
        select(m_anchor, letterAt(event->position()));
        return;
    }
    setCursor(linkAt(event->position()) != None ? Qt::PointingHandCursor : m_plain.isEmpty() ? Qt::ArrowCursor : Qt::IBeamCursor);
}

void LinkedLabel::mouseReleaseEvent(QMouseEvent *event)
{
    const int pressed = std::exchange(m_pressed, None);
    if (event->button() == Qt::LeftButton && pressed != None && m_anchor == m_cursor && linkAt(event->position()) == pressed)
        follow(pressed);
}

void LinkedLabel::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || m_plain.isEmpty())
        return;
    m_pressed = None;
    const int letter = letterAt(event->position());
    const int begin = m_layout.isValidCursorPosition(letter) && letter > 0 && !m_layout.text()[letter - 1].isSpace() ? m_layout.previousCursorPosition(letter, QTextLayout::SkipWords) : letter;
    int end = m_layout.nextCursorPosition(begin, QTextLayout::SkipWords);
    while (end > begin && m_layout.text()[end - 1].isSpace())
        --end;
    select(begin, end);
}

void LinkedLabel::keyPressEvent(QKeyEvent *event)
{
    const bool isFollow = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isFollow && m_focused != None)
        follow(m_focused);
    else if (event->matches(QKeySequence::Copy) && m_anchor != m_cursor)
        copy(selectedText());
    else if (event->matches(QKeySequence::SelectAll) && !m_plain.isEmpty())
        selectAll();
    else
        QWidget::keyPressEvent(event);
}

bool LinkedLabel::event(QEvent *event)
{
    // While something is selected, Ctrl+C copies that and not what the window would.
    if (event->type() == QEvent::ShortcutOverride && m_anchor != m_cursor && static_cast<QKeyEvent *>(event)->matches(QKeySequence::Copy)) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

void LinkedLabel::focusInEvent(QFocusEvent *event)
{
    layFor(width());
    if (event->reason() == Qt::TabFocusReason && !m_links.empty())
        m_focused = 0;
    else if (event->reason() == Qt::BacktabFocusReason && !m_links.empty())
        m_focused = int(m_links.size()) - 1;
    update();
}

void LinkedLabel::focusOutEvent(QFocusEvent *event)
{
    // A menu takes the focus only to give it back.
    if (event->reason() != Qt::PopupFocusReason && event->reason() != Qt::ActiveWindowFocusReason) {
        m_focused = None;
        m_anchor = m_cursor;
    }
    update();
}

bool LinkedLabel::focusNextPrevChild(bool isNext)
{
    layFor(width());
    const int count = int(m_links.size());
    const int next = isNext ? m_focused + 1 : (m_focused == None ? count : m_focused) - 1;
    if (!hasFocus() || next < 0 || next >= count)
        return QWidget::focusNextPrevChild(isNext);
    focusLink(next);
    return true;
}

void LinkedLabel::contextMenuEvent(QContextMenuEvent *event)
{
    if (m_plain.isEmpty())
        return QWidget::contextMenuEvent(event);
    const QString selected = selectedText();
    QMenu menu(this);
    menu.addAction(selected.isEmpty() ? tr("Copy the sentence") : tr("Copy"), this, [this, text = selected.isEmpty() ? m_plain : selected] { copy(text); });
    menu.exec(event->globalPos());
}

trace::SiteId follow(session::Session &session, const analysis::Target &target)
{
    if (const auto *task = std::get_if<trace::TaskId>(&target)) {
        session.select({ session::LaneId::of(*task), {} });
    } else if (const auto *queue = std::get_if<trace::QueueId>(&target)) {
        session.select({ session::LaneId::of(*queue), {} });
    } else if (const auto *worker = std::get_if<trace::WorkerId>(&target)) {
        session.select({ session::LaneId::of(*worker), {} });
    } else if (const auto *moment = std::get_if<analysis::Moment>(&target)) {
        if (moment->events)
            session.setPlayheadEvents(*moment->events);
        else
            session.setPlayhead(moment->time);
        session.revealPlayhead();
    } else if (const auto *site = std::get_if<trace::SiteId>(&target)) {
        return *site;
    }
    return trace::SiteId::None;
}

} // namespace panels
