// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/lanelabels.h"

#include "timeline/lanejob.h"
#include "timeline/slicetext.h"
#include "timeline/workbudget.h"

#include <limits>

namespace timeline {

using session::FontRole;
using session::LaneKind;
using session::SliceRef;
using session::Theme;
using trace::AwaitReason;
using trace::SliceState;

namespace {

constexpr double LeastLabel = 22; // px of a slice that is labelled
constexpr double LabelIndent = 6;
constexpr double LeastHeldFrame = 4; // px of a slice that can carry a red edge

bool namesItsObject(AwaitReason reason)
{
    return reason == AwaitReason::QueueGet || reason == AwaitReason::QueuePut || reason == AwaitReason::Join || reason == AwaitReason::Gather;
}

} // namespace

/// "sleep", "get" and the like, measured once.
const LaneLabels::Text &LaneLabels::brief(AwaitReason reason)
{
    Text &text = m_briefs[size_t(reason)];
    if (text.width == 0)
        text = { awaitText(reason), textWidth(awaitText(reason), FontRole::Small) };
    return text;
}

/// All that could be written on a slice; null where the frame has no time left to find it out.
const LaneLabels::Text *LaneLabels::fullText(const LaneJob &job, const trace::Lane &lane, const SliceWalk::Item &slice)
{
    const auto made = [&] {
        const QString text = sliceLabel(job.trace(), job.place.id, lane.slice(slice.index, job.end()));
        return Text { text, textWidth(text, FontRole::Small) };
    };
    if (slice.isOpen) {
        m_open = made();
        return &m_open;
    }
    const SliceRef key { job.place.id, slice.index };
    if (const Text *known = m_labels.find(key))
        return known;
    WorkBudget *const budget = job.context.budget;
    if (budget && budget->isSpent()) {
        budget->noteRest(job.area());
        return nullptr;
    }
    const WorkBudget::Spending spending(budget);
    return &m_labels.insert(key, made());
}

// What a task waits for is asked of the log only where there is room to name it: half a reason tells less than its hue.
LaneLabels::Text LaneLabels::awaitLabel(const LaneJob &job, const trace::Lane &lane, const SliceWalk::Item &slice, double room)
{
    static const double space = textWidth(QStringLiteral(" "), FontRole::Small);
    const Text &brief = this->brief(slice.reason);
    if (brief.width > room)
        return {};
    if (!namesItsObject(slice.reason) || brief.width + space > room)
        return brief;
    const Text *const full = fullText(job, lane, slice);
    return full && full->width <= room ? *full : brief;
}

LaneLabels::Text LaneLabels::labelOf(const LaneJob &job, const trace::Lane &lane, const SliceWalk::Item &slice, double room)
{
    switch (slice.state) {
    case SliceState::Awaiting:
        return awaitLabel(job, lane, slice, room);
    case SliceState::Ready: {
        if (m_ready.width == 0)
            m_ready = { QStringLiteral("ready"), textWidth(QStringLiteral("ready"), FontRole::Small) };
        return job.place.id.kind == LaneKind::Task && m_ready.width <= room ? m_ready : Text();
    }
    case SliceState::Running:
        break;
    default:
        return {};
    }
    if (job.place.id.kind == LaneKind::Task && slice.length.count() <= 0)
        return {}; // in virtual time a resume has no length
    const Text *const full = fullText(job, lane, slice);
    if (!full || full->width <= room)
        return full ? *full : Text();
    // Half a name still tells something.
    const QString shown = elidedName(full->text, FontRole::Small, room);
    return { shown.size() > 3 ? shown : QString(), 0 };
}

// Slices that are wide enough to say something are found from the columns that one slice fills, so the search costs nothing where a column holds many.
void LaneLabels::draw(LaneJob &job, const trace::Lane &lane, std::span<const RowKernel::Stretch> singles)
{
    const QRectF seen = job.canvas.seen();
    const Scale &scale = job.context.scale;
    // On the time axis it is known how wide a slice must be that held the loop for too long.
    const double heldWidth = job.axis.isTime() ? double(job.context.heldThreshold.count()) / scale.unitsPerPixel() - 2 : 0;
    const double labelWidth = job.bar.height() >= LaneJob::LeastLabelledBar ? LeastLabel : std::numeric_limits<double>::max();
    const double leastStretch = std::max(LeastHeldFrame, std::min(labelWidth, heldWidth));
    for (const auto &[begin, end] : singles) {
        const double left = std::max(job.columnX(begin), scale.left());
        const double right = std::min(job.columnX(end), scale.right());
        if (left >= seen.right())
            break;
        if (right > seen.left() && right - left >= leastStretch)
            drawStretch(job, lane, left, right, job.columnX(begin + 0.5));
    }
}

// Each slice of the stretch that has a length fills a column at least, and those without are passed over: the walk is one over columns.
void LaneLabels::drawStretch(LaneJob &job, const trace::Lane &lane, double left, double right, double middle)
{
    const Scale &scale = job.context.scale;
    const QRectF seen = job.canvas.seen();
    const double until = std::min(right, seen.right());
    const auto first = trace::indexAt(job.axis, lane, scale.position(std::max({ middle, left, seen.left() })));
    if (!first)
        return;
    for (SliceWalk walk(job.axis, lane, *first); walk.moveOn();) {
        const SliceWalk::Item &slice = walk.item();
        const double begin = scale.x(slice.span.begin);
        if (begin >= until)
            break;
        const double from = std::max(left, begin);
        const double to = std::min(right, scale.x(slice.span.end));
        if (to - from < LeastHeldFrame)
            continue;
        if (slice.state == SliceState::Running && job.place.id.kind != LaneKind::Worker && slice.length >= job.context.heldThreshold)
            job.canvas.plate(job.rectOf(slice.span), 0, QColor(), job.context.theme->bad, 2);
        if (to - from >= LeastLabel && job.bar.height() >= LaneJob::LeastLabelledBar)
            drawLabel(job, lane, slice, from, to);
    }
}

void LaneLabels::drawLabel(LaneJob &job, const trace::Lane &lane, const SliceWalk::Item &slice, double left, double right)
{
    const auto [text, textWidth] = labelOf(job, lane, slice, right - left - 2 * LabelIndent);
    if (text.isEmpty())
        return;
    const Theme &theme = *job.context.theme;
    const double baseline = std::round((job.bar.top + job.bar.bottom + capHeight(FontRole::Small)) / 2);
    const QPointF at(left + LabelIndent, baseline);
    if (slice.state == SliceState::Running) {
        job.canvas.text(at, text, FontRole::Small, legibleOn(theme.ground, job.place.id.kind == LaneKind::Worker ? theme.worker : theme.running));
    } else if (slice.state == SliceState::Awaiting) {
        const double height = std::min(job.bar.height() - 2, 18.0);
        const QRectF plate(at.x() - 4, (job.bar.top + job.bar.bottom - height) / 2, textWidth + 8, height);
        job.canvas.label({ .plate = plate, .radius = 3, .ground = job.place.ground, .at = at, .text = text, .role = FontRole::Small, .colour = legibleOn(theme.hue(slice.reason), job.place.ground) });
    } else {
        job.canvas.text(at, text, FontRole::Small, legibleOn(theme.ready, job.place.ground));
    }
}

} // namespace timeline
