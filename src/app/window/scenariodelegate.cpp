// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/scenariodelegate.h"

#include "session/fonts.h"

#include <QAbstractItemView>
#include <QPainter>
#include <QTextLayout>

namespace app {

namespace {

constexpr int LeftMargin = 20;
constexpr int RightMargin = 16;
constexpr int TitleHeight = 18;

/// The text in at most two lines of this width, the second one elided where it is too long for both.
QStringList linesOf(const QString &text, const QFont &font, int width)
{
    QTextLayout layout(text, font);
    layout.beginLayout();
    QTextLine first = layout.createLine();
    if (first.isValid())
        first.setLineWidth(width);
    layout.endLayout();
    const int broken = first.isValid() ? first.textLength() : 0;
    if (broken >= text.size())
        return { text };
    return { text.left(broken).trimmed(), QFontMetrics(font).elidedText(text.mid(broken), Qt::ElideRight, width) };
}

} // namespace

QSize ScenarioDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const auto *view = qobject_cast<const QAbstractItemView *>(option.widget);
    const int width = (view ? view->viewport()->width() : 160) - LeftMargin - RightMargin;
    const QFont &font = session::font(session::FontRole::Small);
    const auto lines = linesOf(index.data(SummaryRole).toString(), font, std::max(40, width)).size();
    return { 160, RowHeight + static_cast<int>(lines - 1) * QFontMetrics(font).height() };
}

void ScenarioDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const bool isSelected = option.state & QStyle::State_Selected;
    const QRectF ground = QRectF(option.rect).adjusted(8, 1, -8, -1);
    painter->setPen(Qt::NoPen);
    if (isSelected || (option.state & QStyle::State_MouseOver)) {
        painter->setBrush(isSelected ? m_theme->selected : session::mixed(m_theme->panel, m_theme->text, 0.05));
        painter->drawRoundedRect(ground, 6, 6);
    }
    if (isSelected) {
        painter->setBrush(m_theme->accent);
        painter->drawRoundedRect(QRectF(ground.left(), ground.top() + 6, 3, ground.height() - 12), 1.5, 1.5);
    }
    if (option.state & QStyle::State_HasFocus) {
        painter->setPen(QPen(m_theme->accent, 1.5));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(ground.adjusted(1, 1, -1, -1), 5, 5);
    }
    const QRect text = option.rect.adjusted(LeftMargin, 5, -RightMargin, -5);
    const auto line = [&](QRect box, const QString &words, session::FontRole role, const QColor &colour) {
        const QFont &font = session::font(role);
        painter->setFont(font);
        painter->setPen(colour);
        painter->drawText(box, int(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine, QFontMetrics(font).elidedText(words, Qt::ElideRight, box.width()));
    };
    line(QRect(text.left(), text.top(), text.width(), TitleHeight), index.data(Qt::DisplayRole).toString(), session::FontRole::Name, m_theme->text);
    const QFont &small = session::font(session::FontRole::Small);
    const int lineHeight = QFontMetrics(small).height();
    int top = text.top() + TitleHeight;
    for (const QString &words : linesOf(index.data(SummaryRole).toString(), small, text.width())) {
        line(QRect(text.left(), top, text.width(), lineHeight + 2), words, session::FontRole::Small, m_theme->dim);
        top += lineHeight;
    }
    painter->restore();
}

} // namespace app
