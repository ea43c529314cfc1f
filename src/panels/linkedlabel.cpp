// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/linkedlabel.h"

#include "session/session.h"

#include <QResizeEvent>

#include <algorithm>

namespace panels {

LinkedLabel::LinkedLabel(QWidget *parent)
    : QLabel(parent)
{
    setTextFormat(Qt::RichText);
    setTextInteractionFlags(Qt::TextBrowserInteraction);
    setOpenExternalLinks(false);
    connect(this, &QLabel::linkActivated, this, [this](const QString &link) {
        bool isNumber = false;
        const std::size_t n = link.toULongLong(&isNumber);
        if (isNumber && n < m_text.pieces().size())
            Q_EMIT followed(analysis::Target(m_text.pieces()[n].target));
    });
}

void LinkedLabel::setLinkedText(const analysis::LinkedText &text)
{
    // Setting equal text again would drop a selection made in it, at every frame of a live run.
    if (text == m_text && !this->text().isEmpty())
        return;
    m_text = text;
    rebuild();
}

void LinkedLabel::setTheme(const session::Theme &theme)
{
    m_theme = &theme;
    rebuild();
}

qsizetype LinkedLabel::fittingLetters() const
{
    const QString plain = m_text.plain();
    if (wordWrap() || width() <= 0)
        return plain.size();
    const QString shown = fontMetrics().elidedText(plain, Qt::ElideRight, width());
    return shown == plain ? plain.size() : shown.size() - 1;
}

void LinkedLabel::resizeEvent(QResizeEvent *event)
{
    QLabel::resizeEvent(event);
    if (!wordWrap() && event->size().width() != event->oldSize().width())
        rebuild();
}

void LinkedLabel::rebuild()
{
    const QString colour = session::legible(m_theme->accent, m_theme->panel).name();
    QString html;
    std::size_t n = 0;
    qsizetype left = fittingLetters();
    const bool isCut = left < m_text.plain().size();
    for (const analysis::Piece &piece : m_text.pieces()) {
        const QString words = piece.text.left(left).toHtmlEscaped();
        left -= std::min(left, piece.text.size());
        if (std::holds_alternative<std::monostate>(piece.target))
            html += words;
        else
            html += QStringLiteral("<a href=\"%1\" style=\"color:%2;text-decoration:none\">%3</a>").arg(QString::number(n), colour, words);
        ++n;
    }
    // Tab stops at labels that lead somewhere only.
    const auto &pieces = m_text.pieces();
    const bool hasLinks = std::any_of(pieces.begin(), pieces.end(), [](const analysis::Piece &piece) { return !std::holds_alternative<std::monostate>(piece.target); });
    setFocusPolicy(hasLinks ? Qt::StrongFocus : Qt::ClickFocus);
    setText(isCut ? html + QChar(0x2026) : html);
    const QString plain = m_text.plain();
    setToolTip(plain.isEmpty() ? QString() : QStringLiteral("<p>%1</p>").arg(plain.toHtmlEscaped()));
    setAccessibleName(plain);
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
