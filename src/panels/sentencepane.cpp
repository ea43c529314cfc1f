// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/sentencepane.h"

#include "panels/stepsentence.h"
#include "session/fonts.h"

#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

namespace panels {

SentencePane::SentencePane(session::Session &session, QWidget *parent)
    : Pane(session, parent)
    , m_what(new QLabel(this))
    , m_then(new QLabel(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(28, 16, 24, 16);
    column->setSpacing(4);
    column->addWidget(m_what);
    column->addWidget(m_then);
    setObjectName(QStringLiteral("sentence"));
    for (QLabel *label : { m_what, m_then }) {
        label->setTextFormat(Qt::PlainText);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        // A long sentence is cut at the window's edge, not a reason for a wider window; the tool tip has all of it.
        label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    }
    connect(&session, &session::Session::traceOpened, this, &SentencePane::requestUpdate);
    connect(&session, &session::Session::traceGrew, this, &SentencePane::requestUpdate);
    connect(&session, &session::Session::playheadMoved, this, &SentencePane::requestUpdate);
}

QString SentencePane::what() const
{
    return m_what->text();
}

QString SentencePane::then() const
{
    return m_then->text();
}

void SentencePane::bringUpToDate()
{
    const StepSentence sentence = stepSentence(session().trace(), session().playhead().events, session().stateAtPlayhead());
    m_what->setText(sentence.what);
    m_then->setText(sentence.then);
    m_what->setToolTip(sentence.what);
    m_then->setToolTip(sentence.then);
    setAccessibleName(sentence.what + QLatin1Char(' ') + sentence.then);
    update();
}

void SentencePane::themeChanged()
{
    m_what->setFont(session::font(session::FontRole::Name));
    m_then->setFont(session::font(session::FontRole::Body));
    update();
}

void SentencePane::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF card = QRectF(rect()).adjusted(12.5, 8.5, -12.5, -8.5);
    painter.setPen(QPen(theme().line, 1));
    painter.setBrush(theme().panel);
    painter.drawRoundedRect(card, 6, 6);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme().running);
    painter.drawRoundedRect(QRectF(card.left(), card.top(), 4, card.height()), 2, 2);
}

} // namespace panels
