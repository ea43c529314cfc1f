// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/laneid.h"
#include "session/theme.h"
#include "trace/lane.h"

#include <QRgb>

#include <array>
#include <span>
#include <vector>

namespace timeline {

/// How one column of a lane is drawn, from top to bottom of its bar: overhang, edge, body with hatch, edge, overhang.
/// All colours are opaque; 0 means that nothing is drawn there.
struct Cell
{
    QRgb fill = 0; ///< body
    QRgb hatch = 0; ///< 45 degree lines over the body
    QRgb edge = 0; ///< first and last row of the body
    QRgb over = 0; ///< what stands out above and below the bar (running)
    bool hasThickEdge = false; ///< 2 px instead of 1 (ready)

    /// Without branches: columns of a dense lane differ in no order that could be foreseen.
    bool operator==(const Cell &other) const
    {
        return ((fill ^ other.fill) | (hatch ^ other.hatch) | (edge ^ other.edge) | (over ^ other.over) | quint32(hasThickEdge != other.hasThickEdge)) == 0;
    }
};

/// The looks of a lane's states on one ground, and how many columns make a pixel. Made once per kind of lane, theme and ground.
class CellStyle
{
public:
    CellStyle() = default;
    /// `columnsPerPixel` > 0: the device pixel ratio, or more for vector pictures. A flat style has no hatch and no hollow: for bars of a few pixels.
    CellStyle(const session::Theme &theme, session::LaneKind kind, const QColor &ground, double columnsPerPixel, bool isFlat = false);
    /// The thin bar through the middle of the loop lane: selector asleep, or inside an iteration.
    [[nodiscard]] static CellStyle loopBase(const session::Theme &theme, const QColor &ground, double columnsPerPixel);

    /// What one state looks like alone, and mixed into a column with others.
    struct Look
    {
        Cell cell;
        QRgb flat = 0; ///< what its body looks like from afar; 0: the state is not drawn
        QRgb flatEdge = 0;
    };

    QRgb ground = 0;
    Look idle;
    Look ready;
    Look running;
    std::array<Look, trace::AwaitReasonCount> awaiting;
    int markColumns = 3; ///< width of the mark of a resume: 3 px
    int crowdedMarkColumns = 2; ///< and where another mark is nearer than wideGapColumns: 2 px, or the marks would look like load
    int wideGapColumns = 8; ///< 8 px
    int gapColumns = 1; ///< least ground between two marks: 1 px
    int sideColumns = 2; ///< width of the sides of a hollow slice: 2 px

private:
    [[nodiscard]] Look solid(const QColor &colour) const;
    [[nodiscard]] Look hatched(const QColor &hue) const;
    [[nodiscard]] Look hollow(const QColor &colour) const;
};

/// Least weight of running in a mixed column.
inline constexpr double RunningFloor = 0.35;

/// The cell of a column that several states share.
[[nodiscard]] Cell mixedCell(const trace::Coverage &column, const CellStyle &style);

/// A stretch of equal cells, [begin, end).
struct CellRun
{
    int begin = 0;
    int end = 0;
    Cell cell;

    bool operator==(const CellRun &) const = default;
};

/// Turns the coverage of a lane into cells, told as stretches of equal ones in order, those of nothing left out. A column that one slice fills looks
/// like that slice; one that several share is an honest mixture by time, in which running weighs at least RunningFloor so that short resumes never
/// vanish; a few columns with a resume between columns without become a mark of markColumns (crowdedMarkColumns near others), as far as the
/// neighbours leave room. Keeps its buffers from one lane to the next.
class RowKernel
{
public:
    /// `runs` is cleared first. O(columns): a fraction of a nanosecond for each that looks like its neighbour, some 10 ns for each that does not.
    void compute(std::span<const trace::Coverage> columns, const CellStyle &style, std::vector<CellRun> &runs);

    struct Stretch
    {
        int begin = 0;
        int end = 0;
        bool operator==(const Stretch &) const = default;
    };
    /// Of the columns computed last, the stretches of at least LeastSingles in which each is filled by one slice: where there may be room for a label.
    [[nodiscard]] const std::vector<Stretch> &singles() const { return m_singles; }
    static constexpr int LeastSingles = 4;

private:
    void noteResumes(const trace::Coverage &column, int begin, int end);
    void noteSingles(int begin, int end);
    void findMarks(int size, const CellStyle &style);

    std::vector<Stretch> m_singles;
    std::vector<Stretch> m_resumes; ///< columns with a resume
    std::vector<Stretch> m_marks;
    std::vector<CellRun> m_base; ///< what the marks stand in front of
};

} // namespace timeline
