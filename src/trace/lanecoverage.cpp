// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/lanecoverage.h"

#include "trace/columnsum.h"

#include <cmath>
#include <limits>

namespace trace {

// How a lane becomes columns. Where there are few transitions to a column (WalkLimit on average) they are walked in order. Where there are more, the
// columns' borders are: the time in each slot up to a border is what the block around it knows of its begin plus at most half of the block's
// transitions, counted from its nearer end, and a column is the difference of its two borders. Both are exact to the rounding of a double, at
// every zoom; a border costs a search that gallops on from the border before, so a lane costs O(columns log(transitions / columns)).

namespace {

constexpr double WalkLimit = 12;

/// Equal columns over a range of time. Offsets are ns since the begin of the range.
struct Ruler
{
    Timestamp begin;
    double width;
    double inverse;
    std::size_t last;

    Ruler(TimeRange range, std::size_t columns)
        : begin(range.begin), width(static_cast<double>(range.length().count()) / static_cast<double>(columns)), inverse(1 / width), last(columns - 1)
    {
    }
    /// Of any two times: those of a damaged file may be further apart than a Duration holds, and then it is any number.
    [[nodiscard]] double offset(Timestamp t) const { return static_cast<double>(static_cast<qint64>(static_cast<quint64>(t.ns) - static_cast<quint64>(begin.ns))); }
    [[nodiscard]] double left(std::size_t column) const { return width * static_cast<double>(column); }
    /// The column of an offset of at least 0.
    [[nodiscard]] std::size_t column(double offset) const { return std::min(static_cast<std::size_t>(offset * inverse), last); }
};

/// What a column looks like that a slice of this code fills.
Coverage wholeColumn(quint8 code)
{
    Coverage column;
    column.isSingle = true;
    switch (stateOfCode(code)) {
    case SliceState::Idle:
    case SliceState::Created:
        column.idle = 255;
        break;
    case SliceState::Ready:
        column.ready = 255;
        break;
    case SliceState::Running:
        column.running = 255;
        column.hasRun = true;
        break;
    case SliceState::Awaiting:
        column.awaiting = 255;
        column.reason = reasonOfCode(code);
        break;
    case SliceState::Finished:
    case SliceState::Unknown:
        break;
    }
    return column;
}

/// Columns from slices in order.
class Walk
{
public:
    Walk(const Ruler &ruler, double total, std::span<Coverage> columns) : m_ruler(ruler), m_total(total), m_columns(columns) {}

    /// The next slice, [from, to) in offsets; false when it lies behind the last column.
    bool take(double from, double to, quint8 code)
    {
        if (from >= m_total)
            return false;
        if (to < 0 || (to == 0 && from < 0))
            return true;
        const double begin = std::max(from, 0.0);
        const double end = std::min(to, m_total);
        moveOn(m_ruler.column(begin));
        if (code == RunningCode)
            m_sum.noteRun();
        const double right = m_ruler.left(m_column + 1);
        if (end < right || m_column == m_ruler.last) {
            m_sum.add(code, std::max(end - begin, 0.0));
            m_columns[m_column].isSingle = m_columns[m_column].isSingle || (end >= m_total && begin <= m_ruler.left(m_column));
            return true;
        }
        m_sum.add(code, std::max(right - begin, 0.0));
        m_columns[m_column].isSingle = m_columns[m_column].isSingle || begin <= m_ruler.left(m_column);
        const std::size_t next = m_column + 1;
        const std::size_t until = end >= m_total ? m_ruler.last + 1 : std::max(m_ruler.column(end), next);
        finish();
        std::fill(m_columns.begin() + static_cast<std::ptrdiff_t>(next), m_columns.begin() + static_cast<std::ptrdiff_t>(until), wholeColumn(code));
        m_column = until;
        if (until > m_ruler.last)
            return false;
        if (end > m_ruler.left(until))
            m_sum.add(code, end - m_ruler.left(until));
        return true;
    }
    void finish()
    {
        if (m_column <= m_ruler.last)
            m_sum.moveTo(m_columns[m_column], m_ruler.inverse);
    }

private:
    void moveOn(std::size_t column)
    {
        if (column <= m_column)
            return;
        finish();
        m_column = column;
    }

    const Ruler &m_ruler;
    double m_total;
    std::span<Coverage> m_columns;
    std::size_t m_column = 0;
    ColumnSum m_sum;
};

void walk(const LaneBlocks &blocks, std::size_t first, Timestamp end, const Ruler &ruler, double total, std::span<Coverage> columns)
{
    Walk walk(ruler, total, columns);
    for (std::size_t b = first; b < blocks.blockCount(); ++b) {
        const LaneBlock block = blocks.block(b);
        double from = ruler.offset(block.time(0));
        for (std::size_t n = 0; n < block.count; ++n) {
            const Timestamp next = n + 1 < block.count ? block.time(n + 1) : b + 1 < blocks.blockCount() ? blocks.beginOf(b + 1) : std::max(end, block.time(n));
            const double to = ruler.offset(next);
            if (!walk.take(from, to, block.code(n))) {
                walk.finish();
                return;
            }
            from = to;
        }
    }
    walk.finish();
}

/// All that a lane was up to one moment.
struct Border
{
    std::array<qint64, LaneBlocks::SlotLimit> sums; ///< by slot, before a block
    std::array<double, LaneBlocks::SlotLimit> rest; ///< by slot, what has to be added
    quint32 runs = 0; ///< Running slices that began before
    double lastBegin = 0; ///< offset of the last transition before
    bool isInSlice = false; ///< there is one, and its slice reaches up to here
};

class Borders
{
public:
    Borders(const LaneBlocks &blocks, const Ruler &ruler, Timestamp end, std::size_t hint) : m_blocks(blocks), m_ruler(ruler), m_end(ruler.offset(end)), m_hint(hint) {}

    /// The one at this offset, which is not before that of the last call.
    void find(double offset, Border &border)
    {
        const Timestamp t = m_ruler.begin + Duration(static_cast<qint64>(std::ceil(offset)));
        m_hint = m_blocks.blocksBefore(t, m_hint > 0 ? m_hint - 1 : 0);
        border.isInSlice = m_hint > 0;
        std::fill_n(border.rest.begin(), m_blocks.slotCount(), 0.0);
        if (m_hint == 0) {
            std::fill_n(border.sums.begin(), m_blocks.slotCount(), 0);
            border.runs = 0;
            return;
        }
        const std::size_t at = m_hint - 1;
        const LaneBlock block = m_blocks.block(at);
        constexpr std::size_t Middle = LaneBlock::Length / 2;
        if (at < m_blocks.wholeCount() && block.time(Middle) < t)
            countBack(at, block, t, offset, border);
        else
            countOn(at, block, t, offset, border);
    }

private:
    void countOn(std::size_t at, const LaneBlock &block, Timestamp t, double offset, Border &border)
    {
        m_blocks.sumsBefore(at, border.sums.data());
        border.runs = m_blocks.runsBefore(at);
        double from = m_ruler.offset(block.time(0));
        std::size_t n = 0;
        for (;; ++n) {
            border.runs += block.code(n) == RunningCode ? 1u : 0u;
            const Timestamp next = n + 1 < block.count ? block.time(n + 1) : t;
            if (next >= t)
                break;
            const double to = m_ruler.offset(next);
            border.rest[block.slot(n)] += to - from;
            from = to;
        }
        border.lastBegin = from;
        const bool isLast = at + 1 == m_blocks.blockCount() && n + 1 == block.count;
        const double to = isLast ? std::min(offset, std::max(m_end, from)) : offset;
        border.isInSlice = to == offset;
        border.rest[block.slot(n)] += to - from;
    }
    /// The same from the block's end, for a whole block.
    void countBack(std::size_t at, const LaneBlock &block, Timestamp t, double offset, Border &border)
    {
        m_blocks.sumsBefore(at + 1, border.sums.data());
        border.runs = m_blocks.runsBefore(at + 1);
        double to = m_ruler.offset(m_blocks.beginOf(at + 1)); // an open block follows every whole one
        std::size_t n = block.count - 1;
        for (; n > 0 && block.time(n) >= t; --n) { // the first lies before t, but in a damaged file
            const double from = m_ruler.offset(block.time(n));
            border.runs -= block.code(n) == RunningCode ? 1u : 0u;
            border.rest[block.slot(n)] -= to - from;
            to = from;
        }
        border.lastBegin = m_ruler.offset(block.time(n));
        border.rest[block.slot(n)] -= to - offset;
    }

    const LaneBlocks &m_blocks;
    const Ruler &m_ruler;
    double m_end;
    std::size_t m_hint;
};

/// Lets the blocks around borders be fetched before they are asked for: all of them at once where they lie in a file, else some borders ahead. A lane
/// of 10^5 blocks is in no cache, and its borders would each wait for memory several times.
class Herald
{
public:
    Herald(const LaneBlocks &blocks, std::size_t first, const Ruler &ruler, std::size_t columns)
        : m_blocks(blocks), m_ruler(ruler), m_columns(columns), m_ahead(blocks.isFiled() ? columns + 1 : std::size_t(Ahead)), m_hint(first)
    {
    }
    /// To be called before the border is looked for; in order.
    void announceFrom(std::size_t border)
    {
        for (; m_next <= std::min(border + m_ahead, m_columns); ++m_next) {
            const Timestamp t = m_ruler.begin + Duration(static_cast<qint64>(std::ceil(m_ruler.left(m_next))));
            m_hint = m_blocks.blocksBefore(t, m_hint > 0 ? m_hint - 1 : 0);
            if (m_hint > 0)
                m_blocks.announce(m_hint - 1);
        }
    }

private:
    static constexpr std::size_t Ahead = 8;

    const LaneBlocks &m_blocks;
    const Ruler &m_ruler;
    std::size_t m_columns;
    std::size_t m_ahead;
    std::size_t m_hint;
    std::size_t m_next = 0; ///< the first border that is not announced
};

void coverByBorders(const LaneBlocks &blocks, std::size_t first, Timestamp end, const Ruler &ruler, std::span<Coverage> columns)
{
    Herald herald(blocks, first, ruler, columns.size());
    herald.announceFrom(0);
    Borders borders(blocks, ruler, end, first);
    Border left;
    Border right;
    borders.find(0, left);
    ColumnSum sum;
    for (std::size_t p = 0; p < columns.size(); ++p) {
        herald.announceFrom(p + 1);
        borders.find(ruler.left(p + 1), right);
        for (std::size_t slot = 0; slot < blocks.slotCount(); ++slot) {
            const auto whole = static_cast<qint64>(static_cast<quint64>(right.sums[slot]) - static_cast<quint64>(left.sums[slot])); // wraps, of a damaged file
            const double ns = static_cast<double>(whole) + (right.rest[slot] - left.rest[slot]);
            // What the rounding of doubles leaves of adding and taking away the same is no time; all else is, however little.
            const double rounding = 4 * std::numeric_limits<double>::epsilon() * (ruler.left(p + 1) + std::abs(right.rest[slot]) + std::abs(left.rest[slot]));
            if (ns > rounding)
                sum.add(blocks.codeOfSlot(slot), ns);
        }
        if (right.runs != left.runs)
            sum.noteRun();
        columns[p].isSingle = right.isInSlice && right.lastBegin <= ruler.left(p);
        sum.moveTo(columns[p], ruler.inverse);
        std::swap(left, right);
    }
}

} // namespace

void coverTime(const LaneBlocks &blocks, TimeRange range, Timestamp end, std::span<Coverage> columns)
{
    const Ruler ruler(range, columns.size());
    std::size_t first = blocks.blocksUpTo(range.begin - Duration(1));
    const std::size_t last = blocks.blocksUpTo(range.end);
    first = first > 0 ? first - 1 : 0;
    if (static_cast<double>((last - first) * LaneBlock::Length) > WalkLimit * static_cast<double>(columns.size()))
        coverByBorders(blocks, first, end, ruler, columns);
    else
        walk(blocks, first, end, ruler, static_cast<double>(range.length().count()), columns);
}

void markLosses(const std::vector<TimeRange> &losses, TimeRange range, std::span<Coverage> columns)
{
    const Ruler ruler(range, columns.size());
    auto loss = std::partition_point(losses.begin(), losses.end(), [&](const TimeRange &l) { return l.end < range.begin; });
    for (; loss != losses.end() && loss->begin < range.end; ++loss) {
        const std::size_t last = ruler.column(ruler.offset(std::min(loss->end, range.end)));
        for (std::size_t p = ruler.column(ruler.offset(std::max(loss->begin, range.begin))); p <= last; ++p)
            columns[p].isLost = true;
    }
}

} // namespace trace
