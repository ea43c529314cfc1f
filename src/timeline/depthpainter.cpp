// SPDX-License-Identifier: GPL-3.0-or-later
// The lane of a queue or counter.
#include "timeline/frame.h"
#include "timeline/lanejob.h"
#include "timeline/workbudget.h"
#include "trace/axislanes.h"

namespace timeline {

using session::mixed;
using session::Theme;

/// Of which only those are computed that the last frame did not know.
const std::vector<trace::CounterColumn> &LanePainter::depthColumns(const LaneJob &job, const trace::Counter &depth)
{
    const RowCache::Place place = job.columnsPlace();
    WorkBudget *const budget = job.context.budget;
    DepthRow *const known = m_depths.find(job.place.id);
    if (budget && budget->isSpent() && (!known || RowCache::missing(known->place, place) > LaneJob::FewColumns)) {
        budget->noteRest(job.area());
        return roughDepthColumns(job, depth);
    }
    DepthRow &row = known ? *known : m_depths.insert(job.place.id, {});
    const RowCache::Missing missing = RowCache::moveTo(row.columns, row.place, place);
    for (const RowCache::Stretch stretch : { missing.left, missing.right }) {
        if (stretch.isEmpty())
            continue;
        const WorkBudget::Spending spending(budget);
        trace::columns(job.axis, depth, job.spanOf(stretch), std::span(row.columns).subspan(size_t(stretch.begin), size_t(stretch.end - stretch.begin)));
    }
    return row.columns;
}

/// Least and greatest of a few columns together: a peak is as high as it is, and somewhat wider.
const std::vector<trace::CounterColumn> &LanePainter::roughDepthColumns(const LaneJob &job, const trace::Counter &depth)
{
    const qint64 began = WorkBudget::now();
    constexpr qsizetype Group = LaneJob::RoughColumns;
    const qsizetype groups = (job.count + Group - 1) / Group;
    m_roughDepths.resize(size_t(job.count));
    trace::columns(job.axis, depth, job.spanOf({ 0, groups * Group }), std::span(m_roughDepths).first(size_t(groups)));
    // Spread out from the end, so that none is overwritten before its turn.
    for (qsizetype n = groups; n-- > 0;) {
        const trace::CounterColumn shared = m_roughDepths[size_t(n)];
        std::fill(m_roughDepths.begin() + n * Group, m_roughDepths.begin() + std::min((n + 1) * Group, job.count), shared);
    }
    job.context.budget->spendRoughly(WorkBudget::now() - began);
    return m_roughDepths;
}

// Steps of a depth by columns: filled up to the least value in a column, dark between least and greatest. The axis is that of the whole trace, so
// that lanes keep their scale while one looks around.
void LanePainter::drawDepth(LaneJob &job, const trace::Counter &depth)
{
    const std::vector<trace::CounterColumn> &columns = depthColumns(job, depth);
    const Theme &theme = *job.context.theme;
    const qint64 limit = depthLimit(job.trace(), job.place.id.queue());
    const double unit = job.bar.height() / double(limit);
    const auto yOf = [&](qint64 value) { return job.bar.bottom - double(value) * unit; };
    const QColor tint = mixed(job.place.ground, theme.queue, 0.20);
    const QColor band = mixed(job.place.ground, theme.queue, 0.55);
    constexpr double Line = 1.5;

    const auto isSame = [](const trace::CounterColumn &a, const trace::CounterColumn &b) {
        return a.isKnown == b.isKnown && a.min == b.min && a.max == b.max;
    };
    double drawnTo = -1;
    qint64 previous = 0;
    bool wasStep = false;
    // The last value is known up to the end of the trace and no further.
    const double endColumn = (job.context.scale.x(job.endOfAxis()) - job.columnX(0)) * job.ratio;
    const size_t size = size_t(std::clamp(std::ceil(endColumn), 0.0, double(columns.size())));
    for (size_t begin = 0; begin < size;) {
        const trace::CounterColumn &column = columns[begin];
        size_t end = begin + 1;
        while (end < size && isSame(columns[begin], columns[end]))
            ++end;
        const double left = job.columnX(double(begin));
        const double right = job.columnX(double(end));
        if (column.isKnown) {
            // A single column that changes is the upright of a step; several in a row are more changes than columns.
            const bool isStep = column.min != column.max && end - begin == 1 && !wasStep;
            job.canvas.fill({ QPointF(left, yOf(column.min)), QPointF(right, job.bar.bottom) }, tint);
            if (column.min != column.max && !isStep)
                job.canvas.fill({ QPointF(left, yOf(column.max)), QPointF(right, yOf(column.min)) }, band);
            if (isStep) {
                drawUpright(job.canvas, (left + right) / 2, yOf(column.max) - Line / 2, yOf(column.min) + Line / 2, Line, theme.queue);
            } else {
                job.canvas.fill(QRectF(left, yOf(column.max) - Line / 2, right - left, Line), theme.queue);
                if (drawnTo == left && !wasStep && previous != column.max)
                    drawUpright(job.canvas, left, yOf(std::max(previous, column.max)) - Line / 2, yOf(std::min(previous, column.max)) + Line / 2, Line, theme.queue);
            }
            previous = columns[end - 1].last;
            wasStep = column.min != column.max;
            drawnTo = right;
        }
        begin = end;
    }
    const Scale &scale = job.context.scale;
    const double left = std::max(scale.left(), scale.x({}));
    const double right = std::min(scale.right(), scale.x(job.endOfAxis()));
    job.canvas.fill(QRectF(left, job.bar.bottom - 0.5, std::max(right - left, 0.0), 1), mixed(job.place.ground, theme.queue, 0.6));
    const qint64 maxsize = job.trace().queues()[job.place.id.number - 1].maxsize;
    if (maxsize > 0 && maxsize <= limit) {
        const double y = std::round(yOf(maxsize)) + 0.5;
        job.canvas.line({ left, y }, { right, y }, legibleOn(theme.queue, job.place.ground), 1, true);
    }
}

qint64 depthLimit(const trace::Trace &trace, trace::QueueId id)
{
    const qint64 greatest = std::max<qint64>(trace.queueDepth(id).maximum(), 1);
    const qint64 maxsize = trace.queues()[trace::rowOf(id)].maxsize;
    // A capacity that was never nearly reached would press the steps flat.
    return maxsize > greatest && maxsize <= 4 * greatest ? maxsize : greatest;
}

} // namespace timeline
