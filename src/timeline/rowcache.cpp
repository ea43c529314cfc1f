// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/rowcache.h"

namespace timeline {

namespace {

/// How far, in columns, two grids may lie apart and still be one: a place is whole units, and a level of 255 is not to be seen.
constexpr double Tolerance = 0.004;

} // namespace

RowCache::Match RowCache::match(const Place &old, const Place &place)
{
    const bool isSameGrid = old.axis == place.axis && old.lost == place.lost && old.count == place.count && place.perColumn > 0
        && std::abs(old.perColumn - place.perColumn) * double(place.count) < Tolerance * place.perColumn;
    if (!isSameGrid)
        return {};
    const double shift = double(place.begin - old.begin) / place.perColumn;
    const auto columns = qsizetype(std::clamp(std::round(shift), -1e9, 1e9));
    if (place.begin != old.begin && (std::abs(shift - double(columns)) >= Tolerance || place.perColumn < LeastPerColumn))
        return {};
    // Of the old columns, those that end before the lane could still change.
    const double settled = std::floor(double(old.settled - old.begin) / place.perColumn);
    const qsizetype known = std::min(qsizetype(std::clamp(settled, 0.0, double(old.count))), old.count);
    const bool isWhole = old.events == place.events && old.end == place.end;
    return { { std::max<qsizetype>(-columns, 0), std::min((isWhole ? old.count : known) - columns, place.count) }, columns };
}

void RowCache::keep(Row &row, const Place &place)
{
    const qint64 begin = row.place.begin;
    const Missing missing = moveTo(row.columns, row.place, place);
    row.left = missing.left;
    row.right = missing.right;
    row.hasRuns = row.hasRuns && row.place.begin == begin && row.left.isEmpty() && row.right.isEmpty();
}

void RowCache::unlink(quint32 slot)
{
    m_rows[m_rows[slot].older].newer = m_rows[slot].newer;
    m_rows[m_rows[slot].newer].older = m_rows[slot].older;
}

void RowCache::linkNewest(quint32 slot)
{
    const quint32 newest = m_rows[0].older;
    m_rows[slot].older = newest;
    m_rows[slot].newer = 0;
    m_rows[newest].newer = slot;
    m_rows[0].older = slot;
}

/// The lane's own slot, or the one that it gets; it is the newest then.
quint32 RowCache::slotFor(session::LaneId lane, qsizetype columns)
{
    const auto found = m_slots.constFind(lane);
    if (found != m_slots.constEnd()) {
        unlink(*found);
        linkNewest(*found);
        return *found;
    }
    quint32 slot = m_rows[0].newer; // the oldest
    if (slot != 0 && m_columns + columns > MostColumns && m_rows[slot].usedAt != m_frame) {
        unlink(slot);
        m_slots.remove(m_rows[slot].lane);
        m_rows[slot].place = {};
    } else {
        slot = quint32(m_rows.size());
        m_rows.emplace_back();
    }
    m_slots.insert(lane, slot);
    m_rows[slot].lane = lane;
    linkNewest(slot);
    return slot;
}

RowCache::Row &RowCache::row(session::LaneId lane, const Place &place)
{
    Row &row = m_rows[slotFor(lane, place.count)];
    m_columns -= qsizetype(row.columns.size());
    keep(row, place);
    m_columns += qsizetype(row.columns.size());
    row.usedAt = m_frame;
    return row;
}

qsizetype RowCache::missing(const Place &old, const Place &place)
{
    const Stretch kept = match(old, place).kept;
    return kept.isEmpty() ? place.count : place.count - (kept.end - kept.begin);
}

qsizetype RowCache::missing(session::LaneId lane, const Place &place) const
{
    const Row *const row = known(lane);
    return row ? missing(row->place, place) : place.count;
}

const RowCache::Row *RowCache::known(session::LaneId lane) const
{
    const auto found = m_slots.constFind(lane);
    return found == m_slots.constEnd() ? nullptr : &m_rows[*found];
}

void RowCache::clear()
{
    m_slots.clear();
    m_rows.assign(1, Row());
    m_columns = 0;
}

} // namespace timeline
