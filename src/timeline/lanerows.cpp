// SPDX-License-Identifier: GPL-3.0-or-later
// The columns of a lane: from the cache, from the trace, or roughly where a frame has no time left for them.
#include "timeline/lanejob.h"
#include "timeline/workbudget.h"
#include "trace/axislanes.h"

namespace timeline {

namespace {

constexpr size_t MostRoughRuns = 400; // of a row that is stretched
constexpr qsizetype RoughestColumns = 128; // where even such rows take too long: at 1e8 events each border is a walk through cold memory

/// Column n of `to` becomes column `first` + n * `step` of `from`, or the nearest that there is. In whole numbers: a screen holds half a million columns.
void stretch(std::span<const trace::Coverage> from, double first, double step, std::span<trace::Coverage> to)
{
    constexpr double One = 65536.0 * 65536.0;
    const auto last = qint64(from.size()) - 1;
    auto at = qint64(first * One);
    const auto by = qint64(step * One);
    for (trace::Coverage &column : to) {
        column = from[size_t(std::clamp<qint64>(at >> 32, 0, last))];
        at += by;
    }
}

} // namespace

/// `stretch`: which columns of the job's; `columns`: just these, of which each stands for an equal part of it.
void LanePainter::computeColumns(const LaneJob &job, const trace::Lane &lane, RowCache::Stretch stretch, std::span<trace::Coverage> columns)
{
    trace::coverage(job.axis, lane, job.spanOf(stretch), columns, job.place.id.kind == session::LaneKind::Worker ? trace::RunKind::Job : trace::RunKind::Resume, &m_borders);
}

/// The lane's columns, of which only those are computed that the last frames do not know.
RowCache::Row &LanePainter::rowOf(const LaneJob &job, const trace::Lane &lane)
{
    const RowCache::Place place = job.columnsPlace();
    WorkBudget *const budget = job.context.budget;
    if (budget && budget->isSpent() && m_rows.missing(job.place.id, place) > LaneJob::FewColumns) {
        budget->noteRest(job.area());
        return roughRowOf(job, lane, place);
    }
    RowCache::Row &row = m_rows.row(job.place.id, place);
    for (const RowCache::Stretch stretch : { row.left, row.right }) {
        if (!stretch.isEmpty())
            computeColumns(job, lane, stretch, std::span(row.columns).subspan(size_t(stretch.begin), size_t(stretch.end - stretch.begin)));
    }
    return row;
}

RowCache::Row &LanePainter::nextRough()
{
    if (m_roughCount == m_roughs.size())
        m_roughs.emplace_back().isRough = true;
    RowCache::Row &row = m_roughs[m_roughCount++];
    row.hasRuns = false;
    return row;
}

// What the lane looked like at the last zoom is stretched to this one where it covers at least half of it and is cheap to draw; the rest is measured
// at an eighth of the columns, each of which is then eight, or at a 128th where the frame has spent too much on that already. Either is what the lane holds there, only not as finely as it could be told.
RowCache::Row &LanePainter::roughRowOf(const LaneJob &job, const trace::Lane &lane, const RowCache::Place &place)
{
    const qint64 began = WorkBudget::now();
    const qsizetype group = job.context.budget->isRoughSpent() ? RoughestColumns : LaneJob::RoughColumns;
    RowCache::Row &rough = nextRough();
    rough.columns.resize(size_t(place.count));
    RowCache::Stretch kept; // columns taken from the old row
    const RowCache::Row *const old = m_rows.known(job.place.id);
    if (old && old->place.axis == place.axis && old->place.perColumn > 0 && old->place.lost == place.lost && old->runs.size() <= MostRoughRuns) {
        const auto columnOf = [&](qint64 units) { return std::clamp(double(units - place.begin) / place.perColumn, 0.0, double(place.count)); };
        const double end = double(old->place.begin) + double(old->place.count) * old->place.perColumn;
        kept = { qsizetype(std::ceil(columnOf(old->place.begin))), qsizetype(std::floor(columnOf(std::min(qint64(end), old->place.settled)))) };
        const double step = place.perColumn / old->place.perColumn;
        const double first = double(place.begin - old->place.begin) / old->place.perColumn + step / 2;
        if (kept.end - kept.begin < place.count / 2 || step > double(LaneJob::RoughColumns))
            kept = {};
        stretch(old->columns, first + double(kept.begin) * step, step, std::span(rough.columns).subspan(size_t(kept.begin), size_t(std::max<qsizetype>(kept.end - kept.begin, 0))));
    }
    for (const RowCache::Stretch rest : { RowCache::Stretch { 0, kept.begin }, RowCache::Stretch { kept.end, place.count } }) {
        if (rest.isEmpty())
            continue;
        // In front, so that spreading them out from the end overwrites none before its turn.
        const qsizetype count = (rest.end - rest.begin + group - 1) / group;
        const std::span<trace::Coverage> columns = std::span(rough.columns).subspan(size_t(rest.begin), size_t(rest.end - rest.begin));
        computeColumns(job, lane, { rest.begin, rest.begin + count * group }, columns.first(size_t(count)));
        for (qsizetype n = count; n-- > 0;) {
            const trace::Coverage shared = columns[size_t(n)];
            std::fill(columns.begin() + n * group, columns.begin() + std::min((n + 1) * group, qsizetype(columns.size())), shared);
        }
    }
    job.context.budget->spendRoughly(WorkBudget::now() - began);
    return rough;
}

} // namespace timeline
