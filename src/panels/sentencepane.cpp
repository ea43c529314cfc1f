// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/sentencepane.h"

#include "analysis/explain.h"
#include "analysis/verdict.h"
#include "analysis/wording.h"
#include "session/breakpoints.h"
#include "session/fonts.h"
#include "session/prediction.h"

#include <QPainter>
#include <QResizeEvent>

#include <algorithm>

namespace panels {

namespace {

constexpr int MostLines = 4; ///< of one text: the card must not take the timeline's place
constexpr int KeptLines = 2; ///< of a detail that has been as long once

int linesIn(const LinkedLabel *label, int width)
{
    return std::clamp(label->linesAt(width), 1, MostLines);
}

} // namespace

SentencePane::SentencePane(session::Session &session, QWidget *parent)
    : Pane(session, parent)
    , m_notice(new LinkedLabel(this))
    , m_sentence(new LinkedLabel(this))
    , m_detail(new LinkedLabel(this))
    , m_selected(new LinkedLabel(this))
{
    setObjectName(QStringLiteral("sentence"));
    for (LinkedLabel *label : { m_notice, m_sentence, m_detail, m_selected }) {
        connect(label, &LinkedLabel::followed, this, [this](const analysis::Target &target) {
            if (const trace::SiteId site = follow(this->session(), target); site != trace::SiteId::None)
                Q_EMIT siteFollowed(site);
        });
    }
    m_selected->hide();
    m_notice->hide();
    m_notice->setWordWrap(true);
    m_notice->setObjectName(QStringLiteral("sentenceNotice"));
    m_detail->setWordWrap(true);
    connect(&session, &session::Session::traceOpened, this, [this] { m_detailLines = 1; });
    connect(&session, &session::Session::traceOpened, this, &SentencePane::requestUpdate);
    connect(&session, &session::Session::traceGrew, this, &SentencePane::requestUpdate);
    connect(&session, &session::Session::playheadMoved, this, &SentencePane::requestUpdate);
    connect(&session, &session::Session::selectionChanged, this, &SentencePane::requestUpdate);
    connect(&session.breakpoints(), &session::Breakpoints::hitChanged, this, &SentencePane::requestUpdate);
    connect(&session.prediction(), &session::Prediction::changed, this, &SentencePane::requestUpdate);
}

void SentencePane::bringUpToDate()
{
    const trace::Trace &trace = session().trace();
    const analysis::Instant instant { trace, session().stateAtPlayhead(), session().playhead().time };
    const analysis::Explanation step = explanationOf(instant);
    showNotice();
    m_sentence->setLinkedText(step.sentence);
    m_detail->setLinkedText(step.detail);
    m_detail->setVisible(!step.detail.isEmpty());
    const trace::TaskId selected = session().selectedTask();
    const bool isStep = instant.at == instant.state.time || (session().isLive() && session().isPlayheadAtEnd());
    const bool isOther = selected != trace::TaskId::None && !(isStep && selected == analysis::lastResumed(trace, instant.events()));
    analysis::LinkedText about;
    if (isOther) {
        const analysis::Explanation task = analysis::explainTask(instant, selected);
        about << task.sentence << " " << task.detail;
    }
    m_selected->setLinkedText(about);
    m_selected->setVisible(isOther);
    placeLabels();
    setAccessibleName(notice().isEmpty() ? step.plain() : notice() + QLatin1Char(' ') + step.plain());
}

// Where something has just happened it is the step; where time has gone on since, how the loop stands. At the live end the last step is told until
// the next one, for nobody could read what changes with every frame.
analysis::Explanation SentencePane::explanationOf(const analysis::Instant &instant) const
{
    if (session().prediction().isOn())
        return analysis::explainStep(instant, analysis::Next::Withheld);
    const bool isLiveEnd = session().isLive() && session().isPlayheadAtEnd();
    return instant.at > instant.state.time && !isLiveEnd ? analysis::explainMoment(instant) : analysis::explainStep(instant);
}

void SentencePane::showNotice()
{
    analysis::LinkedText text;
    const session::Breakpoints &breakpoints = session().breakpoints();
    if (breakpoints.isAtHit())
        text << tr("Breakpoint: ") << breakpoints.hit()->reason << ".";
    else if (breakpoints.overdue())
        text << tr("Breakpoint: ") << breakpoints.overdue()->reason << tr("; the run halts when the loop is let go.");
    if (session().prediction().isOn()) {
        text << (text.isEmpty() ? "" : " ");
        text << predictionText();
    }
    m_notice->setLinkedText(text);
    update();
    m_notice->setVisible(!text.isEmpty());
}

analysis::LinkedText SentencePane::predictionText() const
{
    const session::Prediction &prediction = session().prediction();
    const trace::Trace &trace = session().trace();
    analysis::LinkedText text;
    if (const auto &answer = prediction.answer()) {
        const trace::State before = trace.stateAfter(answer->before);
        text << analysis::verdictOn({ trace, before, before.time }, answer->resume, answer->guess);
    } else if (prediction.guess() != trace::TaskId::None) {
        text << tr("You say that ") << analysis::link(trace, prediction.guess()) << tr(" is resumed next. A step will tell.");
    } else {
        text << tr("Which task is resumed next? Click it, then step.");
    }
    if (prediction.answered() > 0)
        text << tr(" %1 of %2 right.").arg(prediction.right()).arg(prediction.answered());
    return text;
}

// A detail too long for one line gets more, as does the notice, which in predict mode has two from the beginning. The detail keeps two until
// the width or the trace changes: a card that grew and shrank with every step would make the timeline above it jump. The other two are cut
// at the edge, and their tool tips have all of them.
int SentencePane::linesOf(const LinkedLabel *label, int room) const
{
    if (label == m_notice)
        return std::max(linesIn(label, room), session().prediction().isOn() ? 2 : 1);
    return label == m_detail ? std::max(m_detailLines, linesIn(label, room)) : 1;
}

void SentencePane::placeLabels()
{
    const QMargins margins(28, 16, 24, 16);
    constexpr int Gap = 4;
    const int room = width() - margins.left() - margins.right();
    m_detailLines = std::min(std::max(m_detailLines, linesIn(m_detail, room)), KeptLines);
    int y = margins.top();
    for (LinkedLabel *label : { m_notice, m_sentence, m_detail, m_selected }) {
        if (!label->isVisibleTo(this))
            continue;
        label->setGeometry(margins.left(), y, room, label->fontMetrics().lineSpacing() * linesOf(label, room) + 1);
        y += label->height() + Gap;
    }
    setFixedHeight(y - Gap + margins.bottom());
}

void SentencePane::resizeEvent(QResizeEvent *event)
{
    Pane::resizeEvent(event);
    if (event->size().width() == event->oldSize().width())
        return;
    m_detailLines = 1;
    placeLabels();
}

void SentencePane::themeChanged()
{
    m_notice->setFont(session::font(session::FontRole::Name));
    m_sentence->setFont(session::font(session::FontRole::Name));
    m_detail->setFont(session::font(session::FontRole::Body));
    m_selected->setFont(session::font(session::FontRole::Body));
    for (LinkedLabel *label : { m_notice, m_sentence, m_detail, m_selected })
        label->setTheme(theme());
    placeLabels();
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
    const bool isAtBreak = session().breakpoints().isAtHit() || session().breakpoints().overdue();
    painter.setBrush(isAtBreak ? theme().bad : theme().running);
    painter.drawRoundedRect(QRectF(card.left(), card.top(), 4, card.height()), 2, 2);
}

} // namespace panels
