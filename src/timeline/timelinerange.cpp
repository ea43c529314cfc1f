// SPDX-License-Identifier: GPL-3.0-or-later
// The card with the statistics of the measured span.
#include "timeline/timelinewidgetprivate.h"

#include <algorithm>

namespace timeline {

namespace {

constexpr int SurveyMs = 60; // a span that is being dragged is not counted at every pixel

} // namespace

void TimelineWidget::Private::makeCard()
{
    card = new RangeCard(widget.viewport());
    surveyTimer.setSingleShot(true);
    surveyTimer.setInterval(SurveyMs);
    connect(&surveyTimer, &QTimer::timeout, &widget, [this] { survey(); });
    connect(card, &RangeCard::closed, &widget, [this] { session.setMeasured(std::nullopt); });
    connect(card, &RangeCard::entered, &widget, [this] { leavePointer(); });
    connect(card, &RangeCard::resized, &widget, [this] { placeCard(); });
    connect(&session, &session::Session::traceOpened, card, &RangeCard::dismiss);
    connect(&session, &session::Session::measuredChanged, &widget, [this] {
        if (!session.measured()) {
            surveyTimer.stop();
            card->dismiss();
        } else if (!surveyTimer.isActive()) {
            surveyTimer.start();
        }
        placeCard();
    });
    connect(&session, &session::Session::visibleRangeChanged, &widget, [this] { placeCard(); });
}

void TimelineWidget::Private::survey()
{
    if (const auto span = session.measured())
        card->survey(session.sharedTrace(), session.axis(), *span);
    placeCard();
}

void TimelineWidget::Private::placeCard()
{
    const auto span = session.measured();
    if (!span)
        return;
    const Scale scale = this->scale();
    const auto clamped = [&](double x) { return int(std::clamp(x, scale.left(), scale.right())); };
    const int left = clamped(scale.x(span->begin));
    card->standBeside({ left, int(layout.lanes.top()), clamped(scale.x(span->end)) - left, int(layout.lanes.height()) },
                      QRect(int(scale.left()), int(layout.lanes.top()), int(scale.width()), widget.viewport()->height() - int(layout.lanes.top())));
    if (pointer && card->isVisible() && card->geometry().contains(pointer->toPoint()))
        leavePointer(); // it may come to stand there without a move
}

void TimelineWidget::Private::leavePointer()
{
    pointer.reset();
    updateHover();
    repaintSoon(Stale::Pieces);
}

} // namespace timeline
