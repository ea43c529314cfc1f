// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/laneheaders.h"

#include "timeline/lanepainter.h"
#include "timeline/ticks.h"
#include "timeline/workbudget.h"

#include <algorithm>
#include <cmath>

namespace timeline {

using session::FontRole;
using session::LaneId;
using session::LaneKind;
using session::LaneRow;

namespace {

constexpr double IndentPerLevel = 12;
constexpr int MostLevels = 8; // deeper ones are not indented further
constexpr double RightMargin = 8;
constexpr double LeastHeight = 12; // px of a lane that has a name
constexpr double LeastNotedHeight = 34;
constexpr double LeastLargeHeight = 26;

double indentOf(const LaneRow &row)
{
    return LaneHeaders::Indent + IndentPerLevel * std::min<int>(row.depth, MostLevels);
}

} // namespace

QRectF toggleArea(const Frame &frame, qsizetype n)
{
    return { indentOf(frame.lanes->row(n)) - 16, frame.laneTop(n), 16, double(frame.stack->height(n)) };
}

/// What texts would be made from now; they themselves are left empty.
LaneHeaders::Texts LaneHeaders::wanted(const Frame &frame, LaneId lane, double room, double height)
{
    Texts texts { .room = room, .height = height, .given = trace::TextId::None, .count = 0, .outcome = trace::Outcome::None, .name = {}, .note = {} };
    const size_t row = lane.number - 1;
    switch (lane.kind) {
    case LaneKind::Loop:
        break;
    case LaneKind::Task: {
        const trace::TaskRow &task = frame.trace->tasks()[row];
        texts.given = task.name;
        texts.count = task.resumes;
        texts.outcome = task.outcome;
        break;
    }
    case LaneKind::Queue: {
        const trace::QueueRow &queue = frame.trace->queues()[row];
        texts.given = queue.name;
        texts.count = queue.puts + queue.gets + frame.trace->queueDepth(lane.queue()).count();
        break;
    }
    case LaneKind::Worker:
        texts.given = frame.trace->workers()[row].name;
        texts.count = frame.trace->workers()[row].jobs;
        break;
    }
    return texts;
}

const LaneHeaders::Texts *LaneHeaders::textsOf(const Frame &frame, qsizetype n, double room, double height)
{
    const LaneId lane = frame.lanes->row(n).id;
    Texts made = wanted(frame, lane, room, height);
    Texts *const known = m_texts.find(lane);
    const bool isCurrent = known && known->room == made.room && known->height == made.height && known->given == made.given && known->count == made.count
        && known->outcome == made.outcome;
    if (isCurrent)
        return known;
    if (frame.budget && frame.budget->areTextsSpent()) {
        frame.budget->noteRest({ 0, frame.laneTop(n), frame.layout.headerWidth, height });
        return known;
    }
    m_makingSince = frame.budget ? WorkBudget::now() : 0;
    made.name = elidedName(session::laneName(*frame.trace, lane), height >= LeastLargeHeight ? FontRole::Name : FontRole::Body, room);
    if (height >= LeastNotedHeight)
        made.note = elided(laneNote(*frame.trace, lane), FontRole::Small, room);
    return known ? &(*known = std::move(made)) : &m_texts.insert(lane, std::move(made));
}

double LaneHeaders::drawAxis(Canvas &canvas, const Frame &frame, qsizetype n, const QColor &ground)
{
    const trace::QueueId queue = frame.lanes->row(n).id.queue();
    const LaneBar bar = laneBar(LaneKind::Queue, frame.laneTop(n), frame.stack->height(n));
    const qint64 limit = depthLimit(*frame.trace, queue);
    double right = frame.layout.headerWidth - RightMargin;
    for (const qint64 value : counterTicks(limit, std::max(2, int(bar.height() / 13) + 1))) {
        const QString text = QString::number(value);
        const double y = bar.bottom - double(value) / double(limit) * bar.height();
        const double x = frame.layout.headerWidth - RightMargin - textWidth(text, FontRole::Small);
        canvas.text({ x, std::round(y + capHeight(FontRole::Small) / 2) }, text, FontRole::Small, legibleOn(frame.theme->faint, ground));
        right = std::min(right, x - 8);
    }
    return right;
}

void LaneHeaders::draw(Canvas &canvas, const Frame &frame, qsizetype n, const QColor &ground)
{
    const LaneRow &row = frame.lanes->row(n);
    const double top = frame.laneTop(n);
    const double height = frame.stack->height(n);
    if (height < LeastHeight || canvas.seen().left() >= frame.layout.headerWidth)
        return;
    const double left = indentOf(row);
    const double right = row.id.kind == LaneKind::Queue ? drawAxis(canvas, frame, n, ground) : frame.layout.headerWidth - RightMargin;
    if (row.hasChildren) {
        const double y = top + (height >= 52 ? height / 2 - 7 : height / 2);
        const double x = left - 11;
        const QPointF open[] { { x, y - 2 }, { x + 7, y - 2 }, { x + 3.5, y + 3 } };
        const QPointF closed[] { { x + 1, y - 3.5 }, { x + 6, y }, { x + 1, y + 3.5 } };
        canvas.polygon(row.isCollapsed ? std::span(closed) : std::span(open), frame.theme->faint);
    }
    // With the drawing, which shapes what is new.
    m_makingSince = 0;
    if (const Texts *texts = textsOf(frame, n, right - left, height))
        drawTexts(canvas, frame, n, *texts, left, ground);
    if (m_makingSince != 0)
        frame.budget->spendOnTexts(WorkBudget::now() - m_makingSince);
}

void LaneHeaders::drawTexts(Canvas &canvas, const Frame &frame, qsizetype n, const Texts &texts, double left, const QColor &ground)
{
    const double top = frame.laneTop(n);
    const double height = frame.stack->height(n);
    const FontRole role = height >= LeastLargeHeight ? FontRole::Name : FontRole::Body;
    const double middle = frame.lanes->row(n).id.kind == LaneKind::Queue ? top + std::min(height / 2, 33.0) : top + height / 2;
    if (texts.note.isEmpty()) {
        canvas.text({ left, std::round(middle + capHeight(role) / 2) }, texts.name, role, frame.theme->text);
        return;
    }
    canvas.text({ left, std::round(middle - 2) }, texts.name, role, frame.theme->text);
    canvas.text({ left, std::round(middle + 12) }, texts.note, FontRole::Small, legibleOn(frame.theme->dim, ground));
}

} // namespace timeline
