// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/laneid.h"
#include "timeline/rowkernel.h"

#include <QHash>

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
/// by whole pixels or after some growth most of each: only the columns that are new are computed. Bounded by the columns of a few screens.
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
    struct Row
    {
        std::vector<trace::Coverage> columns;
        std::vector<Cell> cells; ///< the owner's to keep up to date
        bool hasCells = false; ///< they are those of the columns; false again whenever a column has changed
        StyleKey style; ///< of the cells
        // What of the columns has to be computed now: left and right of what was kept.
        Stretch left;
        Stretch right;

    private:
        friend class RowCache;
        Place place;
        quint64 usedAt = 0;
    };

    /// The row of a lane at this place. Columns beyond row.left and row.right are right already. Valid until the next call.
    [[nodiscard]] Row &row(session::LaneId lane, const Place &place);
    /// To be called once a frame: rows that were not used in the last ones go when there are too many.
    void beginFrame();
    void clear() { m_rows.clear(); }

private:
    static constexpr qsizetype MostColumns = 2'000'000; ///< three screens of 4K in lanes of 18 px; 28 bytes each
    /// Below so many units a column, places that are whole units are too coarse to tell whether two grids coincide.
    static constexpr double LeastPerColumn = 512;

    static void keep(Row &row, const Place &place);

    QHash<session::LaneId, Row> m_rows;
    quint64 m_frame = 0;
};

} // namespace timeline
