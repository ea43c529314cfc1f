// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/laneid.h"
#include "timeline/rowkernel.h"

#include <QHash>

#include <algorithm>
#include <cmath>
#include <deque>
#include <vector>

namespace timeline {

/// What a CellStyle is made from.
struct StyleKey
{
    const session::Theme *theme = nullptr;
    int variant = 0;
    QRgb ground = 0;
    double ratio = 0;

    bool operator==(const StyleKey &) const = default;
};

/// What lanes looked like when they were drawn last. A frame after a move of the pointer or the playhead finds all of its rows here, one after a pan
/// by whole pixels or after some growth most of each: only the columns that are new are computed. Bounded by the columns of a few screens: the rows
/// that were not used for longest make room, and their memory is used again.
class RowCache
{
public:
    /// The columns that a lane is wanted at. Units are those of the axis: ns, or parts of a step.
    struct Place
    {
        int axis = 0; ///< which one
        qint64 begin = 0; ///< of column 0
        double perColumn = 0;
        qsizetype count = 0;
        qint64 settled = 0; ///< before this position the lane cannot change any more
        qint64 end = 0; ///< of the axis: open slices reach up to there
        quint64 events = 0; ///< of the trace
        quint64 lost = 0; ///< of those that were lost, which may be anywhere
    };
    /// A stretch of columns [begin, end).
    struct Stretch
    {
        qsizetype begin = 0;
        qsizetype end = 0;
        [[nodiscard]] bool isEmpty() const { return end <= begin; }
    };
    /// What of a row is not known yet: left and right of what is.
    struct Missing
    {
        Stretch left;
        Stretch right;
    };
    struct Row
    {
        std::vector<trace::Coverage> columns;
        std::vector<CellRun> runs; ///< the owner's to keep up to date
        std::vector<RowKernel::Stretch> singles; ///< likewise
        bool hasRuns = false; ///< they are those of the columns; false again whenever a column has changed
        bool isRough = false; ///< made for one frame and in no cache
        StyleKey style; ///< of the runs
        // What of the columns has to be computed now.
        Stretch left;
        Stretch right;
        Place place; ///< of the columns

    private:
        friend class RowCache;
        session::LaneId lane;
        quint64 usedAt = 0;
        quint32 older = 0;
        quint32 newer = 0;
    };

    /// The row of a lane at this place. Columns beyond row.left and row.right are right already. Valid until the next frame.
    [[nodiscard]] Row &row(session::LaneId lane, const Place &place);
    /// How many columns row() would leave to be computed.
    [[nodiscard]] qsizetype missing(session::LaneId lane, const Place &place) const;
    /// How many columns moveTo() would leave to be computed.
    [[nodiscard]] static qsizetype missing(const Place &old, const Place &place);
    /// The row as it was left by the last call of row() for the lane; null where there is none. Valid until the next call of that.
    [[nodiscard]] const Row *known(session::LaneId lane) const;
    /// For rows of another kind: moves what `columns`, which are those of `old`, have of `place` to where it belongs there, and makes `old` the place
    /// that they are of then. What was kept stays on its own grid, or many small moves would carry it away.
    template<typename Column>
    [[nodiscard]] static Missing moveTo(std::vector<Column> &columns, Place &old, const Place &place);
    /// To be called once a frame: the rows of a frame do not make room for each other.
    void beginFrame() { ++m_frame; }
    void clear();

private:
    static constexpr qsizetype MostColumns = 800'000; ///< two screens of 4K in lanes of 18 px; 8 bytes each and up to 28 for the run it ends
    /// Below so many units a column, places that are whole units are too coarse to tell whether two grids coincide.
    static constexpr double LeastPerColumn = 512;

    /// What of a row is right at another place: columns [kept.begin, kept.end) of the new one, which lie `shift` columns further on in the old one.
    struct Match
    {
        Stretch kept;
        qsizetype shift = 0;
    };
    [[nodiscard]] static Match match(const Place &old, const Place &place);
    static void keep(Row &row, const Place &place);
    quint32 slotFor(session::LaneId lane, qsizetype columns);
    void unlink(quint32 slot);
    void linkNewest(quint32 slot);

    QHash<session::LaneId, quint32> m_slots;
    std::deque<Row> m_rows { 1 }; ///< a place that stays; row 0 is none: the ring's seam, between the newest and the oldest
    qsizetype m_columns = 0;
    quint64 m_frame = 0;
};

template<typename Column>
RowCache::Missing RowCache::moveTo(std::vector<Column> &columns, Place &old, const Place &place)
{
    const auto [kept, shift] = match(old, place);
    if (kept.isEmpty()) {
        columns.resize(size_t(place.count));
        old = place;
        return { { 0, place.count }, {} };
    }
    if (shift > 0)
        std::move(columns.begin() + shift, columns.end(), columns.begin());
    else if (shift < 0)
        std::move_backward(columns.begin(), columns.end() + shift, columns.end());
    const Place moved = old;
    old = place;
    old.begin = moved.begin + std::llround(double(shift) * place.perColumn);
    old.perColumn = moved.perColumn;
    return { { 0, kept.begin }, { kept.end, place.count } };
}

} // namespace timeline
