// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/rowcache.h"

#include <algorithm>
#include <cmath>

namespace timeline {

void RowCache::beginFrame()
{
    ++m_frame;
    qsizetype columns = 0;
    for (const Row &row : std::as_const(m_rows))
        columns += qsizetype(row.columns.size());
    if (columns > MostColumns)
        m_rows.removeIf([this](const QHash<session::LaneId, Row>::iterator &at) { return at->usedAt + 2 < m_frame; });
}

namespace {

/// How far, in columns, two grids may lie apart and still be one: a place is whole units, and a level of 255 is not to be seen.
constexpr double Tolerance = 0.004;

} // namespace

/// Moves what the row has of the new place to where it belongs, and says what is missing.
void RowCache::keep(Row &row, const Place &place)
{
    const Place old = row.place;
    row.place = place;
    const bool isSameGrid = old.axis == place.axis && old.lost == place.lost && old.count == place.count && place.perColumn > 0
        && std::abs(old.perColumn - place.perColumn) * double(place.count) < Tolerance * place.perColumn;
    const double shift = isSameGrid ? double(place.begin - old.begin) / place.perColumn : 0;
    const auto columns = qsizetype(std::clamp(std::round(shift), -1e9, 1e9));
    const bool isUsable = isSameGrid && (place.begin == old.begin || (std::abs(shift - double(columns)) < Tolerance && place.perColumn >= LeastPerColumn));
    // Of the old columns, those that end before the lane could still change.
    const double settled = isUsable ? std::floor(double(old.settled - old.begin) / place.perColumn) : 0;
    const qsizetype known = std::min(qsizetype(std::clamp(settled, 0.0, double(old.count))), old.count);
    const bool isWhole = old.events == place.events && old.end == place.end;
    const Stretch kept { std::max<qsizetype>(-columns, 0), std::min((isWhole ? old.count : known) - columns, place.count) };
    if (!isUsable || kept.isEmpty()) {
        row.columns.resize(size_t(place.count));
        row.hasCells = false;
        row.left = { 0, place.count };
        row.right = {};
        return;
    }
    if (columns > 0)
        std::move(row.columns.begin() + columns, row.columns.end(), row.columns.begin());
    else if (columns < 0)
        std::move_backward(row.columns.begin(), row.columns.end() + columns, row.columns.end());
    // What was kept stays on its own grid, or many small moves would carry it away.
    row.place.begin = old.begin + std::llround(double(columns) * place.perColumn);
    row.place.perColumn = old.perColumn;
    row.left = { 0, kept.begin };
    row.right = { kept.end, place.count };
    row.hasCells = row.hasCells && columns == 0 && row.left.isEmpty() && row.right.isEmpty();
}

RowCache::Row &RowCache::row(session::LaneId lane, const Place &place)
{
    Row &row = m_rows[lane];
    keep(row, place);
    row.usedAt = m_frame;
    return row;
}

} // namespace timeline
